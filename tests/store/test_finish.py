"""An entry ends once: outcome, article, decisions and alerts in one transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import ChannelName, Outcome, Verdict
from monitor.store import SqlStore, feeds, outcomes
from tests.store.records import NOW, WEEK, alert, decision, end, entry, state


async def count(store, table: str) -> int:
    """Return how many rows a table has."""
    return await store.read(
        lambda connection: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
    )


async def seqs(store, channel: str = "news") -> list[int]:
    """Return the numbers of a channel's alerts, in order."""
    kept = await store.alerts_between(ChannelName(channel), first=0, last=10**6, limit=10**6)
    return [one.seq for one in kept]


@pytest.fixture
def three(store):
    """Give the coroutine that stores three entries to end."""
    return store.save_poll(state(), [entry(1), entry(2), entry(3)], listed_keys=[])


async def test_an_entry_ends_with_everything_it_has(store, three):
    """Outcome, article, decision and alert stand there after one call."""
    await three
    finished = await store.finish(end(1, alerts=[alert()]))

    assert (finished.outcome, finished.alerts) == (Outcome.ALERTED, 1)
    assert [d.verdict for d in finished.decisions] == [Verdict.ALERT]
    assert await seqs(store) == [1]
    assert (await count(store, "articles"), await count(store, "decisions")) == (1, 1)
    assert await store.read(feeds.outcome_counts) == {"alerted": 1, "pending": 2}


async def test_ending_twice_changes_nothing(store, three):
    """A second end of an entry, whatever it says, leaves the first and doubles nothing."""
    await three
    await store.finish(end(1, alerts=[alert("one")]))
    again = await store.finish(end(1, alerts=[alert("two")], outcome=Outcome.QUARANTINED))

    assert (again.outcome, again.alerts, list(again.decisions)) == (Outcome.ALERTED, 0, [])
    assert await seqs(store) == [1]
    assert (await count(store, "articles"), await count(store, "decisions")) == (1, 1)


async def test_ending_twice_after_a_crash(path):
    """Work that was done and not heard of is done again after a restart, without effect."""
    async with SqlStore(path) as first:
        await first.save_poll(state(), [entry(1)], listed_keys=[])
        await first.finish(end(1, alerts=[alert()]))
    async with SqlStore(path) as second:
        again = await second.finish(end(1, alerts=[alert()]))

        assert again.alerts == 0
        assert await seqs(second) == [1]


async def test_the_same_story_is_told_once(store, three):
    """A second entry with the same alert ends as seen, and its decision says why."""
    await three
    await store.finish(end(1, alerts=[alert("one")]))
    second = await store.finish(end(2, alerts=[alert("one")]))

    assert (second.outcome, second.alerts) == (Outcome.SEEN, 0)
    assert [(d.verdict, d.reason) for d in second.decisions] == [(Verdict.NONE, Outcome.SEEN)]
    assert await seqs(store) == [1]


async def test_a_twin_is_told_once(store, three):
    """The same text under another address ends as a near-duplicate."""
    await three
    twin = {"twin_key": "example.org ab", "twins_since": NOW - WEEK}
    await store.finish(end(1, alerts=[alert("one", at=NOW - timedelta(days=2))], **twin))
    second = await store.finish(end(2, alerts=[alert("two")], **twin))

    assert (second.outcome, second.alerts) == (Outcome.NEAR_DUPLICATE, 0)
    assert [d.reason for d in second.decisions] == [Outcome.NEAR_DUPLICATE]


async def test_a_twin_of_long_ago_does_not_count(store, three):
    """A text that was told before the time that counts is told again."""
    await three
    await store.finish(end(1, alerts=[alert("one", at=NOW - WEEK)], twin_key="k"))
    second = await store.finish(
        end(2, alerts=[alert("two")], twin_key="k", twins_since=NOW - timedelta(days=1))
    )

    assert second.outcome is Outcome.ALERTED


async def test_without_a_limit_every_twin_counts(store, three):
    """Where nothing says how far back a twin counts, it always does."""
    await three
    await store.finish(end(1, alerts=[alert("one", at=NOW - 52 * WEEK)], twin_key="k"))
    second = await store.finish(end(2, alerts=[alert("two")], twin_key="k"))

    assert second.outcome is Outcome.NEAR_DUPLICATE


async def test_a_twin_on_another_channel_does_not_count(store, three):
    """Who listens to one channel was not told what went to another."""
    await three
    await store.finish(end(1, alerts=[alert("one")], twin_key="k"))
    second = await store.finish(end(2, alerts=[alert("two", channel="sport")], twin_key="k"))

    assert second.outcome is Outcome.ALERTED
    assert await seqs(store, "sport") == [1]


async def test_one_channel_told_and_one_not(store, three):
    """Of two alerts only the one that its channel knows is withdrawn."""
    await three
    await store.finish(end(1, alerts=[alert("one")]))
    both = [alert("one"), alert("one", channel="sport", watchlist="cup")]
    second = await store.finish(end(2, alerts=both, decisions=[decision("talks"), decision("cup")]))

    assert (second.outcome, second.alerts) == (Outcome.ALERTED, 1)
    assert [(d.match.watchlist_id, d.reason) for d in second.decisions] == [
        ("talks", Outcome.SEEN),
        ("cup", None),
    ]


async def test_numbers_are_without_gaps(store, three):
    """A withdrawn alert takes no number."""
    await three
    await store.finish(end(1, alerts=[alert("one")]))
    await store.finish(end(2, alerts=[alert("one")]))
    await store.finish(end(3, alerts=[alert("three")]))

    assert await seqs(store) == [1, 2]


async def test_what_a_watchlist_knew_nothing_of_leaves_no_row(store, three):
    """Only decisions with a score are kept."""
    await three
    await store.finish(
        end(
            1,
            decisions=[
                decision("a", verdict=Verdict.NONE, score=0),
                decision("b", verdict=Verdict.NONE, score=0.2),
            ],
        )
    )

    assert await count(store, "decisions") == 1


async def test_an_entry_may_end_without_an_article(store, three):
    """What could not be handled ends too."""
    await three
    finished = await store.finish(
        end(1, article=None, outcome=Outcome.QUARANTINED, reason="deadline")
    )

    assert finished.outcome is Outcome.QUARANTINED
    assert await store.read(outcomes.article_count) == 0
