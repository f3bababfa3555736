"""What the program tells of its own state, worked out of values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Feed, FeedHealth, FeedId, FeedState
from monitor.report import feed_rows, recorded_poll_told, summary
from monitor.store import SqlStore

NOW = datetime(2026, 3, 2, 9, 56, 31, 402_000, tzinfo=UTC)
FEED = Feed(id=FeedId("wire"), url="https://wire.example/f?token=t")
READ = FeedState(
    feed_id=FEED.id,
    url=FEED.url,
    health=FeedHealth.OK,
    body_hash="a",
    next_poll_at=NOW,
    polls=3,
    entries=7,
)
FAILED = replace(READ, health=FeedHealth.FAILING, reason="http_404", since=NOW, failures=2, polls=4)


def test_times_are_told_to_the_millisecond():
    """In one form, wherever they are told."""
    [row] = feed_rows([FEED], {FEED.id: READ})

    assert row["next_poll_at"] == "2026-03-02T09:56:31.402Z"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, READ, ("changed", 7, 5, None)),
        (READ, replace(READ, body_hash="b", entries=9), ("changed", 2, 5, None)),
        (READ, replace(READ, polls=4), ("same_body", 0, 0, None)),
        (READ, replace(READ, not_modified=1), ("not_modified", 0, 0, None)),
        (READ, FAILED, ("failed", 0, 0, "http_404")),
        (FAILED, replace(READ, polls=5), ("same_body", 0, 0, None)),
        (replace(READ, url="https://old.example", entries=90), READ, ("changed", 7, 5, None)),
    ],
)
def test_a_poll_is_told_by_its_traces(before, after, told):
    """What it was follows from what is known before and after; another address counts as new."""
    found = recorded_poll_told(FEED, before, after, listed=5)

    assert (found["result"], found["new"], found["listed"], found["reason"]) == told
    assert (found["message"] is None) == (found["reason"] is None)


def test_a_feed_that_is_gone_has_no_next_poll():
    """It is asked no more."""
    gone = replace(FAILED, health=FeedHealth.GONE, reason="http_410")
    found = recorded_poll_told(FEED, READ, gone, listed=5)

    assert (found["state"], found["next_poll_at"]) == ("gone", None)
    assert found["message"] == "like this since 2026-03-02T09:56:31.402Z; the log tells more"


async def test_the_summary_tells_no_address(tmp_path):
    """Whoever may ask the status port learns that a feed is in trouble, and no token of it."""
    async with SqlStore(tmp_path / "monitor.sqlite3") as store:
        await store.save_poll(FAILED, [], listed_keys=[])
        told = await store.read(summary, [FEED], None)

    assert [feed["id"] for feed in told["feeds"]["in_trouble"]] == ["wire"]
    assert "wire.example" not in repr(told)
