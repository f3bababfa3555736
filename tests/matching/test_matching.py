"""Which watchlists an article belongs to, with what score, and where their words stand."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from monitor.errors import QuerySyntaxError
from monitor.matching.compiled import compile_watchlists
from monitor.matching.query import parse
from monitor.matching.sightings import MAX_SPANS
from monitor.matching.worker import install, match_article
from monitor.model import Article, ChannelName, Match, Verdict, WatchlistId
from monitor.watchlist import Seed, Term, Watchlist

LATIN = "The envoy opened the peace talks in Astana on Tuesday."
FRENCH = "L’envoyé salue l'accord signé à Genève."
TURKISH = "Barış görüşmeleri Astana'da sürüyor, İstanbul’dan bir heyet katıldı."
CYRILLIC = "Мирные переговоры в Астане прошли при участии посредников."
ARABIC = "انطلقت محادثات السلام في الأســـتانة بحضور وزيرِ الخارجية."
HEBREW = "שיחות השלום נפתחו אתמול בז'נבה."
GREEK = "Οι ειρηνευτικές ΣΥΝΟΜΙΛΙΕΣ άρχισαν στη Γενεύη."
CHINESE = "叙利亚和平谈判周二在阿斯塔纳开始。"
JAPANESE = "シリア和平協議はアスタナで始まった。"
THAI = "การเจรจาสันติภาพเริ่มขึ้นที่อัสตานา"
KOREAN = "시리아 평화 회담은 아스타나 에서 열렸다."
HINDI = "शांति वार्ता अस्ताना में शुरू हुई।"


def watchlist(name: str = "w", *, terms: Any = (), exclude: Any = (), **others: Any) -> Watchlist:
    """Build a watchlist; terms may be plain texts."""
    return Watchlist(
        id=WatchlistId(name),
        title=name,
        channel=ChannelName(name),
        terms=tuple(Term(text=term) if isinstance(term, str) else term for term in terms),
        exclude=tuple(Term(text=term) if isinstance(term, str) else term for term in exclude),
        **others,
    )


def article(text: str = "", *, title: str = "", language: str | None = None) -> Article:
    """Build an article."""
    return Article(id="a", title=title, text=text, language=language)


def match(about: Article | str, **keys: Any) -> Match | None:
    """Match an article, or a text, with one watchlist."""
    about = article(about) if isinstance(about, str) else about
    found = compile_watchlists([watchlist(**keys)]).match(about)
    return found[0] if found else None


def shown(about: Article | str, **keys: Any) -> list[str]:
    """Return what stands at the spans of a match, as the article writes it."""
    about = article(about) if isinstance(about, str) else about
    found = match(about, **keys)
    fields = {"title": about.title, "text": about.text}
    return [fields[span.field][span.start : span.end] for span in found.spans] if found else []


@pytest.mark.parametrize(
    ("text", "term", "places"),
    [
        # words
        (LATIN, "ASTANA", ["Astana"]),
        (LATIN, "opened", ["opened"]),
        (LATIN, "pen", []),
        (LATIN, "talk", []),
        ("Training on trains", "ai", []),
        ("AI, ai-driven: Ai", "ai", ["AI", "ai", "Ai"]),
        ("It won’t rain; I don't know", "won", []),
        (FRENCH, "accord", ["accord"]),
        (FRENCH, "geneve", ["Genève"]),
        ("J’ai dit", "AI", []),
        (TURKISH, "Astana", ["Astana"]),
        (TURKISH, "istanbul", ["İstanbul"]),
        (TURKISH, "BARIŞ", ["Barış"]),
        (CYRILLIC, "переговоры", ["переговоры"]),
        (CYRILLIC, "говоры", []),
        (CYRILLIC, "ПОСРЕДНИКОВ", ["посредников"]),
        ("мои слова", "мой", []),
        (ARABIC, "الأستانة", ["الأســـتانة"]),
        (ARABIC, "أستانة", ["الأســـتانة"]),
        (ARABIC, "وزير", ["وزيرِ"]),
        (ARABIC, "تانة", []),
        (HEBREW, "שיחות", ["שיחות"]),
        (HEBREW, "שיח", []),
        (GREEK, "συνομιλίες", ["ΣΥΝΟΜΙΛΙΕΣ"]),
        (CHINESE, "谈判", ["谈判"]),
        (CHINESE, "判谈", []),
        (JAPANESE, "アスタナ", ["アスタナ"]),
        (JAPANESE, "ｱｽﾀﾅ", ["アスタナ"]),
        (THAI, "อัสตานา", ["อัสตานา"]),
        (THAI, "อสตานา", []),
        (KOREAN, "아스타나", ["아스타나"]),
        (KOREAN, "담", []),
        (HINDI, "वार्ता", ["वार्ता"]),
        # phrases
        (LATIN, "peace talks", ["peace talks"]),
        (LATIN, "peace in", []),
        (LATIN, "talks peace", []),
        ("in New-York, new york", "New York", ["New-York", "new york"]),
        (CYRILLIC, "мирные переговоры", ["Мирные переговоры"]),
        (CYRILLIC, "мирные в", []),
        (ARABIC, "وزير الخارجية", ["وزيرِ الخارجية"]),
        (ARABIC, "وزير في", []),
        (CHINESE, "和平谈判", ["和平谈判"]),
        (THAI, "เจรจาสันติภาพ", ["เจรจาสันติภาพ"]),
        # prefixes
        (LATIN, "talk*", ["talks"]),
        (LATIN, "alks*", []),
        (LATIN, "Astana*", ["Astana"]),
        (LATIN, "peace tal*", ["peace talks"]),
        (LATIN, "pea* talks", []),
        (CYRILLIC, "астан*", ["Астане"]),
        (CYRILLIC, "мирные перегово*", ["Мирные переговоры"]),
        (ARABIC, "محادث*", ["محادثات"]),
        (ARABIC, "وزير الخار*", ["وزيرِ الخارجية"]),
        (CHINESE, "谈*", ["谈"]),
        (CHINESE, "和平谈*", ["和平谈"]),
        # nothing to find
        ("😀👍🏽 \ud800", "a", []),
        ("😀👍🏽 \ud800", "😀", []),
        ("", "a", []),
    ],
)
def test_a_term_is_found_as_whole_words(text: str, term: str, places: list[str]):
    """Words, phrases and prefixes are found after folding, never inside another word."""
    assert shown(text, terms=[term]) == places


@pytest.mark.parametrize(
    ("query", "text", "holds"),
    [
        ("astana AND talks", LATIN, True),
        ("astana AND cycling", LATIN, False),
        ("geneva OR talks", LATIN, True),
        ("talks NOT astana", LATIN, False),
        ("talks NOT cycling", LATIN, True),
        ('"peace talks" AND (geneva OR astana)', LATIN, True),
        ("talks AND NOT (astana AND geneva)", LATIN, True),
        ("астане AND (женева OR переговор*)", CYRILLIC, True),
        ("переговоры NOT посредник*", CYRILLIC, False),
        ('"мирные переговоры" NOT женева', CYRILLIC, True),
        ("محادثات AND (جنيف OR أستانة)", ARABIC, True),
        ("محادثات NOT وزير", ARABIC, False),
        ('"وزير الخارجية" NOT جنيف', ARABIC, True),
        ("谈判 AND (日内瓦 OR 阿斯塔纳)", CHINESE, True),
        ("谈判 NOT 叙利亚", CHINESE, False),
        ("สันติภาพ AND (เจนีวา OR อัสตานา)", THAI, True),
        ("สันติภาพ NOT อัสตานา", THAI, False),
    ],
)
def test_a_query_holds_by_what_stands_in_the_article(query: str, text: str, *, holds: bool):
    """AND, OR, NOT and parentheses mean the same in every script."""
    assert (match(text, query=query) is not None) is holds


@pytest.mark.parametrize(
    ("text", "excluded"),
    [(LATIN, "Tuesday"), (CYRILLIC, "посредник*"), (ARABIC, "وزير الخارجية"), (CHINESE, "周二")],
)
def test_an_excluded_term_brings_the_score_to_nothing(text: str, excluded: str):
    """The match stays, with a score of 0, and says what barred it and where."""
    barred = match(article(text, title="Astana"), terms=["Astana"], exclude=[excluded])

    assert barred is not None
    assert (barred.score, barred.verdict) == (0, Verdict.NONE)
    assert [part.name for part in barred.parts] == ["term", "exclude"]
    assert excluded in [span.term for span in barred.spans]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("والأستانة", ["والأستانة"]),
        ("للأستانة", ["للأستانة"]),
        ("بأستانة وبالأستانة", ["بأستانة", "وبالأستانة"]),
        ("استانةو", []),
        ("مأستانة", []),
    ],
)
def test_what_arabic_writes_in_front_of_a_word_does_not_hide_it(text: str, places: list[str]):
    """And, in, for and the article may stand before a word, other letters may not."""
    assert shown(text, terms=["أستانة"]) == places


@pytest.mark.parametrize(
    ("text", "term"), [("لبنان", "بنان"), ("فعلي", "علي"), ("ولد", "لد"), ("الله", "له")]
)
def test_a_short_arabic_word_is_not_looked_for_behind_letters(text: str, term: str):
    """Where hardly anything is left, what looks like a preposition is a letter of the word."""
    assert match(text, terms=[term]) is None


def test_an_article_written_before_for_loses_its_alef_and_is_found():
    """`للأستانة` is for + the + Astana, and a phrase may begin with it."""
    assert shown("للأستانة", terms=["الأستانة"]) == ["للأستانة"]
    assert shown("ووزير الخارجية", terms=["وزير الخارجية"]) == ["ووزير الخارجية"]
    assert shown("قال وزير والخارجية", terms=["وزير الخارجية"]) == []


def test_spans_stand_in_title_then_text_in_the_order_of_reading():
    """Each place of every found word is told once, under the term whose alias was found."""
    about = article("De Mistura in Astana. Then Астана, Astana.", title="Talks in Astana")
    astana = Term(text="Astana", aliases=(("ru", ("Астана",)),))
    found = match(about, terms=[astana], query='"de mistura" AND astana')

    assert found is not None
    assert [(span.field, span.start, span.end, span.term) for span in found.spans] == [
        ("title", 9, 15, "Astana"),
        ("title", 9, 15, "astana"),
        ("text", 0, 10, "de mistura"),
        ("text", 14, 20, "Astana"),
        ("text", 14, 20, "astana"),
        ("text", 27, 33, "Astana"),
        ("text", 35, 41, "Astana"),
        ("text", 35, 41, "astana"),
    ]


def test_spans_are_bounded():
    """Words that stand everywhere are shown at their first places."""
    found = match("astana talks " * 1000, terms=["astana", "talks", "astana talks"])
    starts = [at for place in range(0, 1000, 13) for at in (place, place, place + 7)]

    assert found is not None
    assert [span.start for span in found.spans] == starts[:MAX_SPANS]


@pytest.mark.parametrize(
    ("title", "text", "score"),
    [
        ("Astana", "", 0.8),
        ("", "Astana", 0.65),
        ("", "x" * 399 + "\nAstana", 0.55),
        ("", "x" * 398 + "\nAstana", 0.65),
        ("Astana", "Astana", 0.8),
        ("Astana", "talks", 0.9853),
        ("", "Astana, talks", 0.9688),
    ],
)
def test_a_term_counts_by_its_highest_zone(title: str, text: str, score: float):
    """Title before lead before rest; the log-odds of several add up."""
    found = match(article(text, title=title), terms=["Astana", "talks", "ASTANA"])

    assert found is not None
    assert found.score == score


def test_aliases_of_a_term_count_once():
    """A thing with many names is still one reason."""
    term = Term(text="Astana", aliases=(("ru", ("Астана",)), ("zh", ("阿斯塔纳",))))
    found = match("Астана 阿斯塔纳", terms=[term])

    assert found is not None
    assert [(part.name, part.value) for part in found.parts] == [("term", 0.65)]


@pytest.mark.parametrize(("title", "text"), [("Астана", "阿斯塔纳"), ("阿斯塔纳", "Астана")])
def test_the_highest_zone_of_all_aliases_counts(title: str, text: str):
    """Whichever name stands in the title decides what the term adds."""
    term = Term(text="Astana", aliases=(("ru", ("Астана",)), ("zh", ("阿斯塔纳",))))
    found = match(article(text, title=title), terms=[term])

    assert found is not None
    assert found.score == 0.8


def test_a_name_that_two_terms_share_belongs_to_the_first():
    """What is found once is one reason, however often it was written down."""
    term = Term(text="Astana", aliases=(("ru", ("Астана",)),))
    found = match("Астана", terms=[term, "Астана", "астана"])

    assert found is not None
    assert found.score == 0.65
    assert [span.term for span in found.spans] == ["Astana"]


def test_a_query_counts_more_where_the_top_of_the_article_suffices():
    """The same words further down say less."""
    near = match(article("talks", title="Astana"), query="astana AND talks")
    far = match(article("x" * 400 + " talks", title="Astana"), query="astana AND talks")

    assert near is not None
    assert far is not None
    assert (near.score, far.score) == (0.8, 0.65)


@pytest.mark.parametrize(
    ("threshold", "margin", "verdict"),
    [
        (0.65, 0.1, Verdict.ALERT),
        (0.66, 0.1, Verdict.NEAR_MISS),
        (0.75, 0.1, Verdict.NEAR_MISS),
        (0.76, 0.1, Verdict.NONE),
        (0.66, 0.0, Verdict.NONE),
        (0.932, 0.282, Verdict.NEAR_MISS),  # 0.65 and a little in binary fractions
        (0.0, 0.0, Verdict.ALERT),
    ],
)
def test_a_score_is_held_against_threshold_and_margin(
    threshold: float, margin: float, verdict: Verdict
):
    """At the threshold an alert, at most the margin below it a near miss."""
    found = match("Astana", terms=["Astana"], threshold=threshold, near_miss_margin=margin)

    assert found is not None
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("language", "passes"),
    [("fr", True), ("fr-FR", True), ("FR_ca", True), (None, True), ("", True), ("en", False)],
)
def test_another_language_brings_the_score_to_nothing(language: str | None, *, passes: bool):
    """Only the primary tag counts, and an article of unknown language passes."""
    about = article("Astana", language=language)
    found = match(about, terms=["Astana"], languages=frozenset({"fr", "de"}))

    assert found is not None
    assert (found.score > 0) is passes


def test_seeds_count_beside_terms():
    """An article like the seed scores more than by the term alone, another one less."""
    story = "Zorbelin and Kastrovia sign a truce in Velmora"
    text = "The mediator Ludek Branforth said that 3750 prisoners would be exchanged."
    seeds = (Seed(title=story, text=text, language="en", origin="inline"),)
    alone = match(article("", title="A bakery opens"), terms=["bakery"])
    like = match(article(text, title=story), seeds=seeds, terms=["truce"])
    unlike = match(article("", title="A bakery opens"), seeds=seeds, terms=["bakery"])

    assert alone is not None
    assert like is not None
    assert unlike is not None
    assert unlike.score < alone.score < like.score


def test_a_disabled_watchlist_matches_nothing():
    """It is as if it were not there."""
    assert match("Astana", terms=["Astana"], enabled=False) is None


def test_a_query_that_cannot_be_read_is_refused():
    """Compiling tells what parsing tells."""
    with pytest.raises(QuerySyntaxError):
        compile_watchlists([watchlist(query="a AND")])


def test_a_worker_matches_with_what_was_installed_last():
    """Installing again takes the place of what was installed before."""
    install((watchlist("old", terms=["Astana"]),))
    install((watchlist("new", terms=["Astana"]),))

    assert [found.watchlist_id for found in match_article(article("Astana"))] == ["new"]


# By plain loops with random seeds: what holds for all queries, phrases and sets of watchlists.

WORDS = ("astana", "мир", "سلام", "和", "talks", "Γενεύη")


def random_query(rng: random.Random, depth: int = 0) -> tuple[str, str]:
    """Build a query, and a Python expression over the set `found` that means the same."""
    if depth == 3 or rng.random() < 0.3:
        word = rng.choice(WORDS)
        return word, f"({word!r} in found)"
    kind = rng.choice(("AND", "OR", "NOT", ""))
    left, left_python = random_query(rng, depth + 1)
    if kind == "NOT":
        return f"NOT ({left})", f"(not {left_python})"
    right, right_python = random_query(rng, depth + 1)
    python = f"({left_python} {(kind or 'AND').lower()} {right_python})"
    return f"({left}) {kind} ({right})", python


@pytest.mark.parametrize("seed", range(5))
def test_a_random_query_holds_exactly_where_its_meaning_does(seed: int):
    """Any nesting of AND, OR and NOT agrees with the same expression in Python."""
    rng = random.Random(seed)
    held = 0
    for _ in range(200):
        query, python = random_query(rng)
        expression = compile(python, "query", "eval")
        if eval(expression, {"found": set()}):
            with pytest.raises(QuerySyntaxError):
                parse(query)
            continue
        matcher = compile_watchlists([watchlist(query=query)])
        for _ in range(5):
            found = set(rng.sample(WORDS, rng.randrange(len(WORDS) + 1)))
            expected = eval(expression, {"found": found})
            held += expected

            assert bool(matcher.match(article(" ".join(found)))) is expected, (query, found)
    assert held > 50


@pytest.mark.parametrize("seed", range(5))
def test_random_phrases_are_found_where_a_plain_search_finds_them(seed: int):
    """Words, phrases and prefixes of any length stand where comparing word by word says."""
    rng = random.Random(seed)
    for _ in range(100):
        words = rng.choices(("a", "ab", "abc", "b", "ba"), k=rng.randrange(1, 30))
        wanted = rng.choices(("a", "ab", "abc", "b", "ba"), k=rng.randrange(1, 4))
        star = rng.choice(("", "*"))
        expected = []
        for at in range(len(words) - len(wanted) + 1):
            *begin, last = words[at : at + len(wanted)]
            fits = last.startswith(wanted[-1]) if star else last == wanted[-1]
            if fits and begin == wanted[:-1]:
                expected.append(" ".join([*begin, last]))

        assert shown(" ".join(words), terms=[" ".join(wanted) + star]) == expected


@pytest.mark.parametrize("seed", range(3))
def test_a_watchlist_matches_the_same_alone_and_among_others(seed: int):
    """What else is watched changes no score, no part and no span; disabled ones take no place."""
    rng = random.Random(seed)
    watchlists = [
        watchlist(
            f"w{number}",
            query=rng.choice((None, "astana AND talks", "мир OR 和", "tal*")),
            terms=rng.sample(WORDS, rng.randrange(3)),
            exclude=rng.sample(WORDS, rng.randrange(2)),
            enabled=rng.random() < 0.9,
        )
        for number in range(300)
    ]
    together = compile_watchlists(watchlists)
    for _ in range(5):
        about = article(" ".join(rng.choices(WORDS, k=5)), title=rng.choice(WORDS))
        alone = [m for each in watchlists for m in compile_watchlists([each]).match(about)]

        assert list(together.match(about)) == alone


@pytest.mark.parametrize(
    "piece",
    [
        "astana talks, ",
        "ß",
        "e\u0301",
        "\u200b",
        "ـ",
        "和",
        "कि",
        "\ud800",
        "😀",
        "n't",
        "' ",
        "и\u0306",
    ],
)
def test_two_megabytes_of_anything_are_matched_in_seconds(piece: str):
    """No text makes matching slow beyond its length: two million characters, seconds of work."""
    text = piece * (2_000_000 // len(piece))
    matcher = compile_watchlists([watchlist(terms=["astana talks", "和平", "é*", "ss"])])
    began = time.process_time()
    matcher.match(article(text))

    assert time.process_time() - began < 10


def test_a_query_of_thousands_of_words_costs_what_was_found():
    """Twenty thousand alternatives are looked up, not tried one after the other."""
    query = " OR ".join(f"name{number}" for number in range(20_000))
    matcher = compile_watchlists([watchlist(query=query)])
    about = article("name19999 and name7")
    began = time.process_time()
    for _ in range(100):
        matcher.match(about)

    assert time.process_time() - began < 1
    assert len(matcher.match(about)[0].spans) == 2
