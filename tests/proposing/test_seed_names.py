"""Names that an article itself shows by its capitals."""

from __future__ import annotations

import pytest

from monitor.proposing.seed_names import seed_names


def names(title: str, text: str, language: str) -> dict[str, int]:
    """Return the names with how often they stand."""
    return {name.text: name.count for name in seed_names(title, text, language)}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The head of Norvik Shipping spoke.", "en", {"Norvik Shipping": 1}),
        ("Le groupe Norvik a salué Norvik.", "fr", {"Norvik": 2}),
        ("Hier sprach die Firma Norvik Reederei.", "de", {"Firma Norvik Reederei": 1}),
        ("В порт вошёл «Норвик», владелец Норвика молчит.", "ru", {"Норвик*": 2}),
        ("Members of the ZKPT met.", "en", {"ZKPT": 1}),
    ],
)
def test_runs_of_capitals_are_names(text, language, found):
    """One word or several, acronyms, and in German two words at least."""
    assert names("", text, language) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rain fell. Later, rain stopped.", "en"),
        ("On Monday the President said nothing.", "en"),
        ("Der Regen fiel auf die Stadt.", "de"),
        ("قالت السلطات إن المطر توقف", "ar"),
        ("当局说雨停了", "zh"),
    ],
)
def test_other_capitals_are_no_names(text, language):
    """A sentence's first word, days and titles, German nouns; and scripts that have none."""
    assert names("", text, language) == {}


def test_a_name_too_short_for_a_star_is_written_out():
    """Хата, without its й, is a house."""
    found = seed_names("Толчки в Хатае", "Провинция Хатай молчит. Жители Хатая спят.", "ru")[0]

    assert found.forms == ("Хатай", "Хатая", "Хатаю", "Хатаем", "Хатае")
    assert (found.text, found.count, found.is_place) == ("Хатай", 3, True)


def test_a_first_word_is_a_name_where_it_stands_inside_a_sentence_too():
    """So a company that begins a sentence is counted."""
    assert names("", "Norvik denies it. They asked Norvik.", "en") == {"Norvik": 2}


def test_a_surname_stands_for_the_full_name():
    """Later mentions give only that."""
    text = "They met Ada Norvik. She, Norvik said, was glad."

    assert names("", text, "en") == {"Norvik": 2}


def test_a_title_in_title_case_makes_no_names():
    """English headlines give every word a capital."""
    assert names("Heavy Rain Stops Northern Trains", "the rain has stopped", "en") == {}


def test_a_name_in_the_title_is_known_as_such():
    """It is worth more there."""
    first = seed_names("Ein Prozess gegen NRVK", "Die NRVK schweigt.", "de")[0]

    assert (first.text, first.count, first.in_title) == ("NRVK", 2, True)
