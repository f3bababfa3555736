"""One thread that writes, many writes in one transaction.

Every write is a function of a connection. What waits is taken together: one BEGIN, a savepoint
for each, one COMMIT to the disk, and only then does anyone hear that it is done. So a commit's
cost is shared, and a write that fails takes no other with it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from monitor.errors import StoreError
from monitor.store.engine import store_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

_MOST_IN_ONE = 256


@dataclass(slots=True)
class _Write(Generic[T]):
    function: Callable[[Connection], T]
    future: asyncio.Future[T]
    loop: asyncio.AbstractEventLoop
    result: T | None = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type] - T may hold None


class Writer:
    """Run write functions in order, grouped into transactions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Write[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    async def write(self, function: Callable[[Connection], T]) -> T:
        """Return what `function` returned, once it is committed.

        Raises StoreError when the database refuses, and what `function` raised as it is.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Write(function, future, loop))
        return await future

    def close(self) -> None:
        """Write what waits, then end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, is_last = [first], False
            while len(batch) < _MOST_IN_ONE and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    is_last = True
                    break
                batch.append(following)
            self._commit(batch)
            if is_last:
                return

    def _commit(self, batch: list[_Write[Any]]) -> None:
        try:
            with store_errors(), self._engine.begin() as connection:
                for write in batch:
                    _run(write, connection)
        except Exception as error:  # noqa: BLE001 - whoever waits hears of it
            for write in batch:
                write.error = write.error or error
        for write in batch:
            write.loop.call_soon_threadsafe(write.tell)


def _run(write: _Write[Any], connection: Connection) -> None:
    try:
        with store_errors(), connection.begin_nested():
            write.result = write.function(connection)
    except StoreError:
        # SQLite may have rolled back everything (a full disk does that): nobody's write stands.
        raise
    except Exception as error:  # noqa: BLE001 - this write's own failure; the others go on
        write.error = error
