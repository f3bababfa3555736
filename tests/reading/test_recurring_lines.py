"""The rule that takes out what recurs on a host."""

from __future__ import annotations

from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.recurring import draft_keys, recurring_lines
from monitor.rules.recurring import line_key


def draft(*lines: str) -> Draft:
    """Return a draft of these lines."""
    return Draft(title="A title", lines=[Line(text=line) for line in lines])


def test_known_lines_are_found_wherever_they_stand():
    """With a reason for whoever asks."""
    found = recurring_lines(
        draft("Print", "The story.", "12 comments", "It goes on."),
        frozenset({line_key("PRINT"), line_key("7 comments")}),
    )

    assert set(found) == {0, 2}
    assert all("other pages" in why for why in found.values())


def test_nothing_known_finds_nothing():
    """The first pages of a host stay as they are."""
    assert recurring_lines(draft("Print", "The story."), frozenset()) == {}


def test_a_page_that_is_all_frame_is_left_alone():
    """What it is shall be judged by what it shows."""
    assert recurring_lines(draft("Print"), frozenset({line_key("Print")})) == {}


def test_keys_come_line_by_line():
    """In the draft's order, for the page's `lines`."""
    assert draft_keys(draft("One", "Two")) == (line_key("One"), line_key("Two"))
