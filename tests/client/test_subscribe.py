"""Subscribing against a real server: nothing lost, nothing twice, whatever the server does."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import warnings
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from monitor.adapters.valkey import EmbeddedValkey
from monitor.client import subscribe
from monitor.errors import ConfigError
from monitor.model import Article, Match, Verdict
from monitor.rules.events import build_alert, encode, stream_key
from monitor.watchlist import Watchlist

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON = timedelta(milliseconds=50)


def fields_of(seq, *, channel="talks", story=None, at=None):
    """Build the fields of one alert's entry; its story is its seq, told a minute after the last."""
    watchlist = Watchlist(id="talks", title="Talks", channel=channel)
    alert = build_alert(
        channel=channel,
        entry_id=f"{seq:016x}",
        story_key=story or f"story {seq}",
        created_at=at or NOON + timedelta(minutes=seq),
        article=Article(id=f"{seq:016x}", title=f"Talks, day {seq}"),
        url=f"https://news.example/{seq}",
        outlet="Example",
        matches=[(watchlist, Match(watchlist_id="talks", score=0.7, verdict=Verdict.ALERT))],
    )
    return {"event": encode(alert, seq), "id": alert.id}


async def append(redis, prefix, *seqs, channel="talks", **of):
    """Append alerts to a channel's stream."""
    pipeline = redis.pipeline(transaction=False)
    for seq in seqs:
        pipeline.xadd(
            stream_key(prefix, channel), fields_of(seq, channel=channel, **of), id=f"{seq}-0"
        )
    await pipeline.execute()


async def take(alerts, count, *, within_s=10):
    """Return the next `count` alerts."""
    async with asyncio.timeout(within_s):
        return [await anext(alerts) for _ in range(count)]


async def nothing_comes(alerts, *, for_s=0.2):
    """Say whether nothing was yielded for a while; the iterator is over after that."""
    try:
        async with asyncio.timeout(for_s):
            await anext(alerts)
    except TimeoutError:
        return True
    return False


def seqs(alerts):
    """Return the seqs of alerts."""
    return [alert.seq for alert in alerts]


async def until_listening(redis):
    """Wait until a subscriber waits for alerts."""
    async with asyncio.timeout(10):
        while not any(client["cmd"] == "xread" for client in await redis.client_list()):
            await asyncio.sleep(0.005)


async def until_told(troubles, words):
    """Wait until there was trouble in these words."""
    async with asyncio.timeout(10):
        while not any(words in trouble for trouble in troubles):
            await asyncio.sleep(0.005)


async def until_grown(redis, section, count, *, by):
    """Wait until one of the server's own counts has grown."""
    read = count.split(".")

    async def counted():
        info = await redis.info(section)
        for name in read:
            info = info.get(name, {})
        return info or 0

    began = await counted()
    async with asyncio.timeout(10):
        while await counted() < began + by:
            await asyncio.sleep(0.005)


async def until_looked_around(redis):
    """Wait until the subscriber has seen every stream as it is now."""
    await until_grown(redis, "commandstats", "cmdstat_xinfo|stream.calls", by=2)


@pytest.fixture
def troubles():
    """Give a list that a subscription can tell its trouble to."""
    return []


@pytest.fixture
def follow(valkey_url, prefix, troubles):
    """Give `subscribe` for this test's prefix on the session's server."""

    def follow(*channels, **how):
        where = {"url": valkey_url, "prefix": prefix, "look_every": SOON}
        return aclosing(subscribe(*channels, **where, on_trouble=troubles.append, **how))

    return follow


async def test_replay_runs_into_live(redis, prefix, follow):
    """What stands there and what is appended meanwhile comes once, in order."""
    await append(redis, prefix, *range(1, 601))

    async def go_on():
        for seq in range(601, 901):
            await append(redis, prefix, seq)

    async with follow("talks", since=0) as alerts, asyncio.TaskGroup() as group:
        group.create_task(go_on())
        got = await take(alerts, 900)

    assert seqs(got) == list(range(1, 901))


async def test_an_alert_arrives_as_it_was_sent(redis, prefix, follow):
    """The bytes, the data and the shortcuts are those of the event."""
    await append(redis, prefix, 7)
    async with follow("talks", since=0) as alerts:
        [alert] = await take(alerts, 1)

    sent = fields_of(7)
    assert (alert.id, alert.event) == (sent["id"], sent["event"])
    assert (alert.channel, alert.seq, alert.data["seq"]) == ("talks", 7, 7)
    assert alert.created_at == NOON + timedelta(minutes=7)
    assert alert.title == "Talks, day 7"


async def test_without_since_only_news_comes(redis, prefix, follow):
    """What stood there before the first contact is not told; what comes after is."""
    await append(redis, prefix, 1, 2)
    async with follow("talks", "war") as alerts:
        first = asyncio.create_task(anext(alerts))
        await until_listening(redis)
        await append(redis, prefix, 3)
        await append(redis, prefix, 1, channel="war")
        got = [await first, *await take(alerts, 1)]

    assert {(alert.channel, alert.seq) for alert in got} == {("talks", 3), ("war", 1)}


async def test_news_of_an_outage_is_told_without_since(own_valkey, troubles):
    """The place "from now on" is fixed at the first contact and holds over a killed server."""
    async with Redis.from_url(own_valkey.url) as redis:
        await append(redis, "monitor:", 1, 2)
        source = subscribe("talks", url=own_valkey.url, on_trouble=troubles.append, look_every=SOON)
        async with aclosing(source) as alerts:
            first = asyncio.create_task(anext(alerts))
            await until_listening(redis)
            os.kill(own_valkey.pid, signal.SIGKILL)
            async with asyncio.timeout(10):
                while True:
                    with suppress(RedisError):
                        await append(redis, "monitor:", 3)
                        break
                    await asyncio.sleep(0.01)
            got = await asyncio.wait_for(first, 10)

    assert got.seq == 3
    assert [text for text in troubles if "trying again" not in text] == []


async def test_a_writer_and_a_subscriber_survive_a_killed_server(own_valkey):
    """With a server killed in the middle, every alert comes once and in order.

    The writer goes on where the stream ends, as the daemon does: a killed server may have lost
    what it had already shown.
    """

    async def write():
        to_kill = own_valkey.pid
        async with Redis.from_url(own_valkey.url) as redis:
            while True:
                try:
                    last = await redis.xrevrange(stream_key("monitor:", "talks"), count=1)
                    seq = int(last[0][0].partition(b"-")[0]) + 1 if last else 1
                    if seq > 200:
                        return
                    if seq == 100 and to_kill:
                        os.kill(to_kill, signal.SIGKILL)
                        to_kill = None
                    await append(redis, "monitor:", seq)
                except RedisError:
                    await asyncio.sleep(0.01)

    source = subscribe("talks", url=own_valkey.url, since=0, look_every=SOON)
    async with aclosing(source) as alerts, asyncio.TaskGroup() as group:
        group.create_task(write())
        got = await take(alerts, 200)

    assert seqs(got) == list(range(1, 201))


async def test_a_server_that_is_not_there_yet_is_waited_for(tmp_path, port, troubles):
    """The start needs no server; its absence is told once, and that it is back."""
    url = f"redis://127.0.0.1:{port}/0"
    backs: list[str] = []
    told = {"on_trouble": troubles.append, "on_recovery": backs.append}
    async with aclosing(subscribe("talks", url=url, since=0, **told)) as alerts:
        first = asyncio.create_task(anext(alerts))
        await until_told(troubles, "is away")
        async with EmbeddedValkey(folder=tmp_path, port=port), Redis.from_url(url) as redis:
            await append(redis, "monitor:", 1)
            got = await asyncio.wait_for(first, 10)
            await append(redis, "monitor:", 2)
            await anext(alerts)

    assert got.seq == 1
    assert [text for text in troubles if "is away" in text] == [
        f"Redis at {url} is away: trying again"
    ]
    assert backs == [f"Redis at {url} is back"]


async def test_a_frozen_server_is_waited_for(own_valkey, troubles):
    """A server that stands still is noticed, told of, and read on when it goes on."""
    source = subscribe(
        "talks", url=own_valkey.url, since=0, on_trouble=troubles.append, look_every=SOON
    )
    async with aclosing(source) as alerts, Redis.from_url(own_valkey.url) as redis:
        first = asyncio.create_task(anext(alerts))
        await until_listening(redis)
        os.kill(own_valkey.pid, signal.SIGSTOP)
        try:
            await until_told(troubles, "does not answer")
        finally:
            os.kill(own_valkey.pid, signal.SIGCONT)
        await append(redis, "monitor:", 1)
        got = await asyncio.wait_for(first, 10)

    assert got.seq == 1
    assert len(troubles) == 1


async def test_a_refused_password_is_told_once_and_tried_again(own_valkey, troubles):
    """Whoever mends the password need not start the subscriber again."""
    async with Redis.from_url(own_valkey.url) as redis:
        await redis.config_set("requirepass", "secret")
        source = subscribe("talks", url=own_valkey.url, since=0, on_trouble=troubles.append)
        async with aclosing(source) as alerts:
            first = asyncio.create_task(anext(alerts))
            await until_told(troubles, "does not let us in")
            await until_grown(redis, "stats", "total_connections_received", by=2)
            await redis.config_set("requirepass", "")
            await append(redis, "monitor:", 1)
            got = await asyncio.wait_for(first, 10)

    assert got.seq == 1
    assert len(troubles) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is something else"),
        (b"+OK\r\n", "is something else"),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "is still loading its data"),
        (b"-ERR max number of clients reached\r\n", "max number of clients"),
        (b"-ERR unknown command\r\n", "unknown command"),
        (b"", "is away"),
    ],
    ids=["http", "nonsense", "loading", "full", "unknown", "silent"],
)
async def test_whatever_answers_is_waited_out(port, troubles, answer, words):
    """No answer ends the subscription; each is told in its own words."""

    async def serve(reader, writer):
        with suppress(ConnectionError):
            while answer and (commands := await reader.read(65_536)):
                writer.write(answer * commands.count(b"*"))
        writer.close()

    url = f"redis://127.0.0.1:{port}/0"
    async with (
        await asyncio.start_server(serve, "127.0.0.1", port),
        aclosing(
            subscribe("talks", url=url, on_trouble=troubles.append, look_every=SOON)
        ) as alerts,
    ):
        is_waiting = await nothing_comes(alerts)

    assert is_waiting
    assert all(words in text for text in troubles)
    assert troubles


async def test_trouble_is_logged_where_nobody_asks_for_it(port, caplog):
    """Without a callback a subscriber that waits says so in the log."""
    with caplog.at_level(logging.WARNING):
        async with aclosing(subscribe(url=f"redis://127.0.0.1:{port}/0")) as alerts:
            await nothing_comes(alerts)

    assert [record.message for record in caplog.records] == [
        f"Redis at redis://127.0.0.1:{port}/0 is away: trying again"
    ]


async def test_a_stream_refilled_from_the_database_tells_only_news(redis, prefix, follow):
    """After a wipe the daemon appends the same alerts again; they are not told again."""
    await append(redis, prefix, *range(1, 6))
    async with follow("talks", since=0) as alerts:
        before = await take(alerts, 5)
        await redis.delete(stream_key(prefix, "talks"))
        await append(redis, prefix, *range(1, 4))
        after = asyncio.create_task(take(alerts, 2))
        await until_looked_around(redis)
        await append(redis, prefix, *range(4, 8))
        news = await after

    assert seqs(before) == [1, 2, 3, 4, 5]
    assert seqs(news) == [6, 7]


async def test_a_refilled_stream_tells_nothing_older_than_the_subscription(redis, prefix, follow):
    """What stood there at the first contact stays untold when it is appended again."""
    await append(redis, prefix, *range(1, 6))
    async with follow("talks") as alerts:
        first = asyncio.create_task(anext(alerts))
        await until_listening(redis)
        await redis.delete(stream_key(prefix, "talks"))
        await append(redis, prefix, 1, 2)
        await until_looked_around(redis)
        await append(redis, prefix, 3, 4, 5, 6)
        got = await asyncio.wait_for(first, 10)

    assert got.seq == 6


async def test_a_stream_begun_anew_is_told_from_its_start(redis, prefix, follow, troubles):
    """Where another daemon counts from 1 again, its alerts are news."""
    await append(redis, prefix, *range(1, 6))
    async with follow("talks", since=0) as alerts:
        await take(alerts, 5)
        await redis.delete(stream_key(prefix, "talks"))
        for seq in (1, 2):
            await append(redis, prefix, seq, story=f"other {seq}", at=NOON + timedelta(days=1))
        got = await take(alerts, 2)

    assert seqs(got) == [1, 2]
    assert len(troubles) == 1
    assert troubles[0].startswith("channel talks: its stream ends at ")
    assert troubles[0].endswith(", before 5: reading it from its start")


async def test_a_stream_that_outgrew_its_cursor_at_once_is_told_whole(redis, prefix, follow):
    """A stream wiped and refilled with other alerts between two looks loses none of them."""
    await append(redis, prefix, *range(1, 6))
    key = stream_key(prefix, "talks")
    async with follow("talks", since=0) as alerts:
        await take(alerts, 5)
        pipeline = redis.pipeline(transaction=True)
        pipeline.delete(key)
        for seq in range(1, 9):
            pipeline.xadd(key, fields_of(seq, story=f"other {seq}"), id=f"{seq}-0")
        await pipeline.execute()
        got = await take(alerts, 8)

    assert sorted(seqs(got)) == list(range(1, 9))


async def test_an_alert_that_stands_there_twice_comes_once(redis, prefix, follow):
    """The same id at another seq is the same alert."""
    for seq, story in enumerate(["first", "first", "second"], start=1):
        await append(redis, prefix, seq, story=story)
    async with follow("talks", since=0) as alerts:
        got = await take(alerts, 2)

    assert seqs(got) == [1, 3]


async def test_since_a_seq(redis, prefix, follow):
    """A seq stands for what comes after it."""
    await append(redis, prefix, *range(1, 11))
    async with follow("talks", since=7) as alerts:
        got = await take(alerts, 3)

    assert seqs(got) == [8, 9, 10]


async def test_since_a_seq_for_each_channel(redis, prefix, follow):
    """Channels count on their own; one that the mapping does not name is read from its start."""
    for channel in ("talks", "war", "aid"):
        await append(redis, prefix, 1, 2, 3, channel=channel)
    async with follow(since={"talks": 2, "war": 1}) as alerts:
        got = await take(alerts, 6)
        rest = await nothing_comes(alerts)

    told = {channel: seqs(a for a in got if a.channel == channel) for channel in ("talks", "war")}
    assert told == {"talks": [3], "war": [2, 3]}
    assert rest


async def test_since_a_seq_beyond_the_end_misses_nothing(redis, prefix, follow, troubles):
    """A saved seq outlives the stream it came from; then all of the stream is news."""
    await append(redis, prefix, 1, 2)
    async with follow("talks", since=500) as alerts:
        got = await take(alerts, 2)

    assert seqs(got) == [1, 2]
    assert troubles == [
        "channel talks: its stream ends at 2, before 500: reading it from its start"
    ]


async def test_since_a_time(redis, prefix, follow):
    """Alerts created at that time or later come, wherever in a long stream they begin."""
    await append(redis, prefix, *range(1, 1001))
    since = NOON + timedelta(minutes=700, microseconds=400)
    async with follow("talks", since=since) as alerts:
        got = await take(alerts, 301)

    assert seqs(got) == list(range(700, 1001))


async def test_since_a_time_outside_the_stream(redis, prefix, follow):
    """A time before all alerts gives all of them; a time after them gives what is yet to come."""
    await append(redis, prefix, 1, 2)
    async with follow("talks", since=datetime.min.replace(tzinfo=UTC)) as alerts:
        everything = await take(alerts, 2)
    async with follow("talks", since=NOON + timedelta(minutes=3)) as alerts:
        first = asyncio.create_task(anext(alerts))
        await until_listening(redis)
        await append(redis, prefix, 3)
        later = await asyncio.wait_for(first, 10)

    assert seqs(everything) == [1, 2]
    assert later.seq == 3


async def test_a_clock_that_was_set_back_hides_no_alert(redis, prefix, follow):
    """An alert at or after the time comes though one behind it says an earlier time."""
    for seq in range(1, 101):
        behind = timedelta(hours=1) if seq > 60 else timedelta(0)
        await append(redis, prefix, seq, at=NOON + timedelta(minutes=seq) - behind)
    async with follow("talks", since=NOON + timedelta(minutes=55)) as alerts:
        got = await take(alerts, 6)

    assert seqs(got) == [55, 56, 57, 58, 59, 60]


async def test_all_channels_and_those_that_join_later(redis, prefix, follow):
    """Without names every channel of the prefix is followed, a new one from its first alert."""
    await append(redis, prefix, 1, channel="talks")
    await append(redis, f"{prefix}x:", 1, channel="foreign")
    async with follow() as alerts:
        first = asyncio.create_task(anext(alerts))
        await until_listening(redis)
        await append(redis, prefix, 1, 2, channel="war")
        got = [await asyncio.wait_for(first, 10), *await take(alerts, 1)]

    assert [(alert.channel, alert.seq) for alert in got] == [("war", 1), ("war", 2)]


@pytest.mark.parametrize("odd", ["a*b:", "a[b]:", "a?b:", "a\\b:"])
async def test_a_prefix_is_no_pattern(redis, valkey_url, prefix, odd):
    """Characters that mean something to SCAN stand for themselves."""
    await append(redis, f"{prefix}axb:", 1, channel="foreign")
    await append(redis, prefix + odd, 1, 2, channel="own")
    source = subscribe(url=valkey_url, prefix=prefix + odd, since=0, look_every=SOON)
    async with aclosing(source) as alerts:
        got = await take(alerts, 2)

    assert [alert.channel for alert in got] == ["own", "own"]


async def test_what_is_no_alert_is_skipped_and_told(redis, prefix, follow, troubles):
    """Entries that somebody else appended neither end the subscription nor hide its alerts."""
    key = stream_key(prefix, "talks")
    await redis.xadd(key, {"hello": "world"}, id="1-0")
    await redis.xadd(key, {"event": b"\xff{"}, id="2-0")
    await redis.xadd(key, fields_of(1), id="3-0")
    await redis.xadd(key, fields_of(4), id="4-1")
    await append(redis, prefix, 5)
    await redis.xadd(key, {"event": "{}"})  # at a time as its id
    async with follow("talks", since=0) as alerts:
        got = await take(alerts, 1)
        await nothing_comes(alerts)

    assert seqs(got) == [5]
    assert troubles[:4] == [
        "channel talks: entry 1-0 is no alert (it has no field `event`): skipped",
        "channel talks: entry 2-0 is no alert (its event is not JSON): skipped",
        "channel talks: entry 3-0 is no alert (its event belongs at another place): skipped",
        "channel talks: entry 4-1 is no alert (its event belongs at another place): skipped",
    ]
    assert len(troubles) == 5


async def test_a_key_that_is_no_stream_holds_up_nobody_else(redis, prefix, follow, troubles):
    """A channel that cannot be read is told once and read as soon as it can be."""
    war = stream_key(prefix, "war")
    await append(redis, prefix, 1)
    await append(redis, prefix, 1, channel="war")
    async with follow("talks", "war", since=0) as alerts:
        await take(alerts, 2)
        await redis.set(war, "text")
        await append(redis, prefix, 2)
        during = await take(alerts, 1)
        waiting = asyncio.create_task(anext(alerts))
        await until_told(troubles, "channel war cannot be read (WRONGTYPE ")
        await redis.delete(war)
        await append(redis, prefix, 1, 2, channel="war")
        after = await asyncio.wait_for(waiting, 10)

    assert [(alert.channel, alert.seq) for alert in during] == [("talks", 2)]
    assert (after.channel, after.seq) == ("war", 2)
    assert sum(text.startswith("channel war cannot be read (") for text in troubles) == 1


async def test_trouble_shows_what_it_quotes_escaped(redis, prefix, follow, troubles):
    """A name that would act on a terminal is shown, not obeyed."""
    await redis.set(stream_key(prefix, "\x1b[2J"), "text")
    async with follow(since=0) as alerts:
        await nothing_comes(alerts)

    [text] = troubles
    assert text.startswith(r"channel \x1b[2J cannot be read (WRONGTYPE ")


async def test_an_address_cannot_change_how_answers_are_read(redis, valkey_url, prefix):
    """Options in the address that would break the reading do not count."""
    await append(redis, prefix, 1)
    url = f"{valkey_url}?protocol=3&decode_responses=yes&socket_timeout=0.001"
    async with aclosing(subscribe("talks", url=url, prefix=prefix, since=0)) as alerts:
        got = await take(alerts, 1)

    assert seqs(got) == [1]


@pytest.mark.parametrize("end", ["aclose", "cancel"])
async def test_the_connection_ends_with_the_iterator(own_valkey, end):
    """Closing or cancelling closes the connection; it is not left to the garbage collector."""
    with warnings.catch_warnings(record=True, action="always") as warned:
        async with Redis.from_url(own_valkey.url) as redis:
            alerts = subscribe("talks", url=own_valkey.url, since=0)
            await append(redis, "monitor:", 1)
            await anext(alerts)
            if end == "aclose":
                await alerts.aclose()
            else:
                waiting = asyncio.create_task(anext(alerts))
                await until_listening(redis)
                waiting.cancel()
                await asyncio.wait([waiting])
            async with asyncio.timeout(5):
                while len(left := await redis.client_list()) > 1:
                    await asyncio.sleep(0.01)

    assert len(left) == 1
    assert [str(warning.message) for warning in warned] == []


async def test_a_cancelled_subscriber_ends_whatever_it_is_doing(redis, prefix, follow):
    """There is no moment between connecting and waiting at which a cancellation gets lost."""
    await append(redis, prefix, 1)
    turns_of_the_loop, is_waiting = 0, False
    while not is_waiting:
        async with follow(since=0) as alerts:
            await anext(alerts)
            waiting = asyncio.create_task(anext(alerts))
            for _ in range(turns_of_the_loop):
                await asyncio.sleep(0)
            is_waiting = any(client["cmd"] == "xread" for client in await redis.client_list())
            waiting.cancel()
            ended, _ = await asyncio.wait([waiting], timeout=2)

            assert ended
        turns_of_the_loop += 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": datetime(2026, 3, 1)},  # noqa: DTZ001 - that it is naive is the point
        {"since": datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))},
        {"since": -1},
        {"since": {"talks": 2**64}},
        {"look_every": timedelta(0)},
    ],
)
async def test_what_cannot_be_asked_is_refused_at_once(wrong):
    """A mistake of the caller rises where it is made, not at the first alert."""
    with pytest.raises(ValueError, match="should be"):
        subscribe("talks", **wrong)


@pytest.mark.parametrize("name", ["", "\ud800"])
async def test_an_impossible_channel_is_refused_at_once(name):
    """A channel has a name that a key can hold."""
    with pytest.raises(ValueError, match=r"name|surrogates"):
        subscribe(name)


@pytest.mark.parametrize(
    "url",
    [
        "http://me:secret@host",
        "redis://me:secret@host:port",
        "redis://me:secret@host?socket_timeout=soon",
        "redis://me:secret@host?no_such_option=1",
        "rediss://me:secret@host?ssl_cert_reqs=sometimes",
    ],
)
async def test_an_address_that_is_none_is_refused_without_its_password(url):
    """The error shows where the mistake is, not what is secret."""
    with pytest.raises(ConfigError) as told:
        subscribe("talks", url=url)

    assert "secret" not in str(told.value)
