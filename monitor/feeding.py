"""What goes into the line, and when: every feed on its schedule, and what an earlier run left.

It puts feeds and entries where they wait; what becomes of them is the line's business.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.channel import Channel, ChannelClosedError
from monitor.model import FeedId
from monitor.rules.articles import LONGEST_RETRY
from monitor.rules.polling import first_poll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from monitor.model import Feed
    from monitor.pipeline import Line
    from monitor.ports import Now, PendingEntry, Store
    from monitor.scheduler import Scheduler

_IN_THE_CHANNELS: Final = 64
# Between the first polls of two feeds: a thousand at once would only queue.
_APART: Final = timedelta(milliseconds=5)


class Feeding:
    """Feed the line through its two channels, `due` and `again`.

    tidy: Called before anything is fed; forgets what is too old.
    """

    def __init__(self, *, store: Store, tidy: Callable[[], Awaitable[None]], now: Now) -> None:
        self.due: Channel[FeedId] = Channel(_IN_THE_CHANNELS)
        self.again: Channel[PendingEntry] = Channel(_IN_THE_CHANNELS)
        self._store = store
        self._tidy = tidy
        self._now = now

    async def once(self, line: Line, feeds: Iterable[Feed], *, only: FeedId | None) -> None:
        """Send every feed and every unfinished entry through the line, whatever its time.

        only: Nothing but this feed and its entries; None for all.
        """
        await self._tidy()
        for entry in await self._store.pending_entries():
            if only in {None, entry.feed_id}:
                line.take_up(entry)
        with suppress(ChannelClosedError):  # told to stop before all were sent
            for feed in feeds:
                if only in {None, feed.id}:
                    await self.due.send(feed.id)
        await self.close()

    async def take_up(self, line: Line, scheduler: Scheduler) -> None:
        """Take up what an earlier run left."""
        await self._tidy()
        now = self._now()
        for entry in await self._store.pending_entries():
            if entry.retry_at is not None and entry.retry_at > now:
                # At most as long as a fresh wait may be: the clock may have been wrong.
                scheduler.schedule_entry(entry, min(entry.retry_at, now + LONGEST_RETRY))
            else:
                line.take_up(entry)

    def schedule(self, feeds: Iterable[Feed], line: Line, scheduler: Scheduler) -> None:
        """Put feeds on their schedule, those first that are due first."""
        now = self._now()
        for place, feed in enumerate(feeds):
            first = first_poll(feed, line.states.get(feed.id), now=now)
            if first is not None:
                scheduler.schedule_feed(feed.id, max(first, now + place * _APART))

    def reschedule(
        self, before: Sequence[Feed], wanted: Sequence[Feed], line: Line, scheduler: Scheduler
    ) -> None:
        """Schedule feeds that came or have another address or interval; forget those that left."""
        for feed_id in {feed.id for feed in before} - {feed.id for feed in wanted}:
            scheduler.forget_feed(feed_id)
        known = {feed.id: (feed.url, feed.poll_every) for feed in before}
        new = [feed for feed in wanted if known.get(feed.id) != (feed.url, feed.poll_every)]
        self.schedule(new, line, scheduler)

    async def close(self) -> None:
        """Feed no more; the line ends when it is through with what it has."""
        await self.due.close()
        await self.again.close()
