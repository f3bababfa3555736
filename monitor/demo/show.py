"""The demo from beginning to end: site up, daemon on, alerts in, verdict out.

The one place where the parts meet. Who receives alerts is passed in, because subscribing is the
client's room; printing is the caller's.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from monitor.demo.configuration import write_configuration
from monitor.demo.daemon import DaemonProcess
from monitor.demo.site import NewsSite, bound_socket
from monitor.demo.stories import Newsrooms
from monitor.demo.verdict import Came, Verdict, compare, expectations, is_complete

LOG_NAME: Final = "daemon.log"
_SETTLE_S: Final = 2.0  # two polls of the live feed
_POLLS_BEFORE_LIVE: Final = 2  # the second is answered 304, if the daemon sends the validators


class Received(Protocol):
    """What the demo looks at of an alert as the client gives it."""

    @property
    def seq(self) -> int:
        """Give its place in its channel."""

    @property
    def url(self) -> str | None:
        """Give the article's address."""

    @property
    def data(self) -> dict[str, Any]:
        """Give the event's data."""


class Subscribe(Protocol):
    """Follow the demo's channel from its first alert on."""

    def __call__(self, redis_url: str, /) -> AsyncGenerator[Received, None]:
        """Return the alerts as they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What one demo amounted to.

    unread: Ids of stories whose page nobody asked for, live ones never published among them.
    feed_answers: Answers by outlet id and HTTP status.
    trouble: Why the demo ended early or late, in one line; None if it went to its end.
    log_tail: Last lines of the daemon's log, safe to print.
    """

    verdict: Verdict
    came: tuple[Came, ...]
    unread: tuple[str, ...]
    feed_answers: Mapping[tuple[str, int], int]
    took: timedelta
    trouble: str | None
    log_tail: tuple[str, ...]

    @property
    def is_pass(self) -> bool:
        """Say whether every page was read and exactly what was expected came."""
        return self.verdict.is_pass and not self.unread and self.trouble is None


async def show(
    newsrooms: Newsrooms,
    *,
    folder: Path,
    subscribe: Subscribe,
    on_alert: Callable[[Any], None],
    within: timedelta,
) -> Showing:
    """Run the whole demo in `folder`, which is empty.

    on_alert: Called with each alert as it is received.
    within: How long the daemon may take before the demo gives up.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    async with NewsSite(newsrooms, started_at=datetime.now(UTC)) as site:
        port = free_port()
        config = write_configuration(folder, newsrooms, site, redis_port=port)
        async with DaemonProcess(config, log=folder / LOG_NAME) as daemon:
            watch = _Watch(newsrooms, site, on_alert=on_alert)
            alerts = subscribe(f"redis://127.0.0.1:{port}/0")
            trouble = await watch.until_over(alerts, daemon, within=within)
            log_tail = daemon.log_tail()
        return Showing(
            verdict=compare(expectations(newsrooms.stories), watch.came),
            came=tuple(watch.came),
            unread=watch.unread(),
            feed_answers=dict(site.feed_answers),
            took=timedelta(seconds=clock() - began),
            trouble=trouble,
            log_tail=log_tail,
        )


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody holds at this moment."""
    with bound_socket(1) as probe:
        return int(probe.getsockname()[1])


def _is_polled(site: NewsSite, *, outlet_id: str) -> bool:
    return site.polls_of(outlet_id) >= _POLLS_BEFORE_LIVE


class _Watch:
    """Publishes what is live, receives what comes, and knows when it is over."""

    def __init__(
        self, newsrooms: Newsrooms, site: NewsSite, *, on_alert: Callable[[Any], None]
    ) -> None:
        self._newsrooms = newsrooms
        self._site = site
        self._on_alert = on_alert
        self._expected = expectations(newsrooms.stories)
        self._arrived = asyncio.Event()
        self.came: list[Came] = []

    def unread(self) -> tuple[str, ...]:
        """Return the ids of stories whose page nobody asked for yet."""
        return tuple(s.id for s in self._newsrooms.stories if not self._site.page_reads[s.id])

    async def until_over(
        self,
        alerts: AsyncGenerator[Received, None],
        daemon: DaemonProcess,
        *,
        within: timedelta,
    ) -> str | None:
        """Watch until all is told and quiet, the daemon is dead, or the time is over.

        Returns what went wrong on the way, in one line.
        """
        told = asyncio.create_task(self._until_told(), name="told")
        dead = asyncio.create_task(daemon.wait_until_dead(), name="dead")
        listening = asyncio.create_task(self._listen(alerts), name="listening")
        tasks: tuple[asyncio.Task[Any], ...] = (told, dead, listening)
        try:
            done, _ = await asyncio.wait(
                tasks, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if dead in done:
            return f"the daemon ended by itself with status {dead.result()}"
        for task in done:
            task.result()  # an error of ours rises
        if told in done:
            return None
        return f"not all was told within {within.total_seconds():g} s"

    async def _until_told(self) -> None:
        live = [story for story in self._newsrooms.stories if story.is_live]
        for story in live:
            outlet = self._newsrooms.outlet_of(story.id)
            await self._site.wait_until(partial(_is_polled, outlet_id=outlet.id))
            self._site.publish(story, now=datetime.now(UTC))
        await self._site.wait_until(lambda _: not self.unread())
        while not is_complete(self._expected, self.came):
            await self._next_arrival()
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(_SETTLE_S):
                    await self._next_arrival()

    async def _next_arrival(self) -> None:
        await self._arrived.wait()
        self._arrived.clear()

    async def _listen(self, alerts: AsyncGenerator[Received, None]) -> None:
        async with contextlib.aclosing(alerts):
            async for alert in alerts:
                self.came.append(self._judged(alert))
                self._on_alert(alert)
                self._arrived.set()

    def _judged(self, alert: Received) -> Came:
        story = self._site.story_at(alert.url)
        article = alert.data.get("article")
        told = article if isinstance(article, dict) else {}
        return Came(
            seq=alert.seq,
            story_id=None if story is None else story.copy_of or story.id,
            text_source=str(told.get("text_source", "")),
            quality=str(told.get("quality", "")),
        )
