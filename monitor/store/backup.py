"""Copy the database while the daemon writes, and write it anew without its free pages.

Run by commands, never by the daemon. A copy appears under its name whole and proven, or not at all.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.errors import PermanentError, StoreError
from monitor.store.engine import connect_reader, sqlite_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGES_AT_ONCE: Final = 2000  # 8 MB: some ten milliseconds between two words on the progress
_LOGS: Final = ("-wal", "-journal")


def back_up(
    path: Path, target: Path, *, replace: bool, progress: Callable[[int, int], None]
) -> int:
    """Write a copy of the database as of now to `target`, readable by its owner alone.

    replace: Whether a file of that name may be there.
    progress: Called with how many pages are copied, and of how many.

    Returns the copy's size in bytes. Raises StoreError where the database or its copy is not
    sound, PermanentError where the copy cannot be written; neither leaves anything behind.
    """
    _refuse_place(path, target, replace=replace)
    unborn = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with _writing(target):
            os.close(os.open(unborn, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(path, unborn, progress)
        _prove(unborn, target)
        with _writing(target):
            _publish(unborn, target, replace=replace)
            return target.stat().st_size
    finally:
        for left in (unborn, *(Path(f"{unborn}{log}") for log in _LOGS)):
            with suppress(OSError):
                left.unlink()


def _refuse_place(path: Path, target: Path, *, replace: bool) -> None:
    with _writing(target):
        if target.is_dir():
            raise PermanentError(f"{target} is a folder; name a file in it")
        if not target.parent.is_dir():
            raise PermanentError(f"{target.parent} is no folder; make it first")
        is_there = target.exists()
        if is_there and target.samefile(path):
            raise PermanentError(f"{target} is the database itself; name another file")
        if is_there and not target.is_file():
            raise PermanentError(f"{target} is no plain file; name another one")
    if is_there and not replace:
        raise PermanentError(f"{target} is there already; --force replaces it")
    for log in _LOGS:
        if (beside := Path(f"{target}{log}")).exists():
            # SQLite would play it into the copy.
            raise PermanentError(
                f"{beside} is the log of a database of that name, perhaps in use; name another file"
            )


def _copy(path: Path, unborn: Path, progress: Callable[[int, int], None]) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    with (
        sqlite_errors(path),
        closing(connect_reader(path)) as source,
        closing(sqlite3.connect(unborn)) as copy,
    ):
        # One transaction for all of it: else what the daemon commits meanwhile would send the
        # copy back to its beginning, again and again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)


def _prove(unborn: Path, target: Path) -> None:
    """Check the copy, without leaving a log beside it."""
    with (
        sqlite_errors(target),
        closing(sqlite3.connect(f"{unborn.as_uri()}?mode=ro&immutable=1", uri=True)) as copy,
    ):
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    if found != "ok":
        said = " ".join(found.removeprefix("*** in database main ***").split())
        raise StoreError(f"the database is damaged, so is its copy: {said}", reason="corrupt")
    if "alembic_version" not in tables:
        raise StoreError("that is another program's database", reason="foreign")


def _publish(unborn: Path, target: Path, *, replace: bool) -> None:
    with unborn.open("rb+") as copy:
        os.fsync(copy.fileno())
    if replace:
        unborn.replace(target)
    else:
        os.link(unborn, target)  # fails where somebody was quicker
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise PermanentError(f"{target} is there already; --force replaces it") from error
    except OSError as error:
        raise PermanentError(f"{target} cannot be written: {error.strerror}") from error


def vacuum(path: Path) -> tuple[int, int]:
    """Write the database anew without its free pages; return its bytes before and after.

    Nobody else may have it open: it holds the write lock for longer than a daemon would wait.
    Needs up to twice the database's size for a while. Raises StoreError.
    """
    before = size_on_disk(path)
    # SQLite builds the new file among the temporary ones, which often are kept in memory.
    os.environ["SQLITE_TMPDIR"] = str(path.parent)
    with (
        sqlite_errors(path),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection,
    ):
        connection.isolation_level = None
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, size_on_disk(path)


def size_on_disk(path: Path) -> int:
    """Return the bytes that the database takes, its log included."""
    return sum(file.stat().st_size for file in (path, Path(f"{path}-wal")) if file.exists())
