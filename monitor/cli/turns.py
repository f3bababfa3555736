"""Many pages read as the daemon would: those of a host one after another, each learned from.

So what comes out depends on the order of the pages alone, and not on which of them took longest.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor import tasks
from monitor.recurrence import Recurrence
from monitor.rules.articles import host_of

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from monitor.model import ExtractedPage
    from monitor.ports import Offload


class InTurn:
    """Read pages in workers, each host's in the order in which they were asked for.

    learns: Whether lines that recur on a host's pages are taken out of its later ones.
    """

    def __init__(self, offload: Offload, *, learns: bool) -> None:
        self._offload = offload
        self._recurrence = Recurrence() if learns else None
        self._last: dict[str, asyncio.Event] = {}

    def read(
        self, body: bytes, *, content_type: str | None, url: str | None
    ) -> Coroutine[Any, Any, ExtractedPage]:
        """Take a place in the host's queue now; what is returned waits for its turn and reads.

        It raises MonitorError as the worker does. It has to be awaited, or those behind it wait
        for ever.
        """
        host = host_of(url)
        if url is None or not host or self._recurrence is None:
            return self._offload.run(tasks.read_page, body, content_type=content_type, url=url)
        before, done = self._last.get(host), asyncio.Event()
        self._last[host] = done
        reading = self._read(self._recurrence, body, content_type, url)
        return self._after(before, reading, host, done)

    async def _after(
        self,
        before: asyncio.Event | None,
        reading: Coroutine[Any, Any, ExtractedPage],
        host: str,
        done: asyncio.Event,
    ) -> ExtractedPage:
        try:
            if before is not None:
                await before.wait()
            return await reading
        finally:
            reading.close()
            done.set()
            if self._last[host] is done:
                del self._last[host]

    async def _read(
        self, recurrence: Recurrence, body: bytes, content_type: str | None, url: str
    ) -> ExtractedPage:
        page = await self._offload.run(
            tasks.read_page,
            body,
            content_type=content_type,
            url=url,
            recurring=await recurrence.keys(url),
        )
        await recurrence.learn(page, url=url, at=datetime.now(UTC))
        return page
