"""Queries on feeds and their entries; each is a function of a connection."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Entry, EntryId, FeedHealth, FeedId, FeedState
from monitor.ports import PendingEntry
from monitor.store.schema import entries, feeds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
_PAGES_COLUMNS = ("pages_recent", "pages_blocked", "pages_since")
# What a poll writes as it is; the rest of a state is made of other columns, or not of polls.
_STATE_COLUMNS = tuple(
    field.name
    for field in fields(FeedState)
    if field.name not in {"feed_id", "mean_gap", *_PAGES_COLUMNS}
)
_PENDING = "pending"
IS_PENDING = text("(outcome IS NULL OR retry_at IS NOT NULL)")  # as the index has it


def _state(row: RowMapping) -> FeedState:
    values: dict[str, Any] = {k: row[k] for k in _STATE_COLUMNS}
    gap = row["mean_gap_s"]
    values["health"] = FeedHealth(values["health"])
    return FeedState(
        feed_id=FeedId(row["id"]),
        mean_gap=None if gap is None else timedelta(seconds=gap),
        pages_recent=tuple(row["pages_recent"]),
        pages_blocked=row["pages_blocked"],
        pages_since=row["pages_since"],
        **values,
    )


def feed_states(connection: Connection) -> dict[FeedId, FeedState]:
    """Return the state of every feed ever polled."""
    rows = connection.execute(select(feeds)).mappings()
    return {state.feed_id: state for state in map(_state, rows)}


def listed_count(connection: Connection, feed_id: FeedId) -> int:
    """Return how many entries the feed's last document had; 0 if none was read yet."""
    listed = connection.scalar(select(feeds.c.listed_keys).where(feeds.c.id == feed_id))
    return len(listed or ())


def save_poll(
    connection: Connection,
    state: FeedState,
    found: Sequence[Entry],
    listed_keys: Sequence[str] | None,
) -> list[Entry]:
    """Write a feed's state with its entries; return those that are new."""
    new = _insert_new(connection, found)
    values: dict[str, Any] = {name: getattr(state, name) for name in _STATE_COLUMNS}
    values["mean_gap_s"] = None if state.mean_gap is None else state.mean_gap.total_seconds()
    values["entries"] = state.entries + len(new)
    if listed_keys is not None:
        values["listed_keys"] = list(listed_keys)
    connection.execute(
        insert(feeds)
        .values(id=state.feed_id, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
    return new


def save_pages(connection: Connection, state: FeedState) -> None:
    """Write how the pages of a feed came lately, and nothing else of its state."""
    values = {name: getattr(state, name) for name in _PAGES_COLUMNS}
    connection.execute(update(feeds).where(feeds.c.id == state.feed_id).values(values))


def _insert_new(connection: Connection, found: Sequence[Entry]) -> list[Entry]:
    if not found:
        return []
    known: set[str] = set()
    ids = [entry.id for entry in found]
    for start in range(0, len(ids), 500):  # SQLite takes a bounded number of parameters
        part = ids[start : start + 500]
        known.update(connection.scalars(select(entries.c.id).where(entries.c.id.in_(part))))
    new: dict[EntryId, Entry] = {}
    for entry in found:
        if entry.id not in known:
            new.setdefault(entry.id, entry)
    if new:
        connection.execute(
            insert(entries),
            [{name: getattr(entry, name) for name in _ENTRY_FIELDS} for entry in new.values()],
        )
    return list(new.values())


def pending_entries(connection: Connection) -> list[PendingEntry]:
    """Return the entries that have not ended for good, oldest first."""
    columns = (
        entries.c.id,
        entries.c.feed_id,
        entries.c.url,
        entries.c.published_at,
        entries.c.first_seen_at,
        entries.c.is_baseline,
        entries.c.retry_at,
    )
    rows = connection.execute(
        select(*columns).where(IS_PENDING).order_by(entries.c.first_seen_at)
    ).mappings()
    return [PendingEntry(**row) for row in rows]


def read_entry(connection: Connection, entry_id: EntryId) -> Entry:
    """Return an entry that is known to exist."""
    columns = [entries.c[name] for name in _ENTRY_FIELDS]
    row = connection.execute(select(*columns).where(entries.c.id == entry_id)).mappings().one()
    return Entry(**row)


def outcome_counts(connection: Connection) -> dict[str, int]:
    """Return how many kept entries ended in each outcome; `pending` for the others.

    One whose page is asked for again is pending, whatever its outcome is until then.
    """
    by_outcome = select(entries.c.outcome, func.count()).group_by(entries.c.outcome)
    counts = Counter({outcome or _PENDING: n for outcome, n in connection.execute(by_outcome)})
    is_asked_again = entries.c.outcome.is_not(None) & entries.c.retry_at.is_not(None)
    for outcome, count in connection.execute(by_outcome.where(IS_PENDING, is_asked_again)):
        counts.subtract({outcome: count})
        counts.update({_PENDING: count})
    return dict(+counts)
