"""What is due goes into the line, in order, and no sooner; time is the test's own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from monitor.channel import Channel
from monitor.model import EntryId, FeedId
from monitor.ports import PendingEntry
from monitor.scheduler import Scheduler

START = datetime(2026, 5, 4, tzinfo=UTC)


class Clock:
    """A time that a test sets."""

    def __init__(self):
        self.time = START

    def __call__(self):
        """Return it."""
        return self.time


def minutes(count):
    """Return a time after the start."""
    return START + timedelta(minutes=count)


def pending(name):
    """Build a postponed entry."""
    return PendingEntry(
        id=EntryId(name),
        feed_id=FeedId("feed"),
        url=None,
        published_at=None,
        first_seen_at=START,
        is_baseline=False,
    )


def scheduler(clock, *, capacity=10, tidy=None, on_failure=None):
    """Build a scheduler with its two channels."""

    async def nothing():
        pass

    due, again = Channel(capacity), Channel(capacity)
    built = Scheduler(
        due=due, again=again, tidy=tidy or nothing, on_failure=on_failure or print, now=clock
    )
    return built, due, again


async def drained(channel):
    """Close a channel and return what was in it."""
    await channel.close()
    return [value async for value in channel]


async def test_feeds_come_when_they_are_due_and_in_that_order():
    """The earliest first, feeds of the same minute as they were scheduled."""
    clock = Clock()
    built, due, _ = scheduler(clock)
    for name, at in (("late", 9), ("b", 2), ("a", 1), ("c", 2)):
        built.schedule_feed(FeedId(name), minutes(at))
    await built.tick()
    before = len(due)
    clock.time = minutes(2)
    await built.tick()

    assert before == 0
    assert await drained(due) == ["a", "b", "c"]


async def test_postponed_entries_come_back():
    """An entry comes through its own channel at its time."""
    clock = Clock()
    built, _, again = scheduler(clock)
    built.schedule_entry(pending("second"), minutes(2))
    built.schedule_entry(pending("first"), minutes(1))
    clock.time = minutes(3)
    await built.tick()

    assert [entry.id for entry in await drained(again)] == ["first", "second"]


async def test_what_has_no_room_waits():
    """A full line holds the rest back without blocking the tick, and loses nothing."""
    clock = Clock()
    built, due, _ = scheduler(clock, capacity=2)
    for name in "abc":
        built.schedule_feed(FeedId(name), START)
    await built.tick()
    taken = [await anext(aiter(due)) for _ in range(2)]
    await built.tick()

    assert taken == ["a", "b"]
    assert await drained(due) == ["c"]


async def test_a_closed_line_takes_nothing():
    """After the stop a tick under way does no harm."""
    built, due, again = scheduler(Clock())
    built.schedule_feed(FeedId("a"), START)
    await due.close()
    await again.close()
    await built.tick()

    assert len(due) == 0


async def test_a_running_scheduler_ticks():
    """Started for real it sends what is due, until it is stopped."""
    built, due, _ = scheduler(lambda: datetime.now(UTC))
    built.schedule_feed(FeedId("a"), START)
    built.start()
    async with asyncio.timeout(5):
        first = await anext(aiter(due))
    built.stop()
    built.stop()

    assert first == "a"


async def test_what_a_job_raises_is_told(monkeypatch):
    """An error in a job does not vanish in APScheduler's log."""
    monkeypatch.setattr("monitor.scheduler.TIDY_EVERY", timedelta(seconds=0.01))
    told = asyncio.get_running_loop().create_future()

    async def broken():
        raise RuntimeError("tidying failed")

    built, _, _ = scheduler(
        Clock(), tidy=broken, on_failure=lambda error: told.done() or told.set_result(error)
    )
    built.start()
    async with asyncio.timeout(5):
        error = await told
    built.stop()

    assert str(error) == "tidying failed"
