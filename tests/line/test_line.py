"""From feed to alert: real feeds and pages on loopback, a real database, a real Valkey."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import timedelta

import pytest

from tests.daemon import Process, events, wait_for_events
from tests.line.pages import BODY, item, page

CONSENT = """<!doctype html><html lang="en"><head><title>Before you continue</title></head><body>
<div role="dialog"><h1>We value your privacy</h1><p>We and our 842 partners store and access
information on your device, such as cookies, and process personal data. You can accept all
cookies, reject all, or manage your choices.</p><button>Accept all</button>
<button>Reject all</button><button>Manage options</button></div></body></html>"""


async def test_from_feed_over_page_to_alert(site, setup, redis, prefix):
    """A story's page is read, its text matched, and one alert tells all of it."""
    url = site.page("/story", page("Delegations arrive"))
    link = f"{url}?utm_source=rss"
    site.feed("/feed", [item("Delegations arrive", link)], title="Loopback News")
    line = setup(
        [{"id": "news", "url": site.url("/feed")}],
        watchlists=[{"id": "talks", "title": "Talks", "terms": ["lake", "arrive"]}],
    )
    await line.run_once()
    [event] = await events(redis, prefix=prefix)
    told, article = event["data"], event["data"]["article"]
    [kept] = line.rows("SELECT text FROM articles")

    assert (event["specversion"], event["id"]) == ("1.0", told["id"])
    assert (told["seq"], told["channel"], told["kind"]) == (1, "talks", "new_story")
    assert told["watchlist"]["id"] == "talks"
    assert told["watchlist"]["revision"]
    assert (article["title"], article["url"]) == ("Delegations arrive", url)
    assert (article["outlet"], article["language"]) == ("Loopback News", "en")
    assert article["excerpt"] == kept["text"][:500]
    assert "\n".join(BODY) in kept["text"]
    assert article["text_source"] == "page"
    assert told["score"] > 0.9
    assert {part["name"] for part in told["parts"]} == {"term"}
    found = {
        ({"title": article["title"], "text": kept["text"]}[span["field"]])[
            span["start"] : span["end"]
        ]
        for span in told["matched_terms"]
    }
    assert found == {"arrive", "lake"}


async def test_what_is_published_is_what_stands_in_the_stream(site, setup, redis, prefix):
    """A plain SUBSCRIBE gets the same bytes as a reader of the stream."""
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(f"{prefix}alerts:talks")
        await pubsub.get_message(timeout=5)  # the subscription's own
        await setup([{"id": "news", "url": site.url("/feed")}]).run_once()
        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=5)
    [(stream_id, fields)] = await redis.xrange(f"{prefix}alerts:talks")

    assert stream_id == b"1-0"
    assert message["data"] == fields[b"event"]


async def test_a_second_pass_asks_conditionally_and_tells_nothing(site, setup, redis, prefix):
    """The next `--once` gets a 304, stores nothing new, alerts nothing, and new entries later."""
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    await line.run_once()
    after_two = line.feed_rows()["news"]
    site.add_item("/feed", item("Talks end", None, guid="2"))
    await line.run_once()
    told = [event["data"]["article"]["title"] for event in await events(redis, prefix=prefix)]

    assert (after_two["polls"], after_two["not_modified"], after_two["entries"]) == (2, 1, 1)
    assert "if-none-match" in site.asked_for("/feed")[1].headers
    assert told == ["Talks begin", "Talks end"]


async def test_old_entries_of_a_first_poll_are_kept_and_not_told(site, setup, redis, prefix):
    """A feed's history is the baseline: stored and scored, alerted only if it is fresh."""
    site.feed(
        "/feed",
        [
            item("Talks today", None, guid="1", age=timedelta(hours=1)),
            item("Talks last week", None, guid="2", age=timedelta(days=7)),
        ],
    )
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    told = [event["data"]["article"]["title"] for event in await events(redis, prefix=prefix)]
    [old] = line.rows(
        "SELECT outcome, score, verdict, d.reason, title FROM entries e"
        " JOIN decisions d ON d.entry_id = e.id WHERE title LIKE '%week'"
    )

    assert told == ["Talks today"]
    assert (old["outcome"], old["verdict"], old["reason"]) == ("too_old", "none", "too_old")
    assert old["score"] > 0.5


async def test_watchlists_share_a_channel_or_have_their_own(site, setup, redis, prefix):
    """Two lists on one channel share one alert that names both; another channel gets its own."""
    site.feed("/feed", [item("Talks on water", None, guid="1")])
    lists = [
        {"id": "talks", "channel": "desk", "terms": ["talks"]},
        {"id": "water", "channel": "desk", "terms": ["water"]},
        {"id": "own", "terms": ["water"]},
        {"id": "off", "terms": ["water"], "enabled": False},
        {"id": "other", "terms": ["fire"]},
    ]
    await setup([{"id": "news", "url": site.url("/feed")}], watchlists=lists).run_once()
    [shared] = await events(redis, prefix=prefix, channel="desk")
    [own] = await events(redis, prefix=prefix, channel="own")
    others = [await redis.exists(f"{prefix}alerts:{name}") for name in ("off", "other", "talks")]

    assert [told["id"] for told in shared["data"]["watchlists"]] == ["talks", "water"]
    assert [told["id"] for told in own["data"]["watchlists"]] == ["own"]
    assert others == [0, 0, 0]


async def test_one_page_is_told_once(site, setup, redis, prefix):
    """The same page through two feeds, and the same text twice on a host, alert once."""
    body = [f"{line} The talks went on." for line in BODY]
    site.page("/a", page("Talks at the lake", *body))
    site.page("/b", page("Talks at the lake", *body))
    site.feed("/one", [item("Talks at the lake", site.url("/a"))])
    site.feed("/two", [item("Talks at the lake", site.url("/a?utm_medium=rss"))])
    site.feed("/three", [])
    line = setup([{"id": name, "url": site.url(f"/{name}")} for name in ("one", "two", "three")])
    await line.run_once()
    site.add_item("/three", item("Talks at the lake", site.url("/b")))
    await line.run_once()
    outcomes = sorted(row["outcome"] for row in line.rows("SELECT outcome FROM entries"))

    assert len(await events(redis, prefix=prefix)) == 1
    assert outcomes == ["alerted", "near_duplicate", "seen"]


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "http_404"), (503, "http_503"), (410, "http_410")]
)
async def test_without_its_page_an_entry_is_matched_by_its_feed(
    site, setup, redis, prefix, status, reason
):
    """Title and summary are scored where the page does not come, and the record says so."""
    page_url = site.answer("/gone", status=status)
    other = site.answer("/gone-too", status=status)
    site.feed(
        "/feed",
        [
            item("A meeting", page_url, description="The talks took all day."),
            item("A match", other, description="The game took all day."),
        ],
    )
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    [event] = await events(redis, prefix=prefix)
    rows = {row["title"]: row for row in line.rows("SELECT title, outcome, reason FROM entries")}

    assert event["data"]["article"]["text_source"] == "feed"
    assert event["data"]["article"]["excerpt"] == "The talks took all day."
    assert (rows["A meeting"]["outcome"], rows["A meeting"]["reason"]) == ("alerted", reason)
    assert (rows["A match"]["outcome"], rows["A match"]["reason"]) == ("fetch_failed", reason)


async def test_a_page_that_fails_for_a_while_is_asked_for_again(site, setup, redis, prefix):
    """The daemon alerts at once if the feed's text suffices, and waits for the page all the same."""
    failing = site.answer("/later", status=503)
    site.feed(
        "/feed",
        [
            item("Talks begin", failing, guid="1"),
            item("A quiet day", site.answer("/quiet", status=503), guid="2"),
        ],
    )
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    found = await wait_for_events(redis, 1, prefix=prefix)
    await site.wait_until_asked("/quiet")
    code = await daemon.stop()
    rows = {
        r["title"]: r for r in line.rows("SELECT title, outcome, attempts, retry_at FROM entries")
    }

    assert [event["data"]["article"]["title"] for event in found] == ["Talks begin"]
    assert rows["Talks begin"]["outcome"] == "alerted"
    assert (rows["A quiet day"]["outcome"], rows["A quiet day"]["attempts"]) == ("fetch_failed", 1)
    assert all(row["retry_at"] is not None for row in rows.values())
    assert code == 0


async def test_a_consent_page_is_no_story(site, setup, redis, prefix):
    """Where a consent page stands in the way, the feed's own words are matched, not the page's."""
    site.page("/wall", CONSENT)
    site.feed("/feed", [item("Talks begin", site.url("/wall"), description="In the capital.")])
    line = setup(
        [{"id": "news", "url": site.url("/feed")}],
        watchlists=[
            {"id": "talks", "terms": ["talks"]},
            {"id": "cookies", "terms": ["cookies", "privacy"]},
        ],
    )
    await line.run_once()
    [event] = await events(redis, prefix=prefix)

    assert event["data"]["article"]["excerpt"] == "In the capital."
    assert event["data"]["article"]["quality"] == "consent_page"
    assert await events(redis, prefix=prefix, channel="cookies") == []


async def test_scores_of_every_entry_are_kept(site, setup):
    """Articles stay with text and score, told or not, so that a watchlist can be tried on them."""
    site.page("/a", page("Delegations arrive"))
    site.feed("/feed", [item("Delegations arrive", site.url("/a"))])
    line = setup(
        [{"id": "news", "url": site.url("/feed")}],
        watchlists=[{"id": "near", "terms": ["lake"], "threshold": 0.7}],
    )
    await line.run_once()
    [row] = line.rows(
        "SELECT outcome, verdict, score, text, spans FROM entries e"
        " JOIN articles a ON a.entry_id = e.id JOIN decisions d ON d.entry_id = e.id"
    )

    assert (row["outcome"], row["verdict"]) == ("near_miss", "near_miss")
    assert "\n".join(BODY) in row["text"]
    assert [span["term"] for span in json.loads(row["spans"])] == ["lake"]


async def test_what_is_older_than_the_retention_is_forgotten_at_the_next_start(site, setup):
    """An article whose time is over goes, and its entry, still listed, does not look new."""
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed")}], keys={"retention_days": 1})
    await line.run_once()
    with sqlite3.connect(line.folder / "state" / "monitor.sqlite3") as database:
        database.execute("UPDATE entries SET ended_at = '2001-01-01 00:00:00.000000'")
    database.close()
    await line.run_once()
    kept = line.summary()

    assert kept["articles"] == 0
    assert line.feed_rows()["news"]["entries"] == 1
    assert kept["entries"]["pending"] == 0


async def test_a_story_published_now_is_told_at_the_next_poll(site, setup, redis, prefix):
    """A running daemon finds a new entry at the next poll and alerts at once."""
    site.feed("/feed", [item("A quiet day", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}])
    daemon = Process(line.write())
    await site.wait_until_asked("/feed", limit_s=20)
    await asyncio.sleep(0)
    site.add_item("/feed", item("Talks begin", None, guid="2"))
    [event] = await wait_for_events(redis, 1, prefix=prefix)
    code = await daemon.stop()

    assert event["data"]["article"]["title"] == "Talks begin"
    assert code == 0
