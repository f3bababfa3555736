"""Bring the database to the schema that this version of the program knows (Alembic).

Steps live in `migrations/versions`, one file each, named by a four-digit number.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from monitor.errors import StoreError
from monitor.store.engine import store_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD: Final = "0001"
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, path: Path) -> None:
    """Create or upgrade the database behind `engine`.

    Raises StoreError if it comes from a newer version, is damaged, or cannot be written.
    """
    if not path.exists():
        # Made before SQLite does, so that what is read in confidence is the owner's alone.
        try:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise StoreError(
                f"cannot make {path}: {error.strerror}", reason="cannot_open"
            ) from error
    with store_errors(), engine.begin() as connection:
        found = current_version(connection)
        if found == HEAD:
            return
        if found is not None and not (found.isdecimal() and found < HEAD):
            raise StoreError(
                f"{path} was written by a newer news-monitor (its schema is {found}, this "
                f"version knows {HEAD}); use that version, or another state_dir",
                reason="newer_schema",
            )
        _run_migrations(connection)


def current_version(connection: Connection) -> str | None:
    """Return the schema version that the database says it has; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _run_migrations(connection: Connection) -> None:
    # Alembic takes half a second to import; only a database that changes pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
