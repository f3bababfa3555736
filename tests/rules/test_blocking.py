"""Whether something stands before most of a feed's pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import PagesState
from monitor.rules.blocking import RECENT, note_page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WALL, STORY = "bot_wall", ""


def after(*kinds: str, state: PagesState | None = None, at: datetime = NOW) -> PagesState:
    """Return how a feed's pages are after these, a minute apart."""
    state = state or PagesState()
    for place, kind in enumerate(kinds):
        state = note_page(state, kind, now=at + place * MINUTE)
    return state


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), None),
        ((WALL, WALL), None),
        ((WALL, WALL, WALL), WALL),
        ((STORY, STORY, WALL, WALL, WALL), WALL),
        ((STORY, STORY, STORY, WALL, WALL, WALL), None),
        ((STORY, WALL) * 5, None),
        ((WALL, "paywall", "paywall"), "paywall"),
    ],
)
def test_most_pages_make_a_wall(kinds, expected):
    """Three at least, and more than half of the last ones; its name is the one met most."""
    assert after(*kinds).blocked == expected


def test_since_when():
    """From the page that made it so, whatever came after."""
    state = after(*[WALL] * 5)

    assert (state.since, state.walls) == (NOW + 2 * MINUTE, 5)


def test_only_the_last_pages_count():
    """What was long ago is forgotten."""
    state = after(*[WALL] * 99)

    assert (len(state.recent), state.walls) == (RECENT, RECENT)


def test_a_wall_is_down_once_most_pages_come():
    """One story among walls is no change; two thirds are."""
    walled = after(*[WALL] * RECENT)
    some = after(*[STORY] * 6, state=walled)
    most = after(STORY, state=some)

    assert (some.blocked, some.since) == (WALL, walled.since)
    assert (most.blocked, most.since) == (None, None)
