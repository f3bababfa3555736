"""From the outbox to sinks: real files, a real database, and a sink that does as a test says."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
from sqlalchemy import select

from monitor import sinks
from monitor.delivery import Delivery, World
from monitor.errors import PermanentError, TransientError
from monitor.metrics import Metrics
from monitor.model import ChannelName, FeedId, SinkId
from monitor.rules.health import HealthKind
from monitor.sinks import Options, SinkKind, SinkSpec
from monitor.sinks.file import FileOptions
from monitor.store import SqlStore, deliveries
from monitor.store.schema import sink_cursors
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


@pytest.fixture
def desks(monkeypatch):
    """Add the kind `desk` to the table; give the sinks that were made of it, in order."""
    made = []
    waiting = []

    def make(_options, _folder):
        made.append(waiting.pop(0) if waiting else Desk())
        return made[-1]

    kinds = {**sinks.SINKS, "desk": SinkKind(options=Options, open=make)}
    monkeypatch.setattr(sinks, "SINKS", kinds)
    return SimpleNamespace(made=made, next=waiting.append)


@pytest_asyncio.fixture
async def store(tmp_path):
    """Open a store on a new database."""
    async with SqlStore(tmp_path / "monitor.sqlite3") as store:
        yield store


class Told(list):
    """Health events in the order in which they were told."""

    @property
    def kinds(self):
        """Give their kinds and subjects."""
        return [(event.kind, event.subject) for event in self]


@pytest.fixture
def told():
    """Keep what is told of health."""
    return Told()


@pytest.fixture
def build(store, told):
    """Give a builder of deliveries."""

    def build(*specs, **settings):
        metrics = Metrics()
        world = World(
            deliveries=store,
            now=lambda: NOW,
            metrics=metrics,
            tell=told.append,
            wait=lambda _failures, *, asked, **_: asked or timedelta(),
            **settings,
        )
        delivery = Delivery(world, specs)
        delivery.metrics = metrics
        return delivery

    return build


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


@pytest.fixture
async def running():
    """Give what runs a delivery in the background, and ends it after the test."""
    tasks = []

    def run(delivery):
        tasks.append((delivery, asyncio.create_task(delivery.run())))
        return tasks[-1][1]

    yield run
    for delivery, task in tasks:
        delivery.close()
        async with asyncio.timeout(10):
            await asyncio.wait({task})
        if not task.cancelled():
            task.result()


async def test_alerts_come_to_a_file_as_redis_carries_them(store, build, tmp_path):
    """More than a batch comes whole, in order, each once."""
    path = tmp_path / "alerts.jsonl"
    await settle(store, file(path))
    await write(store, 1, 150)
    await drain(build(file(path)))
    lines = path.read_bytes().splitlines()
    kept = await store.alerts_between(ChannelName("news"), first=1, last=150, limit=200)

    assert lines == [alert.event for alert in kept]
    assert len(lines) == 150


async def test_what_is_written_while_it_runs_comes_at_once(store, build, desks, running):
    """A wake is enough; nobody waits for the next look."""
    delivery = build(desk())
    running(delivery)
    await until(lambda: desks.made)
    await write(store, 1, 1)
    delivery.wake()
    await until(lambda: desks.made[0].taken)

    assert desks.made[0].taken == [("news", 1)]


async def test_a_sink_that_fails_holds_up_no_other(store, build, desks, tmp_path, running):
    """While one hangs and one fails, the third has everything."""
    desks.next(Desk(hangs=True))
    desks.next(Desk([TransientError("away", reason="timeout", retry_after=DAY)]))
    path = tmp_path / "alerts.jsonl"
    specs = desk("hung"), desk("failing"), file(path)
    await settle(store, *specs)
    await write(store, 1, 20)
    delivery = build(*specs)
    task = running(delivery)
    await until(lambda: path.exists() and len(path.read_bytes().splitlines()) == 20)
    trouble = dict(delivery.troubles)
    task.cancel()
    await asyncio.wait({task}, timeout=10)

    assert trouble == {"failing": "timeout"}
    assert not any(one.is_open for one in desks.made)


async def test_an_alert_that_fails_is_tried_again_in_its_place(store, build, desks, running):
    """Nothing overtakes it, and nothing is told twice."""
    desks.next(Desk([None, TransientError("busy", reason="http_503")]))
    await settle(store, desk())
    await write(store, 1, 3)
    running(build(desk()))
    await until(lambda: desks.made and len(desks.made[0].taken) == 3)

    assert desks.made[0].taken == [("news", 1), ("news", 2), ("news", 3)]
    assert desks.made[0].tries == 4


async def test_trouble_and_its_end_are_told_once(store, build, desks, told, running):
    """Two failures in a row are one event, and the recovery says since when."""
    away = [TransientError("away", reason="connect"), TransientError("away", reason="timeout")]
    desks.next(Desk(list(away)))
    await settle(store, desk())
    await write(store, 1, 1)
    delivery = build(desk())
    running(delivery)
    await until(lambda: len(told) == 2)

    assert told.kinds == [
        (HealthKind.SINK_FAILING, "desk"),
        (HealthKind.SINK_RECOVERED, "desk"),
    ]
    assert told[0].reason == "connect"
    assert dict(delivery.troubles) == {}


async def test_an_alert_that_is_refused_is_set_aside(store, build, desks):
    """What will never be taken stops nothing and stands in the database with its reason."""
    desks.next(Desk([PermanentError("HTTP 400", reason="http_400")]))
    await settle(store, desk())
    await write(store, 1, 2)
    delivery = build(desk())
    await drain(delivery)

    assert desks.made[0].taken == [("news", 2)]
    assert await store.read(deliveries.sink_counts) == {"desk": {"waiting": 0, "given_up": 1}}


async def test_the_end_waits_for_no_sink_that_is_away(store, build, desks):
    """What is left is tried once and kept for the next start."""
    desks.next(Desk([TransientError("away", reason="timeout")]))
    await settle(store, desk())
    await write(store, 1, 1)
    await drain(build(desk()))
    await drain(build(desk()))
    first, second = desks.made

    assert (first.tries, first.taken, first.is_open) == (1, [], False)
    assert second.taken == [("news", 1)]


async def test_closing_ends_a_long_wait(store, build, desks, running):
    """A sink that asked for a day does not hold up a stop for a day."""
    desks.next(Desk([TransientError("busy", reason="http_429", retry_after=DAY)]))
    await settle(store, desk())
    await write(store, 1, 1)
    delivery = build(desk())
    task = running(delivery)
    await until(lambda: delivery.troubles)
    delivery.close()
    async with asyncio.timeout(5):
        await task

    assert desks.made[0].taken == [("news", 1)]  # tried once more at the end


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


async def test_what_happened_is_counted(store, build, desks):
    """Each try has one result, and a sink that fails shows."""
    answers = [PermanentError("no"), TransientError("away")]
    desks.next(Desk(answers))
    await settle(store, desk())
    await write(store, 1, 2)
    delivery = build(desk())
    await drain(delivery)
    counted = {
        result: delivery.metrics.registry.get_sample_value(
            "monitor_deliveries_total", {"sink": "desk", "result": result}
        )
        for result in ("delivered", "refused", "failed")
    }

    assert counted == {"delivered": None, "refused": 1, "failed": 1}


async def test_a_line_of_the_file_is_an_event(store, build, tmp_path):
    """A script reads it with any JSON reader."""
    path = tmp_path / "alerts.jsonl"
    await settle(store, file(path))
    await write(store, 1, 1)
    await drain(build(file(path)))

    assert json.loads(path.read_text("utf-8"))["data"]["seq"] == 1
