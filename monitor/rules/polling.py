"""When a feed is polled next, and what a poll's result makes of its state.

Pure transitions: a state, a result and the time in; the next state out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from monitor.model import Feed, FeedHealth, FeedState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.errors import MonitorError

AUTO_DEFAULT: Final = timedelta(minutes=15)  # until a feed's own pace is known
AUTO_LONGEST: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(days=1)
_DATED_ENOUGH: Final = 5  # dated items needed before a pace is believed
_DIGITS: Final = re.compile(r'"?0*([0-9]+)"?')
_DIGITS_READ: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPolicy:
    """What holds for all feeds.

    min_poll: No feed is polled more often than this.
    """

    min_poll: timedelta


def mean_gap(published: Iterable[datetime | None], *, now: datetime) -> timedelta | None:
    """Return the typical time between a document's dated items; None if its dates do not say.

    The median gap among the newest 20, so that one pinned old item or a night does not count;
    what bears one date came at once and is no gap. At least half the time since the newest, so
    that a feed gone quiet slows down. Dates after `now` tell nothing, and neither do fewer than
    five, or all the same (some servers stamp every item with the time of the request).
    """
    dates = sorted((d for d in published if d is not None and d <= now), reverse=True)[:20]
    if len(dates) < _DATED_ENOUGH:
        return None
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(dates)]
    gaps = [gap for gap in gaps if gap > 0]
    if not gaps:
        return None
    return timedelta(seconds=max(median(gaps), (now - dates[0]).total_seconds() / 2))


def interval(feed: Feed, state: FeedState, *, policy: PollPolicy) -> timedelta:
    """Return a feed's own interval: as configured, or half its typical gap between entries.

    Half, because polling at the pace of publication sees an entry late by half a gap on average
    and more often costs requests that mostly answer 304.
    """
    if feed.poll_every is not None:
        return max(feed.poll_every, policy.min_poll)
    if state.mean_gap is None:
        return max(AUTO_DEFAULT, policy.min_poll)
    return max(min(state.mean_gap / 2, AUTO_LONGEST), policy.min_poll)


def asked_wait(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long a server's answer may be kept: `Cache-Control: max-age` (RFC 9111 5.2.2.1).

    headers: Lower-case names. None if it does not say or cannot be read; at most one hour, since
    caches in front of newsrooms are often set for pages and not for feeds.
    """
    for directive in headers.get("cache-control", "").split(","):
        name, _, value = directive.strip().partition("=")
        if name.lower() == "max-age" and (digits := _DIGITS.fullmatch(value)):
            # What is longer only says "long"; int() refuses thousands of digits.
            return min(timedelta(seconds=int(digits[1][:_DIGITS_READ])), AUTO_LONGEST)
    return None


def next_poll(
    feed: Feed,
    state: FeedState,
    *,
    policy: PollPolicy,
    asked: timedelta | None,
    now: datetime,
) -> datetime:
    """Say when to poll `feed` next.

    The longest of its own interval, what the server asked for, and the back-off of 2**failures
    minutes; at most one day. A jitter of up to 10 % on top comes from the feed's id, so a feed
    keeps its place and feeds do not bunch.

    asked: From Retry-After or max-age; None if the server did not say.
    now: Aware, UTC.
    """
    wait = max(interval(feed, state, policy=policy), asked or timedelta())
    if state.failures:
        wait = max(wait, timedelta(minutes=2 ** min(state.failures, 11)))
    return now + min(wait, LONGEST_WAIT) * (1 + _jitter(feed))


def _jitter(feed: Feed) -> float:
    return hashlib.sha256(feed.id.encode()).digest()[0] / 2560


def first_poll(feed: Feed, state: FeedState | None, *, now: datetime) -> datetime | None:
    """Say when to poll `feed` first after a start; None for a feed that is gone.

    When its last poll said; at once if it is new here or its address is another now. Never
    later than a day and the jitter from now: a clock that was wrong may have written next year.
    An interval that was made shorter since then counts at once.
    """
    if state is None or state.url != feed.url:
        return now
    if state.health is FeedHealth.GONE:
        return None
    if state.next_poll_at is None:
        return now
    at = state.next_poll_at
    if feed.poll_every is not None and not state.failures and state.last_polled_at is not None:
        at = min(at, state.last_polled_at + feed.poll_every)  # it may be shorter than it was
    return min(max(at, now), now + LONGEST_WAIT * (1 + _jitter(feed)))


def after_success(
    state: FeedState, *, etag: str | None, last_modified: str | None, now: datetime
) -> FeedState:
    """Return the state after an answer that could be used, 200 or 304."""
    return replace(
        state,
        health=FeedHealth.OK,
        reason=None,
        since=state.since if state.health is FeedHealth.OK else now,
        etag=etag,
        last_modified=last_modified,
        first_polled_at=state.first_polled_at or now,
        last_polled_at=now,
        last_ok_at=now,
        failures=0,
        polls=state.polls + 1,
    )


def after_failure(state: FeedState, error: MonitorError, *, now: datetime) -> FeedState:
    """Return the state after a poll that failed; validators stay, since nothing was read.

    A server that answers 410 wants no more requests (RFC 9110 15.5.11): the feed is gone.
    """
    health = FeedHealth.GONE if error.reason == "http_410" else FeedHealth.FAILING
    is_same = state.health is health and state.reason == error.reason
    return replace(
        state,
        health=health,
        reason=error.reason,
        since=state.since if is_same else now,
        last_polled_at=now,
        failures=state.failures + 1,
        polls=state.polls + 1,
    )
