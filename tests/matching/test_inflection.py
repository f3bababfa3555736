"""A word is found in its other forms, and in no other word, in the language of the text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from monitor.matching.inflection import in_all_forms, rules_for, stems
from monitor.matching.lexicon import Lexicon
from monitor.matching.query import Operand, parse, phrase_of
from monitor.matching.tokens import tokenize, words_of

PAGE = Path(__file__).parents[2] / "docs" / "watchlists.md"
LANGUAGES = {"görüşme": "tr", "Verhandlung": "de", "Türkei": "de", "negotiation": "en"}

# language of the text, word of the watchlist, its forms, other words
FORMS = [
    ("ru", "Сирия", "Сирии Сирию Сирией", "сирийский сириец"),
    ("ru", "переговоры", "переговоров переговорах переговорам", "переговорщик переговорный"),
    ("ru", "Женева", "Женеве Женеву Женевой", "женевский"),
    ("ru", "Астана", "Астане Астану Астаной", "астанинский"),
    ("ru", "сирийский", "сирийского сирийская сирийскими", "Сирия сирийцы"),
    ("ru", "сирийцы", "сириец сирийцев сирийцам", "сирийский"),
    ("ru", "Лавров", "Лаврова Лавровым Лаврову", "лавра лавры"),
    ("ru", "Китай", "Китая Китаем", "кит кита китайский"),
    ("ru", "мир", "", "мира мирный миру"),
    ("ru", "мирный", "мирного мирная мирным", "мир мирно"),
    ("ru", "поездка", "поездки поездок поездкой", "поезд"),
    ("uk", "Сирія", "Сирії Сирію Сирією", "сирійський"),
    ("uk", "перемовини", "перемовин перемовинах", "перемовник"),
    ("bg", "преговори", "преговорите", "преговарям"),
    ("kk", "Астана", "Астанада Астананың Астанаға", "астаналық"),
    ("pl", "Syria", "Syrii Syrię Syrią", "syryjski"),
    ("pl", "rozmowy", "rozmów rozmowach rozmowami", "rozmówca"),
    ("cs", "jednání", "jednáních jednáním", "jednatel"),
    ("el", "Συρία", "Συρίας", "Συριακός"),
    ("de", "Verhandlung", "Verhandlungen", "Verhandler"),
    ("de", "Türkei", "", "Türke Türken"),
    ("de", "syrisch", "syrische syrischen", "Syrer Syrien"),
    ("en", "negotiation", "negotiations", "negotiator negotiate"),
    ("en", "talk", "talks", "talking"),
    ("en", "goods", "", "good"),
    ("en", "training", "trainings", "train trains"),
    ("fr", "négociation", "négociations", "négociateur"),
    ("fr", "syrien", "syriens syrienne", "Syrie"),
    ("es", "negociación", "negociaciones", "negociador"),
    ("es", "puerto", "puertos", "puerta puertas"),
    ("tr", "görüşme", "görüşmeler görüşmelerin görüşmede", "görüş görüşler"),
    ("tr", "Almanya", "Almanyada", "Almanlar Alman"),
    ("tr", "Suriye", "Suriyenin Suriye'nin Suriyede", "Suriyeli"),
    ("hu", "Szíria", "Szíriában Szíriáról", "szír"),
    ("fi", "neuvottelu", "neuvottelut neuvotteluissa", "neuvoja"),
    ("ar", "محادثات", "محادثاتها المحادثات والمحادثات بمحادثاتهم محادثة", "حديث محدثات"),
    ("ar", "سوري", "سورية السوريين للسوريين سوريون والسوريات", "سوريا سور"),
    ("ar", "أستانة", "والأستانة بأستانا بالأستانة", "ستانة"),
    ("ar", "مفاوضات", "المفاوضات مفاوضاتهم", "المفاوضين"),
    ("ar", "جامعة", "الجامعات جامعتها", "جامع"),
    ("fa", "مذاکره", "مذاکرات مذاکره‌ها", "ذاکر"),
    ("he", "שיחות", "השיחות ובשיחות", "שיח"),
    ("ko", "회담", "회담은 회담에서", "회사는"),
    ("hi", "वार्ता", "वार्ताओं", "वार"),
    ("zh", "谈判", "谈判", "谈话"),
    ("ja", "協議", "協議", "会議"),
]


def found(written: str, text: str, language: str | None) -> list[str]:
    """Return what stands where a term is found, as the text writes it."""
    phrase = phrase_of(written)
    assert phrase is not None
    tokens = tokenize(text)
    places = Lexicon([phrase]).find(tokens, language).get(0, [])
    return [text[slice(*tokens.place(first, last))] for first, last in places]


@pytest.mark.parametrize(("language", "word", "forms", "others"), FORMS)
def test_a_word_is_found_in_its_forms_alone(language: str, word: str, forms: str, others: str):
    """Case, number and gender do not hide a word; what is made of it is another word."""
    hidden = [form for form in forms.split() if not found(word, form, language)]
    joined = [other for other in others.split() if found(word, other, language)]

    assert hidden == []
    assert joined == []


@pytest.mark.parametrize(
    ("text", "written", "language", "shown"),
    [
        ("В «Астане», потом о\u0301 Астану\u00ad!", "Астана", "ru", ["Астане", "Астану"]),
        ("Suriye'nin ve İran’ın", "iran", "tr", ["İran"]),
        ("😀 Die Türkeis Verhandlungen\u200f.", "Verhandlung", "de", ["Verhandlungen"]),
        ("في والأســـتانةِ، بأستانا", "أستانة", "ar", ["والأســـتانةِ", "بأستانا"]),
        ("Mirnych ＡＣＣＯＲＤＳ l’accord", "accord", "fr", ["ＡＣＣＯＲＤＳ", "accord"]),
        ("在日内瓦谈判中", "谈判", "zh", ["谈判"]),
        ("평화 회담에서는", "회담", "ko", ["회담에서는"]),
    ],
)
def test_a_place_shows_the_whole_form(text: str, written: str, language: str, shown: list[str]):
    """A span covers the form as the text writes it, its ending too, and no sign around it."""
    assert found(written, text, language) == shown


def test_an_unknown_language_goes_by_its_script():
    """Cyrillic and Arabic words bend where the language is unknown, Latin ones do not."""
    assert found("Женева", "в Женеве", None) == ["Женеве"]
    assert found("محادثات", "المحادثات", None) == ["المحادثات"]
    assert found("negotiation", "negotiations", None) == []
    assert found("negotiation", "negotiations", "zz") == []
    assert found("Женева", "konuştu: Женеве", "tr") == ["Женеве"]


def test_each_word_of_an_unquoted_phrase_bends():
    """A term of several words is found in any case, its words side by side."""
    assert found("мирные переговоры", "о мирных переговорах", "ru") == ["мирных переговорах"]
    assert found("мирные переговоры", "мирных долгих переговоров", "ru") == []
    assert found("مبعوث أممي", "المبعوث الأممي", "ar") == ["المبعوث الأممي"]
    assert found("مبعوث أممي", "مبعوث وأممي", "ar") == []


@pytest.mark.parametrize("written", ['"Женева"', '"мирные переговоры"', "женева*", "Нур-Женева*"])
def test_what_is_quoted_or_goes_on_stays_as_it_is(written: str):
    """Quotation marks and a star mean these letters."""
    assert found(written, "в Женеве на мирных переговорах в Нур-Женеве", "ru") == []


def test_quoted_words_take_what_arabic_writes_in_front():
    """A quoted word of Arabic is found after "and" and "the", without other endings."""
    assert found('"محادثات"', "والمحادثات محادثاتها", "ar") == ["والمحادثات"]


def test_quotation_marks_of_a_query_mean_exact():
    """A query's phrase is exact, its plain word is not."""
    quoted, plain = (parse(query).root for query in ('"talks"', "talks"))

    assert isinstance(quoted, Operand)
    assert isinstance(plain, Operand)
    assert quoted.phrase.is_exact
    assert not plain.phrase.is_exact


@pytest.mark.parametrize(("language", "word", "forms", "_others"), FORMS)
def test_every_form_holds_the_piece_that_all_share(
    language: str, word: str, forms: str, _others: str
):
    """What a search looks for before it cuts a text into words is in each form."""
    for own in words_of(word):
        piece = in_all_forms(own)
        for form in forms.split():
            if any(rules_for(language).are_forms(own, each) for each in words_of(form)):
                assert any(piece in each for each in words_of(form))


def test_a_lexicon_answers_the_same_whatever_it_read_before():
    """What it remembers of one text, or language, changes nothing about the next."""
    lexicon = Lexicon([phrase for phrase in map(phrase_of, ["Verhandlung", "Женева"]) if phrase])
    text = tokenize("Verhandlungen в Женеве")
    german, unknown = lexicon.find(text, "de"), lexicon.find(text)

    assert (german, unknown) == ({0: [(0, 0)], 1: [(2, 2)]}, {1: [(2, 2)]})
    assert lexicon.find(text, "de") == german


def test_a_lexicon_forgets_before_it_fills_memory(monkeypatch: pytest.MonkeyPatch):
    """More words than it may remember leave it as it was."""
    monkeypatch.setattr("monitor.matching.lexicon._MOST_REMEMBERED", 3)
    phrase = phrase_of("Женева")
    assert phrase is not None
    lexicon = Lexicon([phrase])
    texts = [tokenize(f"а{number}б в{number} Женеве") for number in range(20)]

    assert all(lexicon.find(text) for text in texts)
    assert lexicon.remembered <= 3 + 3


@pytest.mark.parametrize("word", ["мир", "2017", "us", "a", "中", "کی"])
def test_a_short_word_or_a_number_has_no_other_forms(word: str):
    """Where little is left of a word, too much would be like it."""
    assert list(stems(word)) == []


def test_a_word_of_a_million_letters_is_no_burden():
    """Only a word's end is looked at."""
    began = time.perf_counter()
    found("переговоры", "п" * 1_000_000 + "ами", "ru")
    found("п" * 1_000_000 + "ами", "переговоры", "ru")

    assert time.perf_counter() - began < 1


def test_the_page_tells_what_is_found():
    """Every line of the table of words in other forms holds."""
    section = (
        PAGE.read_text(encoding="utf-8").split("## How words are compared")[1].split("\n## ")[0]
    )
    rows = re.findall(r"^\| `([^`]+)` \|([^|]*)\|([^|]*)\|$", section, flags=re.MULTILINE)

    assert len(rows) == 10
    for written, forms, others in rows:
        language = LANGUAGES.get(written)
        assert all(found(written, form, language) for form in forms.split(",") if form.strip())
        assert not any(found(written, other, language) for other in others.split(","))
