"""Which feed is due, and which entry's page is asked for again: the only user of APScheduler.

One tick every quarter of a second over two heaps. A job for each feed would cost APScheduler a
minute to take in at 50,000 feeds and stall the loop; a heap costs nothing.
"""

from __future__ import annotations

import heapq
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from monitor.channel import Channel
    from monitor.model import EntryId, FeedId
    from monitor.ports import Now

TICK: Final = timedelta(seconds=0.25)
_TIDY_EVERY: Final = timedelta(hours=1)


class Scheduler:
    """Send what is due into the line.

    due: Takes feeds; while it is full, what is due waits here.
    resume: Puts a postponed entry back in the line.
    tidy: Called every hour; forgets what is older than the retention.
    """

    def __init__(
        self,
        *,
        due: Channel[FeedId],
        resume: Callable[[EntryId], Awaitable[None]],
        tidy: Callable[[], Awaitable[None]],
        now: Now,
    ) -> None:
        self._due = due
        self._resume = resume
        self._now = now
        self._feeds: list[tuple[datetime, FeedId]] = []
        self._entries: list[tuple[datetime, EntryId]] = []
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.tick,
            IntervalTrigger(seconds=TICK.total_seconds(), timezone="UTC"),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.add_job(
            tidy,
            IntervalTrigger(seconds=_TIDY_EVERY.total_seconds(), timezone="UTC"),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def schedule_feed(self, feed_id: FeedId, at: datetime) -> None:
        """Poll a feed at this time; each feed is scheduled again when its poll is done."""
        heapq.heappush(self._feeds, (at, feed_id))

    def schedule_entry(self, entry_id: EntryId, at: datetime) -> None:
        """Read an entry's page again at this time."""
        heapq.heappush(self._entries, (at, entry_id))

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Send nothing more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Send everything that is due and has room."""
        now = self._now()
        while self._feeds and self._feeds[0][0] <= now and self._due.has_room():
            _, feed_id = heapq.heappop(self._feeds)
            await self._due.send(feed_id)
        while self._entries and self._entries[0][0] <= now:
            _, entry_id = heapq.heappop(self._entries)
            await self._resume(entry_id)
