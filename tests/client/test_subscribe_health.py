"""Following health events on a real server: replay, live, repeats, rubbish, and a wiped stream."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from monitor.adapters.bus import RedisBus
from monitor.client import subscribe_health
from monitor.rules.health import HealthEvent, HealthKind, encode_health, health_key

NOW = datetime(2026, 3, 2, 9, 41, 2, 118000, tzinfo=UTC)


def event(number):
    """Build an event that can be told from the others."""
    return encode_health(
        HealthEvent(
            kind=HealthKind.FEED_FAILING,
            subject=f"feed-{number}",
            at=NOW + timedelta(seconds=number),
            reason="timeout",
            message=f"feed {number} cannot be polled",
        )
    )


@pytest.fixture
async def bus(valkey_url, prefix):
    """Give a bus on the session's server."""
    async with RedisBus(valkey_url, prefix=prefix) as running:
        yield running


class Following:
    """A subscription in the background; `got` is what came so far."""

    def __init__(self, url, prefix, **options):
        self.got = []
        self.troubles = []
        self._events = subscribe_health(
            url=url, prefix=prefix, on_trouble=self.troubles.append, **options
        )
        self._task = asyncio.create_task(self._follow())

    async def _follow(self):
        async with aclosing(self._events) as events:
            async for each in events:
                self.got.append(each)

    async def wait_for(self, count):
        """Wait for so many events; return their subjects."""
        async with asyncio.timeout(10):
            while len(self.got) < count:
                await asyncio.sleep(0.01)
        return [each.subject for each in self.got]

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        self._task.cancel()
        await asyncio.wait({self._task})


async def is_waited_at(redis, *, but_by):
    """Say whether a client, other than these, is blocked in reading a stream."""
    return any(
        client["id"] not in but_by and client["cmd"] == "xread" and "b" in client["flags"]
        for client in await redis.client_list()
    )


async def test_what_stands_there_comes_first_and_then_what_comes(bus, valkey_url, prefix):
    """With a time in the past the whole stream is read, and followed from there."""
    await bus.tell(event(1))
    async with Following(valkey_url, prefix, since=NOW) as following:
        before = await following.wait_for(1)
        await bus.tell(event(2))
        after = await following.wait_for(2)

    assert before == ["feed-1"]
    assert after == ["feed-1", "feed-2"]


async def test_without_a_time_only_what_comes_is_told(bus, redis, valkey_url, prefix):
    """What stood there before is old news, and an empty stream is no trouble."""
    await bus.tell(event(1))
    async with Following(valkey_url, prefix) as following:
        async with asyncio.timeout(10):
            while not following.got:  # until it has found its place
                await bus.tell(event(2))
                await asyncio.sleep(0.05)

    assert {each.subject for each in following.got} == {"feed-2"}


async def test_a_stream_that_is_not_there_yet_is_waited_for(bus, redis, valkey_url, prefix):
    """A subscriber may start before the daemon."""
    before = {client["id"] for client in await redis.client_list()}
    async with Following(valkey_url, prefix, since=NOW) as following:
        async with asyncio.timeout(10):
            while not await is_waited_at(redis, but_by=before):
                await asyncio.sleep(0.01)
        await bus.tell(event(1))

        assert await following.wait_for(1) == ["feed-1"]


async def test_an_event_is_read_into_its_parts(bus, valkey_url, prefix):
    """Everything that the contract names is there, beside the exact bytes."""
    await bus.tell(event(1))
    async with Following(valkey_url, prefix, since=NOW) as following:
        await following.wait_for(1)
    [got] = following.got

    assert (got.kind, got.subject, got.reason) == ("feed_failing", "feed-1", "timeout")
    assert (got.at, got.event) == (NOW + timedelta(seconds=1), event(1))


async def test_what_comes_twice_is_told_once(bus, valkey_url, prefix):
    """An event that was sent again because an answer was lost has the same id."""
    for number in (1, 1, 2):
        await bus.tell(event(number))
    async with Following(valkey_url, prefix, since=NOW) as following:
        subjects = await following.wait_for(2)

    assert subjects == ["feed-1", "feed-2"]


async def test_what_is_no_event_is_skipped_and_told(bus, redis, valkey_url, prefix):
    """Anybody may append to a stream; it does no harm."""
    for fields in (
        {"x": "y"},
        {"event": "\xff"},
        {"event": "[]"},
        {"event": '{"id":"a","data":{}}'},
    ):
        await redis.xadd(health_key(prefix), fields)
    await bus.tell(event(1))
    async with Following(valkey_url, prefix, since=NOW) as following:
        subjects = await following.wait_for(1)

    assert subjects == ["feed-1"]
    assert len(following.troubles) == 4


async def test_a_stream_that_was_wiped_is_read_on(bus, redis, valkey_url, prefix):
    """What was told is not told again, and what comes then is not missed."""
    await bus.tell(event(1))
    async with Following(valkey_url, prefix, since=NOW) as following:
        await following.wait_for(1)
        await redis.delete(health_key(prefix))
        await redis.xadd(
            health_key(prefix), {"event": event(2)}, id="5-1"
        )  # its clock was set back
        subjects = await following.wait_for(2)

    assert subjects == ["feed-1", "feed-2"]


async def test_a_key_that_is_no_stream_is_told_and_waited_for(bus, redis, valkey_url, prefix):
    """Somebody else's key is trouble that may pass."""
    await redis.set(health_key(prefix), "mine")
    async with Following(valkey_url, prefix, since=NOW) as following:
        async with asyncio.timeout(10):
            while not following.troubles:
                await asyncio.sleep(0.01)
        await redis.delete(health_key(prefix))
        await bus.tell(event(1))
        subjects = await following.wait_for(1)

    assert subjects == ["feed-1"]
    assert "cannot be read" in following.troubles[0]


async def test_alerts_of_all_channels_do_not_include_health(bus, redis, valkey_url, prefix):
    """The key stands beside the alerts' and looks like none of theirs."""
    from monitor.client.streams import Streams

    await bus.tell(event(1))
    streams = Streams(valkey_url, prefix=prefix)
    found = await streams.find_channels()
    await streams.close()

    assert found == set()


def test_a_time_without_a_zone_is_a_mistake():
    """Nobody could say when that is."""
    with pytest.raises(ValueError, match="aware"):
        subscribe_health(since=datetime(2026, 3, 1))  # noqa: DTZ001 - that is the mistake
