"""Queries on snoozed watchlists; each is a function of a connection.

A snooze is an operator's word and no configuration: it ends by itself, so it stands in the state
of record, where a command can write it whether the daemon runs or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from monitor.model import WatchlistId
from monitor.store.schema import snoozes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def snoozes_by_watchlist(connection: Connection) -> dict[WatchlistId, datetime]:
    """Return until when each watchlist is snoozed; some may be over."""
    rows = connection.execute(select(snoozes.c.watchlist_id, snoozes.c.until))
    return {WatchlistId(watchlist): until for watchlist, until in rows}


def set_snooze(
    connection: Connection, watchlist: WatchlistId, *, until: datetime, now: datetime
) -> None:
    """Snooze a watchlist until this time, whatever was said before; sweep out what is over."""
    connection.execute(delete(snoozes).where(snoozes.c.until <= now))
    values = {"until": until, "since": now}
    connection.execute(
        insert(snoozes)
        .values(watchlist_id=watchlist, **values)
        .on_conflict_do_update(index_elements=["watchlist_id"], set_=values)
    )


def clear_snooze(connection: Connection, watchlist: WatchlistId) -> bool:
    """End a watchlist's snooze; return whether there was one."""
    done = connection.execute(delete(snoozes).where(snoozes.c.watchlist_id == watchlist))
    return done.rowcount > 0
