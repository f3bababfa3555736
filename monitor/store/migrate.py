"""Bring the database to the schema that this version of the program knows (Alembic).

Steps live in `migrations/versions`, one file each, named by a four-digit number. Nothing here
touches a file that is not ours, or that something happened to.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from monitor.errors import StoreError
from monitor.store.engine import store_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD: Final = "0006"
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, path: Path) -> None:
    """Create or upgrade the database behind `engine`, whose file is `path`.

    Raises StoreError if it comes from a newer version or from another program, is damaged or
    empty, or cannot be written.
    """
    try:
        if not path.exists():
            _make_file(path)
        is_emptied = path.stat().st_size == 0
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: {error}", reason="cannot_open") from error
    if is_emptied:
        # SQLite takes it for a new database, and all that was told would be told again.
        raise StoreError(
            f"{path} is empty: it was cut off; put a copy in its place, or remove it to begin anew",
            reason="corrupt",
        )
    with store_errors(path), engine.begin() as connection:
        found = current_version(connection)
        if found == HEAD:
            return
        if found is not None:
            _refuse_newer(found, path)
        elif inspect(connection).get_table_names():
            raise _foreign(path)
        _run_migrations(connection)


def refuse_unreadable(connection: Connection, path: Path, *, any_version: bool = False) -> None:
    """Raise StoreError if this version cannot read the database: only the daemon upgrades it.

    path: The database's file, for the message.
    any_version: Whether a database of ours is taken whatever its version.
    """
    found = current_version(connection)
    if found is None:
        raise _foreign(path)
    if any_version:
        return
    _refuse_newer(found, path)
    if found != HEAD:
        raise StoreError(
            f"{path} was written by an older news-monitor (its schema is {found}, this version "
            f"knows {HEAD}); the next start of the daemon upgrades it",
            reason="older_schema",
        )


def _refuse_newer(found: str, path: Path) -> None:
    if not (found.isdecimal() and found <= HEAD):
        raise StoreError(
            f"{path} was written by a newer news-monitor (its schema is {found}, this "
            f"version knows {HEAD}); use that version, or another state_dir",
            reason="newer_schema",
        )


def _foreign(path: Path) -> StoreError:
    return StoreError(f"{path} is another program's database", reason="foreign")


def current_version(connection: Connection) -> str | None:
    """Return the schema version that the database says it has; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _make_file(path: Path) -> None:
    """Make an empty database that appears under its name at once, readable by its owner alone.

    Otherwise a start that was killed here would leave a file that looks cut off.
    """
    for left_over in ("-wal", "-shm", "-journal"):  # SQLite would play them into the new file
        Path(f"{path}{left_over}").unlink(missing_ok=True)
    unborn = Path(f"{path}.new")
    unborn.unlink(missing_ok=True)
    os.close(os.open(unborn, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(unborn)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # writes the header
    if os.geteuid() == 0:  # a command run by root must not lock the daemon's user out
        owner = path.parent.stat()
        os.chown(unborn, owner.st_uid, owner.st_gid)
    unborn.replace(path)


def _run_migrations(connection: Connection) -> None:
    # Alembic takes half a second to import; only a database that changes pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
