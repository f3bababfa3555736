"""A bounded, closable queue: the only thing between two stages of the line.

Closing drains: receivers get what is still inside and then end. A full channel holds its sender
back, which is how a slow stage slows the ones before it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

T = TypeVar("T")


class ChannelClosedError(Exception):
    """Tell a sender that nobody will receive any more."""


class Channel(Generic[T]):
    """Pass values from any number of senders to any number of receivers, in order.

    capacity: How many values wait at most; at least 1.
    """

    def __init__(self, capacity: int) -> None:
        self._values: deque[T] = deque()
        self._capacity = capacity
        self._closed = False
        self._changed = asyncio.Condition()

    def __len__(self) -> int:
        return len(self._values)

    def has_room(self) -> bool:
        """Say whether `send` would go through without waiting."""
        return not self._closed and len(self._values) < self._capacity

    async def send(self, value: T) -> None:
        """Put `value` in, waiting for room; raise ChannelClosedError once closed."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._closed or self.has_room())
            if self._closed:
                raise ChannelClosedError
            self._values.append(value)
            self._changed.notify_all()

    async def close(self) -> None:
        """Take no more values; receivers end when the channel is empty."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    async def __aiter__(self) -> AsyncIterator[T]:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._closed or bool(self._values))
                if not self._values:
                    return
                value = self._values.popleft()
                self._changed.notify_all()
            yield value
