"""Queries on what single watchlists decided; each is a function of a connection."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from monitor.model import Verdict, WatchlistId
from monitor.store.schema import decisions, entries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

_Counts = dict[WatchlistId, dict[Verdict, int]]


def verdict_counts(connection: Connection, *, since: datetime | None = None) -> _Counts:
    """Return how often each watchlist decided what, over all that is kept or since some time.

    What it gave neither a score nor a verdict is not counted.
    """
    columns = (decisions.c.watchlist_id, decisions.c.verdict)
    statement = select(*columns, func.count()).group_by(*columns)
    if since is not None:
        statement = statement.join(entries, entries.c.id == decisions.c.entry_id).where(
            entries.c.ended_at >= since
        )
    counts: _Counts = defaultdict(dict)
    for watchlist, verdict, count in connection.execute(statement):
        counts[WatchlistId(watchlist)][Verdict(verdict)] = count
    return dict(counts)


def last_alerts(connection: Connection) -> Mapping[WatchlistId, datetime]:
    """Return when each watchlist last alerted, as far as is kept."""
    rows = connection.execute(
        select(decisions.c.watchlist_id, func.max(entries.c.ended_at))
        .join(entries, entries.c.id == decisions.c.entry_id)
        .where(decisions.c.verdict == Verdict.ALERT)
        .group_by(decisions.c.watchlist_id)
    )
    return {WatchlistId(watchlist): at for watchlist, at in rows}
