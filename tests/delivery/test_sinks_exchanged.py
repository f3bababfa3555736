"""Sinks are exchanged while they deliver: nothing lost, nothing told twice, nobody held up."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta

from sqlalchemy import select

from monitor.errors import TransientError
from monitor.store import deliveries
from monitor.store.schema import sink_cursors
from tests.delivery.desks import DAY, Desk, desk, file, settle, until, write


async def test_sinks_can_be_exchanged_while_they_run(store, build, desks, running):
    """One stays and does not notice, one goes, one changes, one comes."""
    stays, goes, changes = desk("stays"), desk("goes"), desk("changes")
    delivery = build(stays, goes, changes, leave_within=DAY)
    running(delivery)
    await until(lambda: len(desks.made) == 3)
    delivery.replace([stays, desk("changes", "news"), desk("comes")])
    await until(lambda: len(desks.made) == 5)
    await write(store, 1, 1, channel="news")
    await write(store, 1, 1, channel="sport")
    delivery.wake()
    stayed, _gone, _before, came, changed = desks.made  # what changes ends first
    await until(lambda: len(stayed.taken) == len(came.taken) == 2)
    await until(lambda: changed.taken)

    assert [one.is_open for one in desks.made] == [True, False, False, True, True]
    assert changed.taken == [("news", 1)]


async def test_an_exchange_waits_for_the_alert_in_hand(store, build, desks, running):
    """The sink of before ends with it, and the new one goes on behind it: no repeat, no gap."""
    before = Desk(gate=asyncio.Event())
    desks.next(before)
    await settle(store, desk())
    await write(store, 1, 3)
    delivery = build(desk())
    running(delivery)
    await until(lambda: before.taken)
    delivery.replace([desk("desk", "news"), desk("other")])
    await until(lambda: len(desks.made) == 2)  # the other one, while the first is at work
    before.gate.set()
    await until(lambda: len(desks.made) == 3 and len(desks.made[2].taken) == 2)

    assert before.taken == [("news", 1)]
    assert desks.made[2].taken == [("news", 2), ("news", 3)]
    assert not before.is_open


async def test_an_exchange_ends_a_long_wait(store, build, desks, running):
    """Whoever mends a sink's options need not wait for its next try."""
    desks.next(Desk([TransientError("busy", reason="http_429", retry_after=DAY)]))
    await settle(store, desk())
    await write(store, 1, 1)
    delivery = build(desk(), leave_within=DAY)
    running(delivery)
    await until(lambda: delivery.troubles)
    delivery.replace([desk("desk", "news")])
    await until(lambda: len(desks.made) == 2 and desks.made[1].taken)

    assert desks.made[0].taken == []
    assert dict(delivery.troubles) == {}


async def test_a_file_is_exchanged_under_a_write(
    store, build, desks, tmp_path, running, monkeypatch
):
    """A thread that waits for the disk cannot be stopped; its line stands there once."""
    syncing, disk = threading.Event(), threading.Event()

    def fsync(_file):
        syncing.set()
        disk.wait(10)

    path = tmp_path / "alerts.jsonl"
    before = file(path, fsync="always")
    await settle(store, before)
    await write(store, 1, 3)
    monkeypatch.setattr("monitor.sinks.file.os.fsync", fsync)
    delivery = build(before)
    running(delivery)
    await until(syncing.is_set)
    delivery.replace([file(path, fsync="never"), desk()])
    await until(lambda: desks.made)  # the exchange is under way
    disk.set()
    await until(lambda: b'"seq":3' in path.read_bytes())
    lines = path.read_text("utf-8").splitlines()

    assert [json.loads(line)["data"]["seq"] for line in lines] == [1, 2, 3]


async def test_a_sink_that_is_gone_leaves_no_cursor(store, build, desks, running):
    """When it comes back it is a new one, though it had an alert in hand when it went."""
    before = Desk(gate=asyncio.Event())
    desks.next(before)
    await settle(store, desk())
    await write(store, 1, 2)
    delivery = build(desk())
    running(delivery)
    await until(lambda: before.taken)
    delivery.replace([])
    before.gate.set()
    await until(lambda: not before.is_open)
    async with asyncio.timeout(10):
        while await store.read(deliveries.sink_counts):
            await asyncio.sleep(0.01)
    left = await store.read(lambda connection: connection.execute(select(sink_cursors)).all())
    delivery.replace([desk(), desk("other")])
    await until(lambda: len(desks.made) == 3)
    await write(store, 3, 3)
    delivery.wake()
    await until(lambda: desks.made[1].taken)

    assert left == []
    assert desks.made[1].taken == [("news", 3)]


async def test_a_sink_that_does_not_end_holds_up_no_other(store, build, desks, running):
    """Others are started and exchanged while it hangs; the one after it is not."""
    hung = Desk(gate=asyncio.Event())
    desks.next(hung)
    await settle(store, desk("hung"))
    await write(store, 1, 1)
    delivery = build(desk("hung"), leave_within=DAY)
    running(delivery)
    await until(lambda: hung.taken)
    delivery.replace([desk("hung", "news"), desk("comes")])
    await until(lambda: len(desks.made) == 2)
    delivery.replace([desk("hung", "news"), desk("comes", "news")])
    await until(lambda: len(desks.made) == 3)
    await write(store, 2, 2)
    delivery.wake()
    await until(lambda: desks.made[2].taken)
    is_alone = len(desks.made) == 3
    hung.gate.set()
    await until(lambda: len(desks.made) == 4 and desks.made[3].taken)

    assert is_alone
    assert desks.made[2].taken == desks.made[3].taken == [("news", 2)]


async def test_a_sink_that_hangs_is_cut_off(store, build, desks, running, logged):
    """Neither its delivery nor its end is waited for any longer, and that is told."""
    hung = Desk(hangs=True, clings=True)
    desks.next(hung)
    await settle(store, desk())
    await write(store, 1, 1)
    delivery = build(desk(), leave_within=timedelta(milliseconds=20))
    running(delivery)
    await until(lambda: hung.tries)
    delivery.replace([desk("desk", "news")])
    await until(lambda: len(desks.made) == 2 and desks.made[1].taken)
    told = [(line["event"], line["sink"]) for line in logged() if line["level"] == "warning"]

    assert desks.made[1].taken == [("news", 1)]
    assert told == [("sink_cut_off", "desk")]


async def test_a_stop_during_an_exchange_loses_nothing(store, build, desks, running):
    """The new sink waits for the one before it, and then gets what is left, once."""
    before = Desk(gate=asyncio.Event())
    desks.next(before)
    await settle(store, desk("desk"))
    await write(store, 1, 2)
    delivery = build(desk("desk"))
    task = running(delivery)
    await until(lambda: before.taken)
    delivery.replace([desk("desk", "news"), desk("other")])
    await until(lambda: len(desks.made) == 2)
    delivery.close()
    await until(lambda: not desks.made[1].is_open)
    before.gate.set()
    async with asyncio.timeout(10):
        await task

    assert [one.taken for one in desks.made] == [[("news", 1)], [], [("news", 2)]]
    assert not any(one.is_open for one in desks.made)
