"""`feeds test`: an address asked as the daemon would, and what is told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli.feeds_test import trial_lines
from monitor.sources.discover import DeclaredFeed
from monitor.trial import USUAL_PLACES, FirstAnswer, Trial
from tests.cli.feed_commands import call, call_beside, write_main
from tests.reading.build import page
from tests.site import RSS, Item, Site

DOCS = Path(__file__).parents[2] / "docs" / "feeds.md"
NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)


def items(site: Site, *, count: int = 6, old: timedelta = timedelta(minutes=5)) -> list[Item]:
    """Return items, one every 40 minutes, the newest this old."""
    now = datetime.now(UTC) - old
    return [
        Item(
            title=f"Day {n}",
            link=site.url(f"/story/{n}"),
            guid=f"g{n}",
            published=now - n * timedelta(minutes=40),
            description="Delegations met.",
        )
        for n in range(count)
    ]


def link(href: str, kind: str = "application/rss+xml") -> str:
    """Return a link that declares a feed."""
    return f'<link rel="alternate" type="{kind}" href="{href}" title="T">'


async def test_a_feed_is_told_of(tmp_path):
    """Its format, entries, pace, server, and the page behind its newest entry; in three requests."""
    async with Site() as site:
        url = site.feed("/feed", items(site))
        site.page("/story/0", page(lang="en").decode())
        done = await call_beside("test", url, "-c", write_main(tmp_path))

    assert done.code == 0
    told = done.out
    assert f"{url}: RSS 2.0\n" in told
    assert "title     Loopback News" in told
    assert "entries   6: 6 summary" in told
    assert "5 min ago" in told
    assert "every 20 min; an entry comes every 40 min" in told
    assert "ETag, Last-Modified, 304 when asked again" in told
    assert "page      story" in told
    assert [request.path for request in site.requests] == ["/feed", "/feed", "/story/0"]


async def test_json_tells_the_same(tmp_path):
    """Durations in seconds, times in ISO 8601."""
    async with Site() as site:
        url = site.feed("/feed", items(site))
        done = await call_beside("test", url, "--json", "-c", write_main(tmp_path))
    told = json.loads(done.out)

    assert (told["kind"], told["revalidates"], told["poll_every_s"]) == (
        "feed",
        "not_modified",
        1200,
    )
    assert (told["feed"]["entries"], told["feed"]["pace_s"]) == (6, 2400)
    assert told["page"] == {
        "url": site.url("/story/0"),
        "quality": None,
        "characters": 0,
        "language": None,
        "trouble": "http_404",
    }
    assert datetime.fromisoformat(told["feed"]["newest"]).tzinfo is not None


async def warnings(tmp_path, body: str, *, path: str = "/feed", **answer) -> list[str]:
    """Return what is warned of in a feed of this body."""
    async with Site() as site:
        url = site.answer(path, body=RSS.format(body).encode(), **answer)
        done = await call_beside("test", url, "--json", "-c", write_main(tmp_path))
    return [warning.partition(":")[0] for warning in json.loads(done.out)["warnings"]]


async def test_a_bare_feed_surprises_in_many_ways(tmp_path):
    """Nothing but titles over plain HTTP."""
    told = await warnings(tmp_path, "<item><title>a</title></item><item><title>b</title></item>")

    assert told == [
        "http without TLS",
        "no dates",
        "no links",
        "titles only",
        "declares no language",
        "no ETag or Last-Modified",
    ]


async def test_a_quiet_feed_whose_server_ignores_its_validators(tmp_path):
    """It answers 200 whatever it is asked with, and stamps all entries alike."""
    stamped = "<item><title>{}</title><guid>{}</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>"
    told = await warnings(
        tmp_path,
        "<title>T</title><language>en</language>" + "".join(stamped.format(n, n) for n in range(3)),
        headers={"ETag": '"1"'},
    )

    assert [each for each in told if "newest" not in each] == [
        "http without TLS",
        "quiet",
        "all entries bear one date",
        "no links",
        "titles only",
        "the server ignores its own validators",
    ]


async def test_what_the_server_asks_lengthens_the_interval(tmp_path):
    """Cache-Control stands in what is told."""
    async with Site() as site:
        url = site.answer(
            "/f", headers={"Cache-Control": "max-age=3000"}, body=RSS.format("").encode()
        )
        done = await call_beside("test", url, "-c", write_main(tmp_path))

    assert "every 50 min, as its server asks; its pace is not known" in done.out
    assert "Cache-Control max-age=3000" in done.out


async def test_a_permanent_redirect_shows_the_new_address(tmp_path):
    """A passing one does not."""
    async with Site() as site:
        url = site.feed("/new", items(site))
        site.redirect("/moved", "/new", status=301)
        site.redirect("/found", "/new", status=302)
        main = write_main(tmp_path)
        moved = json.loads(
            (await call_beside("test", site.url("/moved"), "--json", "-c", main)).out
        )
        found = json.loads(
            (await call_beside("test", site.url("/found"), "--json", "-c", main)).out
        )

    assert (moved["moved_to"], found["moved_to"], found["final_url"]) == (url, None, url)
    assert moved["warnings"][0] == f"moved for good to {url}: use that address"


async def test_a_page_shows_the_feeds_it_declares(tmp_path):
    """And that one of them is in a format we do not read; exit code 1, for it is no feed."""
    async with Site() as site:
        url = site.page("/", link("/a.xml") + link("b.json", "application/feed+json") + "<p>x")
        done = await call_beside("test", url, "-c", write_main(tmp_path))

    assert done.code == 1
    assert done.lines == [
        f"{url}: an HTML page, which declares 2 feeds",
        f"  {site.url('/a.xml')}",
        "    RSS: T",
        f"  {site.url('/b.json')}",
        "    JSON Feed, which is not read yet: T",
    ]


async def test_a_page_without_feeds_has_a_few_usual_places_tried(tmp_path):
    """No more than six requests, and it is said that they were not declared."""
    async with Site() as site:
        url = site.page("/news", "<p>x")
        site.feed("/rss.xml", items(site))
        done = await call_beside("test", url, "--json", "-c", write_main(tmp_path))
    told = json.loads(done.out)["feeds"]

    assert [(each["url"], each["is_declared"]) for each in told] == [(site.url("/rss.xml"), False)]
    assert len(site.requests) <= 7


async def test_a_page_that_leads_nowhere_is_told(tmp_path):
    """With the places that were tried."""
    async with Site() as site:
        done = await call_beside("test", site.page("/", "<p>x"), "-c", write_main(tmp_path))

    assert done.code == 1
    assert "declares no feed" in done.out
    assert "/feed.xml" in done.out


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/none", "HTTP 404"),
        ("/busy", "HTTP 503; it asks to wait 2 min"),
        ("/loop", "redirected in a loop"),
        ("/json", "JSON came instead of a feed"),
        ("/empty", "body is empty"),
    ],
)
async def test_trouble_is_one_line(tmp_path, path, told):
    """Naming the address; exit code 1."""
    async with Site() as site:
        site.answer("/busy", status=503, headers={"Retry-After": "120"})
        site.redirect("/loop", "/loop")
        site.answer("/json", body=b'{"items": []}')
        site.answer("/empty")
        done = await call_beside("test", site.url(path), "-c", write_main(tmp_path))

    assert done.code == 1
    assert site.url(path) in done.err
    assert told in done.err
    assert len(done.err.splitlines()) == 1


async def test_trouble_is_json_where_that_was_asked_for(tmp_path):
    """So that a script has to read one form only."""
    async with Site() as site:
        url = site.url("/none")
        done = await call_beside("test", url, "--json", "-c", write_main(tmp_path))

    assert done.code == 1
    assert json.loads(done.out) == {"error": f"{url}: HTTP 404", "reason": "http_404"}


def test_a_private_address_is_refused_with_the_key_that_allows_it(tmp_path, monkeypatch):
    """Without a configuration the defaults hold."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    done = call("test", "http://127.0.0.1:1/")

    assert done.code == 1
    assert "fetch.allow_networks" in done.err


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https://", "http://u:p@a.example/", "http://[x/"]
)
def test_what_is_no_web_address_is_told(tmp_path, url):
    """Before anything is asked."""
    done = call("test", url, "-c", write_main(tmp_path))

    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_titles_cannot_write_to_the_terminal():
    """What is printed is escaped line by line, so a title has no line ends of its own."""
    hostile = DeclaredFeed(url="https://a.example/\x1b[31m", title="x\ny", kind="RSS")
    answer = FirstAnswer(url="https://a.example/", moved_to=None, bytes=1, took=timedelta(0))
    told = list(trial_lines(Trial(asked="a", answer=answer, feeds=(hostile,)), now=NOW))

    assert len(told) == 3


def test_the_page_names_the_places_that_are_tried():
    """docs/feeds.md says where we knock, so that nobody finds it in their server's log only."""
    text = DOCS.read_text()

    assert [place for place in USUAL_PLACES if f"`{place}`" not in text] == []
