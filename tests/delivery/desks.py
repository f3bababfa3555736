"""What tests of delivery build: sinks that do as a test says, and alerts for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor.model import ChannelName, FeedId, SinkId
from monitor.sinks import Options, SinkSpec
from monitor.sinks.file import FileOptions
from tests.store.records import NOW, alert, end, entry, state

LOG = SinkId("log")
DAY = timedelta(days=1)


@dataclass
class Desk:
    """A sink that keeps what it takes, and raises what stands in `answers` first, in order.

    hangs: Whether it takes nothing, without a word.
    clings: Whether it does not end by itself.
    gate: What a delivery waits for when it has taken an alert, as a thread that still writes.
    """

    answers: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, int]] = field(default_factory=list)
    tries: int = 0
    is_open: bool = True
    hangs: bool = False
    clings: bool = False
    gate: asyncio.Event | None = None

    async def deliver(self, alert):
        """Take it, raise, or hang."""
        self.tries += 1
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append((alert.channel, alert.seq))
        if self.gate is not None:
            await self.gate.wait()

    async def aclose(self):
        """Remember that, or hang."""
        if self.clings:
            await asyncio.Event().wait()
        self.is_open = False


class Told(list):
    """Health events in the order in which they were told."""

    @property
    def kinds(self):
        """Give their kinds and subjects."""
        return [(event.kind, event.subject) for event in self]


def desk(name="desk", *channels):
    """Configure a sink of the test's own kind."""
    return SinkSpec(
        id=SinkId(name),
        kind="desk",
        channels=frozenset(map(ChannelName, channels)),
        options=Options(),
        folder=Path("/"),
    )


def file(path, name="log", *channels, fsync="never"):
    """Configure a file sink."""
    return SinkSpec(
        id=SinkId(name),
        kind="file",
        channels=frozenset(map(ChannelName, channels)),
        options=FileOptions(path=str(path), fsync=fsync),
        folder=Path("/"),
    )


async def write(store, first, last, *, channel="news"):
    """Put alerts `first` to `last` of a channel into the outbox."""
    feed, wanted = FeedId(channel), range(first, last + 1)
    await store.save_poll(state(feed), [entry(n, feed=feed) for n in wanted], listed_keys=None)
    for n in wanted:
        story = alert(f"{channel}-{n}", entry_id=f"{channel}-{n}", channel=channel)
        await store.finish(end(n, feed=feed, alerts=[story]))


async def settle(store, *specs):
    """Make the sinks known before anything is written."""
    await store.settle_sinks({spec.id: spec.channels for spec in specs}, at=NOW)


async def drain(delivery):
    """Let every sink have what it takes, and end."""
    delivery.close()
    async with asyncio.timeout(10):
        await delivery.run()


async def until(condition):
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
