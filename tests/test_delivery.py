"""From the outbox to sinks: real files, a real database, and a sink that does as a test says."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio

from monitor import sinks
from monitor.delivery import Delivery, World
from monitor.errors import PermanentError, TransientError
from monitor.metrics import Metrics
from monitor.model import ChannelName, FeedId, SinkId
from monitor.rules.health import HealthKind
from monitor.sinks import Options, SinkKind, SinkSpec
from monitor.sinks.file import FileOptions
from monitor.store import SqlStore, deliveries
from tests.store.records import NOW, alert, end, entry, state

LOG = SinkId("log")


@dataclass
class Desk:
    """A sink that keeps what it takes, and raises what stands in `answers` first, in order."""

    answers: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, int]] = field(default_factory=list)
    tries: int = 0
    is_open: bool = True
    hangs: bool = False

    async def deliver(self, alert):
        """Take it, raise, or hang."""
        self.tries += 1
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append((alert.channel, alert.seq))

    async def aclose(self):
        """Remember that."""
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

    def build(*specs):
        metrics = Metrics()
        world = World(
            deliveries=store,
            now=lambda: NOW,
            metrics=metrics,
            tell=told.append,
            wait=lambda _failures, *, asked, **_: asked or timedelta(),
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


def file(path, name="log", *channels):
    """Configure a file sink."""
    return SinkSpec(
        id=SinkId(name),
        kind="file",
        channels=frozenset(map(ChannelName, channels)),
        options=FileOptions(path=str(path), fsync="never"),
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
    day = timedelta(days=1)
    desks.next(Desk([TransientError("away", reason="timeout", retry_after=day)]))
    path = tmp_path / "alerts.jsonl"
    specs = desk("hung"), desk("failing"), file(path)
    await settle(store, *specs)
    await write(store, 1, 20)
    delivery = build(*specs)
    task = running(delivery)
    await until(lambda: path.exists() and len(path.read_bytes().splitlines()) == 20)
    trouble = dict(delivery.troubles)
    task.cancel()
    await asyncio.wait({task})

    assert trouble == {"failing": "timeout"}
    assert not desks.made[0].is_open


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
    assert await store.read(deliveries.dead_letter_counts) == {"desk": 1}


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
    day = timedelta(days=1)
    desks.next(Desk([TransientError("busy", reason="http_429", retry_after=day)]))
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
    delivery = build(stays, goes, changes)
    running(delivery)
    await until(lambda: len(desks.made) == 3)
    delivery.replace([stays, desk("changes", "news"), desk("comes")])
    await until(lambda: len(desks.made) == 5)
    await write(store, 1, 1, channel="news")
    await write(store, 1, 1, channel="sport")
    delivery.wake()
    await until(lambda: len(desks.made[0].taken) == 2 and len(desks.made[4].taken) == 2)

    assert [one.is_open for one in desks.made] == [True, False, False, True, True]
    assert desks.made[3].taken == [("news", 1)]


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
