"""What the program tells of its own state: the same words for commands and the status port.

Values in, plain dictionaries out, ready for JSON. It reads the store and decides nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from monitor.model import FeedHealth, FeedState
from monitor.rules.times import rfc3339
from monitor.store import deliveries, feeds, outbox, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import timedelta

    from sqlalchemy import Connection

    from monitor.model import Feed, FeedId
    from monitor.polls import Poll


def feed_rows(
    configured: Iterable[Feed], states: Mapping[FeedId, FeedState]
) -> list[dict[str, Any]]:
    """Tell of each configured feed how it is, in the configured order."""
    return [_feed_row(feed, states.get(feed.id)) for feed in configured]


def feed_healths(
    configured: Iterable[Feed], states: Mapping[FeedId, FeedState]
) -> Iterator[FeedHealth]:
    """Give the state of each configured feed."""
    for feed in configured:
        known = states.get(feed.id)
        yield FeedHealth.NEW if known is None or known.url != feed.url else known.health


def _feed_row(feed: Feed, known: FeedState | None) -> dict[str, Any]:
    state = _known_at(feed, known)
    return {
        "id": feed.id,
        "url": feed.url,
        "state": state.health.value,
        "reason": state.reason,
        "since": rfc3339(state.since),
        "entries": state.entries,
        "polls": state.polls,
        "not_modified": state.not_modified,
        "failures": state.failures,
        "last_polled_at": rfc3339(state.last_polled_at),
        "last_ok_at": rfc3339(state.last_ok_at),
        "next_poll_at": _next_poll_at(state),
        "mean_gap_s": _seconds(state.mean_gap),
        "language": feed.language or state.language,
        "outlet": feed.outlet or state.title,
        "pages": feed.pages.value,
        "pages_blocked": state.pages_blocked,
        "pages_blocked_since": rfc3339(state.pages_since),
        "pages_recent": list(state.pages_recent),
        "tags": list(feed.tags),
    }


def poll_told(poll: Poll) -> dict[str, Any]:
    """Tell what came of polling a feed."""
    return _poll_row(
        poll.state,
        result=poll.result,
        new=poll.new,
        listed=len(poll.entries),
        reason=poll.error.reason if poll.error else None,
        message=str(poll.error) if poll.error else None,
    )


def recorded_poll_told(
    feed: Feed, before: FeedState | None, after: FeedState, *, listed: int
) -> dict[str, Any]:
    """Tell the same of one poll that only left its traces in the state of record.

    before: What was known of the feed; None if nothing.
    listed: How many entries the feed's last document had.
    """
    old = _known_at(feed, before)
    result = "same_body"
    if after.failures:
        result = "failed"
    elif after.not_modified > old.not_modified:
        result = "not_modified"
    elif after.body_hash != old.body_hash:
        result = "changed"
    since = rfc3339(after.since)
    return _poll_row(
        after,
        result=result,
        new=after.entries - old.entries,
        listed=listed if result == "changed" else 0,
        reason=after.reason if after.failures else None,
        message=f"like this since {since}; the log tells more" if after.failures else None,
    )


def _poll_row(
    state: FeedState, *, result: str, new: int, listed: int, reason: str | None, message: str | None
) -> dict[str, Any]:
    return {
        "feed": state.feed_id,
        "result": result,
        "reason": reason,
        "message": message,
        "new": new,
        "listed": listed,
        "state": state.health.value,
        "next_poll_at": _next_poll_at(state),
    }


def _next_poll_at(state: FeedState) -> str | None:
    return None if state.health is FeedHealth.GONE else rfc3339(state.next_poll_at)


def _known_at(feed: Feed, known: FeedState | None) -> FeedState:
    """Return what is known of a feed at its address; of another one nothing counts."""
    return known if known is not None and known.url == feed.url else FeedState(feed_id=feed.id)


def record_summary(connection: Connection) -> dict[str, Any]:
    """Tell what the state of record holds: entries by outcome, articles, alerts by channel."""
    by_outcome = feeds.outcome_counts(connection)
    return {
        "entries": {
            "pending": by_outcome.pop("pending", 0),
            "ended": dict(sorted(by_outcome.items())),
        },
        "articles": outcomes.article_count(connection),
        "alerts": {
            "channels": outbox.channel_counts(connection),
            "unsent": outbox.unsent_count(connection),
            "sinks": deliveries.sink_counts(connection),
        },
    }


def no_record(configured: Iterable[Feed]) -> dict[str, Any]:
    """Tell the same where the daemon never ran."""
    return {
        "feeds": _feeds_summary(configured, {}),
        "entries": {"pending": 0, "ended": {}},
        "articles": 0,
        "alerts": {"channels": {}, "unsent": 0, "sinks": {}},
    }


def summary(
    connection: Connection, configured: Iterable[Feed], states: Mapping[FeedId, FeedState] | None
) -> dict[str, Any]:
    """Tell everything an operator asks first.

    states: What the running daemon knows; None reads them from the store.
    """
    known = feeds.feed_states(connection) if states is None else states
    return {
        "feeds": _feeds_summary(configured, known),
        **record_summary(connection),
    }


def _feeds_summary(configured: Iterable[Feed], known: Mapping[FeedId, FeedState]) -> dict[str, Any]:
    listed = tuple(configured)
    healths = tuple(feed_healths(listed, known))
    well = {FeedHealth.OK, FeedHealth.NEW}
    troubled = [feed for feed, health in zip(listed, healths, strict=True) if health not in well]
    blocked = [feed for feed in listed if _known_at(feed, known.get(feed.id)).pages_blocked]
    return {
        "configured": len(listed),
        "by_state": dict(sorted(Counter(health.value for health in healths).items())),
        "in_trouble": [
            {name: row[name] for name in ("id", "state", "reason", "since")}
            for row in feed_rows(troubled, known)
        ],
        "pages_blocked": [
            {
                "id": row["id"],
                "by": row["pages_blocked"],
                "since": row["pages_blocked_since"],
                "count": sum(map(bool, row["pages_recent"])),
                "of": len(row["pages_recent"]),
            }
            for row in feed_rows(blocked, known)
        ],
    }


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()
