"""Work by host: widths, order, the end, and what a failure does."""

from __future__ import annotations

import asyncio

import pytest

from monitor.lanes import HostLanes


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(30):
        await asyncio.sleep(0)


class Bench:
    """Work that waits until it is let go, and remembers what was begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.going: dict[str, asyncio.Event] = {}

    async def work(self, item: str) -> None:
        """Begin an item and hold it until `let_go`."""
        self.begun.append(item)
        self.going[item] = asyncio.Event()
        await self.going[item].wait()
        del self.going[item]

    async def let_go(self, *items: str) -> None:
        """End the work on these, or on all that goes on."""
        for item in items or tuple(self.going):
            self.going[item].set()
        await settle()


@pytest.fixture
def bench():
    """Give a bench to work at."""
    return Bench()


async def start(lanes: HostLanes) -> asyncio.Task[None]:
    """Run lanes in the background."""
    task = asyncio.create_task(lanes.run())
    await settle()
    return task


async def finish(lanes: HostLanes, task: asyncio.Task[None], bench: Bench) -> None:
    """Let everything end."""
    lanes.close()
    while not task.done():
        await bench.let_go()
    await task


async def test_a_slow_host_holds_up_only_itself(bench):
    """No more of one host at once than its width; other hosts go on."""
    lanes = HostLanes(bench.work, width=2, at_once=9)
    for n in range(4):
        lanes.put("slow", f"slow-{n}", urgency=n)
    lanes.put("other", "other-0", urgency=0)
    task = await start(lanes)
    at_first = sorted(bench.going)
    await bench.let_go("slow-1")
    later = sorted(bench.going)
    waiting = len(lanes)
    await finish(lanes, task, bench)

    assert at_first == ["other-0", "slow-0", "slow-1"]
    assert later == ["other-0", "slow-0", "slow-2"]
    assert waiting == 4
    assert sorted(bench.begun) == ["other-0", "slow-0", "slow-1", "slow-2", "slow-3"]


async def test_only_so_many_at_once(bench):
    """The number of all hosts together is bounded, and each freed place is used."""
    lanes = HostLanes(bench.work, width=2, at_once=3)
    for n in range(6):
        lanes.put(f"host-{n}", f"item-{n}", urgency=0)
    task = await start(lanes)
    at_first = list(bench.begun)
    await bench.let_go("item-0")
    later = list(bench.begun)
    await finish(lanes, task, bench)

    assert at_first == ["item-0", "item-1", "item-2"]
    assert later == [*at_first, "item-3"]


async def test_hosts_take_turns(bench):
    """A host with much to do does not go before one that waited as long."""
    lanes = HostLanes(bench.work, width=3, at_once=1)
    for n in range(3):
        lanes.put("a", f"a{n}", urgency=n)
    lanes.put("b", "b0", urgency=9)
    task = await start(lanes)
    await finish(lanes, task, bench)

    assert bench.begun == ["a0", "b0", "a1", "a2"]


async def test_the_most_urgent_goes_first(bench):
    """Within a host by urgency, and by arrival where it is equal; items need no order."""
    lanes = HostLanes(bench.work, width=1, at_once=1)
    for item, urgency in (("late", 5), ("first", 1), ("second", 1), ("urgent", -3)):
        lanes.put("host", item, urgency=urgency)
    task = await start(lanes)
    lanes.put("host", "now", urgency=-9)
    await finish(lanes, task, bench)

    assert bench.begun == ["urgent", "now", "first", "second", "late"]


async def test_closing_drains(bench):
    """`run` ends when all is done that was queued, and what running work queues still counts."""
    lanes = HostLanes(bench.work, width=1, at_once=2)
    for item in ("one", "two"):
        lanes.put("host", item, urgency=0)
    task = await start(lanes)
    lanes.close()
    await settle()
    early = task.done()
    lanes.put("elsewhere", "three", urgency=0)
    await finish(lanes, task, bench)
    lanes.put("elsewhere", "too late", urgency=0)

    assert not early
    assert bench.begun == ["one", "three", "two"]
    assert len(lanes) == 1


async def test_closing_what_is_empty_ends_at_once(bench):
    """Nothing to do, nothing to wait for, whether closed before or after the start."""
    before, after = (HostLanes(bench.work, width=1, at_once=1) for _ in range(2))
    before.close()
    await asyncio.wait_for(before.run(), 5)
    task = await start(after)
    after.close()
    await asyncio.wait_for(task, 5)

    assert bench.begun == []


async def test_dropping_leaves_what_has_begun(bench):
    """What waits is forgotten, what goes on is finished, and what still comes is not taken."""
    lanes = HostLanes(bench.work, width=1, at_once=1)
    for n in range(3):
        lanes.put("host", f"item-{n}", urgency=n)
    lanes.put("other", "other", urgency=0)
    task = await start(lanes)
    lanes.drop_waiting()
    left = len(lanes)
    lanes.put("other", "new", urgency=0)
    await finish(lanes, task, bench)

    assert left == 1
    assert bench.begun == ["item-0"]


async def test_dropping_everything_ends_a_closed_run(bench):
    """A closed run that only waits for its turn ends when its items are dropped."""
    lanes = HostLanes(bench.work, width=1, at_once=1)
    lanes.put("host", "item", urgency=0)
    lanes.close()
    lanes.drop_waiting()
    await asyncio.wait_for(lanes.run(), 5)

    assert bench.begun == []


async def test_a_failure_ends_the_run():
    """An exception from the work comes out of `run`, what goes on is cancelled, nothing hangs."""
    ended = []

    async def work(item: str) -> None:
        if item == "bad":
            await asyncio.sleep(0)
            raise KeyError(item)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append(item)
            raise

    lanes = HostLanes(work, width=1, at_once=2)
    for n, item in enumerate(("good", "bad", "later")):
        lanes.put(f"host-{n}", item, urgency=0)

    with pytest.raises(ExceptionGroup) as caught:
        await asyncio.wait_for(lanes.run(), 5)
    assert [type(error) for error in caught.value.exceptions] == [KeyError]
    assert ended == ["good"]


async def test_after_a_failure_nothing_begins(bench):
    """Work that ends beside a failure starts nothing more, and later items only wait."""
    stubborn = asyncio.Event()

    async def work(item: str) -> None:
        bench.begun.append(item)
        if item == "bad":
            raise KeyError(item)
        try:
            await stubborn.wait()
        except asyncio.CancelledError:
            return  # a cancellation that came too late to stop anything

    lanes = HostLanes(work, width=1, at_once=2)
    for n, item in enumerate(("good", "bad", "later")):
        lanes.put(f"host-{n}", item, urgency=0)
    with pytest.raises(ExceptionGroup) as caught:
        await asyncio.wait_for(lanes.run(), 5)
    lanes.put("host", "too late", urgency=0)
    await settle()

    assert [type(error) for error in caught.value.exceptions] == [KeyError]
    assert bench.begun == ["good", "bad"]
    assert len(lanes) == 2


async def test_a_cancelled_run_leaves_what_waits(bench):
    """A stop cancels the work and begins nothing more."""
    lanes = HostLanes(bench.work, width=1, at_once=1)
    for n in range(2):
        lanes.put("host", f"item-{n}", urgency=n)
    task = await start(lanes)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    lanes.put("host", "item-2", urgency=0)
    await settle()

    assert task.cancelled()
    assert bench.begun == ["item-0"]
    assert len(lanes) == 2


async def test_many_hosts_leave_nothing_behind():
    """Hosts that are done with are forgotten."""
    done = []

    async def work(item: int) -> None:
        done.append(item)

    lanes = HostLanes(work, width=2, at_once=8)
    for n in range(2_000):
        lanes.put(f"host-{n % 500}", n, urgency=n)
    lanes.close()
    await asyncio.wait_for(lanes.run(), 20)

    assert sorted(done) == list(range(2_000))
    assert (lanes._waiting, lanes._ready, dict(lanes._busy)) == ({}, {}, {})
