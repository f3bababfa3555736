"""An entry ends once: outcome, article, decisions and alerts in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import ChannelName, Outcome, Removed, Verdict
from monitor.rules.events import UPDATE
from monitor.store import SqlStore, feeds, outcomes
from monitor.store.articles import read_kept
from tests.store.records import FEED, NOW, WEEK, alert, article, decision, end, entry, state


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


# ---- an entry whose page is asked for again ends for the time being, and once more -----------

LATER = NOW + timedelta(minutes=10)


async def test_what_is_told_at_once_stands_and_the_entry_waits(store, three):
    """The alert is out, article and decision can be looked at, and the entry is still pending."""
    await three
    finished = await store.finish(end(1, alerts=[alert()], reason="bot_wall", retry_at=LATER))
    waiting = {one.id: one for one in await store.pending_entries()}

    assert (finished.outcome, finished.alerts) == (Outcome.ALERTED, 1)
    assert waiting["wire-1"].retry_at == LATER
    assert (await store.entry(entry(1).id)).attempts == 1
    assert [d.verdict for d in await store.decisions(entry(1).id)] == [Verdict.ALERT]
    assert (await count(store, "articles"), await count(store, "decisions")) == (1, 1)
    assert await store.read(feeds.outcome_counts) == {"pending": 3}


async def test_the_second_end_replaces_the_first(store, three):
    """Article and decisions are those of the second scoring; the entry has ended for good."""
    await three
    await store.finish(end(1, retry_at=LATER, decisions=[decision(verdict=Verdict.NEAR_MISS)]))
    both = [decision("talks"), decision("water", verdict=Verdict.NEAR_MISS)]
    finished = await store.finish(
        end(
            1,
            attempts=1,
            alerts=[alert()],
            decisions=both,
            article=article(text="The whole story."),
            ended_at=LATER,
        )
    )
    kept = await store.read(read_kept, entry(1).id)

    assert (finished.outcome, finished.alerts) == (Outcome.ALERTED, 1)
    assert [d.match.watchlist_id for d in kept.decisions] == ["talks", "water"]
    assert (kept.article.text, kept.outcome) == ("The whole story.", Outcome.ALERTED)
    assert (kept.ended_at, kept.retry_at) == (LATER, None)
    assert await store.read(feeds.outcome_counts) == {"alerted": 1, "pending": 2}


async def test_an_outcome_that_stays_keeps_its_time(store, three):
    """Looking back shows an alert when it was written, and not when its page came."""
    await three
    await store.finish(end(1, alerts=[alert()], retry_at=LATER))
    await store.finish(
        end(1, attempts=1, outcome=Outcome.ALERTED, decisions=[decision()], ended_at=LATER)
    )

    assert (await store.read(read_kept, entry(1).id)).ended_at == NOW


async def test_the_feeds_text_stays_until_the_end(store):
    """It is scored again if the page does not come; then the article alone has it."""
    await store.save_poll(state(), [entry(1, content="All of it.")], listed_keys=[])
    await store.finish(end(1, retry_at=LATER))
    waiting = await store.entry(entry(1).id)
    await store.finish(end(1, attempts=1))

    assert waiting.content == "All of it."
    assert (await store.entry(entry(1).id)).content == ""


@pytest.mark.parametrize("retry_at", [None, LATER])
async def test_the_same_scoring_counts_once(store, three, retry_at):
    """Work that was done and not heard of is done again without effect."""
    await three
    for _ in range(2):
        again = await store.finish(end(1, alerts=[alert("one")], retry_at=LATER))
    stale = await store.finish(end(1, alerts=[alert("two")], retry_at=retry_at))

    assert (again.alerts, stale.alerts, list(stale.decisions)) == (0, 0, [])
    assert await seqs(store) == [1]
    assert (await store.entry(entry(1).id)).attempts == 1


async def test_a_channel_is_told_of_a_watchlist_that_knows_an_entry_later(store, three):
    """As an update, once however often it is tried, and though the text is the one told before."""
    await three
    own = {"twin_key": "example.org ab"}
    both = [decision("talks"), decision("water")]
    update = alert(watchlist="water", kind=UPDATE)
    await store.finish(end(1, alerts=[alert()], retry_at=LATER, **own))
    second = await store.finish(
        end(1, attempts=1, alerts=[update], decisions=both, retry_at=LATER, **own)
    )
    third = await store.finish(end(1, attempts=2, alerts=[update], decisions=both, **own))

    assert (second.outcome, second.alerts, third.alerts) == (Outcome.ALERTED, 1, 0)
    assert [d.verdict for d in second.decisions] == [Verdict.ALERT, Verdict.ALERT]
    assert await seqs(store) == [1, 2]


async def test_an_update_of_a_text_that_another_entry_told_is_a_twin(store, three):
    """The channel had that text, with all its watchlists."""
    await three
    await store.finish(end(1, alerts=[alert()], retry_at=LATER))
    await store.finish(end(2, alerts=[alert("two", entry_id="wire-2")], twin_key="k"))
    second = await store.finish(
        end(
            1,
            attempts=1,
            alerts=[alert(watchlist="water", kind=UPDATE)],
            decisions=[decision("talks"), decision("water")],
            twin_key="k",
        )
    )

    assert (second.outcome, second.alerts) == (Outcome.ALERTED, 0)
    assert [d.reason for d in second.decisions] == [None, Outcome.NEAR_DUPLICATE]


async def test_how_pages_come_is_kept_with_the_feed(store, three):
    """It is written with an entry, survives a restart, and a poll does not touch it."""
    await three
    noted = state(pages_recent=("", "bot_wall"), pages_blocked="bot_wall", pages_since=NOW)
    await store.finish(replace(end(1), feed=noted))
    await store.finish(end(2))
    await store.save_poll(state(polls=2), [], listed_keys=[])
    states = await store.feed_states()

    assert states[FEED] == replace(noted, polls=2, entries=states[FEED].entries)


async def test_what_was_removed_is_kept_with_the_article(store, three):
    """With the facts of its page, as they were written."""
    await three
    written = article(
        modified_at=NOW,
        section="World",
        image_url="https://example.org/i.png",
        removed=(Removed(rule="phrases", text="Follow us", why="asks to follow", is_added=True),),
    )
    await store.finish(end(1, article=written))

    assert (await store.read(read_kept, entry(1).id)).article == written


async def test_what_waits_for_its_page_is_not_forgotten(store, three):
    """However old: it would be asked for, and not be there."""
    await three
    await store.finish(end(1, retry_at=LATER))
    await store.finish(end(2))
    await store.forget(before=NOW + WEEK)

    assert [one.id for one in await store.pending_entries()] == ["wire-1", "wire-3"]
    assert (await count(store, "articles"), await count(store, "entries")) == (1, 2)


async def test_pending_entries_are_found_by_their_index(store):
    """A start does not read the whole table for the few that wait."""
    plan = await store.read(
        lambda connection: (
            connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT id FROM entries"
                " WHERE (outcome IS NULL OR retry_at IS NOT NULL) ORDER BY first_seen_at"
            )
            .mappings()
            .one()["detail"]
        )
    )

    assert "USING INDEX entries_pending" in plan
