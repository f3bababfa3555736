"""The headline in the text, where the page's title says something else."""

from __future__ import annotations

import pytest

from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.headline import headlines

TEXT = tuple(Line(text=f"Paragraph {n} of the story, which goes on.", tag="p") for n in range(6))


def draft(*lines: Line, title: str = "What the talks mean for the valley") -> Draft:
    """Return a text with a title."""
    return Draft(title=title, lines=lines)


@pytest.mark.parametrize("index", [0, 2])
def test_a_headline_at_the_beginning_goes(index):
    """The article has a title already; a dateline or a kicker may stand before it."""
    lines = (*TEXT[:index], Line(text="Delegations meet again", tag="h1"), *TEXT[index:])

    assert list(headlines(draft(*lines))) == [index]


def test_a_headline_within_the_text_stays():
    """There it parts the story."""
    assert not headlines(draft(*TEXT[:4], Line(text="Delegations meet again", tag="h1"), *TEXT[4:]))


def test_a_page_of_many_headlines_keeps_them():
    """It is a list, or a live page."""
    entries = [Line(text=f"Entry {n}", tag="h1") for n in range(5)]

    assert not headlines(draft(*entries, *TEXT))


def test_without_a_title_the_headline_stays():
    """Else nothing would say what the story is about."""
    assert not headlines(draft(Line(text="Delegations meet again", tag="h1"), *TEXT, title=""))
