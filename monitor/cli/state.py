"""How commands look into a daemon's state folder, whether it runs or not."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from monitor.config.settings import Config

    Record = Connection  # the state of record, as commands pass it on

_START_TAKES_S: Final = 10.0  # at most, until a daemon that has locked its folder has a database


def reading(
    config: Config, *, any_version: bool = False
) -> AbstractContextManager[Connection | None]:
    """Give a read-only connection to the state of record; see `reading_in`."""
    return reading_in(config.state_dir, any_version=any_version)


@contextmanager
def reading_in(state_dir: Path, *, any_version: bool = False) -> Iterator[Connection | None]:
    """Give a read-only connection to a folder's state of record; None where there is none yet.

    any_version: Whether it may be of another version of the program.

    Raises StoreError where the database cannot be read, or only by another version.
    """
    from monitor.config.settings import DATABASE
    from monitor.store.engine import open_engine, store_errors
    from monitor.store.migrate import refuse_unreadable

    path = state_dir / DATABASE
    if not is_there(path):
        yield None
        return
    engine = open_engine(path, read_only=True)
    try:
        with store_errors(path), engine.connect() as connection:
            refuse_unreadable(connection, path, any_version=any_version)
            yield connection
    finally:
        engine.dispose()


@contextmanager
def writing(config: Config) -> Iterator[Connection]:
    """Give a connection in a transaction on the state of record; made where there is none.

    The daemon may run: its writes and this one wait for each other. A database of an older version
    is upgraded, but never under a running daemon, which may be of that version still. Raises
    StoreError where the database cannot be written, AlreadyRunningError where a daemon is starting
    and never done.
    """
    from monitor.config.settings import DATABASE, LOCK
    from monitor.store.engine import open_engine, store_errors
    from monitor.store.migrate import upgrade

    path = config.state_dir / DATABASE
    engine = open_engine(path)
    try:
        if not is_there(path):
            with _no_daemon_starting(path, config.state_dir / LOCK):
                upgrade(engine, path)
        elif _is_of_this_version(path):
            upgrade(engine, path)  # looks whether it is whole, and changes nothing
        else:
            _upgrade_without_daemon(engine, path, config.state_dir / LOCK)
        with store_errors(path), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def is_there(path: Path) -> bool:
    """Say whether there is a database; raise StoreError where we may not look."""
    from monitor.errors import StoreError

    try:
        return bool(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}", reason="cannot_open") from error


def _is_of_this_version(path: Path) -> bool:
    """Say whether no step is missing; what is no database of ours is for `upgrade` to refuse."""
    from monitor.store.engine import open_engine, store_errors
    from monitor.store.migrate import HEAD, current_version

    engine = open_engine(path, read_only=True)
    try:
        with store_errors(path), engine.connect() as connection:
            return current_version(connection) in {None, HEAD}
    finally:
        engine.dispose()


def _upgrade_without_daemon(engine: Engine, path: Path, lock_file: Path) -> None:
    """Upgrade while no daemon can run; raise StoreError (`older_schema`) where one does."""
    from monitor.adapters.folderlock import FolderLock
    from monitor.errors import AlreadyRunningError
    from monitor.store.engine import store_errors
    from monitor.store.migrate import refuse_unreadable, upgrade

    lock = FolderLock(lock_file)
    try:
        lock.acquire()
    except AlreadyRunningError:
        with store_errors(path), engine.connect() as connection:
            refuse_unreadable(connection, path)  # unless the daemon has just upgraded it
        return
    try:
        upgrade(engine, path)
    finally:
        lock.release()


@contextmanager
def _no_daemon_starting(path: Path, lock_file: Path) -> Iterator[None]:
    """Hold the daemon's lock while there is no database, so that it is not made twice at once."""
    from monitor.adapters.folderlock import FolderLock
    from monitor.errors import AlreadyRunningError

    lock = FolderLock(lock_file)
    until = time.monotonic() + _START_TAKES_S
    while not path.exists():
        try:
            lock.acquire()
            break
        except AlreadyRunningError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.release()
