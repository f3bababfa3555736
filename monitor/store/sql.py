"""The store behind `ports.Store`: a writing thread, a few reading ones, and the queries."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from monitor.store import articles, deliveries, feeds, hosts, migrate, outbox, outcomes, snoozes
from monitor.store.engine import open_engine, store_errors
from monitor.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Concatenate

    from sqlalchemy import Connection

    from monitor.model import (
        ChannelName,
        Decision,
        Entry,
        EntryId,
        FeedId,
        FeedState,
        SinkId,
        WatchlistId,
    )
    from monitor.ports import Finish, Finished, OutboxAlert, PendingEntry, SeenPage

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 2


class SqlStore:
    """Keep everything in one SQLite file; fulfils `ports.Store`.

    path: The database file; made and migrated on entry. Raises StoreError if it cannot be
        opened, is damaged, or comes from a newer version of the program.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_engine(path)
        self._reading_engine = open_engine(path, read_only=True)

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(migrate.upgrade, self._engine, self._path)
        except BaseException:
            self._engine.dispose()
            raise
        self._writer = Writer(self._engine, self._path)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading_engine.dispose()
        self._engine.dispose()

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `query(connection, ...)` from a reading thread."""

        def run() -> T:
            with store_errors(self._path), self._reading_engine.connect() as connection:
                return query(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """See `ports.Store`."""
        return await self.read(feeds.feed_states)

    async def save_poll(
        self, state: FeedState, entries: Sequence[Entry], *, listed_keys: Sequence[str] | None
    ) -> Sequence[Entry]:
        """See `ports.Store`."""
        return await self._writer.write(
            lambda connection: feeds.save_poll(connection, state, entries, listed_keys)
        )

    async def pending_entries(self) -> Sequence[PendingEntry]:
        """See `ports.Store`."""
        return await self.read(feeds.pending_entries)

    async def entry(self, entry_id: EntryId) -> Entry:
        """See `ports.Store`."""
        return await self.read(feeds.read_entry, entry_id)

    async def decisions(self, entry_id: EntryId) -> Sequence[Decision]:
        """See `ports.Store`."""
        return await self.read(articles.decisions_of, entry_id)

    async def finish(self, finish: Finish) -> Finished:
        """See `ports.Store`."""
        return await self._writer.write(lambda connection: outcomes.finish(connection, finish))

    async def snoozes(self) -> Mapping[WatchlistId, datetime]:
        """See `ports.Store`."""
        return await self.read(snoozes.snoozes_by_watchlist)

    async def forget(self, *, before: datetime) -> int:
        """See `ports.Store`."""
        return await self._writer.write(lambda connection: outcomes.forget(connection, before))

    async def host_pages(self, host: str) -> Sequence[SeenPage]:
        """See `ports.HostMemory`."""
        return await self.read(hosts.host_pages, host)

    async def keep_page(
        self, host: str, page: SeenPage, *, without: Sequence[int], at: datetime
    ) -> None:
        """See `ports.HostMemory`."""
        await self._writer.write(
            lambda connection: hosts.keep_page(connection, host, page, without=without, at=at)
        )

    async def unsent_alerts(self, *, limit: int) -> Sequence[OutboxAlert]:
        """See `ports.Outbox`."""
        return await self.read(outbox.unsent_alerts, limit)

    async def alerts_between(
        self, channel: ChannelName, *, first: int, last: int, limit: int
    ) -> Sequence[OutboxAlert]:
        """See `ports.Outbox`."""
        return await self.read(outbox.alerts_between, channel, first, last, limit)

    async def last_sent_seqs(self) -> Mapping[ChannelName, int]:
        """See `ports.Outbox`."""
        return await self.read(outbox.last_sent_seqs)

    async def oldest_kept_seqs(self) -> Mapping[ChannelName, int]:
        """See `ports.Outbox`."""
        return await self.read(outbox.oldest_kept_seqs)

    async def mark_sent(self, alerts: Sequence[OutboxAlert], *, at: datetime) -> None:
        """See `ports.Outbox`."""
        ids = [alert.id for alert in alerts]
        await self._writer.write(lambda connection: outbox.mark_sent(connection, ids, at))

    async def renumber_unsent(self, channel: ChannelName, *, after: int) -> None:
        """See `ports.Outbox`."""
        await self._writer.write(
            lambda connection: outbox.renumber_unsent(connection, channel, after)
        )

    async def settle_sinks(
        self, sinks: Mapping[SinkId, frozenset[ChannelName]], *, at: datetime
    ) -> None:
        """See `ports.Deliveries`."""
        await self._writer.write(lambda connection: deliveries.settle(connection, sinks, at))

    async def undelivered(
        self, sink: SinkId, channels: frozenset[ChannelName], *, limit: int
    ) -> Sequence[OutboxAlert]:
        """See `ports.Deliveries`."""
        return await self.read(deliveries.undelivered, sink, channels, limit)

    async def mark_delivered(self, sink: SinkId, alert: OutboxAlert) -> None:
        """See `ports.Deliveries`."""
        await self._writer.write(lambda connection: deliveries.move(connection, sink, alert))

    async def give_up(
        self, sink: SinkId, alert: OutboxAlert, *, reason: str, message: str, at: datetime
    ) -> None:
        """See `ports.Deliveries`."""
        await self._writer.write(
            lambda connection: deliveries.bury(
                connection, sink, alert, reason=reason, message=message, at=at
            )
        )
