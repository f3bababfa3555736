"""Forgetting: what ended long ago goes, and nothing looks new because of it."""

from __future__ import annotations

import time
from datetime import timedelta

from monitor.model import EntryId, FeedId
from monitor.store import feeds, outcomes
from tests.store.records import NOW, alert, end, entry, state

LATER = NOW + timedelta(days=1)


async def test_what_ended_before_goes(store):
    """Entries, articles and decisions that ended before the time go; what ended later stays."""
    await store.save_poll(state(), [entry(1), entry(2)], listed_keys=[])
    await store.finish(end(1, alerts=[alert()]))
    await store.finish(end(2, ended_at=LATER))

    assert await store.forget(before=LATER) == 1
    assert await store.read(feeds.outcome_counts) == {"below_threshold": 1}
    assert await store.read(outcomes.article_count) == 1


async def test_pending_entries_stay(store):
    """What has not ended is never forgotten, however old."""
    await store.save_poll(state(), [entry(1)], listed_keys=[])

    assert await store.forget(before=NOW + timedelta(days=9999)) == 0
    assert len(await store.pending_entries()) == 1


async def test_a_listed_entry_stays_known(store):
    """An entry that its feed still lists keeps its key alone, and is not new at the next poll."""
    listed = entry(1, author="The newsroom", summary="A summary")
    await store.save_poll(state(), [listed, entry(2)], listed_keys=["key-1"])
    await store.finish(end(1))
    await store.finish(end(2))
    forgotten = await store.forget(before=LATER)
    new = await store.save_poll(state(), [listed, entry(2)], listed_keys=["key-1", "key-2"])
    left = await store.entry(listed.id)

    assert forgotten == 1
    assert [found.id for found in new] == ["wire-2"]
    assert (left.title, left.summary, left.author, left.url) == ("", "", None, None)
    assert await store.read(outcomes.article_count) == 0


async def test_an_entry_goes_once_it_is_listed_no_more(store):
    """When the feed drops it, the next tidying takes it."""
    await store.save_poll(state(), [entry(1)], listed_keys=["key-1"])
    await store.finish(end(1))
    await store.forget(before=LATER)
    await store.save_poll(state(), [], listed_keys=["key-9"])

    assert await store.forget(before=LATER) == 1


async def test_an_unread_poll_keeps_the_list(store):
    """A poll that brought no document says nothing of what the feed lists."""
    await store.save_poll(state(), [entry(1)], listed_keys=["key-1"])
    await store.finish(end(1))
    await store.save_poll(state(), [], listed_keys=None)

    assert await store.forget(before=LATER) == 0


async def test_another_feeds_list_does_not_count(store):
    """The same key in another feed's document keeps nothing here."""
    await store.save_poll(state(), [entry(1)], listed_keys=[])
    await store.save_poll(state(FeedId("other")), [], listed_keys=["key-1"])
    await store.finish(end(1))

    assert await store.forget(before=LATER) == 1


async def test_an_unsent_alert_stays_whole(store):
    """An alert that waits for the bus outlives its entry."""
    await store.save_poll(state(), [entry(1), entry(2)], listed_keys=[])
    await store.finish(end(1, alerts=[alert("one")]))
    await store.finish(end(2, alerts=[alert("two")]))
    await store.mark_sent(await store.unsent_alerts(limit=1), at=NOW)
    before = (await store.unsent_alerts(limit=9))[0]
    await store.forget(before=LATER)

    assert await store.unsent_alerts(limit=9) == [before]
    assert await store.oldest_kept_seqs() == {"news": 2}


async def test_a_large_document_is_forgotten_quickly(store):
    """Thousands of old entries of one feed with a long list do not hold up the writer."""
    many = [entry(n) for n in range(4_000)]
    await store.save_poll(state(), many, listed_keys=[one.key for one in many[:3_000]])
    await store._writer.write(
        lambda connection: connection.exec_driver_sql(
            "UPDATE entries SET outcome = 'seen', ended_at = first_seen_at"
        )
    )
    began = time.process_time()
    forgotten = await store.forget(before=LATER)
    took_s = time.process_time() - began

    assert forgotten == 1_000
    assert took_s < 0.5
    assert (await store.entry(EntryId("wire-2999"))).title == ""
