"""Whatever a feed, page or server says can be written: one entry never stops the daemon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.model import Decision, Match, Outcome, Part, Verdict, WatchlistId
from tests.store.records import FEED, NOW, alert, article, decision, end, entry, state

EAST = timezone(timedelta(hours=14))
WEST = timezone(timedelta(hours=-12))


@pytest.mark.parametrize("bad", ["\ud800", "\0", "\ud83d\ude00"])
async def test_text_that_no_database_takes(store, bad):
    """Lone surrogates and NUL become U+FFFD everywhere, each one character for one."""
    text = f"a{bad}b"
    clean = "a" + "\ufffd" * len(bad) + "b"
    await store.save_poll(
        state(title=text, etag=text, last_modified=text),
        [entry(1, url=text, title=text, summary=text, content=text, author=text)],
        listed_keys=["key-1"],
    )
    read = await store.entry(entry(1).id)
    await store.finish(
        end(
            1,
            alerts=[alert()],
            article=article(title=text, text=text, url=text, final_url=text, outlet=text),
            twin_key=text,
            twins_since=NOW,
        )
    )
    known = (await store.feed_states())[FEED]

    assert {read.url, read.title, read.summary, read.content, read.author} == {clean}
    assert {known.title, known.etag, known.last_modified} == {clean}


async def test_a_twin_is_found_under_an_unwritable_key(store):
    """What is compared is cleaned like what was written."""
    await store.save_poll(state(), [entry(1), entry(2)], listed_keys=[])
    dirty = {"twin_key": "example.org \udc80", "twins_since": NOW}
    await store.finish(end(1, alerts=[alert("one")], **dirty))
    second = await store.finish(end(2, alerts=[alert("two")], **dirty))

    assert second.outcome is Outcome.NEAR_DUPLICATE


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        (datetime(1, 1, 1, tzinfo=EAST), datetime.min.replace(tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, tzinfo=WEST), datetime.max.replace(tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)),
        (datetime(2026, 3, 1, 14, tzinfo=EAST), datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
async def test_dates_at_the_ends_of_time(store, date, kept):
    """A date that UTC cannot express becomes the nearest that it can."""
    await store.save_poll(state(), [entry(1, published_at=date)], listed_keys=[])
    await store.finish(end(1, article=article(published_at=date)))

    assert (await store.entry(entry(1).id)).published_at == kept


async def test_a_time_without_a_zone_is_our_mistake(store):
    """A naive time is refused instead of being taken for local time."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(Exception, match="says no zone"):
        await store.save_poll(state(), [entry(1, first_seen_at=naive)], listed_keys=[])
    assert await store.pending_entries() == []


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
async def test_scores_that_are_no_numbers(store, score):
    """A score that is no number is kept as none at all."""
    match = Match(
        watchlist_id=WatchlistId("talks"),
        score=score,
        verdict=Verdict.HELD,
        parts=(Part(name="term", value=score, why="\ud800"),),
    )
    await store.save_poll(state(), [entry(1)], listed_keys=[])
    await store.finish(end(1, decisions=[Decision(match=match, verdict=Verdict.HELD)]))
    kept = await store.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT score, json_extract(parts, '$[0].value') FROM decisions"
        ).all()
    )

    assert kept == [(0.0, 0.0)]


async def test_very_long_texts(store):
    """A text of ten million characters is kept whole."""
    await store.save_poll(state(), [entry(1)], listed_keys=[])
    await store.finish(
        end(1, article=article(text="ж" * 10_000_000), decisions=[decision(verdict=Verdict.NONE)])
    )
    length = await store.read(
        lambda connection: connection.exec_driver_sql("SELECT length(text) FROM articles").scalar()
    )

    assert length == 10_000_000
