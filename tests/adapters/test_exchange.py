"""Fetching while the settings of fetching are exchanged."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import ip_network

import pytest
import pytest_asyncio

from monitor.adapters.exchange import ExchangeableFetch
from monitor.config.load import default_fetch
from monitor.errors import FetchRefused
from monitor.parts import fetch_of
from tests.site import Site

LOOPBACK = (ip_network("127.0.0.0/8"),)


def fetch(**settings):
    """Build a fetch that may ask loopback."""
    return fetch_of(replace(default_fetch(), **{"allow_networks": LOOPBACK, **settings}))


@pytest_asyncio.fixture
async def site():
    """Serve pages on loopback."""
    async with Site() as site:
        yield site


async def test_what_comes_after_an_exchange_is_asked_with_the_new_settings(site):
    """A network that was closed is closed from then on."""
    site.page("/a", "<p>a</p>")
    async with ExchangeableFetch(fetch()) as current:
        first = await current.get_page(site.url("/a"))
        await current.exchange(fetch(allow_networks=()))
        with pytest.raises(FetchRefused):
            await current.get_page(site.url("/a"))

    assert first.status == 200


async def test_a_request_under_way_ends_as_it_began(site):
    """Whoever asked before the exchange gets the answer, though it comes after it."""
    go_on = asyncio.Event()
    site.answer("/slow", body=b"<p>slow</p>", hold=go_on)
    async with ExchangeableFetch(fetch()) as current:
        begun = asyncio.create_task(current.get_page(site.url("/slow")))
        await site.wait_until_asked("/slow")
        await current.exchange(fetch(allow_networks=()))
        go_on.set()
        async with asyncio.timeout(10):
            answer = await begun

    assert answer.body == b"<p>slow</p>"
