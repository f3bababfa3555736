"""What is seen in a text: words, names, figures and places, in any script; never a crash."""

from __future__ import annotations

import math

import pytest

from monitor.matching.likeness.figures import figures_in
from monitor.matching.likeness.places import places_in
from monitor.matching.likeness.portrait import portray
from monitor.matching.likeness.rarity import UNLISTED, zipf
from monitor.matching.likeness.words import word


def test_figures_meet_across_the_ways_of_writing_them():
    """Separators and Arabic-Indic digits make no difference."""
    assert figures_in("1,300 dead") == figures_in("1.300 morts") == figures_in("١٣٠٠")


def test_a_year_tells_less_than_a_count():
    """Many stories of one year are about different things."""
    told = figures_in("In 2016, 3750 people came in 4 ships")

    assert told["3750"] > told["2016"] > told["4"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Talks on Syria", "en"),
        ("Переговоры по Сирии", "ru"),
        ("مفاوضات بشأن سوريا", "ar"),
        ("叙利亚和谈", "zh"),
        ("Pourparlers sur la Syrie", "fr"),
        ("Pourparlers syriens", "fr"),
        ("Сирийские переговоры", "ru"),
        ("Die syrische Opposition", "de"),
        ("المعارضة السورية", "ar"),
    ],
)
def test_a_country_is_found_in_any_language(text: str, language: str):
    """Its name comes from CLDR, whatever its ending."""
    assert places_in(text, language) == {"SY": 1}


def test_a_country_is_a_word_of_its_own():
    """Romania is not Oman, and an unknown language names nothing."""
    assert "OM" not in places_in("A bridge in Romania", "en")
    assert places_in("Children chilled in a palace, as indicated", "en") == {}
    assert places_in("Talks on Syria", "tlh") == {}


def test_a_rare_word_with_a_capital_is_a_name():
    """Common words and words in lower case are none."""
    assert word("Zorbelin", "en").name_weight > word("London", "en").name_weight > 0
    assert word("the", "en").name_weight == word("zorbelin", "en").name_weight == 0


def test_an_unlisted_word_is_rare():
    """A language without a list says so."""
    assert zipf("zorbelin", "en") == UNLISTED
    assert zipf("zorbelin", "tlh") is None


def test_vectors_have_length_one():
    """So that long texts are not like everything."""
    told = portray("Zorbelin signs in Astana", "The Zorbelin pact was signed. " * 50, "en")

    for vector in (told.words, told.lead_words, told.name_vector, told.short_names):
        assert math.isclose(sum(value**2 for value in vector.values()), 1.0)


@pytest.mark.parametrize(
    "text",
    ["", "😀😀", "\u202e\u200f", "\ud800", "²³¼", "a" * 200_000, "ا" * 5000, "漢" * 5000, "१२३"],
)
@pytest.mark.parametrize("language", [None, "", "en", "ar-EG", "zh_Hant", "x-klingon", "tlh"])
def test_anything_has_a_portrait(text: str, language: str | None):
    """Emptiness, emoji, direction marks, half surrogate pairs, languages nobody knows."""
    assert portray(text, text, language).size >= 0
