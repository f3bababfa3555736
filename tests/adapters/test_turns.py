"""Turns at a host: few at once, starts kept apart, nobody waits for another host."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress
from datetime import timedelta

from monitor.adapters.turns import AT_ONCE, HostTurns

PAUSE_S = 0.05


class Crowd:
    """Visitors who take turns; notes who began, when, and how many were in at once."""

    def __init__(self, pause_s=0.0):
        self.turns = HostTurns(timedelta(seconds=pause_s))
        self.began = []
        self.inside = 0
        self.most_inside = 0
        self.may_leave = asyncio.Event()

    async def visit(self, name, host="one.example"):
        """Take a turn and stay until all may leave."""
        async with self.turns.turn(host):
            self.began.append((name, asyncio.get_running_loop().time()))
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            try:
                await self.may_leave.wait()
            finally:
                self.inside -= 1

    def names(self):
        """Return who began, in order."""
        return [name for name, _ in self.began]

    def gaps(self):
        """Return the times between starts, seconds."""
        times = [time for _, time in self.began]
        return [later - earlier for earlier, later in itertools.pairwise(times)]


async def settle():
    """Let every task that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_only_a_few_are_at_a_host_at_once():
    """The third waits until one of the two has left."""
    crowd = Crowd()
    visits = [asyncio.create_task(crowd.visit(name)) for name in "abcd"]
    await settle()
    first = crowd.names()
    crowd.may_leave.set()
    await asyncio.gather(*visits)

    assert first == ["a", "b"]
    assert crowd.names() == ["a", "b", "c", "d"]
    assert crowd.most_inside == AT_ONCE


async def test_nobody_waits_for_another_host():
    """A host whose visitors do not leave holds up its own queue only."""
    crowd = Crowd()
    visits = [asyncio.create_task(crowd.visit(n)) for n in range(5)]
    visits += [asyncio.create_task(crowd.visit("other", host="two.example"))]
    await settle()
    began = crowd.names()
    crowd.may_leave.set()
    await asyncio.gather(*visits)

    assert began == [0, 1, "other"]


async def test_starts_are_kept_apart():
    """Between two starts at a host lies the pause, however fast the visits are."""
    crowd = Crowd(PAUSE_S)
    crowd.may_leave.set()
    await asyncio.gather(*(crowd.visit(name) for name in "abcd"))

    assert min(crowd.gaps()) >= PAUSE_S * 0.9  # clocks are coarse


async def test_a_pause_outlives_a_visit():
    """Who comes right after somebody has left still keeps the distance."""
    crowd = Crowd(PAUSE_S)
    crowd.may_leave.set()
    for name in "abc":
        await crowd.visit(name)

    assert min(crowd.gaps()) >= PAUSE_S * 0.9


async def test_who_gives_up_leaves_no_gap():
    """A visitor who is cancelled while waiting, or while inside, frees the place."""
    crowd = Crowd()
    visits = [asyncio.create_task(crowd.visit(name)) for name in "abcd"]
    await settle()
    for given_up in (visits[2], visits[0]):  # one waiting, one inside
        given_up.cancel()
        with suppress(asyncio.CancelledError):
            await given_up
    visits.append(asyncio.create_task(crowd.visit("e")))
    await settle()
    began = crowd.names()
    crowd.may_leave.set()
    await asyncio.gather(*visits, return_exceptions=True)

    assert began == ["a", "b", "d"]
    assert crowd.most_inside == AT_ONCE


async def test_a_host_is_forgotten_after_its_last_visit():
    """Thousands of hosts that were visited once cost nothing later, but the pause is kept."""
    crowd = Crowd(PAUSE_S)
    crowd.may_leave.set()
    await asyncio.gather(*(crowd.visit(n, host=f"host-{n}.example") for n in range(50)))
    right_after = len(crowd.turns)
    async with asyncio.timeout(5):
        while len(crowd.turns):
            await asyncio.sleep(0.01)

    assert right_after == 50


async def test_a_host_without_a_pause_is_forgotten_at_once():
    """Where starts need no distance there is nothing to remember."""
    crowd = Crowd()
    crowd.may_leave.set()
    await crowd.visit("a")

    assert len(crowd.turns) == 0
