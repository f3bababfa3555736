"""Fetching from real sockets: what is asked, what is answered, who waits for whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import uvloop

from monitor.adapters.http import MOST_REDIRECTS
from monitor.errors import PermanentError, TransientError
from tests.adapters.fetching import HEAD, Names, body_of, failure_of, fetch
from tests.site import Item, Site


async def test_a_feed_is_fetched(site):
    """Status, body, address and header fields come back as the server told them."""
    url = site.answer("/feed", headers={"ETag": '"one"', "X-Two": "2"}, body=b"<rss/>")
    async with fetch() as running:
        answer = await running.get_feed(url)

    assert (answer.status, answer.body, answer.url, answer.moved_to) == (200, b"<rss/>", url, None)
    assert answer.headers == {"etag": '"one"', "x-two": "2", "content-length": "6"}


async def test_we_say_who_we_are_and_what_we_read(site):
    """Every request names the program, its contact, and only encodings that we can undo."""
    async with fetch(contact="mailto:desk@example.org") as running:
        await running.get_feed(site.answer("/feed"))
        await running.get_page(site.answer("/page"))
    feed, page = site.requests

    assert feed.headers["user-agent"] == "news-monitor/1.2.3 (+mailto:desk@example.org)"
    assert feed.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert feed.headers["accept"].startswith("application/atom+xml")
    assert page.headers["accept"].startswith("text/html")
    assert {"cookie", "referer", "if-none-match", "if-modified-since"}.isdisjoint(feed.headers)


@pytest.mark.parametrize(
    "etag", ['"plain"', 'W/"weak"', "no-quotes", '"caf\u00e9 \u4e2d"', '"a\tb"', '"a", "b"']
)
async def test_validators_go_back_byte_for_byte(site, etag):
    """What the server sent is what it gets, and 304 is an answer without a body."""
    modified = "Sun, 01 Mar 2026 12:00:00 GMT"
    url = site.raw(
        "/feed",
        b"HTTP/1.1 304 Not Modified\r\nETag: " + etag.encode() + b"\r\n\r\n",
    )
    async with fetch() as running:
        answer = await running.get_feed(url, etag=etag, last_modified=modified)
    [asked] = site.requests

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag
    assert asked.headers["if-none-match"].encode("latin-1") == etag.encode()
    assert asked.headers["if-modified-since"] == modified


async def test_a_feed_that_did_not_change_is_not_sent_again(site):
    """The whole exchange with an honest server: 200, 304, and 200 after a change."""
    url = site.feed("/feed", [Item(title="First")])
    async with fetch() as running:
        first = await running.get_feed(url)
        second = await running.get_feed(url, etag=first.headers["etag"])
        site.add_item("/feed", Item(title="Second"))
        third = await running.get_feed(url, last_modified=first.headers["last-modified"])

    assert [answer.status for answer in (first, second, third)] == [200, 304, 200]


async def test_a_304_that_nobody_asked_for_is_an_error(site):
    """Without validators an answer without a body tells nothing."""
    error = await failure_of(site.answer("/feed", status=304))

    assert (type(error), error.reason) == (PermanentError, "http_304")


async def test_a_validator_that_would_break_the_request_is_left_out(site):
    """A stored validator with a line end in it costs the condition, not the poll."""
    async with fetch() as running:
        await running.get_feed(site.answer("/feed"), etag='"a\r\nX: b"', last_modified="a\x00b")
    [asked] = site.requests

    assert {"if-none-match", "if-modified-since", "x"}.isdisjoint(asked.headers)


async def test_a_server_that_asks_for_patience_is_heard(site):
    """Retry-After comes with the error."""
    error = await failure_of(site.answer("/feed", status=429, headers={"Retry-After": "90"}))

    assert (type(error), error.reason) == (TransientError, "http_429")
    assert error.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, PermanentError), (410, PermanentError), (503, TransientError)]
)
async def test_a_status_that_is_no_success_is_an_error(site, status, kind):
    """The reason names the status."""
    error = await failure_of(site.answer("/feed", status=status, body=b"sorry"))

    assert (type(error), error.reason) == (kind, f"http_{status}")


async def test_cookies_are_neither_kept_nor_sent(site):
    """What a server sets is forgotten, also between the hops of a redirect."""
    cookie = ("Set-Cookie", "id=1; Path=/")
    site.answer("/feed", headers=[cookie])
    site.answer("/old", status=302, headers=[cookie, ("Location", "/feed")])
    async with fetch(resolver=Names(news=["127.0.0.1"])) as running:  # jars like no numbers
        await running.get_feed(f"http://news.example:{site.port}/old")
        await running.get_feed(f"http://news.example:{site.port}/old")

    assert ["cookie" in asked.headers for asked in site.requests] == [False] * 4


async def test_the_environment_names_no_proxy(site, monkeypatch, port):
    """Variables that other programs heed do not redirect what we ask."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")

    assert await body_of(site.answer("/feed", body=b"direct")) == b"direct"


async def test_connections_are_used_again(site):
    """Polls that answer 200, 304 or with a redirect need one connection among them."""
    url = site.feed("/feed", [Item()])
    moved = site.redirect("/old", url)
    async with fetch() as running:
        etag = (await running.get_feed(url)).headers["etag"]
        await running.get_feed(url, etag=etag)
        await running.get_feed(moved, etag=etag)

    assert (site.connections, len(site.requests)) == (1, 4)


async def test_large_header_fields_are_read(site):
    """Some publishers send policies of more than 8 kB; there is an end to that, too."""
    policy = "x" * 30_000
    async with fetch() as running:
        answer = await running.get_feed(site.answer("/feed", headers={"Policy": policy}))
    error = await failure_of(site.answer("/feed", headers={"Policy": policy * 2}))

    assert answer.headers["policy"] == policy
    assert error.reason == "bad_headers"


async def test_redirects_are_followed(site):
    """Relative and absolute addresses, and what lies at the end is what comes back."""
    site.answer("/c/feed", body=b"moved")
    site.redirect("/b/old", "../c/feed?x=1#part")
    url = site.redirect("/a", site.url("/b/old"))
    async with fetch() as running:
        answer = await running.get_feed(url)

    assert (answer.body, answer.url) == (b"moved", site.url("/c/feed?x=1"))


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), None),
        ((302, 301), None),
        ((301, 307, 301), "/1"),
    ],
)
async def test_only_permanent_redirects_move_a_feed(site, statuses, moved_to):
    """The address to keep is the last one that permanent redirects alone led to."""
    for hop, status in enumerate(statuses):
        site.redirect(f"/{hop}", f"/{hop + 1}", status=status)
    site.answer(f"/{len(statuses)}", body=b"here")
    async with fetch() as running:
        answer = await running.get_feed(site.url("/0"))

    assert answer.moved_to == (None if moved_to is None else site.url(moved_to))


async def test_raw_bytes_in_a_location_are_asked_for_as_they_are(site):
    """A Location that should have been encoded leads to just these bytes."""
    site.answer("/caf%E9", body=b"latin")
    site.answer("/caf%C3%A9%20%25", body=b"utf-8")
    bodies = [
        await body_of(site.redirect("/one", "/caf\u00e9")),
        await body_of(site.redirect("/two", "/caf\u00c3\u00a9 %25")),
    ]

    assert bodies == [b"latin", b"utf-8"]


async def test_a_loop_of_redirects_ends(site):
    """Two addresses that lead to each other, and one to itself, are asked once each."""
    site.redirect("/a", "/b")
    errors = [
        await failure_of(site.redirect("/b", "/a")),
        await failure_of(site.redirect("/c", "")),
    ]

    assert [error.reason for error in errors] == ["redirect_loop"] * 2
    assert len(site.requests) == 3


async def test_a_chain_of_redirects_ends(site):
    """Who is sent on and on gives up after a few hops."""
    for hop in range(MOST_REDIRECTS + 5):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    error = await failure_of(site.url("/0"))

    assert (type(error), error.reason) == (PermanentError, "redirect_loop")
    assert len(site.requests) == MOST_REDIRECTS + 1


async def test_a_redirect_without_a_location_is_an_error(site):
    """It leads nowhere."""
    error = await failure_of(site.raw("/feed", b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"))

    assert (type(error), error.reason) == (PermanentError, "http_302")


async def test_one_host_never_has_more_than_two_feeds_asked_at_once(site):
    """Feeds of one host wait for each other; a feed elsewhere does not wait for them."""
    hold = asyncio.Event()
    urls = [site.answer(f"/{number}", hold=hold) for number in range(20)]
    async with fetch() as running, Site(host="127.0.0.2") as elsewhere:
        polls = [asyncio.create_task(running.get_feed(url)) for url in urls]
        await site.wait_until_asked("/1")
        other = await running.get_feed(elsewhere.answer("/feed", body=b"at once"))
        asked = len(site.requests)
        hold.set()
        answers = await asyncio.gather(*polls)

    assert (other.body, asked) == (b"at once", 2)
    assert {answer.status for answer in answers} == {200}


async def test_pages_of_one_host_are_kept_apart_and_waiting_is_no_delay(site):
    """Starts lie a pause apart, and who waits for a turn does not run out of time."""
    urls = [site.page(f"/{number}", "<p>Text</p>") for number in range(5)]
    clock = asyncio.get_running_loop().time
    began = clock()
    async with fetch(pause_s=0.1, timeout_s=0.2) as running:
        answers = await asyncio.gather(*(running.get_page(url) for url in urls))

    assert {answer.status for answer in answers} == {200}
    assert clock() - began >= 0.38


async def test_many_hosts_are_asked_at_once():
    """Hosts that do not answer hold up nobody but themselves."""
    hosts = [f"127.0.1.{number}" for number in range(1, 31)]
    hold = asyncio.Event()
    sites = [Site(host=host) for host in hosts]
    try:
        for one in sites:
            await one.__aenter__()
        async with fetch() as running:
            polls = [
                asyncio.create_task(running.get_feed(one.answer("/feed", hold=hold)))
                for one in sites
            ]
            for one in sites:
                await one.wait_until_asked("/feed")
            hold.set()
            answers = await asyncio.gather(*polls)
    finally:
        for one in sites:
            await one.__aexit__()

    assert [answer.status for answer in answers] == [200] * 30


def test_it_works_under_uvloop():
    """The daemon's own event loop gives the same answers and the same reasons."""

    async def scenario():
        async with Site() as running:
            body = await body_of(running.answer("/feed", body=b"fast"))
            errors = [
                await failure_of(running.url("/feed"), allow=()),
                await failure_of(running.url("/feed").replace("127.0.0.1", "localhost"), allow=()),
                await failure_of(running.reset("/reset", sent=HEAD + b"\r\nhalf")),
                await failure_of(running.truncate("/cut")),
                await failure_of(running.never("/never"), timeout_s=0.1),
                await failure_of("http://nowhere.example/", resolver=Names()),
                await failure_of(f"http://{'a' * 64}.example/"),
            ]
            return body, [error.reason for error in errors]

    assert uvloop.run(scenario()) == (
        b"fast",
        ["forbidden_address"] * 2 + ["reset", "truncated", "timeout", "dns", "bad_url"],
    )
