"""Whether something stands before most of a feed's pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import FeedId, FeedState, Quality
from monitor.rules.articles import what_stands_before
from monitor.rules.blocking import RECENT, note_page, wall_count
from tests.rules.test_articles import WALLS, page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WALL, STORY = "bot_wall", ""


def after(*kinds: str, state: FeedState | None = None, at: datetime = NOW) -> FeedState:
    """Return how a feed is after these pages, a minute apart."""
    state = state or FeedState(feed_id=FeedId("wire"))
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
    assert after(*kinds).pages_blocked == expected


def test_since_when():
    """From the page that made it so, whatever came after."""
    state = after(*[WALL] * 5)

    assert (state.pages_since, wall_count(state)) == (NOW + 2 * MINUTE, 5)


def test_only_the_last_pages_count():
    """What was long ago is forgotten."""
    state = after(*[WALL] * 99)

    assert (len(state.pages_recent), wall_count(state)) == (RECENT, RECENT)


def test_a_wall_is_down_once_most_pages_come():
    """One story among walls is no change; two thirds are."""
    walled = after(*[WALL] * RECENT)
    some = after(*[STORY] * 6, state=walled)
    most = after(STORY, state=some)

    assert (some.pages_blocked, some.pages_since) == (WALL, walled.pages_since)
    assert (most.pages_blocked, most.pages_since) == (None, None)


@pytest.mark.parametrize("quality", WALLS)
def test_only_what_shuts_readers_out_stands_before_a_story(quality):
    """A page that is not there, or lists others, is its own affair and no trouble of its feed."""
    is_shut = quality in {Quality.CONSENT_PAGE, Quality.BOT_WALL, Quality.LOGIN}

    assert what_stands_before(page(quality=quality), None) == (quality if is_shut else None)
