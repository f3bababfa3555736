"""What was done since some time: polls, entries, alerts, counted in the state of record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from monitor.store.schema import entries, feeds, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """Counts of one run.

    polled: Feeds, with those that failed.
    failed: Feeds whose last poll failed.
    ended: Entries, whatever their outcome.
    alerts: That were written, on all channels.
    """

    polled: int
    failed: int
    ended: int
    alerts: int


def run_counts(connection: Connection, *, since: datetime) -> RunCounts:
    """Count what was done at or after `since`, as far as it is kept."""

    def count(*wanted: ColumnElement[Any]) -> int:
        return connection.scalar(select(func.count()).where(*wanted)) or 0

    was_polled = feeds.c.last_polled_at >= since
    return RunCounts(
        polled=count(was_polled),
        failed=count(was_polled, feeds.c.failures > 0),
        ended=count(entries.c.ended_at >= since),
        alerts=count(outbox.c.created_at >= since),
    )
