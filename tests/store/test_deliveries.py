"""What sinks are owed: from when on, how far each has got, and what was given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import ChannelName, FeedId, SinkId
from monitor.store import deliveries
from tests.store.records import NOW, alert, end, entry, state

ALL = frozenset()
NEWS = frozenset({ChannelName("news")})
SPORT = frozenset({ChannelName("sport")})
LOG, DESK = SinkId("log"), SinkId("desk")


@pytest.fixture
def write(store):
    """Give what writes alerts `first` to `last` of a channel into the outbox."""

    async def write(first, last, *, channel="news", at=NOW):
        feed, wanted = FeedId(channel), range(first, last + 1)
        await store.save_poll(state(feed), [entry(n, feed=feed) for n in wanted], listed_keys=None)
        for n in wanted:
            story = alert(f"{channel}-{n}", entry_id=f"{channel}-{n}", channel=channel, at=at)
            await store.finish(end(n, feed=feed, alerts=[story], ended_at=at))

    return write


async def owed(store, sink=LOG, channels=ALL, *, limit=100):
    """Return what a sink is owed, as (channel, seq)."""
    found = await store.undelivered(sink, channels, limit=limit)
    return [(alert.channel, alert.seq) for alert in found]


async def deliver(store, sink=LOG, channels=ALL):
    """Let a sink have all it is owed."""
    for told in await store.undelivered(sink, channels, limit=1_000):
        await store.mark_delivered(sink, told)


async def test_a_new_sink_begins_at_now(store, write):
    """What was written before it was configured is not for it."""
    await write(1, 3)
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(4, 5)

    assert await owed(store) == [("news", 4), ("news", 5)]


async def test_a_channel_that_comes_later_is_read_from_its_start(store, write):
    """The first alert of a new watchlist is not lost."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(1, 2, channel="sport")

    assert await owed(store) == [("sport", 1), ("sport", 2)]


async def test_settling_again_changes_nothing(store, write):
    """A restart finds what was owed before it."""
    await store.settle_sinks({LOG: NEWS}, at=NOW)
    await write(1, 2)
    await store.settle_sinks({LOG: NEWS}, at=NOW)

    assert await owed(store, LOG, NEWS) == [("news", 1), ("news", 2)]


async def test_a_sink_is_owed_only_its_channels(store, write):
    """What another channel says is not for it."""
    await store.settle_sinks({LOG: NEWS}, at=NOW)
    await write(1, 1)
    await write(1, 1, channel="sport")

    assert await owed(store, LOG, NEWS) == [("news", 1)]


async def test_a_channel_that_is_added_begins_at_now(store, write):
    """Widening a sink does not send it the past of the channel, and the old one goes on."""
    await store.settle_sinks({LOG: NEWS}, at=NOW)
    await write(1, 2)
    await write(1, 2, channel="sport")
    await store.settle_sinks({LOG: NEWS | SPORT}, at=NOW)
    await write(3, 3, channel="sport")

    assert await owed(store, LOG, NEWS | SPORT) == [("news", 1), ("news", 2), ("sport", 3)]


async def test_a_channel_that_was_taken_away_for_a_while_begins_at_now(store, write):
    """What came while it was not wanted is not sent afterwards."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await store.settle_sinks({LOG: NEWS}, at=NOW)
    await write(1, 2, channel="sport")
    await store.settle_sinks({LOG: ALL}, at=NOW)

    assert await owed(store) == []


async def test_a_sink_that_left_and_came_back_is_a_new_one(store, write):
    """Nothing is kept for whom nobody configured."""
    await store.settle_sinks({LOG: ALL, DESK: ALL}, at=NOW)
    await write(1, 1)
    await store.settle_sinks({DESK: ALL}, at=NOW)
    await write(2, 2)
    await store.settle_sinks({LOG: ALL, DESK: ALL}, at=NOW)

    assert await owed(store, LOG) == []
    assert await owed(store, DESK) == [("news", 1), ("news", 2)]


async def test_each_sink_has_its_own_place(store, write):
    """What one has got, another is still owed."""
    await store.settle_sinks({LOG: ALL, DESK: ALL}, at=NOW)
    await write(1, 2)
    first, _second = await store.undelivered(LOG, ALL, limit=10)
    await store.mark_delivered(LOG, first)

    assert await owed(store, LOG) == [("news", 2)]
    assert await owed(store, DESK) == [("news", 1), ("news", 2)]


async def test_a_long_channel_holds_up_no_other(store, write):
    """Where more waits than is asked for, each channel gets its share."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(1, 20)
    await write(1, 1, channel="sport")

    assert await owed(store, limit=4) == [("news", 1), ("news", 2), ("sport", 1)]


async def test_what_is_given_up_is_kept_aside_with_the_reason(store, write):
    """The sink goes past it, and an operator can find it."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(1, 2)
    first, _second = await store.undelivered(LOG, ALL, limit=10)
    for _ in range(2):
        await store.give_up(LOG, first, reason="http_400", message="no \ud800 thanks", at=NOW)

    assert await owed(store) == [("news", 2)]
    assert await store.read(deliveries.sink_counts) == {LOG: {"waiting": 1, "given_up": 1}}


async def test_what_was_given_up_is_forgotten_in_time(store, write):
    """Dead letters leave with everything else of their age."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(1, 1)
    [only] = await store.undelivered(LOG, ALL, limit=10)
    await store.give_up(LOG, only, reason="http_400", message="no", at=NOW)
    await store.forget(before=NOW)
    kept = await store.read(deliveries.sink_counts)
    await store.forget(before=NOW + timedelta(seconds=1))

    assert kept == {LOG: {"waiting": 0, "given_up": 1}}
    assert await store.read(deliveries.sink_counts) == {LOG: {"waiting": 0, "given_up": 0}}


async def test_what_waits_is_counted_for_each_sink(store, write):
    """By its own channels and its own cursors, and only for sinks that there are."""
    idle, gone = SinkId("idle"), SinkId("gone")
    await store.settle_sinks({LOG: ALL, DESK: SPORT, idle: NEWS, gone: ALL}, at=NOW)
    await write(1, 3, channel="sport")
    first, second, _third = await store.undelivered(DESK, SPORT, limit=10)
    await store.mark_delivered(DESK, first)
    for sink in (DESK, gone):
        await store.give_up(sink, second, reason="http_400", message="no", at=NOW)
    await store.settle_sinks({LOG: ALL, DESK: SPORT, idle: NEWS}, at=NOW)

    assert await store.read(deliveries.sink_counts) == {
        LOG: {"waiting": 3, "given_up": 0},
        DESK: {"waiting": 1, "given_up": 1},
        idle: {"waiting": 0, "given_up": 0},
    }


@pytest.mark.parametrize("channels", [ALL, NEWS])
async def test_an_alert_that_a_sink_is_owed_is_not_forgotten(store, write, channels):
    """However long a sink is away, it gets everything; then the alert may go."""
    later = NOW + timedelta(days=1)
    await store.settle_sinks({LOG: channels, DESK: SPORT}, at=NOW)
    await write(1, 2)
    await store.mark_sent(await store.unsent_alerts(limit=10), at=NOW)
    await store.forget(before=later)
    kept = await owed(store, LOG, channels)
    await deliver(store, LOG, channels)
    await store.forget(before=later)

    assert kept == [("news", 1), ("news", 2)]
    assert await store.alerts_between(ChannelName("news"), first=1, last=9, limit=9) == []


async def test_what_no_sink_wants_is_forgotten(store, write):
    """A sink of another channel keeps nothing of this one."""
    await store.settle_sinks({DESK: SPORT}, at=NOW)
    await write(1, 2)
    await store.mark_sent(await store.unsent_alerts(limit=10), at=NOW)
    await store.forget(before=NOW + timedelta(days=1))

    assert await store.alerts_between(ChannelName("news"), first=1, last=9, limit=9) == []


async def test_new_numbers_take_nothing_from_a_sink(store, write):
    """When Redis is ahead and alerts are numbered anew, a sink gets those it had not."""
    await store.settle_sinks({LOG: ALL}, at=NOW)
    await write(1, 3)
    first, *_ = await store.undelivered(LOG, ALL, limit=10)
    await store.mark_delivered(LOG, first)
    await store.renumber_unsent(ChannelName("news"), after=100)

    assert set(await owed(store)) >= {("news", 102), ("news", 103)}
