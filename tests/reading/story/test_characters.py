"""How many of a text's characters are digits, capitals, commas and points, and which signs it has."""

from __future__ import annotations

import pytest

from monitor.reading.story.characters import NAMES, count


def seen(text, name):
    """Return what is counted of one text under a name."""
    return count([text])[0, NAMES.index(name)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("digits", "a1b2", 0.5), ("digits", "٣٤", 1.0), ("capitals", "AbЖж", 0.5),
        ("commas", "a,b،", 0.5), ("points", "。؟ab", 0.5), ("dense", "東京", 1), ("dense", "ab", 0),
        ("copyright", "© 2024", 1), ("bar", "a | b", 1), ("at_sign", "@name", 1),
        ("question", "why?", 1), ("question", "why!", 0),
    ],
)  # fmt: skip
def test_a_character_is_counted_as_what_it_is(name, text, expected):
    """In the scripts that news are written in."""
    assert seen(text, name) == expected


def test_each_text_has_a_row_of_its_own():
    """Nothing of one is counted for the next, and a text of nothing has nothing."""
    digits = count(["12", "", "ab", "1a"])[:, NAMES.index("digits")]

    assert digits.tolist() == [1.0, 0.0, 0.0, 0.5]


@pytest.mark.parametrize("text", ["😀🙂", "\ud800a", "\u0000", "\uffff"])
def test_what_is_no_letter_is_counted_as_nothing(text):
    """Emoji, halves of pairs and controls raise nothing."""
    assert not count([text]).any()
