"""The outbox: contiguous numbers, exact bytes, and what the relay asks of it."""

from __future__ import annotations

import json

import pytest

from monitor.errors import BusError
from monitor.model import ChannelName, EntryId
from monitor.rules.events import encode
from monitor.store import outbox
from tests.store.records import NOW, alert, end, entry, state

NEWS = ChannelName("news")
SPORT = ChannelName("sport")


async def fill(store, **channels: int) -> None:
    """Write so many alerts to each channel, through entries of their own."""
    for channel, many in channels.items():
        numbers = range(many)
        found = [entry(n, id=EntryId(f"{channel}-{n}"), key=f"{channel}-{n}") for n in numbers]
        await store.save_poll(state(), found, listed_keys=[])
        for n in numbers:
            told = alert(f"{channel}-{n}", channel=channel, entry_id=f"{channel}-{n}")
            await store.finish(end(alerts=[told], entry_id=EntryId(f"{channel}-{n}")))


async def kept(store, channel: ChannelName = NEWS) -> list[int]:
    """Return the numbers of a channel's alerts."""
    alerts = await store.alerts_between(channel, first=0, last=2**62, limit=10_000)
    return [one.seq for one in alerts]


async def test_each_channel_counts_for_itself(store):
    """Numbers begin at 1 on every channel and leave nothing out."""
    await fill(store, news=3, sport=2)

    assert await kept(store) == [1, 2, 3]
    assert await kept(store, SPORT) == [1, 2]
    assert await store.read(outbox.channel_counts) == {"news": 3, "sport": 2}


async def test_the_event_is_the_alert_at_its_place(store):
    """The bytes are those of the alert as it was built, with its number."""
    await fill(store, news=2)
    told = await store.unsent_alerts(limit=10)

    assert told[1].event == encode(alert("news-1", entry_id="news-1"), 2)
    assert json.loads(told[1].event)["data"]["seq"] == told[1].seq == 2
    assert told[1].created_at == NOW


async def test_a_failed_write_takes_no_number(store):
    """What is rolled back leaves the counter where it was."""

    def write_and_fail(connection):
        outbox.add_alert(connection, alert("lost"), twin_key=None)
        raise KeyError("lost")

    await fill(store, news=1)
    with pytest.raises(KeyError, match="lost"):
        await store._writer.write(write_and_fail)
    await store.save_poll(state(), [entry(7)], listed_keys=[])
    await store.finish(end(7, alerts=[alert("next")]))

    assert await kept(store) == [1, 2]


async def test_what_was_sent_waits_no_more(store):
    """Marked alerts leave the queue and stay in the record."""
    await fill(store, news=3)
    waiting = await store.unsent_alerts(limit=2)
    await store.mark_sent(waiting, at=NOW)
    await store.mark_sent([], at=NOW)

    assert [one.seq for one in waiting] == [1, 2]
    assert [one.seq for one in await store.unsent_alerts(limit=9)] == [3]
    assert await store.read(outbox.unsent_count) == 1
    assert await store.last_sent_seqs() == {NEWS: 2}
    assert await kept(store) == [1, 2, 3]


async def test_more_marks_than_a_statement_has_parameters(store):
    """A long list of alerts is marked like a short one."""
    await fill(store, news=1)
    (one,) = await store.unsent_alerts(limit=1)
    await store.mark_sent([one] * 40_000, at=NOW)

    assert await store.read(outbox.unsent_count) == 0


async def test_no_channel_holds_up_another(store):
    """Where more waits than is asked for, each channel gets its share, in order."""
    await fill(store, news=9, sport=2)
    waiting = await store.unsent_alerts(limit=4)

    assert [(one.channel, one.seq) for one in waiting] == [
        (NEWS, 1),
        (NEWS, 2),
        (SPORT, 1),
        (SPORT, 2),
    ]


async def test_a_channel_alone_gets_all_the_room(store):
    """A channel that has nothing to send takes no share."""
    await fill(store, news=9, sport=1)
    await store.mark_sent(await store.alerts_between(SPORT, first=1, last=1, limit=1), at=NOW)

    assert len(await store.unsent_alerts(limit=6)) == 6


async def test_between_takes_both_ends_and_a_limit(store):
    """A range gives what is in it, in order, no more than asked for."""
    await fill(store, news=6)
    found = await store.alerts_between(NEWS, first=2, last=5, limit=3)

    assert [one.seq for one in found] == [2, 3, 4]


async def test_unsent_alerts_follow_a_stream_that_is_ahead(store):
    """Renumbered alerts keep their order and follow, and so does the next one written."""
    await fill(store, news=3)
    before = [one.id for one in await store.unsent_alerts(limit=9)]
    await store.renumber_unsent(NEWS, after=2)  # the ranges overlap
    await store.save_poll(state(), [entry(50)], listed_keys=[])
    await store.finish(end(50, alerts=[alert("next")]))
    after = await store.unsent_alerts(limit=9)

    assert [one.seq for one in after] == [3, 4, 5, 6]
    assert [one.id for one in after[:3]] == before
    assert json.loads(after[0].event)["sequence"].endswith("3")


async def test_renumbering_leaves_what_was_sent(store):
    """A sent alert keeps its number, and no unsent one takes it."""
    await fill(store, news=4)
    await store.mark_sent(await store.unsent_alerts(limit=3), at=NOW)
    await store.renumber_unsent(NEWS, after=1)

    assert await kept(store) == [1, 2, 3, 4]


async def test_renumbering_with_nothing_to_send(store):
    """With an empty queue the next alert follows the stream all the same."""
    await fill(store, news=1)
    await store.mark_sent(await store.unsent_alerts(limit=1), at=NOW)
    await store.renumber_unsent(NEWS, after=9)
    await store.save_poll(state(), [entry(50)], listed_keys=[])
    await store.finish(end(50, alerts=[alert("next")]))

    assert await kept(store) == [1, 10]


async def test_a_stream_at_the_end_of_numbers(store):
    """A stream id that leaves no numbers is the bus's trouble, and changes nothing here."""
    await fill(store, news=2)

    with pytest.raises(BusError) as caught:
        await store.renumber_unsent(NEWS, after=2**64 - 1)
    assert caught.value.reason == "stream_full"
    assert await kept(store) == [1, 2]


async def test_where_a_stream_may_be_cut(store):
    """Each channel says the lowest number that is kept, or the next where none is."""
    await fill(store, news=3, sport=2)
    await store.mark_sent(await store.alerts_between(SPORT, first=1, last=2, limit=2), at=NOW)
    await store.forget(before=NOW.replace(year=2027))

    assert await store.oldest_kept_seqs() == {NEWS: 1, SPORT: 3}
