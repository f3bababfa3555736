"""A fetch as the tests build it, and what comes of asking."""

from __future__ import annotations

import socket
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp.abc import AbstractResolver

from monitor.adapters.http import HttpFetch
from monitor.errors import MonitorError

LOOPBACK = ("127.0.0.0/8", "::1/128")
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class Names(AbstractResolver):
    """Tell the addresses that a test gave its names; any other name does not exist."""

    def __init__(self, **addresses):
        self.addresses = addresses

    async def resolve(self, host, port=0, _family=socket.AF_INET):
        """Return what was given for the first label of `host`."""
        found = self.addresses.get(host.partition(".")[0])
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in found
        ]

    async def close(self):
        """Hold nothing."""


def fetch(*, allow=LOOPBACK, timeout_s=5.0, progress_s=5.0, pause_s=0.0, cap=100_000, **settings):
    """Build a fetch that may ask loopback."""
    return HttpFetch(
        allow_networks=[ip_network(name) for name in allow],
        timeout=timedelta(seconds=timeout_s),
        feed_max_bytes=cap,
        page_max_bytes=cap,
        page_pause=timedelta(seconds=pause_s),
        progress_window=timedelta(seconds=progress_s),
        contact=settings.pop("contact", None),
        version="1.2.3",
        **settings,
    )


async def failure_of(url, **settings):
    """Return the error that fetching the feed ends with."""
    async with fetch(**settings) as running:
        with pytest.raises(MonitorError) as told:
            await running.get_feed(url)
    return told.value


async def body_of(url, **settings):
    """Return the body of the feed."""
    async with fetch(**settings) as running:
        return (await running.get_feed(url)).body
