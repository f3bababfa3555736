"""Connections to the database: SQLite in WAL mode, made to keep what it says it has.

The one place that turns SQLAlchemy's errors into ours.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY_MS = 10_000  # another process (a command, a backup) may hold the write lock this long

# What SQLite says, and the reason we give it.
_REASONS = (
    ("disk is full", "disk_full"),
    ("readonly database", "read_only"),
    ("unable to open", "cannot_open"),
    ("disk I/O error", "io_error"),
    ("malformed", "corrupt"),
    ("not a database", "corrupt"),
    ("locked", "locked"),
)


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Return an engine on the SQLite file at `path`.

    A writer's transactions begin IMMEDIATE, so that two of them wait instead of failing half-way,
    and every commit is on the disk before it returns (synchronous=FULL).
    """
    url = f"sqlite:///file:{path}?mode=ro&uri=true" if read_only else f"sqlite:///{path}"
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA journal_size_limit=67108864")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the database's trouble into StoreError; mistakes of ours stay what they are."""
    try:
        yield
    except (OperationalError, DBAPIError) as error:
        said = str(error.orig)
        for words, reason in _REASONS:
            if words in said:
                raise StoreError(f"the database cannot go on: {said}", reason=reason) from error
        if isinstance(error, OperationalError):
            raise StoreError(f"the database cannot go on: {said}", reason="store") from error
        raise
    except SQLAlchemyError:
        raise
