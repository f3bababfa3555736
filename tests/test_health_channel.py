"""The health channel on a real Valkey: in order, patient, bounded, and never in the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from monitor.adapters.bus import RedisBus
from monitor.errors import BusError
from monitor.health import MOST_WAITING, HealthChannel
from monitor.rules.health import HealthEvent, HealthKind, encode_health, health_key

NOW = datetime(2026, 3, 1, tzinfo=UTC)
AWAY = "redis://127.0.0.1:1/0"


def event(number=0):
    """Build an event that can be told from the others."""
    return HealthEvent(
        kind=HealthKind.FEED_FAILING,
        subject=f"feed-{number}",
        at=NOW + timedelta(seconds=number),
        message="the host is away",
    )


@pytest_asyncio.fixture
async def bus(valkey_url, prefix):
    """Connect to the session's server."""
    async with RedisBus(valkey_url, prefix=prefix) as bus:
        yield bus


async def told(redis, prefix):
    """Return the subjects of what stands in the stream, in order."""
    entries = await redis.xrange(health_key(prefix))
    return [json.loads(fields[b"event"])["subject"] for _id, fields in entries]


async def drain(channel, *, limit_s=10):
    """Let the channel send what it can, and end."""
    channel.close()
    async with asyncio.timeout(limit_s):
        await channel.run()


async def test_an_event_is_appended_and_published_with_the_same_bytes(bus, redis, prefix):
    """The stream's field `event` and the message of the channel of that name are one."""
    key = health_key(prefix)
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(key)
        await pubsub.get_message(timeout=5)
        await bus.tell(encode_health(event(1)))
        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=5)
    [(_id, fields)] = await redis.xrange(key)

    assert fields == {b"event": encode_health(event(1))}
    assert message["data"] == fields[b"event"]


async def test_the_stream_does_not_grow_for_ever(bus, redis, prefix):
    """Of many events about the last thousand are kept."""
    for number in range(1_300):
        await bus.tell(encode_health(event(number)))
    length = await redis.xlen(health_key(prefix))

    assert 1_000 <= length <= 1_100
    assert (await told(redis, prefix))[-1] == "feed-1299"


async def test_a_key_that_is_no_stream_is_an_error_of_the_bus(bus, redis, prefix):
    """Somebody else's key of that name is told as such, and nothing is published."""
    await redis.set(health_key(prefix), "mine")

    with pytest.raises(BusError) as refused:
        await bus.tell(b"{}")
    assert refused.value.reason == "redis_wrongtype"


async def test_events_go_out_in_the_order_in_which_they_were_told(bus, redis, prefix):
    """Nothing overtakes, and all is sent before the end."""
    channel = HealthChannel(bus=bus)
    for number in range(20):
        channel.tell(event(number))
    await drain(channel)

    assert await told(redis, prefix) == [f"feed-{n}" for n in range(20)]
    assert channel.dropped == 0


async def until(condition):
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_was_told_while_redis_was_away_comes_when_it_is_back(own_valkey, logged):
    """A frozen server delays events and loses none."""
    async with (
        RedisBus(own_valkey.url, prefix="h:", answer_within=timedelta(seconds=0.2)) as bus,
        Redis.from_url(own_valkey.url) as redis,
    ):
        channel = HealthChannel(bus=bus)
        running = asyncio.create_task(channel.run())
        os.kill(own_valkey.pid, signal.SIGSTOP)
        try:
            channel.tell(event(1))
            channel.tell(event(2))
            await until(lambda: "health_events_wait" in [line["event"] for line in logged()])
        finally:
            os.kill(own_valkey.pid, signal.SIGCONT)
        async with asyncio.timeout(10):
            while set(await told(redis, "h:")) != {"feed-1", "feed-2"}:
                await asyncio.sleep(0.02)
        channel.close()
        async with asyncio.timeout(10):
            await running

    assert channel.dropped == 0


async def test_a_server_that_is_away_does_not_hold_up_the_end(prefix):
    """What is left is tried once, then counted as dropped."""
    async with RedisBus(AWAY, prefix=prefix) as bus:
        channel = HealthChannel(bus=bus)
        channel.tell(event())
        running = asyncio.create_task(channel.run())
        await asyncio.sleep(0)
        channel.close()
        async with asyncio.timeout(10):
            await running

    assert channel.dropped == 1


@pytest_asyncio.fixture
async def silent():
    """Serve on loopback and never answer; set `asked` when the first bytes have come."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def listen(reader, writer):
        await reader.read(1)
        asked.set()
        await over.wait()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield SimpleNamespace(url=f"redis://127.0.0.1:{port}/0", asked=asked)
        over.set()


async def test_a_server_that_never_answers_is_left_after_the_limit(silent, prefix, monkeypatch):
    """Not after the minute in which the bus would give up; and not before it had its time."""
    limit = timedelta(seconds=0.2)
    monkeypatch.setattr("monitor.health.LEAVE_WITHIN", limit)
    clock = asyncio.get_running_loop().time
    async with RedisBus(silent.url, prefix=prefix, answer_within=timedelta(seconds=60)) as bus:
        channel = HealthChannel(bus=bus)
        channel.tell(event())
        running = asyncio.create_task(channel.run())
        async with asyncio.timeout(30):
            await silent.asked.wait()
            began = clock()
            channel.close()
            await running
        took = clock() - began

    assert channel.dropped == 1
    assert took > limit.total_seconds() / 2


async def test_what_is_told_after_the_end_is_counted(bus, redis, prefix):
    """Nobody sends it any more."""
    channel = HealthChannel(bus=bus)
    channel.tell(event(1))
    await drain(channel)
    channel.tell(event(2))

    assert await told(redis, prefix) == ["feed-1"]
    assert (len(channel), channel.dropped) == (0, 1)


async def test_what_is_left_is_counted_however_it_ends(silent, prefix):
    """A daemon whose time is over cancels the channel."""
    async with RedisBus(silent.url, prefix=prefix, answer_within=timedelta(seconds=60)) as bus:
        channel = HealthChannel(bus=bus)
        channel.tell(event(1))
        channel.tell(event(2))
        running = asyncio.create_task(channel.run())
        async with asyncio.timeout(10):
            await silent.asked.wait()
            while not running.done():  # redis-py may swallow one on Python 3.11
                running.cancel()
                await asyncio.sleep(0)

    assert running.cancelled()
    assert channel.dropped == 2


def test_the_oldest_give_way(prefix):
    """Far more events than have room cost memory for a thousand, and are counted."""
    channel = HealthChannel(bus=RedisBus(AWAY, prefix=prefix))
    for number in range(MOST_WAITING + 5):
        channel.tell(event(number))

    assert len(channel) == MOST_WAITING
    assert channel.dropped == 5
