"""Which feed is due, and which entry's page is asked for again: the only user of APScheduler.

One tick every quarter of a second over two heaps. A job for each feed would cost APScheduler a
minute to take in at 50,000 feeds and stall the loop; a heap costs nothing.
"""

from __future__ import annotations

import heapq
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from monitor.channel import Channel
    from monitor.model import FeedId
    from monitor.ports import Now, PendingEntry

T = TypeVar("T")
Heap = list[tuple[datetime, int, T]]

TICK: Final = timedelta(seconds=0.25)
TIDY_EVERY: Final = timedelta(hours=1)


class Scheduler:
    """Send what is due into the line; fulfils `ports.Timetable`.

    due: Takes feeds; while it is full, what is due waits here.
    again: Takes postponed entries, likewise.
    tidy: Called every hour; forgets what is older than the retention.
    on_failure: Gets what a job raised, which APScheduler would only log.
    """

    def __init__(
        self,
        *,
        due: Channel[FeedId],
        again: Channel[PendingEntry],
        tidy: Callable[[], Awaitable[None]],
        on_failure: Callable[[BaseException], None],
        now: Now,
    ) -> None:
        self._due = due
        self._again = again
        self._now = now
        self._feeds: Heap[FeedId] = []
        self._times: dict[FeedId, datetime] = {}  # which of a feed's times in the heap holds
        self._entries: Heap[PendingEntry] = []
        self._arrivals = count()  # keeps heap items comparable
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._on_failure = on_failure
        self._scheduler.add_listener(self._note_failure, EVENT_JOB_ERROR)
        for job, every in ((self.tick, TICK), (tidy, TIDY_EVERY)):
            self._scheduler.add_job(
                job,
                IntervalTrigger(seconds=every.total_seconds(), timezone="UTC"),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def schedule_feed(self, feed_id: FeedId, at: datetime) -> None:
        """Poll a feed at this time and at no other; it is scheduled again when its poll is done."""
        self._times[feed_id] = at
        heapq.heappush(self._feeds, (at, next(self._arrivals), feed_id))

    def forget_feed(self, feed_id: FeedId) -> None:
        """Poll a feed no more."""
        self._times.pop(feed_id, None)

    def schedule_entry(self, entry: PendingEntry, at: datetime) -> None:
        """Read an entry's page again at this time."""
        heapq.heappush(self._entries, (at, next(self._arrivals), entry))

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Send nothing more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _note_failure(self, event: Any) -> None:
        if isinstance(event.exception, Exception):  # else it was cancelled, as by `stop`
            self._on_failure(event.exception)

    def lag_s(self) -> float:
        """Say how long the feed that is due first has been due, in seconds; 0 if none is."""
        now = self._now()
        at = self._feeds[0][0] if self._feeds else now
        return max(now - at, timedelta()).total_seconds()

    async def tick(self) -> None:
        """Send everything that is due and has room."""
        now = self._now()
        while (feed := _next_due(self._feeds, self._due, now)) is not None:
            at, feed_id = feed
            if self._times.get(feed_id) == at:
                del self._times[feed_id]
                await self._due.send(feed_id)
        while (entry := _next_due(self._entries, self._again, now)) is not None:
            await self._again.send(entry[1])


def _next_due(heap: Heap[T], channel: Channel[T], now: datetime) -> tuple[datetime, T] | None:
    """Take the next that is due off the heap; None if nothing is, or there is no room for it."""
    if not heap or heap[0][0] > now or not channel.has_room():
        return None
    at, _, value = heapq.heappop(heap)
    return at, value
