"""Alerts on a real Valkey: each once and in its place, and every trouble with its own reason."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from monitor.adapters.bus import RedisBus
from monitor.errors import BusError, ConfigError
from monitor.model import AlertId, ChannelName
from monitor.ports import OutboxAlert, Tail
from monitor.rules.events import stream_key

CHANNEL = ChannelName("talks")
PREFIX = "test-bus:"
KEY = stream_key(PREFIX, CHANNEL)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def alert(seq, *, id_=None, event=b'{"specversion":"1.0"}', channel=CHANNEL):
    """Build an alert at its place."""
    name = AlertId(id_ or f"alert-{seq}")
    return OutboxAlert(id=name, channel=channel, seq=seq, event=event, created_at=NOW)


@pytest.fixture
async def bus(valkey_url, prefix):
    """Give a bus on the session's server, under a prefix of this test's own."""
    async with RedisBus(valkey_url, prefix=prefix) as running:
        yield running


@pytest.fixture
def key(prefix):
    """Name the stream of the test's channel."""
    return stream_key(prefix, CHANNEL)


@pytest.fixture
async def own_bus(own_valkey):
    """Give a bus on a server that the test may harm."""
    async with RedisBus(own_valkey.url, prefix=PREFIX) as running:
        yield running


@pytest.fixture
async def own_redis(own_valkey):
    """Give a plain client of the server that the test may harm."""
    async with Redis.from_url(own_valkey.url, decode_responses=True) as client:
        yield client


async def append_all(bus, *seqs):
    """Append alerts, each onto the one before."""
    for seq in seqs:
        assert await bus.append(alert(seq), onto=seq - 1, publish=False) is None


async def reason_of(asked):
    """Return the reason of the BusError that is raised."""
    with pytest.raises(BusError) as told:
        await asked
    return told.value.reason


async def until(is_so):
    """Wait until the coroutine function says True."""
    async with asyncio.timeout(10):
        while not await is_so():
            await asyncio.sleep(0.01)


async def until_restarted(server, old_pid):
    """Wait until the supervisor has another server up that answers."""

    async def is_up():
        try:
            async with Redis.from_url(server.url) as client:
                return (await client.info("server"))["process_id"] != old_pid
        except RedisError:
            return False

    await until(is_up)


@asynccontextmanager
async def stranger(*said):
    """Listen on loopback and answer whatever is asked with these bytes; nothing keeps silent."""

    async def serve(reader, writer):
        try:
            while asked := await reader.read(65_536):
                # An answer for each command: newer Pythons send several in one piece.
                for _command in re.findall(rb"^\*\d+\r\n", asked, re.MULTILINE) or [b""]:
                    writer.writelines(said)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"


async def test_an_alert_is_appended_and_published(bus, redis, key):
    """The stream entry has the alert's seq as its id, and subscribers get the same bytes."""
    async with redis.pubsub() as subscriber:
        await subscriber.subscribe(key)
        await subscriber.get_message(timeout=5)
        answer = await bus.append(alert(1), onto=0, publish=True)
        heard = await subscriber.get_message(ignore_subscribe_messages=True, timeout=5)
    stands = await redis.xrange(key)

    assert answer is None
    assert stands == [(b"1-0", {b"event": alert(1).event, b"id": b"alert-1"})]
    assert heard["data"] == alert(1).event


async def test_an_alert_can_be_appended_in_silence(bus, redis, key):
    """What was published before is put back without telling it again."""
    async with redis.pubsub() as subscriber:
        await subscriber.subscribe(key)
        await subscriber.get_message(timeout=5)
        await bus.append(alert(1), onto=0, publish=False)
        await bus.append(alert(2, event=b"second"), onto=1, publish=True)
        heard = await subscriber.get_message(ignore_subscribe_messages=True, timeout=5)

    assert heard["data"] == b"second"
    assert await redis.xlen(key) == 2


async def test_an_append_that_is_repeated_does_nothing(bus, redis, key):
    """The second try is told that its alert stands there already."""
    await append_all(bus, 1, 2)
    answer = await bus.append(alert(2), onto=1, publish=True)

    assert answer == Tail(seq=2, holds="alert-2")
    assert await redis.xlen(key) == 2


async def test_an_append_onto_another_tail_is_refused(bus, redis, key):
    """Where the stream is shorter or longer than thought, its true tail is told."""
    await append_all(bus, 1, 2)
    ahead = await bus.append(alert(9), onto=8, publish=True)
    other = await bus.append(alert(2, id_="another"), onto=1, publish=True)
    missing = await bus.append(alert(3, channel=ChannelName("empty")), onto=2, publish=True)

    assert ahead == Tail(seq=2, holds=None)
    assert other == Tail(seq=2, holds="alert-2")
    assert missing == Tail(seq=0, holds=None)
    assert await redis.xlen(key) == 2


async def test_a_gap_can_be_jumped_over(bus):
    """What nothing can fill is left out, if the caller names the tail that stands there."""
    await append_all(bus, 1)
    answer = await bus.append(alert(5), onto=1, publish=True)

    assert answer is None
    assert await bus.tail(CHANNEL) == 5


async def test_of_two_who_append_at_once_one_wins(bus, redis, key):
    """Two relays on one stream never write the same place twice."""
    answers = await asyncio.gather(
        *(bus.append(alert(1, id_=f"relay-{n}"), onto=0, publish=True) for n in range(20))
    )

    assert answers.count(None) == 1
    assert await redis.xlen(key) == 1


async def test_numbers_beyond_lua_stay_exact(bus):
    """Above 2**53, where Lua's numbers skip every other one, each seq is still its own."""
    first = 2**53
    await bus.append(alert(first), onto=0, publish=False)
    answer = await bus.append(alert(first + 1), onto=first, publish=False)
    mistaken = await bus.append(alert(first + 2), onto=first, publish=False)

    assert answer is None
    assert mistaken == Tail(seq=first + 1, holds=None)


async def test_the_tail_of_nothing_is_zero(bus):
    """A channel that was never told anything has the tail 0."""
    assert await bus.tail(CHANNEL) == 0


async def test_trimming_drops_what_is_before(bus, redis, key):
    """Only alerts below the seq go."""
    await append_all(bus, 1, 2, 3, 4)
    await bus.trim(CHANNEL, before=3)

    assert [name for name, _ in await redis.xrange(key)] == [b"3-0", b"4-0"]


async def test_a_stream_trimmed_to_nothing_keeps_its_tail(bus, redis, key):
    """The next alert goes where it would have gone."""
    await append_all(bus, 1, 2)
    await bus.trim(CHANNEL, before=100)
    left = await redis.xlen(key)
    tail = await bus.tail(CHANNEL)
    answer = await bus.append(alert(3), onto=2, publish=False)

    assert (left, tail, answer) == (0, 2, None)


async def test_trimming_a_channel_without_alerts_makes_no_stream(bus, redis, key):
    """Nothing is left behind in Redis by tidying up nothing."""
    await bus.trim(CHANNEL, before=5)

    assert not await redis.exists(key)


async def test_a_wiped_stream_is_noticed(bus, redis, key):
    """After someone deleted the stream the next append is told that it begins anew."""
    await append_all(bus, 1, 2)
    await redis.delete(key)
    answer = await bus.append(alert(3), onto=2, publish=True)

    assert answer == Tail(seq=0, holds=None)
    assert await bus.tail(CHANNEL) == 0


async def test_a_server_that_forgot_the_script_is_told_it_again(own_bus, own_redis):
    """SCRIPT FLUSH, and every restart, costs nothing but one more round trip."""
    await append_all(own_bus, 1)
    await own_redis.script_flush()
    await append_all(own_bus, 2)

    assert await own_bus.tail(CHANNEL) == 2


async def test_a_restarted_server_is_found_again(own_valkey, own_bus):
    """The first append after a restart works, over a connection that died unnoticed."""
    await append_all(own_bus, 1)
    old_pid = own_valkey.pid
    os.kill(old_pid, signal.SIGKILL)
    await until_restarted(own_valkey, old_pid)
    await own_bus.append(alert(1), onto=0, publish=False)  # the last second may be lost
    answer = await own_bus.append(alert(2), onto=1, publish=True)

    assert answer is None
    assert await own_bus.tail(CHANNEL) == 2


async def test_a_connection_that_breaks_is_tried_once_more():
    """An append over a connection that dies under it is sent again over a new one."""
    asked = 0

    async def serve(reader, writer):
        nonlocal asked
        while said := await reader.read(65_536):
            if b"EVALSHA" not in said:  # redis-py presents itself first
                writer.write(b"+OK\r\n" * said.count(b"SETINFO"))
                continue
            asked += 1
            if asked == 1:
                break
            writer.write(b"*1\r\n$4\r\ndone\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    async with server, RedisBus(url, prefix=PREFIX) as bus:
        answer = await bus.append(alert(1), onto=0, publish=True)

    assert (answer, asked) == (None, 2)


async def test_a_server_that_is_away_says_so(port):
    """Where nothing listens, the reason is `redis_away`."""
    async with RedisBus(f"redis://127.0.0.1:{port}/0", prefix=PREFIX) as bus:
        reasons = [
            await reason_of(bus.append(alert(1), onto=0, publish=True)),
            await reason_of(bus.tail(CHANNEL)),
            await reason_of(bus.trim(CHANNEL, before=1)),
            await reason_of(bus.ping()),
        ]

    assert reasons == ["redis_away"] * 4


async def test_a_frozen_server_is_noticed_and_its_late_answers_are_not_mixed_up(own_valkey):
    """A stopped server costs the time given for an answer; afterwards everything is in order."""
    async with RedisBus(own_valkey.url, prefix=PREFIX, answer_within=timedelta(seconds=0.2)) as bus:
        await append_all(bus, 1)
        os.kill(own_valkey.pid, signal.SIGSTOP)
        try:
            async with asyncio.timeout(3):
                reasons = [
                    await reason_of(bus.append(alert(2), onto=1, publish=True)),
                    await reason_of(bus.ping()),
                ]
        finally:
            os.kill(own_valkey.pid, signal.SIGCONT)
        await until(lambda: tail_is(bus, 2))
        again = await bus.append(alert(2), onto=1, publish=True)

    assert reasons == ["redis_frozen"] * 2
    assert again == Tail(seq=2, holds="alert-2")


async def tail_is(bus, seq):
    """Say whether the channel's tail is `seq`."""
    return await bus.tail(CHANNEL) == seq


async def test_out_of_memory_nothing_is_appended_nor_published(own_bus, own_redis):
    """A full server refuses the append, and nobody hears of an alert that is not there."""
    async with own_redis.pubsub() as subscriber:
        await subscriber.subscribe(KEY)
        await subscriber.get_message(timeout=5)
        await own_redis.config_set("maxmemory", "1")
        reason = await reason_of(own_bus.append(alert(1), onto=0, publish=True))
        await own_redis.config_set("maxmemory", "0")
        await own_bus.append(alert(1, event=b"later"), onto=0, publish=True)
        heard = await subscriber.get_message(ignore_subscribe_messages=True, timeout=5)

    assert reason == "redis_oom"
    assert heard["data"] == "later"


async def test_a_replica_is_not_written_to(own_bus, own_redis):
    """A server that became a replica refuses, with its own reason."""
    await own_redis.replicaof("127.0.0.1", "1")

    assert await reason_of(own_bus.append(alert(1), onto=0, publish=True)) == "redis_readonly"


async def test_a_password_that_is_missing_or_wrong_is_told(own_valkey, own_redis):
    """Both have the reason `redis_auth`, and the right password works."""
    await own_redis.config_set("requirepass", "right")
    address = own_valkey.url.removeprefix("redis://")
    async with RedisBus(own_valkey.url, prefix=PREFIX) as bus:
        without = await reason_of(bus.ping())
    async with RedisBus(f"redis://:not-this-one@{address}", prefix=PREFIX) as bus:
        with pytest.raises(BusError) as wrong:
            await bus.ping()
    async with RedisBus(f"redis://:right@{address}", prefix=PREFIX) as bus:
        answer = await bus.append(alert(1), onto=0, publish=True)

    assert (without, wrong.value.reason) == ("redis_auth", "redis_auth")
    assert "not-this-one" not in str(wrong.value)
    assert answer is None


async def test_a_user_without_rights_is_told(own_valkey, own_redis):
    """A user who may not run scripts has the reason `redis_noperm`."""
    await own_redis.execute_command("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+xread")
    url = own_valkey.url.replace("redis://", "redis://reader:pw@")
    async with RedisBus(url, prefix=PREFIX) as bus:
        reason = await reason_of(bus.append(alert(1), onto=0, publish=True))

    assert reason == "redis_noperm"


async def test_a_key_of_another_type_is_told(bus, redis, key):
    """A string where the stream should be is neither overwritten nor a crash."""
    await redis.set(key, "mine")
    reasons = [
        await reason_of(bus.append(alert(1), onto=0, publish=True)),
        await reason_of(bus.tail(CHANNEL)),
        await reason_of(bus.trim(CHANNEL, before=1)),
    ]

    assert reasons == ["redis_wrongtype"] * 3
    assert await redis.get(key) == b"mine"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "not_redis"),
        ((b"SSH-2.0-Server\r\n",), "not_redis"),
        ((b"-ERR unknown command 'evalsha'\r\n",), "not_redis"),
        ((b":1\r\n",), "not_redis"),
        ((b"-LOADING the dataset is being loaded\r\n",), "redis_loading"),
        ((b"-MISCONF cannot persist to disk\r\n",), "redis_cannot_save"),
        ((b"-BUSY running a script\r\n",), "redis_frozen"),
        ((b"-ERR something new\r\n",), "redis_refused"),
        ((), "redis_frozen"),
    ],
)
async def test_whatever_answers_it_ends_as_a_bus_error(said, reason):
    """Strangers on the port, and servers in trouble, have a stable reason each."""
    async with (
        stranger(*said) as url,
        RedisBus(url, prefix=PREFIX, answer_within=timedelta(seconds=0.2)) as bus,
        asyncio.timeout(5),
    ):
        found = await reason_of(bus.append(alert(1), onto=0, publish=True))

    assert found == reason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost",
        "http://127.0.0.1:6379",
        "redis://127.0.0.1:port",
        "redis://127.0.0.1:99999",
        "redis://[::1/0",
        "redis://user:secret@127.0.0.1/0?no_such_option=1",
        "redis://user:secret@127.0.0.1/0?socket_timeout=soon",
    ],
)
def test_an_address_that_is_none_is_a_configuration_error(url):
    """Whatever cannot be a Redis address is told at once, without its password."""
    with pytest.raises(ConfigError, match=r"redis\.url: .* is no Redis address") as told:
        RedisBus(url, prefix=PREFIX)

    assert "secret" not in str(told.value)


async def test_a_unix_socket_serves_as_well(own_valkey, tmp_path):
    """The embedded server's socket is an address like any other."""
    url = f"unix://{tmp_path / 'valkey' / 'valkey.sock'}"
    async with RedisBus(url, prefix=PREFIX) as bus:
        answer = await bus.append(alert(1), onto=0, publish=True)

    assert answer is None


async def test_a_ping_tells_how_long_it_took(bus):
    """The round-trip time of a server on this machine is some time, and not a long one."""
    assert timedelta(0) < await bus.ping() < timedelta(seconds=2)
