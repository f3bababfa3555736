"""When a feed is polled, and what a poll makes of its state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import PermanentError, TransientError
from monitor.model import Feed, FeedHealth, FeedId, FeedState
from monitor.rules.polling import (
    AUTO_DEFAULT,
    AUTO_LONGEST,
    LONGEST_WAIT,
    PollPolicy,
    after_failure,
    after_success,
    asked_wait,
    first_poll,
    interval,
    mean_gap,
    next_poll,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = PollPolicy(min_poll=MINUTE)
URL = "https://example.org/feed"


def feed(number: int = 1, *, poll_every: timedelta | None = None) -> Feed:
    """Build a feed; each number has a jitter of its own."""
    return Feed(id=FeedId(f"feed-{number}"), url=URL, poll_every=poll_every)


def state(**values) -> FeedState:
    """Build a feed's state."""
    return FeedState(**{"feed_id": FeedId("feed-1"), "url": URL, **values})


def every(gap: timedelta, many: int = 10, *, newest: datetime = NOW) -> list[datetime]:
    """Return dates of items that came at this pace."""
    return [newest - n * gap for n in range(many)]


def test_a_pace_is_the_typical_gap():
    """Items every ten minutes have a gap of ten minutes, in whatever order they stand."""
    assert mean_gap(reversed(every(10 * MINUTE)), now=NOW) == 10 * MINUTE


def test_a_pinned_item_and_a_night_do_not_count():
    """One very old item and one long pause leave the pace as it is."""
    dates = [*every(10 * MINUTE), NOW - timedelta(hours=12), NOW - timedelta(days=4000)]

    assert mean_gap(dates, now=NOW) == 10 * MINUTE


def test_a_quiet_feed_slows_down():
    """Half the time since the newest item is a gap too."""
    dates = every(10 * MINUTE, newest=NOW - timedelta(hours=8))

    assert mean_gap(dates, now=NOW) == timedelta(hours=4)


def test_batches_count_once():
    """Items that came together under one date are no gap of nothing."""
    dates = [date for date in every(30 * MINUTE) for _ in range(4)]

    assert mean_gap(dates, now=NOW) == 30 * MINUTE


@pytest.mark.parametrize(
    "dates",
    [
        [],
        [None] * 9,
        every(MINUTE, many=4),
        [NOW] * 9,
        every(MINUTE, newest=NOW + timedelta(days=1)),
    ],
    ids=["none", "undated", "few", "all the same", "in the future"],
)
def test_dates_that_tell_no_pace(dates):
    """Too few dates, equal dates and dates to come say nothing."""
    assert mean_gap(dates, now=NOW) is None


@pytest.mark.parametrize(
    ("configured", "gap", "expected"),
    [
        (None, None, AUTO_DEFAULT),
        (None, 10 * MINUTE, 5 * MINUTE),
        (None, timedelta(seconds=20), MINUTE),
        (None, timedelta(days=30), AUTO_LONGEST),
        (7 * MINUTE, 10 * MINUTE, 7 * MINUTE),
        (timedelta(seconds=5), None, MINUTE),
        (timedelta(days=3), None, timedelta(days=3)),
    ],
)
def test_a_feeds_own_interval(configured, gap, expected):
    """As configured, else half the gap, never under the least and by itself never over an hour."""
    own = interval(feed(poll_every=configured), state(mean_gap=gap), policy=POLICY)

    assert own == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("max-age=300", 5 * MINUTE),
        ("public, MAX-AGE=300, must-revalidate", 5 * MINUTE),
        ('max-age="300"', 5 * MINUTE),
        ("max-age=0", timedelta()),
        ("max-age=000000000000000300", 5 * MINUTE),
        ("max-age=31536000", AUTO_LONGEST),
        ("max-age=" + "9" * 10_000, AUTO_LONGEST),
        ("max-age=-1", None),
        ("max-age=soon", None),
        ("max-age=٣٠٠", None),
        ("max-age", None),
        ("no-cache, s-maxage=300", None),
        ("", None),
    ],
)
def test_what_a_server_asks_for(header, expected):
    """A max-age is read up to an hour; anything else says nothing and breaks nothing."""
    assert asked_wait({"cache-control": header}) == expected


def test_no_header_asks_for_nothing():
    """Without Cache-Control the server did not say."""
    assert asked_wait({}) is None


def wait(number: int = 1, *, asked: timedelta | None = None, **values) -> timedelta:
    """Return how long from now the next poll is, for a feed with an interval of 15 minutes."""
    due = next_poll(feed(number), state(**values), policy=POLICY, asked=asked, now=NOW)
    return due - NOW


@pytest.mark.parametrize(
    ("asked", "failures", "least"),
    [
        (None, 0, 15 * MINUTE),
        (5 * MINUTE, 0, 15 * MINUTE),
        (50 * MINUTE, 0, 50 * MINUTE),
        (None, 3, 15 * MINUTE),
        (None, 5, 32 * MINUTE),
        (timedelta(hours=3), 5, timedelta(hours=3)),
        (None, 11, LONGEST_WAIT),
        (None, 10**9, LONGEST_WAIT),
        (timedelta(days=365), 0, LONGEST_WAIT),
    ],
)
def test_the_longest_wait_counts(asked, failures, least):
    """Own interval, the server's wish and back-off: the longest, at most a day, plus jitter."""
    waits = [wait(n, asked=asked, failures=failures) for n in range(50)]

    assert all(least <= one < least * 1.1 for one in waits)


def test_the_jitter_is_the_feeds_own():
    """A feed keeps its place among the others, and feeds do not bunch."""
    assert wait(1) == wait(1)
    assert len({wait(n) for n in range(50)}) > 40


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, NOW),
        (state(), NOW),
        (state(next_poll_at=NOW + MINUTE), NOW + MINUTE),
        (state(next_poll_at=NOW - timedelta(days=9)), NOW),
        (state(url="https://example.org/old", next_poll_at=NOW + MINUTE), NOW),
        (state(url="https://example.org/old", health=FeedHealth.GONE), NOW),
        (state(health=FeedHealth.GONE, next_poll_at=NOW + MINUTE), None),
        (state(health=FeedHealth.GONE), None),
    ],
)
def test_the_first_poll_after_a_start(known, expected):
    """As planned, at once where that is past or nothing is known, never for a feed that is gone."""
    assert first_poll(feed(), known, now=NOW) == expected


def test_a_plan_of_a_wrong_clock_is_not_kept():
    """A poll that was planned for next year happens within a day or so."""
    first = first_poll(feed(), state(next_poll_at=NOW.replace(year=2027)), now=NOW)

    assert first is not None
    assert LONGEST_WAIT <= first - NOW < LONGEST_WAIT * 1.1


def test_a_success_ends_trouble():
    """A usable answer makes a failing feed well and takes its validators."""
    failing = state(
        health=FeedHealth.FAILING, reason="timeout", since=NOW - MINUTE, failures=4, polls=7
    )
    well = after_success(failing, etag="e", last_modified=None, now=NOW)

    assert (well.health, well.reason, well.since) == (FeedHealth.OK, None, NOW)
    assert (well.failures, well.polls, well.etag) == (0, 8, "e")
    assert well.first_polled_at == well.last_polled_at == well.last_ok_at == NOW


def test_a_well_feed_stays_well_since_then():
    """Repeated success keeps the first times."""
    first = after_success(state(), etag="e", last_modified="l", now=NOW)
    second = after_success(first, etag=None, last_modified=None, now=NOW + MINUTE)

    assert (second.since, second.first_polled_at) == (NOW, NOW)
    assert (second.etag, second.last_modified) == (None, None)
    assert second.last_ok_at == NOW + MINUTE


def test_a_failure_keeps_what_was_known():
    """Validators stay; failures are counted; the same reason keeps its time."""
    well = after_success(state(), etag="e", last_modified="l", now=NOW)
    once = after_failure(well, TransientError("m", reason="timeout"), now=NOW + MINUTE)
    twice = after_failure(once, TransientError("m", reason="timeout"), now=NOW + 2 * MINUTE)
    other = after_failure(twice, PermanentError("m", reason="http_404"), now=NOW + 3 * MINUTE)

    assert (twice.etag, twice.last_modified, twice.last_ok_at) == ("e", "l", NOW)
    assert (twice.health, twice.failures, twice.polls) == (FeedHealth.FAILING, 2, 3)
    assert (twice.since, twice.last_polled_at) == (NOW + MINUTE, NOW + 2 * MINUTE)
    assert (other.reason, other.since) == ("http_404", NOW + 3 * MINUTE)


def test_a_feed_that_is_gone():
    """A server that answers 410 is believed."""
    gone = after_failure(state(), PermanentError("m", reason="http_410"), now=NOW)

    assert gone.health is FeedHealth.GONE
    assert gone.reason == "http_410"


@pytest.mark.parametrize(
    ("failures", "expected"), [(0, NOW + timedelta(minutes=1)), (1, NOW + timedelta(hours=1))]
)
def test_a_shorter_interval_counts_at_the_next_start(failures, expected):
    """A feed whose interval was made shorter is not waited for as before; a back-off stands."""
    known = state(
        last_polled_at=NOW - timedelta(minutes=4),
        next_poll_at=NOW + timedelta(hours=1),
        failures=failures,
    )

    assert first_poll(feed(poll_every=timedelta(minutes=5)), known, now=NOW) == expected
