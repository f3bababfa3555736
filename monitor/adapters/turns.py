"""Turns at a host: so that a burst of new entries does not become a burst of requests.

One gate for each host, first come, first served; a host that nobody waits for is forgotten.
It must not know what is done in a turn, nor outlive the event loop it is used on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

AT_ONCE = 2


@dataclass(slots=True)
class _Gate:
    """One host: `room` bounds the turns under way, `door` lets them start one by one."""

    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    opens_at: float = 0.0  # the loop's clock
    users: int = 0  # waiting or in their turn


class HostTurns:
    """Let callers have their turn at a host: at most two at once, and starts kept apart.

    pause: Least time from one start at a host to the next; zero only bounds how many run at once.
    """

    def __init__(self, pause: timedelta) -> None:
        self._pause_s = pause.total_seconds()
        self._gates: dict[str, _Gate] = {}

    def __len__(self) -> int:
        return len(self._gates)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` and keep it for the body of the `async with`."""
        gate = self._gates.setdefault(host, _Gate())
        gate.users += 1
        try:
            async with gate.room:
                await self._start(gate)
                yield
        finally:
            gate.users -= 1
            self._forget_later(host, gate)

    async def _start(self, gate: _Gate) -> None:
        if not self._pause_s:
            return
        clock = asyncio.get_running_loop().time
        async with gate.door:
            await asyncio.sleep(max(0.0, gate.opens_at - clock()))
            gate.opens_at = clock() + self._pause_s

    def _forget_later(self, host: str, gate: _Gate) -> None:
        """Drop an idle gate, but not before its pause is over."""
        if gate.users:
            return
        loop = asyncio.get_running_loop()
        if gate.opens_at <= loop.time():
            self._gates.pop(host, None)
        else:
            loop.call_at(gate.opens_at, self._forget_if_idle, host, gate)

    def _forget_if_idle(self, host: str, gate: _Gate) -> None:
        if not gate.users and self._gates.get(host) is gate:
            self._forget_later(host, gate)
