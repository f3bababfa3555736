"""What stands before a page: nobody waits for it, and who was not told is told when it comes."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.daemon import Process, events, wait_for_events
from tests.line.pages import BODY, item, page

CONSENT = """<!doctype html><html lang="en"><head><title>Before you continue</title></head><body>
<div role="dialog"><h1>We value your privacy</h1><p>We and our 842 partners store and access
information on your device, such as cookies, and process personal data. You can accept all
cookies, reject all, or manage your choices.</p><button>Accept all</button>
<button>Reject all</button><button>Manage options</button></div></body></html>"""
# The one stands in the feed's own words, the other only in a page of tests.line.pages.
TALKS = {"id": "talks", "terms": ["talks"]}
LAKE = {"id": "lake", "terms": ["lake"]}


def let_them_come_back(line) -> None:
    """Make it time for all pages that are to be asked for again; the daemon must not run."""
    database = line.folder / "state" / "monitor.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "UPDATE entries SET retry_at = '2001-01-01 00:00:00.000000' WHERE retry_at NOT NULL"
        )
        connection.commit()


def sentences(choice: random.Random) -> list[str]:
    """Make up a text of its own, since lines that recur on a host are no story."""
    words = ["".join(choice.choices("abdeghiklmnorstu", k=7)) for _ in range(60)]
    return [f"At the lake {' '.join(words[at : at + 20])}." for at in (0, 20, 40)]


def seen(line) -> dict[str, dict]:
    """Return how each entry stands, with its article, by its title."""
    found = line.rows(
        "SELECT e.title, outcome, reason, attempts, retry_at, text, text_source, quality"
        " FROM entries e JOIN articles a ON a.entry_id = e.id"
    )
    return {row["title"]: row for row in found}


@pytest.mark.parametrize("wall", ["consent_page", "http_403", "http_503"])
async def test_an_alert_goes_out_at_once_and_the_page_is_read_when_it_comes(
    site, setup, redis, prefix, wall
):
    """Killed between the two, the daemon tells each watchlist once, and keeps the page's text."""
    if wall == "consent_page":
        url = site.page("/story", CONSENT)
    else:
        url = site.answer("/story", status=int(wall.removeprefix("http_")))
    site.feed("/feed", [item("Talks begin", url, description="In the capital.")])
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[TALKS, LAKE])
    daemon = Process(line.write())
    [at_once] = await wait_for_events(redis, 1, prefix=prefix)
    daemon.send(signal.SIGKILL)
    await daemon.wait()
    first = seen(line)["Talks begin"]
    site.page("/story", page("Talks begin"))
    let_them_come_back(line)
    daemon = Process(line.write())
    [later] = await wait_for_events(redis, 1, prefix=prefix, channel="lake")
    await daemon.wait_until_logged("entry_done")
    code = await daemon.stop()
    last = seen(line)["Talks begin"]
    decided = {row["watchlist_id"]: row["verdict"] for row in line.rows("SELECT * FROM decisions")}

    assert at_once["data"]["article"]["excerpt"] == "In the capital."
    assert at_once["data"]["article"]["text_source"] == "feed"
    assert (first["outcome"], first["reason"], first["attempts"]) == ("alerted", wall, 1)
    assert (first["text"], first["retry_at"] is not None) == ("In the capital.", True)
    assert later["data"]["article"]["text_source"] == "page"
    assert (last["outcome"], last["reason"], last["retry_at"]) == ("alerted", None, None)
    assert "\n".join(BODY) in last["text"]
    assert decided == {"talks": "alert", "lake": "alert"}
    assert len(await events(redis, prefix=prefix)) == 1
    assert code == 0


async def test_a_watchlist_that_came_meanwhile_is_told(site, setup, redis, prefix):
    """A reload between the two scorings: who is new is told, who is gone was told."""
    site.page("/story", CONSENT)
    site.feed("/feed", [item("Talks begin", site.url("/story"))])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    await wait_for_events(redis, 1, prefix=prefix)
    await daemon.stop()
    site.page("/story", page("Talks begin"))
    let_them_come_back(line)
    line.watchlists = [LAKE]
    await line.run_once()
    decided = {row["watchlist_id"]: row["verdict"] for row in line.rows("SELECT * FROM decisions")}

    assert len(await events(redis, prefix=prefix, channel="lake")) == 1
    assert len(await events(redis, prefix=prefix)) == 1
    assert decided == {"talks": "alert", "lake": "alert"}


async def test_once_ends_every_entry(site, setup, redis, prefix):
    """A single pass does not wait: an entry behind a wall ends with its feed's words."""
    url = site.page("/wall", CONSENT)
    site.feed(
        "/feed",
        [item("Talks begin", url, guid="1"), item("A quiet day", f"{url}?2", guid="2")],
    )
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    rows = seen(line)

    assert {row["outcome"] for row in rows.values()} == {"alerted", "blocked"}
    assert {row["reason"] for row in rows.values()} == {"consent_page"}
    assert {row["retry_at"] for row in rows.values()} == {None}
    assert line.summary()["entries"]["pending"] == 0


async def test_every_alert_comes_once_through_kills_and_walls(site, setup, redis, prefix):
    """Pages that are walls at first, a daemon that is killed again and again: each told once."""
    moments = random.Random(4)
    asked: Counter[str] = Counter()
    expected: set[str] = set()
    stories: dict[str, str] = {}
    site.feed("/feed")
    line = setup(
        [{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}], watchlists=[TALKS, LAKE]
    )

    async def wall_first(request, writer) -> None:
        asked[request.path] += 1
        body = (CONSENT if asked[request.path] == 1 else stories[request.path]).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    for number in range(8):
        path = f"/story/{number}"
        site.handle(path, wall_first)
        expected.add(site.url(path))
        stories[path] = page(f"Talks, day {number}", *sentences(moments))
    for killed in range(4):
        for number in (2 * killed, 2 * killed + 1):
            site.add_item("/feed", item(f"Talks, day {number}", site.url(f"/story/{number}")))
        daemon = Process(line.write())
        await daemon.wait_until_logged("started")
        await asyncio.sleep(moments.uniform(0, 1))
        daemon.send(signal.SIGKILL)
        await daemon.wait()
        let_them_come_back(line)
    await _read_all(line, site, expected)
    told = {
        channel: Counter(
            event["data"]["article"]["url"]
            for event in await events(redis, prefix=prefix, channel=channel)
        )
        for channel in ("talks", "lake")
    }

    assert told == {"talks": Counter(expected), "lake": Counter(expected)}
    assert {row["outcome"] for row in seen(line).values()} == {"alerted"}
    assert {row["text_source"] for row in seen(line).values()} == {"page"}


async def _read_all(line, site, expected: set[str]) -> None:
    """Run until all that was published was read behind its wall."""
    for _ in range(2):
        daemon = Process(line.write())
        await daemon.wait_until_logged("started")
        async with asyncio.timeout(20):
            while len(seen(line)) < len(expected) or line.rows(
                "SELECT id FROM entries WHERE retry_at < '2002-01-01' OR outcome IS NULL"
            ):
                await asyncio.sleep(0.1)
        await daemon.stop()
        let_them_come_back(line)


async def test_a_feed_says_what_stands_before_its_pages(site, setup, redis, prefix):
    """In `feeds status`, in `status`, on the health channel; and that it is gone, once it is."""
    site.page("/wall", CONSENT)
    site.page("/story", page("Talks go on"))
    walls = [item(f"Talks {n}", site.url(f"/wall?{n}"), guid=f"w{n}") for n in range(4)]
    site.feed("/feed", walls)
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    blocked, told = line.feed_rows()["news"], line.summary()["feeds"]["pages_blocked"]
    for n in range(8):
        site.add_item("/feed", item(f"More {n}", site.url(f"/story?{n}"), guid=f"s{n}"))
    await line.run_once()
    back = line.feed_rows()["news"]
    stream = await redis.xrange(f"{prefix}health")
    kinds = [fields[b"event"] for _id, fields in stream]

    assert (blocked["state"], blocked["pages_blocked"]) == ("ok", "consent_page")
    assert blocked["pages_blocked_since"] is not None
    assert [(each["id"], each["by"], each["count"], each["of"]) for each in told] == [
        ("news", "consent_page", 4, 4)
    ]
    assert (back["pages_blocked"], back["pages_blocked_since"]) == (None, None)
    assert sum(b'"pages_blocked"' in each for each in kinds) == 1
    assert sum(b'"pages_back"' in each for each in kinds) == 1


AMP = """<!doctype html><html amp lang="en"><head><title>Talks begin</title>
<link rel="canonical" href="{canonical}"></head><body><article><h1>Talks begin</h1>
<p>The delegations met in the morning and went on until late in the evening.</p></article>
</body></html>"""
REFRESH = """<!doctype html><html><head><title>Moved</title>
<meta http-equiv="refresh" content="0; url={to}"></head><body><p>This page has moved.</p></body>
</html>"""


@pytest.mark.parametrize("first", ["amp", "refresh"])
async def test_a_page_that_leads_to_the_story_is_followed(site, setup, redis, prefix, first):
    """From an AMP copy, or a page that refreshes itself, to the whole story; the alert says so."""
    story = site.page("/story", page("Talks begin"))
    html = AMP.format(canonical=story) if first == "amp" else REFRESH.format(to="/story")
    site.feed("/feed", [item("Talks begin", site.page("/first", html))])
    await setup([{"id": "news", "url": site.url("/feed")}], watchlists=[LAKE]).run_once()
    [event] = await events(redis, prefix=prefix, channel="lake")

    assert event["data"]["article"]["url"] == site.url("/first")
    assert event["data"]["article"]["final_url"] == story
    assert event["data"]["article"]["text_source"] == "page"


async def test_pages_that_lead_to_each_other_end(site, setup, redis, prefix):
    """Each is asked for once, and the entry is scored by its feed's words."""
    for one, other in (("/a", "/b"), ("/b", "/a")):
        site.page(one, REFRESH.format(to=other))
    site.feed("/feed", [item("Talks begin", site.url("/a"))])
    await setup([{"id": "news", "url": site.url("/feed")}]).run_once()
    asked = Counter(request.path for request in site.requests)

    assert len(await events(redis, prefix=prefix)) == 1
    assert (asked["/a"], asked["/b"]) == (1, 1)


async def test_a_page_cannot_lead_into_a_private_network(site, setup, redis, prefix):
    """The step is a fetch like any other, and refused like any other."""
    url = site.page("/first", REFRESH.format(to="http://10.0.0.1/story"))
    site.feed("/feed", [item("Talks begin", url)])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()

    assert len(await events(redis, prefix=prefix)) == 1
    assert len(site.requests) == 2
