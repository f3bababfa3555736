"""A poll is written whole: the feed's state together with its new entries."""

from __future__ import annotations

import time
from datetime import timedelta

from monitor.model import FeedHealth, FeedId, FeedState
from tests.store.records import FEED, NOW, end, entry, state


async def test_a_feed_state_comes_back_as_it_was(store):
    """Every field of a state survives the database."""
    full = FeedState(
        feed_id=FEED,
        url="https://example.org/feed",
        health=FeedHealth.FAILING,
        reason="http_503",
        since=NOW,
        etag='W/"a b"',
        last_modified="Sun, 01 Mar 2026 00:00:00 GMT",
        body_hash="ab" * 32,
        title="Вести",
        language="ru",
        first_polled_at=NOW,
        last_polled_at=NOW + timedelta(microseconds=1),
        last_ok_at=NOW,
        next_poll_at=NOW + timedelta(hours=1),
        failures=3,
        mean_gap=timedelta(minutes=7, milliseconds=250),
        polls=9,
        not_modified=4,
        entries=12,
    )
    await store.save_poll(full, [], listed_keys=[])

    assert await store.feed_states() == {FEED: full}


async def test_an_empty_state_comes_back_as_it_was(store):
    """What is not known yet stays unknown."""
    await store.save_poll(state(), [], listed_keys=None)

    assert await store.feed_states() == {FEED: state()}


async def test_only_new_entries_are_told(store):
    """A second poll of the same document brings what the first did not, in its order."""
    await store.save_poll(state(), [entry(1), entry(2)], listed_keys=["key-1", "key-2"])
    new = await store.save_poll(state(entries=2), [entry(4), entry(2), entry(3)], listed_keys=[])

    assert [found.id for found in new] == ["wire-4", "wire-3"]
    assert (await store.feed_states())[FEED].entries == 4


async def test_a_document_with_an_entry_twice_brings_it_once(store):
    """The same entry twice in one poll is one entry, the first."""
    new = await store.save_poll(
        state(), [entry(1, title="First"), entry(1, title="Second")], listed_keys=["key-1"]
    )

    assert [found.title for found in new] == ["First"]
    assert (await store.feed_states())[FEED].entries == 1


async def test_an_entry_comes_back_as_it_was(store):
    """Every field of an entry survives the database."""
    full = entry(
        1,
        summary="A summary",
        content="The whole text\nof two lines",
        author="The newsroom",
        published_at=NOW - timedelta(hours=1),
        is_baseline=True,
    )
    await store.save_poll(state(), [full], listed_keys=["key-1"])

    assert await store.entry(full.id) == full


async def test_pending_entries_come_oldest_first(store):
    """What has not ended waits, in the order in which it was first seen."""
    await store.save_poll(state(), [entry(3), entry(1), entry(2)], listed_keys=[])
    await store.finish(end(2))

    assert [waiting.id for waiting in await store.pending_entries()] == ["wire-1", "wire-3"]


async def test_a_postponed_entry_says_when_and_how_often(store):
    """A postponed entry stays pending and carries its retry time and its tries."""
    await store.save_poll(state(), [entry(1)], listed_keys=[])
    for attempts, minutes in enumerate((1, 5)):
        at = NOW + timedelta(minutes=minutes)
        await store.finish(end(1, attempts=attempts, retry_at=at))
    (waiting,) = await store.pending_entries()

    assert waiting.retry_at == NOW + timedelta(minutes=5)
    assert (await store.entry(entry(1).id)).attempts == 2


async def test_an_ended_entry_is_not_postponed(store):
    """A late retry of an entry that has ended changes nothing."""
    await store.save_poll(state(), [entry(1)], listed_keys=[])
    await store.finish(end(1))
    await store.finish(end(1, retry_at=NOW))

    assert (await store.entry(entry(1).id)).attempts == 0
    assert await store.pending_entries() == []


async def test_the_largest_document_is_quick(store):
    """5,000 entries of one poll are written in well under a second, and known the next time."""
    many = [entry(n, summary="s" * 300) for n in range(5_000)]
    keys = [one.key for one in many]
    began = time.process_time()
    first = await store.save_poll(state(), many, listed_keys=keys)
    second = await store.save_poll(state(), many, listed_keys=keys)
    took_s = time.process_time() - began

    assert (len(first), len(second)) == (5_000, 0)
    assert took_s < 1


async def test_many_pending_entries_are_read_quickly(store):
    """A start with a long backlog does not wait for the database."""
    for feed in ("a", "b", "c", "d"):
        await store.save_poll(
            state(FeedId(feed)),
            [entry(n, feed=FeedId(feed)) for n in range(5_000)],
            listed_keys=[],
        )
    began = time.process_time()
    waiting = await store.pending_entries()
    took_s = time.process_time() - began

    assert len(waiting) == 20_000
    assert took_s < 1
