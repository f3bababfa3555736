"""From the outbox to the bus: a real database and a real Valkey, put into every awkward state."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from monitor.adapters.bus import RedisBus
from monitor.metrics import Metrics
from monitor.model import ChannelName
from monitor.relay import Relay
from monitor.store import SqlStore
from tests.daemon import events
from tests.store.records import NOW, alert, end, entry, state

NEWS = ChannelName("news")


@pytest_asyncio.fixture
async def store(tmp_path):
    """Open a store on a new database."""
    async with SqlStore(tmp_path / "monitor.sqlite3") as store:
        yield store


@pytest_asyncio.fixture
async def bus(valkey_url, prefix):
    """Connect to the session's server."""
    async with RedisBus(valkey_url, prefix=prefix) as bus:
        yield bus


def build(store, bus, *, tell=lambda _: None):
    """Build a relay; `tell` takes its health events."""
    return Relay(outbox=store, bus=bus, now=lambda: NOW, metrics=Metrics(), tell=tell)


@pytest.fixture
def relay(store, bus):
    """Build a relay between the two."""
    return build(store, bus)


async def write_alerts(store, first, last):
    """Put alerts `first` to `last` into the outbox."""
    entries = [entry(n) for n in range(first, last + 1)]
    await store.save_poll(state(), entries, listed_keys=None)
    for n in range(first, last + 1):
        story = alert(f"story-{n}", entry_id=f"wire-{n}")
        await store.finish(end(n, alerts=[story]))


async def drain(relay):
    """Let the relay send what it can, and end."""
    relay.close()
    async with asyncio.timeout(10):
        await relay.run()


async def end_of(relay, running):
    """Let a relay that runs in the background end."""
    relay.close()
    async with asyncio.timeout(10):
        await running


async def seqs(redis, prefix):
    """Return the numbers in the stream, each from inside its event."""
    return [event["data"]["seq"] for event in await events(redis, prefix=prefix, channel=NEWS)]


async def test_alerts_go_out_in_order_and_are_noted(store, relay, redis, prefix):
    """More than a batch of alerts comes whole and in order, and the outbox knows."""
    await write_alerts(store, 1, 250)
    await drain(relay)

    assert await seqs(redis, prefix) == list(range(1, 251))
    assert await store.unsent_alerts(limit=10) == []


async def test_an_alert_that_came_through_is_not_sent_again(store, bus, relay, redis, prefix):
    """Stopped between sending and noting, the next run notes and does not send twice."""
    await write_alerts(store, 1, 3)
    first, second, _ = await store.unsent_alerts(limit=10)
    await bus.append(first, onto=0, publish=True)
    await bus.append(second, onto=1, publish=True)
    await drain(relay)

    assert await seqs(redis, prefix) == [1, 2, 3]
    assert await store.unsent_alerts(limit=10) == []


async def test_a_wiped_stream_is_filled_again_without_a_new_alert(store, bus, redis, prefix):
    """At its start the relay gives back what was sent and lost, and publishes none of it."""
    await write_alerts(store, 1, 5)
    await drain(build(store, bus))
    await redis.delete(f"{prefix}alerts:news")
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(f"{prefix}alerts:news")
        await pubsub.get_message(timeout=5)  # the subscription's own
        await drain(build(store, bus))
        published = await pubsub.get_message(ignore_subscribe_messages=True, timeout=0.1)

    assert await seqs(redis, prefix) == [1, 2, 3, 4, 5]
    assert published is None


async def test_a_stream_cut_short_is_mended_before_the_next_alert(store, bus, redis, prefix):
    """Where the stream lost its end while nobody looked, it is filled up and then goes on."""
    await write_alerts(store, 1, 4)
    relay = build(store, bus)
    running = asyncio.create_task(relay.run())
    async with asyncio.timeout(10):
        while await seqs(redis, prefix) != [1, 2, 3, 4]:
            await asyncio.sleep(0.01)
    old = await redis.xrange(f"{prefix}alerts:news", max="2-0")
    await redis.delete(f"{prefix}alerts:news")
    for stream_id, fields in old:
        await redis.xadd(f"{prefix}alerts:news", fields, id=stream_id)
    await write_alerts(store, 5, 6)
    relay.wake()
    await end_of(relay, running)

    assert await seqs(redis, prefix) == [1, 2, 3, 4, 5, 6]


async def test_what_the_outbox_forgot_leaves_a_gap(store, bus, redis, prefix):
    """Alerts that neither side has any more are a gap in the numbers, and the rest goes on."""
    await write_alerts(store, 1, 3)
    await drain(build(store, bus))
    await store.forget(before=NOW + timedelta(days=1))
    await redis.delete(f"{prefix}alerts:news")
    await write_alerts(store, 4, 5)
    await drain(build(store, bus))

    assert await seqs(redis, prefix) == [4, 5]


async def test_a_stream_that_is_ahead_gives_new_numbers(store, relay, redis, prefix):
    """With an older database on a newer stream, waiting alerts are numbered after its end."""
    await redis.xadd(f"{prefix}alerts:news", {"event": b'{"data":{"seq":9}}', "id": "x"}, id="9-0")
    await write_alerts(store, 1, 3)
    await drain(relay)

    assert await seqs(redis, prefix) == [9, 10, 11, 12]
    assert await store.unsent_alerts(limit=10) == []


async def test_streams_are_trimmed_to_what_the_outbox_keeps(store, relay, redis, prefix):
    """What the outbox forgot leaves the stream; the numbers go on."""
    await write_alerts(store, 1, 3)
    await drain(relay)
    await store.forget(before=NOW + timedelta(days=1))
    await write_alerts(store, 4, 4)
    await drain(relay)
    await relay.trim()

    assert await seqs(redis, prefix) == [4]


async def test_two_channels_do_not_wait_for_each_other(store, relay, redis, prefix):
    """Each channel has numbers of its own."""
    await store.save_poll(state(), [entry(1)], listed_keys=None)
    await store.finish(end(1, alerts=[alert("s"), alert("s", channel="other")]))
    await drain(relay)

    assert await seqs(redis, prefix) == [1]
    assert len(await events(redis, prefix=prefix, channel="other")) == 1


async def test_a_loss_is_noticed_while_nothing_is_sent(store, bus, redis, prefix, monkeypatch):
    """A stream wiped under an idle relay is filled again without a new alert."""
    monkeypatch.setattr("monitor.relay._LOOK_AGAIN_S", 0.05)
    await write_alerts(store, 1, 3)
    relay = build(store, bus)
    running = asyncio.create_task(relay.run())
    async with asyncio.timeout(10):
        while await seqs(redis, prefix) != [1, 2, 3]:
            await asyncio.sleep(0.01)
        await redis.delete(f"{prefix}alerts:news")
        while await seqs(redis, prefix) != [1, 2, 3]:
            await asyncio.sleep(0.01)
    await end_of(relay, running)

    assert relay.trouble is None


async def test_a_channel_in_trouble_holds_up_no_other(store, relay, redis, prefix):
    """Where one channel's key is no stream, the other channels' alerts go out all the same."""
    await redis.set(f"{prefix}alerts:news", "mine")
    await store.save_poll(state(), [entry(1)], listed_keys=None)
    await store.finish(end(1, alerts=[alert("s"), alert("s", channel="other")]))
    await drain(relay)

    assert relay.trouble == "redis_wrongtype"
    assert len(await events(redis, prefix=prefix, channel="other")) == 1
    assert [waiting.channel for waiting in await store.unsent_alerts(limit=10)] == ["news"]


async def test_a_dead_bus_is_told_before_there_is_an_alert(store):
    """Readiness does not wait for the first alert to find out that Redis is away."""
    async with RedisBus("redis://127.0.0.1:1/0", prefix="x:") as bus:
        relay = build(store, bus)
        await drain(relay)

    assert relay.trouble == "redis_away"


async def test_a_dead_bus_ends_a_closed_relay(store):
    """Told to end while Redis is away, the relay ends at once and names the trouble."""
    await write_alerts(store, 1, 1)
    async with RedisBus("redis://127.0.0.1:1/0", prefix="x:") as bus:
        relay = build(store, bus)
        await drain(relay)

    assert relay.trouble == "redis_away"
    assert len(await store.unsent_alerts(limit=10)) == 1


async def test_the_bus_is_told_to_be_back_once(store, bus, redis, prefix):
    """When Redis takes alerts again, whoever listens hears why and since when it did not."""
    told = []
    await redis.set(f"{prefix}alerts:news", "mine")
    await write_alerts(store, 1, 1)
    relay = build(store, bus, tell=told.append)
    running = asyncio.create_task(relay.run())
    async with asyncio.timeout(10):
        while relay.trouble is None:
            await asyncio.sleep(0.01)
        await redis.delete(f"{prefix}alerts:news")
        while relay.trouble is not None:
            await asyncio.sleep(0.01)
    await end_of(relay, running)

    assert [(event.kind, event.reason) for event in told] == [("bus_back", "redis_wrongtype")]


def told(lines, *keys):
    """Return level, event and these keys of each line."""
    return [tuple(line.get(key) for key in ("level", "event", *keys)) for line in lines]


async def test_a_bus_that_is_away_is_told_once(store, own_valkey, monkeypatch, logged):
    """However often it is tried: one warning, and one line with how long it was away."""
    monkeypatch.setattr("monitor.relay._LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr("monitor.relay._FIRST_PAUSE_S", 0.01)
    await write_alerts(store, 1, 1)
    lines = []
    async with RedisBus(f"{own_valkey.url}?password=wrong", prefix="x:") as bus:
        relay = build(store, bus)
        running = asyncio.create_task(relay.run())
        async with asyncio.timeout(10):
            while len(lines) < 4:
                lines += logged()
                await asyncio.sleep(0.01)
            async with Redis.from_url(own_valkey.url) as client:
                await client.acl_setuser("default", enabled=True, passwords=["+wrong"])
            while lines[-1]["event"] != "bus_back":
                lines += logged()
                await asyncio.sleep(0.01)
        await end_of(relay, running)
    aways = [line for line in lines if line["event"] == "bus_away"]

    assert told(aways)[:2] == [("warning", "bus_away"), ("debug", "bus_away")]
    assert [line["level"] for line in aways].count("warning") == 1
    assert lines[-1]["times"] == len(aways)
    assert lines[-1]["lasted_s"] >= 0


async def test_a_stream_that_redis_refuses_is_told_once(store, relay, redis, prefix, logged):
    """While the relay looks after its streams again and again; and once when it is well."""
    await write_alerts(store, 1, 1)
    await drain(relay)
    await redis.set(f"{prefix}alerts:news", "mine")
    logged()
    for _ in range(2):
        await drain(relay)
    await redis.delete(f"{prefix}alerts:news")
    await drain(relay)
    lines = [line for line in logged() if line["event"] != "stream_refilled"]

    assert relay.trouble is None
    assert told(lines, "channel", "reason") == [
        ("warning", "stream_refused", "news", "redis_wrongtype"),
        ("debug", "stream_refused", "news", "redis_wrongtype"),
        ("info", "stream_accepted", "news", "redis_wrongtype"),
    ]


async def test_a_stream_that_cannot_be_trimmed_is_told_once(store, relay, redis, prefix, logged):
    """Trimming is tried every hour; the same reason is no news."""
    await write_alerts(store, 1, 1)
    await drain(relay)
    await store.forget(before=NOW + timedelta(days=1))
    await redis.set(f"{prefix}alerts:news", "mine")
    logged()
    await relay.trim()
    await relay.trim()
    await redis.delete(f"{prefix}alerts:news")
    await relay.trim()

    assert told(logged(), "reason") == [
        ("warning", "stream_not_trimmed", "redis_wrongtype"),
        ("debug", "stream_not_trimmed", "redis_wrongtype"),
        ("info", "stream_trimmed", "redis_wrongtype"),
    ]


async def test_each_alert_that_was_sent_can_be_followed(store, relay, logged):
    """At debug: its channel, number and id."""
    await write_alerts(store, 1, 2)
    await drain(relay)

    assert told(logged(), "channel", "seq") == [
        ("debug", "alert_sent", "news", 1),
        ("debug", "alert_sent", "news", 2),
    ]
