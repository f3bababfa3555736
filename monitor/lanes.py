"""Work by host: one slow host holds up its own pages and nobody else's.

Items wait in a lane for their host, the most urgent first; a few of each lane and a bounded
number of all are worked on at once. What waits here is an id or little more: the state of record
has the rest, so a long lane costs little and a stop loses nothing.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


class HostLanes(Generic[T]):
    """Work through items host by host.

    work: What is done with an item; an exception from it ends `run`.
    width: How many items of one host at once; at least 1.
    at_once: How many items of all hosts at once; at least 1.
    """

    def __init__(self, work: Callable[[T], Awaitable[None]], *, width: int, at_once: int) -> None:
        self._work = work
        self._width = width
        self._at_once = at_once
        self._waiting: dict[str, list[tuple[Any, int, T]]] = {}
        self._busy: Counter[str] = Counter()
        self._ready: dict[str, None] = {}  # hosts that could start one more, first come first
        self._arrivals = count()
        self._is_closed = False
        self._takes_more = True
        self._group: asyncio.TaskGroup | None = None
        self._drained = asyncio.Event()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values())) + self._busy.total()

    def put(self, host: str, item: T, *, urgency: Any) -> None:
        """Queue an item; among those of its host the smallest `urgency` goes first.

        Before `run` it waits; after `run` it waits for ever.
        """
        if not self._takes_more:
            return
        heapq.heappush(self._waiting.setdefault(host, []), (urgency, next(self._arrivals), item))
        self._offer(host)
        self._start()

    def close(self) -> None:
        """End `run` when everything queued is done; more may still come from what is running."""
        self._is_closed = True
        self._note_drained()

    def drop_waiting(self) -> None:
        """Forget what has not begun, and whatever still comes."""
        self._takes_more = False
        self._waiting.clear()
        self._ready.clear()
        self._note_drained()

    async def run(self) -> None:
        """Work until closed and empty; raise an ExceptionGroup of what `work` raised."""
        try:
            async with asyncio.TaskGroup() as self._group:
                self._start()
                await self._drained.wait()
        finally:
            self._group = None

    def _offer(self, host: str) -> None:
        if host in self._waiting and self._busy[host] < self._width:
            self._ready[host] = None

    def _start(self) -> None:
        while self._group is not None and self._ready and self._busy.total() < self._at_once:
            host = next(iter(self._ready))
            del self._ready[host]
            lane = self._waiting[host]
            _, _, item = heapq.heappop(lane)
            if not lane:
                del self._waiting[host]
            self._busy[host] += 1
            self._group.create_task(self._serve(host, item), name=f"page:{host[:80]}")
            self._offer(host)

    async def _serve(self, host: str, item: T) -> None:
        try:
            await self._work(item)
        except BaseException:
            self._group = None  # it takes no more tasks, and `run` is about to end
            raise
        finally:
            self._busy[host] -= 1
            if not self._busy[host]:
                del self._busy[host]
        self._offer(host)
        self._start()
        self._note_drained()

    def _note_drained(self) -> None:
        if self._is_closed and not self._waiting and not self._busy:
            self._drained.set()
