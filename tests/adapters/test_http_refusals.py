"""What comes with a status that shuts us out: read with it, bounded, and only for pages."""

from __future__ import annotations

import time

import pytest

from monitor.adapters.http import MAX_REFUSAL_BYTES
from monitor.errors import MonitorError, Refusal
from tests.adapters.fetching import fetch

HTML = {"Content-Type": "text/html"}


async def refused(url, *, ask="get_page", **settings) -> Refusal | None:
    """Return what came with the error of asking for an address."""
    async with fetch(**settings) as running:
        with pytest.raises(MonitorError) as caught:
            await getattr(running, ask)(url)
    return caught.value.refusal


@pytest.mark.parametrize("status", [401, 403, 429, 451, 503])
async def test_what_a_page_is_refused_with_comes_with_the_error(site, status):
    """As it came, with where from; it may say by whom."""
    url = site.answer("/page", status=status, headers=HTML, body=b"Who are you?")

    assert await refused(url) == Refusal(
        status=status, url=url, content_type="text/html", body=b"Who are you?"
    )


@pytest.mark.parametrize(
    ("status", "ask"), [(404, "get_page"), (500, "get_page"), (403, "get_feed")]
)
async def test_other_statuses_and_feeds_bring_nothing(site, status, ask):
    """A page that is not there says no more than that, and a feed is no page."""
    url = site.answer("/page", status=status, headers=HTML, body=b"Who are you?")

    assert await refused(url, ask=ask) is None


async def test_a_long_refusal_is_not_read(site):
    """A wall is short; the error is the same."""
    url = site.answer("/page", status=403, headers=HTML, body=b"x" * (MAX_REFUSAL_BYTES + 1))

    assert await refused(url, cap=10 * MAX_REFUSAL_BYTES) is None


async def test_a_refusal_that_does_not_come_is_not_waited_for(site):
    """The status is known, and nobody waits longer for the rest than for a body that stalls."""

    async def stall(_request, writer) -> None:
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nWho")
        await writer.drain()
        await writer.wait_closed()

    site.handle("/page", stall)
    before = time.monotonic()

    assert await refused(site.url("/page"), progress_s=0.2) is None
    assert time.monotonic() - before < 4
