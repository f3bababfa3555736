"""Look whether the database is sound and how large it is; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from monitor.store.feeds import IS_PENDING
from monitor.store.migrate import HEAD, current_version
from monitor.store.schema import articles, channels, decisions, entries, metadata, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Table

_MOST_FAULTS: Final = 10
_NO_FAULT: Final = frozenset({"ok", "*** in database main ***"})
_MOST_GAPS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Numbers that a channel's outbox lacks between two that it has, both ends included."""

    channel: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSize:
    """How much a table holds; bytes with its indexes, None where SQLite cannot say."""

    name: str
    rows: int
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What was found.

    faults: What is wrong, as sentences; none if the database is sound.
    gaps: Not wrong: a restored backup leaves one, and so may forgetting.
    size, log_size, free: Bytes of the file, of its write-ahead log, and unused within the file.
    oldest, newest: When the first and the last of the kept entries ended.
    """

    schema: str
    faults: tuple[str, ...]
    gaps: tuple[Gap, ...]
    size: int
    log_size: int
    free: int
    tables: tuple[TableSize, ...]
    oldest: datetime | None
    newest: datetime | None
    pending: int
    unsent: int


def check_up(connection: Connection, path: Path) -> Checkup:
    """Look at everything; takes seconds for a gigabyte.

    path: The database's file.

    A schema of another version is a fault, and then only what every version has is looked at.
    """
    schema = current_version(connection) or "none"
    faults = [f"damaged: {fault}" for fault in _integrity(connection)]
    if schema != HEAD:
        faults.append(f"the schema is {schema}, this version of the program knows {HEAD}")
    is_ours = schema == HEAD and not faults
    if is_ours:
        faults += [*_strays(connection), *_outbox_faults(connection)]
    page = _pragma(connection, "page_size")
    log = Path(f"{path}-wal")
    return Checkup(
        schema=schema,
        faults=tuple(faults),
        gaps=tuple(_gaps(connection)) if is_ours else (),
        size=page * _pragma(connection, "page_count"),
        log_size=log.stat().st_size if log.exists() else 0,
        free=page * _pragma(connection, "freelist_count"),
        tables=tuple(_sizes(connection)) if is_ours else (),
        **(_kept(connection) if is_ours else _NOTHING_KEPT),
    )


def _pragma(connection: Connection, name: str) -> int:
    return connection.scalar(text(f"PRAGMA {name}")) or 0


def _integrity(connection: Connection) -> list[str]:
    found = connection.scalars(text(f"PRAGMA quick_check({_MOST_FAULTS})"))
    return [line for said in found for line in str(said).splitlines() if line not in _NO_FAULT]


def _strays(connection: Connection) -> list[str]:
    """Name rows that belong to an entry that is not there."""
    faults = []
    for table in (articles, decisions):
        count = connection.scalar(
            select(func.count())
            .select_from(table)
            .where(table.c.entry_id.not_in(select(entries.c.id)))
        )
        if count:
            faults.append(f"{count} row(s) of {table.name} belong to no entry")
    return faults


def _outbox_faults(connection: Connection) -> list[str]:
    lost = connection.scalar(
        select(func.count())
        .select_from(outbox)
        .where(outbox.c.channel.not_in(select(channels.c.channel)))
    )
    ahead = connection.scalars(
        select(channels.c.channel)
        .join(outbox, outbox.c.channel == channels.c.channel)
        .group_by(channels.c.channel, channels.c.last_seq)
        .having(func.max(outbox.c.seq) > channels.c.last_seq)
    )
    faults = [f"{lost} alert(s) are on no known channel"] if lost else []
    return faults + [f"channel {name} would give a number twice" for name in ahead]


def _gaps(connection: Connection) -> list[Gap]:
    before = func.lag(outbox.c.seq).over(partition_by=outbox.c.channel, order_by=outbox.c.seq)
    placed = select(outbox.c.channel, outbox.c.seq, before.label("before")).subquery()
    rows = connection.execute(
        select(placed).where(placed.c.seq > placed.c.before + 1).limit(_MOST_GAPS)
    )
    return [Gap(channel=channel, first=last + 1, last=seq - 1) for channel, seq, last in rows]


def _sizes(connection: Connection) -> list[TableSize]:
    try:
        rows = connection.execute(
            text(
                "SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master m"
                " ON m.name = d.name WHERE d.aggregate = TRUE GROUP BY m.tbl_name"
            )
        )
        sizes = {name: int(size) for name, size in rows}
    except DBAPIError:  # an SQLite that was built without dbstat
        sizes = {}
    tables = sorted(metadata.tables.values(), key=lambda table: -sizes.get(table.name, 0))
    return [
        TableSize(name=table.name, rows=_count(connection, table), size=sizes.get(table.name))
        for table in tables
    ]


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


_NOTHING_KEPT: Final[dict[str, Any]] = {"oldest": None, "newest": None, "pending": 0, "unsent": 0}


def _kept(connection: Connection) -> dict[str, Any]:
    oldest, newest = connection.execute(
        select(func.min(entries.c.ended_at), func.max(entries.c.ended_at))
    ).one()
    pending = select(func.count()).select_from(entries).where(IS_PENDING)
    unsent = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
    return {
        "oldest": oldest,
        "newest": newest,
        "pending": connection.scalar(pending) or 0,
        "unsent": connection.scalar(unsent) or 0,
    }
