"""Fetch by the configuration that holds now; fulfils `ports.Fetch`.

A request ends as it began: whoever asked with the settings of before still gets its answer, and
the connections of before close after the last of them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.adapters.http import HttpFetch
    from monitor.ports import Response


class ExchangeableFetch:
    """One `HttpFetch` at a time, and another one whenever it is given; a context manager."""

    def __init__(self, first: HttpFetch) -> None:
        self._current = first
        self._under_way: Counter[HttpFetch] = Counter()
        self._closing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._current.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._current.__aexit__(*exception)
        await asyncio.gather(*self._closing)

    async def exchange(self, new: HttpFetch) -> None:
        """Ask with another one from now on."""
        await new.__aenter__()
        before, self._current = self._current, new
        if not self._under_way[before]:
            self._close(before)

    async def get_feed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Response:
        """See `ports.Fetch`."""
        async with self._lent() as fetch:
            return await fetch.get_feed(url, etag=etag, last_modified=last_modified)

    async def get_page(self, url: str) -> Response:
        """See `ports.Fetch`."""
        async with self._lent() as fetch:
            return await fetch.get_page(url)

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[HttpFetch]:
        fetch = self._current
        self._under_way[fetch] += 1
        try:
            yield fetch
        finally:
            self._under_way[fetch] -= 1
            if not self._under_way[fetch]:
                del self._under_way[fetch]
                if fetch is not self._current:
                    self._close(fetch)

    def _close(self, fetch: HttpFetch) -> None:
        task = asyncio.create_task(fetch.__aexit__(), name="fetch-close")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
