"""One thread that writes, many writes in one transaction.

Every write is a function of a connection. What waits is taken together: one BEGIN, a savepoint
for each, one COMMIT to the disk, and only then does anyone hear that it is done. So a commit's
cost is shared, and a write that fails takes no other with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from monitor.errors import StoreError
from monitor.store.engine import store_errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

_MOST_IN_ONE = 256


@dataclass(slots=True)
class _Write(Generic[T]):
    function: Callable[[Connection], T]
    future: asyncio.Future[T]
    loop: asyncio.AbstractEventLoop
    result: T | None = None
    error: Exception | None = None

    def tell(self) -> None:
        # The loop is gone only where nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        if self.future.done():  # whoever waited was cancelled
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # T may hold None


class Writer:
    """Run write functions in order, grouped into transactions.

    engine: Makes connections that may write.
    path: The database file, which has to stay where it is.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._file = _identity(path)
        self._queue: queue.SimpleQueue[_Write[Any] | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    async def write(self, function: Callable[[Connection], T]) -> T:
        """Return what `function` returned, once it is committed.

        A write whose caller is cancelled is still done. Raises StoreError when the database
        refuses or the writer is closed, and what `function` raised as it is.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._closing:
            if self._is_closed:
                raise StoreError(f"{self._path}: closed already", reason="closed")
            self._queue.put(_Write(function, future, loop))
        return await future

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._closing:
            if not self._is_closed:
                self._is_closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        is_last = False
        while not is_last:
            batch, is_last = self._next_batch()
            if batch:
                self._commit(batch)
            for write in batch:
                write.tell()

    def _next_batch(self) -> tuple[list[_Write[Any]], bool]:
        """Wait for a write and take those behind it; say whether the last has come."""
        batch: list[_Write[Any]] = []
        while not batch or (len(batch) < _MOST_IN_ONE and not self._queue.empty()):
            write = self._queue.get()
            if write is None:
                return batch, True
            batch.append(write)
        return batch, False

    def _commit(self, batch: list[_Write[Any]]) -> None:
        try:
            with store_errors(self._path), self._engine.begin() as connection:
                for write in batch:
                    self._run(write, connection)
            self._check_file()
        except Exception as error:  # noqa: BLE001 - whoever waits hears of it
            for write in batch:
                write.error = write.error or error

    def _run(self, write: _Write[Any], connection: Connection) -> None:
        savepoint = connection.begin_nested()
        try:
            with store_errors(self._path):
                write.result = write.function(connection)
        except StoreError:
            # SQLite may have rolled back everything (a full disk does that): nobody's write stands.
            raise
        except Exception as error:  # noqa: BLE001 - this write's own failure; the others go on
            write.error = error
            savepoint.rollback()
        else:
            savepoint.commit()

    def _check_file(self) -> None:
        # SQLite goes on for a while in a file that was removed or cut to nothing, and what it
        # commits there is lost.
        if self._file is None or _identity(self._path) != self._file:
            raise StoreError(
                f"{self._path} was removed, replaced or emptied while in use", reason="file_lost"
            )


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this file from another of its name; None if there is nothing in it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size else None
