"""The health channel: what the daemon says of itself, sent to Redis beside the alerts.

Whoever has something to tell hands it over and goes on at once; one task sends in order, and
waits while Redis is away. It must never disturb the alerts: what it cannot send is dropped, the
oldest first, and counted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.areas import Area
from monitor.errors import BusError
from monitor.logs import area_logger
from monitor.rules.health import encode_health

if TYPE_CHECKING:
    from monitor.ports import Bus
    from monitor.rules.health import HealthEvent

log = area_logger(Area.REDIS)

MOST_WAITING: Final = 1_000
LEAVE_WITHIN: Final = timedelta(seconds=2)
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5.0


class HealthChannel:
    """Send health events in the order in which they are told.

    dropped: Events that nobody will get, since the start.
    """

    def __init__(self, *, bus: Bus) -> None:
        self._bus = bus
        self._waiting: deque[bytes] = deque()
        self._something_came = asyncio.Event()
        self._closed = asyncio.Event()
        self._limit: asyncio.Timeout | None = None
        self._has_ended = False
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def tell(self, event: HealthEvent) -> None:
        """Send this some time; never waits, never raises. From the loop's thread only.

        What comes when `run` has ended counts as dropped.
        """
        if self._has_ended:
            self.dropped += 1
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append(encode_health(event))
        self._something_came.set()

    def close(self) -> None:
        """Let `run` end once it has tried what is left, within two seconds.

        To be called when all that tell have ended, relay and delivery among them: their last
        word is that the other side is back.
        """
        if self._closed.is_set():
            return
        self._closed.set()
        self._something_came.set()
        if self._limit is not None:
            self._limit.reschedule(_deadline())

    async def run(self) -> None:
        """Send until closed; while the bus is away, events wait and it is tried again."""
        until = _deadline() if self._closed.is_set() else None
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until) as self._limit:
                    await self._send_until_closed()
        finally:
            self._end()

    def _end(self) -> None:
        self._has_ended = True
        self._limit = None
        self.dropped += len(self._waiting)
        self._waiting.clear()
        if self.dropped:
            log.warning("health_events_dropped", events=self.dropped)

    async def _send_until_closed(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            self._something_came.clear()
            try:
                await self._send_waiting()
            except BusError as error:
                log.debug("health_events_wait", reason=error.reason, events=len(self._waiting))
                if self._closed.is_set():
                    return
                await self._pause(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
                continue
            pause = _FIRST_PAUSE_S
            if self._closed.is_set():
                return
            await self._something_came.wait()

    async def _send_waiting(self) -> None:
        while self._waiting:
            event = self._waiting[0]
            await self._bus.tell(event)
            # It may have been dropped meanwhile, to make room for newer ones.
            if self._waiting and self._waiting[0] is event:
                self._waiting.popleft()
            else:
                self.dropped -= 1

    async def _pause(self, seconds: float) -> None:
        """Wait before the next try, but not longer than until closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()


def _deadline() -> float:
    return asyncio.get_running_loop().time() + LEAVE_WITHIN.total_seconds()
