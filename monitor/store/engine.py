"""Connections to the database: SQLite in WAL mode, made to keep what it says it has.

The one place that opens the file, and the one that turns SQLAlchemy's errors into ours.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Another process (a command, a backup) may hold the write lock this long.
_WAIT: Final = timedelta(seconds=10)
_WAL_LIMIT: Final = 64 * 1024 * 1024  # bytes that the log keeps on the disk after a checkpoint

_NO_PLACE: Final = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)

# What SQLite says, and the reason we give it.
_REASONS: Final = (
    ("disk is full", "disk_full"),
    ("readonly database", "read_only"),
    ("unable to open", "cannot_open"),
    ("disk I/O error", "io_error"),
    ("malformed", "corrupt"),
    ("not a database", "corrupt"),
    ("no such table", "corrupt"),
    ("Could not decode", "corrupt"),
    ("locked", "locked"),
)


def open_engine(path: Path, *, read_only: bool = False, wait: timedelta = _WAIT) -> Engine:
    """Return an engine on the SQLite file at `path`, which must be there (see `migrate.upgrade`).

    A writer's transactions begin IMMEDIATE, so that two of them wait instead of failing half-way,
    and every commit is on the disk before it returns (synchronous=FULL). A reader sees one
    committed state for each transaction and never waits for the writer.

    wait: How long a writer waits for another one before it is refused as locked.
    """
    connect = partial(connect_reader if read_only else _connect_writer, path, wait)
    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect)
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _connect(path: Path, wait: timedelta, options: str) -> sqlite3.Connection:
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where we may not look
        raise StoreError(f"{path}: is a folder, not a database", reason="cannot_open")
    # As a URI, because only there one can say that a missing file is not to be made.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        timeout=wait.total_seconds(),
        isolation_level=None,  # we say BEGIN ourselves
        check_same_thread=False,  # the pool passes connections from thread to thread
    )


def _connect_writer(path: Path, wait: timedelta) -> sqlite3.Connection:
    connection = _connect(path, wait, "mode=rw")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_reader(path: Path, wait: timedelta = _WAIT) -> sqlite3.Connection:
    """Return a plain connection that may only read, in a folder that may only be read too."""
    connection = _connect(path, wait, "mode=ro")
    try:
        connection.execute("PRAGMA schema_version").fetchone()  # opens the write-ahead log
    except sqlite3.OperationalError as error:
        connection.close()
        # In a folder that we may not write, SQLite cannot make the log's index; without a log
        # there is no writer either, and the file alone is the whole state.
        if (error.sqlite_errorcode & 0xFF) not in _NO_PLACE or Path(f"{path}-wal").exists():
            raise
        return _connect(path, wait, "mode=ro&immutable=1")
    return connection


@contextmanager
def store_errors(path: Path | None = None) -> Iterator[None]:
    """Turn the database's trouble into StoreError; mistakes of ours stay what they are.

    path: The database, for the message.
    """
    try:
        yield
    except DBAPIError as error:
        reason = _reason(str(error.orig))
        if reason is None and not isinstance(error, OperationalError):
            raise
        raise StoreError(f"{path or 'the database'}: {error.orig}", reason=reason) from error


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn trouble of SQLite's own API, beside SQLAlchemy, into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}", reason=_reason(str(error))) from error


def _reason(said: str) -> str | None:
    return next((reason for words, reason in _REASONS if words in said), None)
