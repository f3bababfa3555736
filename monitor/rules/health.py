"""What the daemon says of itself to whoever listens: CloudEvents 1.0, a kind for each change.

This is the public contract of docs/health.md; every change here is a change there and in
docs/health.schema.json. Pure: values in, bytes out. It must not decide when something is wrong,
and nothing secret may go through it.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias

from monitor.errors import MonitorError
from monitor.model import FeedHealth, FeedState
from monitor.rules.blocking import wall_count
from monitor.rules.events import tellable
from monitor.rules.times import rfc3339

EVENT_TYPE: Final = "org.news-monitor.health.v1"
SOURCE: Final = "urn:news-monitor:health"

LONGEST_TEXT: Final = 1_000  # code points
LONGEST_NAME: Final = 200
MOST_LINES: Final = 50  # of a list in the details
CHANGES: Final = (
    "settings",
    "feeds_added",
    "feeds_removed",
    "feeds_changed",
    "watchlists_added",
    "watchlists_removed",
    "watchlists_changed",
    "sinks_added",
    "sinks_removed",
    "sinks_changed",
    "host_rules_added",
    "host_rules_removed",
    "host_rules_changed",
)
_MOST_DETAILS: Final = 50
_LARGEST_NUMBER: Final = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259 section 6)
_USER_INFO: Final = re.compile(r"//[^/\s]*@")

Detail: TypeAlias = str | float | bool | datetime | Sequence[str] | None


class HealthKind(StrEnum):
    """Name what changed."""

    STARTED = "started"
    STOPPING = "stopping"
    CONFIG_RELOADED = "config_reloaded"
    CONFIG_REJECTED = "config_rejected"
    FEED_FAILING = "feed_failing"
    FEED_RECOVERED = "feed_recovered"
    FEED_GONE = "feed_gone"
    PAGES_BLOCKED = "pages_blocked"
    PAGES_BACK = "pages_back"
    BUS_BACK = "bus_back"
    SINK_FAILING = "sink_failing"
    SINK_RECOVERED = "sink_recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthEvent:
    """One change of how the daemon, or a part of it, is.

    subject: What changed: a feed's or sink's id, or `daemon`, `config`, `bus`.
    reason: A code that never changes, e.g. `http_503`; None where the kind says it all.
    message: One line for people.
    details: More of it by name; what each kind has is in docs/health.md.
    """

    kind: HealthKind
    subject: str
    at: datetime
    message: str
    reason: str | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)


def health_key(prefix: str) -> str:
    """Name the stream of health events, and the pub/sub channel beside it.

    prefix: `redis.prefix` of the configuration, with its closing colon if it has one.
    """
    return f"{prefix}health"


def encode_health(event: HealthEvent) -> bytes:
    """Return the event's bytes: compact JSON, UTF-8, keys in fixed order.

    The id follows from all that is told, with the time to the microsecond: an event that is sent
    twice because an answer was lost can be told from two events, without state on either side.

    Texts are cut to 1,000 code points, lists to 50; NUL and lone surrogates become U+FFFD, user
    names and passwords in addresses `***`.
    """
    told = {
        "kind": event.kind.value,
        "subject": _text(event.subject, LONGEST_NAME),
        "reason": None if event.reason is None else _text(event.reason, LONGEST_NAME),
        "message": _text(event.message),
        "at": rfc3339(event.at),
        "details": {
            tellable(_text(name, LONGEST_NAME)): _detail(value)
            for name, value in list(event.details.items())[:_MOST_DETAILS]
        },
    }
    written = tellable(
        {
            "specversion": "1.0",
            "id": _health_id(told, event.at),
            "source": SOURCE,
            "type": EVENT_TYPE,
            "subject": told["subject"],
            "time": told["at"],
            "datacontenttype": "application/json",
            "data": told,
        }
    )
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def feed_change(
    before: FeedState, after: FeedState, error: MonitorError | None, now: datetime
) -> HealthEvent | None:
    """Return what a poll changed of a feed's health; None if it is as it was.

    A feed that was never polled and answers is as it should be. Another reason to fail is no
    change: a host in trouble answers now this way and now that.
    """
    if after.health is before.health:
        return None
    feed = after.feed_id
    if after.health is FeedHealth.OK:
        if before.health is FeedHealth.NEW:
            return None
        return HealthEvent(
            kind=HealthKind.FEED_RECOVERED,
            subject=feed,
            at=now,
            reason=before.reason,
            message=f"feed {feed} answers again",
            details={"failures": before.failures, "last_ok_at": before.last_ok_at},
        )
    reason = error.reason if error is not None else after.reason
    said = f": {error}" if error is not None else ""
    if after.health is FeedHealth.GONE:
        return HealthEvent(
            kind=HealthKind.FEED_GONE,
            subject=feed,
            at=now,
            reason=reason,
            message=f"feed {feed} is gone and not asked again{said}",
            details={"last_ok_at": after.last_ok_at},
        )
    return HealthEvent(
        kind=HealthKind.FEED_FAILING,
        subject=feed,
        at=now,
        reason=reason,
        message=f"feed {feed} cannot be polled{said}",
        details={"last_ok_at": after.last_ok_at, "next_poll_at": after.next_poll_at},
    )


def pages_change(before: FeedState, after: FeedState, *, now: datetime) -> HealthEvent | None:
    """Return that something stands before most of a feed's pages now, or does no more.

    None if it is as it was; another wall in the place of one is no change.
    """
    if (before.pages_blocked is None) is (after.pages_blocked is None):
        return None
    feed = after.feed_id
    if after.pages_blocked is None:
        return HealthEvent(
            kind=HealthKind.PAGES_BACK,
            subject=feed,
            at=now,
            reason=before.pages_blocked,
            message=f"pages of feed {feed} come again",
            details={"since": before.pages_since},
        )
    walls, pages = wall_count(after), len(after.pages_recent)
    return HealthEvent(
        kind=HealthKind.PAGES_BLOCKED,
        subject=feed,
        at=now,
        reason=after.pages_blocked,
        message=(
            f"{walls} of the last {pages} pages of feed {feed} are no stories "
            f"({after.pages_blocked}): its own words are matched"
        ),
        details={"walls": walls, "pages": pages},
    )


def started(*, version: str, feeds: int, watchlists: int, at: datetime) -> HealthEvent:
    """Tell that the daemon is at work."""
    return HealthEvent(
        kind=HealthKind.STARTED,
        subject="daemon",
        at=at,
        message=f"news-monitor {version} started (feeds: {feeds}, watchlists: {watchlists})",
        details={"version": version, "feeds": feeds, "watchlists": watchlists},
    )


def stopping(reason: str, *, at: datetime) -> HealthEvent:
    """Tell that the daemon ends.

    reason: The signal that ended it: `sigterm` or `sigint`.
    """
    return HealthEvent(
        kind=HealthKind.STOPPING,
        subject="daemon",
        at=at,
        reason=reason,
        message=f"news-monitor stops ({reason})",
    )


def config_reloaded(
    *,
    feeds: int,
    watchlists: int,
    changes: Mapping[str, Sequence[str]],
    needs_restart: Sequence[str],
    at: datetime,
) -> HealthEvent:
    """Tell that another configuration is in force.

    changes: Names of what came, went or changed, under the names in `CHANGES`; others are not told.
    needs_restart: Keys that were changed and take hold at the next start.
    """
    told = {name: tuple(changes.get(name, ())) for name in CHANGES}
    return HealthEvent(
        kind=HealthKind.CONFIG_RELOADED,
        subject="config",
        at=at,
        message=f"configuration reloaded (feeds: {feeds}, watchlists: {watchlists})",
        details={
            "feeds": feeds,
            "watchlists": watchlists,
            **told,
            "needs_restart": tuple(needs_restart),
        },
    )


def config_rejected(
    error: str, *, problems: Sequence[str], at: datetime, reason: str = "config"
) -> HealthEvent:
    """Tell that a changed configuration was refused, and the old one stays in force.

    error: One line, as a ConfigError begins; more lines are left out.
    problems: One line each, without secrets, as ConfigError has them.
    """
    first = error.partition("\n")[0]
    return HealthEvent(
        kind=HealthKind.CONFIG_REJECTED,
        subject="config",
        at=at,
        reason=reason,
        message=f"configuration not taken, the old one stays: {first}",
        details={"problems": tuple(problems)},
    )


def bus_back(*, reason: str | None, since: datetime, at: datetime) -> HealthEvent:
    """Tell that Redis takes alerts again.

    reason: Why it did not. since: Since when.
    """
    away_s = round(max((at - since) / timedelta(seconds=1), 0.0), 3)
    return HealthEvent(
        kind=HealthKind.BUS_BACK,
        subject="bus",
        at=at,
        reason=reason,
        message=f"Redis takes alerts again after {away_s:g} s",
        details={"since": since, "away_s": away_s},
    )


def sink_failing(sink: str, error: MonitorError, *, kind: str, at: datetime) -> HealthEvent:
    """Tell that a sink takes no alerts; they wait.

    sink: Its id. kind: As configured.
    """
    return HealthEvent(
        kind=HealthKind.SINK_FAILING,
        subject=sink,
        at=at,
        reason=error.reason,
        message=f"sink {sink} takes no alerts: {error}",
        details={"sink_kind": kind},
    )


def sink_recovered(
    sink: str, *, reason: str | None, since: datetime, kind: str, at: datetime
) -> HealthEvent:
    """Tell that a sink takes alerts again.

    reason: Why it did not. since: Since when.
    """
    return HealthEvent(
        kind=HealthKind.SINK_RECOVERED,
        subject=sink,
        at=at,
        reason=reason,
        message=f"sink {sink} takes alerts again",
        details={"sink_kind": kind, "since": since},
    )


def _health_id(told: Mapping[str, Any], at: datetime) -> str:
    named = json.dumps([told, at.isoformat()], sort_keys=True)  # ASCII, surrogates escaped
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def _text(text: str, longest: int = LONGEST_TEXT) -> str:
    # Masked before it is cut: half an address would have lost the @ that gives it away.
    return _USER_INFO.sub("//***@", text)[:longest]


def _detail(value: Detail) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        is_told = math.isfinite(value) and abs(value) <= _LARGEST_NUMBER
        return value if is_told else None
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, str):
        return _text(value)
    return [_text(each) for each in list(value)[:MOST_LINES]]
