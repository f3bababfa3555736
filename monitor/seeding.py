"""Seeds by address: fetch the pages of those that have no text yet, once, and keep what they say.

The daemon does so beside its line, a command without it. A page that does not come, or is no story,
costs that seed alone, and is asked for again at the next start. What is kept, and where, is for
`config.fetched_seeds`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.areas import Area
from monitor.config.fetched_seeds import FetchedSeed, keep_seed, wanted_urls
from monitor.errors import MonitorError, UnreadableError
from monitor.logs import area_logger
from monitor.pages import page_at
from monitor.rules.articles import is_usable
from monitor.rules.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from monitor.config.settings import Config
    from monitor.ports import Fetch, Now, Offload
    from monitor.watchlist import Watchlist

log = area_logger(Area.CONFIG)

_AT_ONCE: Final = 4  # pages; those of one host wait for each other in any case


@dataclass(frozen=True, slots=True, kw_only=True)
class Sown:
    """What came of asking for one seed's page.

    watchlists: Ids of those that have this seed.
    seed: None where there is an error.
    """

    url: str
    watchlists: tuple[str, ...]
    seed: FetchedSeed | None = None
    error: MonitorError | None = None


async def sow(
    urls: Iterable[str],
    watchlists: Sequence[Watchlist],
    state_dir: Path,
    *,
    fetch: Fetch,
    offload: Offload,
    now: Now,
) -> list[Sown]:
    """Fetch pages and keep what they say; return what came of each, in the order of `urls`.

    watchlists: Whose seeds they are.
    """
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(url: str) -> Sown:
        owners = tuple(
            each.id for each in watchlists if any(seed.url == url for seed in each.seeds)
        )
        async with places:
            try:
                seed = await _fetched(url, fetch=fetch, offload=offload, now=now)
                await asyncio.to_thread(keep_seed, seed, state_dir)
            except MonitorError as error:
                return Sown(url=url, watchlists=owners, error=error)
        return Sown(url=url, watchlists=owners, seed=seed)

    return list(await asyncio.gather(*map(one, urls)))


async def _fetched(url: str, *, fetch: Fetch, offload: Offload, now: Now) -> FetchedSeed:
    """Return what a page says; raise MonitorErrors where it does not come or is no story."""
    found = await page_at(url, fetch=fetch, offload=offload)
    page = found.extracted
    if page is None or not is_usable(page):
        kind = str(page.quality).replace("_", " ") if page else "page without a text"
        raise UnreadableError(f"{url}: the page is a {kind}, not a story", reason="no_story")
    return FetchedSeed(
        url=url,
        title=page.title,
        text=page.text,
        language=page.language,
        fetched_at=rfc3339(now()) or "",
    )


class Seeding:
    """Fetches a daemon's seeds, each address at most once in its life.

    on_fetched: Told when something came, so that the configuration is read again.
    """

    def __init__(
        self, *, fetch: Fetch, offload: Offload, now: Now, on_fetched: Callable[[], None]
    ) -> None:
        self._fetch = fetch
        self._offload = offload
        self._now = now
        self._on_fetched = on_fetched
        self._asked: set[str] = set()
        self._config: Config | None = None
        self._wake = asyncio.Event()

    def look(self, config: Config) -> None:
        """Fetch soon what this configuration lacks."""
        self._config = config
        self._wake.set()

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Fetch whenever there is something to look at, until `stopped` is set."""
        running = asyncio.create_task(self._run(), name="seeds-run")
        over = asyncio.create_task(stopped.wait(), name="seeds-stop")
        try:
            await asyncio.wait({running, over}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()  # it ends by failing only
        finally:
            running.cancel()
            over.cancel()
            await asyncio.gather(running, over, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._config is not None and await self.fetch_missing(self._config):
                self._on_fetched()

    async def fetch_missing(self, config: Config) -> bool:
        """Fetch the seeds of enabled watchlists that have no text; say whether any came."""
        enabled = [each for each in config.watchlists if each.enabled]
        urls = [url for url in wanted_urls(enabled) if url not in self._asked]
        self._asked.update(urls)
        sown = await sow(
            urls,
            enabled,
            config.state_dir,
            fetch=self._fetch,
            offload=self._offload,
            now=self._now,
        )
        for each in sown:
            _tell(each)
        return any(each.seed for each in sown)


def _tell(sown: Sown) -> None:
    if sown.seed is not None:
        log.info(
            "seed_fetched",
            url=sown.url,
            watchlists=list(sown.watchlists),
            characters=len(sown.seed.text),
        )
    elif sown.error is not None:
        log.warning(
            "seed_missing",
            url=sown.url,
            watchlists=list(sown.watchlists),
            reason=sown.error.reason,
            message=str(sown.error),
        )
