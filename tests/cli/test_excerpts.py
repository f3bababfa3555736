"""What was found, in its sentence."""

from __future__ import annotations

import pytest

from monitor.cli.excerpts import excerpts, mark
from monitor.model import Span


def spans_of(text, *words, field="text"):
    """Return the first place of each word."""
    return [
        Span(field=field, start=text.index(word), end=text.index(word) + len(word), term=word)
        for word in words
    ]


def marked(text, *words, most=9):
    """Return the sentences of these words as a terminal shows them."""
    return [mark(each) for each in excerpts("", text, spans_of(text, *words), most=most)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("One is here. Two is there! Three?", "Two", "[Two] is there!"),
        ("He said “go.” Then left.", "Then", "[Then] left."),
        ("First line\nsecond line", "second", "[second] line"),
        ("会谈结束。代表团离开了。", "代表团", "[代表团]离开了。"),
        ("هل انتهت؟ نعم انتهى", "نعم", "[نعم] انتهى"),
        ("At 3.5 percent it stays", "percent", "At 3.5 [percent] it stays"),
    ],
)
def test_a_word_stands_in_its_sentence(text, word, expected):
    """Sentences end at their marks and at lines' ends, in several scripts."""
    assert marked(text, word) == [expected]


def test_one_sentence_is_told_once():
    """Several finds in a sentence are marked in it; overlapping ones are one."""
    text = "The peace talks in Geneva. Nothing."

    assert marked(text, "peace talks", "talks in", "Geneva") == ["The [peace talks in] [Geneva]."]


def test_a_long_sentence_is_cut_around_its_finds():
    """What is shown stays short, cut between words, however long the sentence."""
    text = "word " * 200 + "Geneva " + "word " * 200 + "talks " + "word " * 200
    [shown] = marked(text, "Geneva", "talks")

    assert len(shown) < 500
    assert shown.startswith("…word")
    assert shown.endswith("word…")
    assert "[Geneva] word" in shown
    assert "word [talks]" in shown


def test_the_marks_are_true():
    """Each mark holds exactly what was found."""
    text = "x " * 300 + "Geneva " + "y " * 300 + "talks"
    found = excerpts(
        "Geneva first",
        text,
        [*spans_of("Geneva first", "Geneva", field="title"), *spans_of(text, "talks", "Geneva")],
        most=9,
    )

    assert [[each.text[a:b] for a, b in each.marks] for each in found] == [
        ["Geneva"],
        ["Geneva", "talks"],
    ]
    assert [each.field for each in found] == ["title", "text"]


def test_at_most_so_many():
    """The first ones are given; spans that lie outside the text are passed over."""
    text = "One. Two. Three."
    stray = Span(field="text", start=90, end=95, term="x")

    assert marked(text, "One", "Two", "Three", most=2) == ["[One].", "[Two]."]
    assert excerpts("", text, [stray], most=2) == []


def test_odd_characters_are_escaped():
    """Nothing that a terminal acts on comes through, within a find or around it."""
    [shown] = marked("a \x1b[31m b\x07c d", "b\x07c")

    assert "\x1b" not in shown
    assert "\x07" not in shown
