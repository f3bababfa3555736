"""How commands look into a daemon's state folder, whether it runs or not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from monitor.config.settings import Config


@contextmanager
def reading(config: Config) -> Iterator[Connection | None]:
    """Give a read-only connection to the state of record; None where there is none yet.

    Raises StoreError where the database cannot be read.
    """
    from monitor.config.settings import DATABASE
    from monitor.store.engine import open_engine, store_errors

    path = config.state_dir / DATABASE
    if not path.exists():
        yield None
        return
    engine = open_engine(path, read_only=True)
    try:
        with store_errors(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
