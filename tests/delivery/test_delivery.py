"""From the outbox to sinks: real files, a real database, and a sink that does as a test says."""

from __future__ import annotations

import asyncio
import json

from monitor.errors import PermanentError, TransientError
from monitor.model import ChannelName
from monitor.rules.health import HealthKind
from monitor.store import deliveries
from tests.delivery.desks import DAY, Desk, desk, drain, file, settle, until, write


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
