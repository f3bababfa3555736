"""What was learned of each host's pages, at hand while the program runs.

`rules.recurring` says what is learned; here it is kept in memory for the hosts that were read
last, and loaded from and written to the store, if there is one. It reads no page.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from monitor.rules.articles import host_of
from monitor.rules.host_past import STORIES, past_of
from monitor.rules.recurring import page_hash, recurring_keys, seen_page, title_hash, with_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import ExtractedPage
    from monitor.ports import HostMemory, SeenPage
    from monitor.rules.host_past import HostPast

_MOST_BYTES: Final = 16 * 1024 * 1024  # some 700 busy hosts
_ENTRY_BYTES: Final = 250  # of a host or a page, beside the keys


class Recurrence:
    """Know which lines recur on a host and what its pages were; learn from each of them.

    memory: None to keep nothing longer than this object.
    most_bytes: From here on the hosts that were read longest ago are dropped from memory.
    """

    def __init__(self, memory: HostMemory | None = None, *, most_bytes: int = _MOST_BYTES) -> None:
        self._memory = memory
        self._most_bytes = most_bytes
        self._hosts: OrderedDict[str, tuple[SeenPage, ...]] = OrderedDict()
        self._bytes = 0

    async def keys(self, url: str) -> frozenset[int]:
        """Return the keys of the lines that recur on the host of `url`, learned from others."""
        host = host_of(url)
        return recurring_keys(await self._pages(host), besides=url) if host else frozenset()

    async def past(self, url: str, *, asked: str) -> HostPast | None:
        """Return what the host's other pages tell of the one at `url`; None without a host.

        asked: The title of the entry that it is asked for; "" if there is none.
        """
        host = host_of(url)
        if not host:
            return None
        return past_of(await self._pages(host), page=page_hash(url), asked=title_hash(asked))

    async def learn(self, page: ExtractedPage, *, url: str, at: datetime, asked: str = "") -> None:
        """Learn from a page that came from `url`: a story's lines, and of any other its kind.

        asked: The title of the entry that it was asked for; "" if there is none.
        """
        host = host_of(url)
        if not host or (page.quality in STORIES and not page.lines):
            return
        before = await self._pages(host)
        seen = seen_page(page, url=url, asked=asked)
        after = with_page(before, seen)
        self._keep(host, after)
        if self._memory is not None:
            kept = {other.page for other in after}
            gone = [other.page for other in before if other.page not in kept]
            await self._memory.keep_page(host, seen, without=gone, at=at)

    async def _pages(self, host: str) -> tuple[SeenPage, ...]:
        if host not in self._hosts and self._memory is not None:
            stored = tuple(await self._memory.host_pages(host))
            if host not in self._hosts:  # else someone was quicker, and may have learned since
                self._keep(host, stored)
        pages = self._hosts.get(host, ())
        if pages:
            self._hosts.move_to_end(host)
        return pages

    def _keep(self, host: str, pages: tuple[SeenPage, ...]) -> None:
        self._drop(host)
        self._hosts[host] = pages
        self._bytes += _size(pages)
        while self._bytes > self._most_bytes and len(self._hosts) > 1:
            self._drop(next(iter(self._hosts)))

    def _drop(self, host: str) -> None:
        pages = self._hosts.pop(host, None)
        if pages is not None:
            self._bytes -= _size(pages)


def _size(pages: Sequence[SeenPage]) -> int:
    return _ENTRY_BYTES + sum(_ENTRY_BYTES + len(page.packed) for page in pages)
