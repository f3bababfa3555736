"""GET over HTTP, politely and safely: feeds and pages for the line.

Everything a server can do wrong ends as one of `monitor.errors` with a stable reason; a body is
whole and within its cap, or it is not returned at all. Redirects are followed by hand, since each
hop has to pass the same rules. It must not retry, parse, or remember anything about a feed.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import quote

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.adapters.addresses import Network, is_allowed
from monitor.adapters.answers import (
    PERMANENT_REDIRECTS,
    REDIRECTS,
    TELLING,
    can_be_sent,
    is_success,
    joined_headers,
    shown_url,
    status_error,
)
from monitor.adapters.bodies import read_body, refusal_of
from monitor.adapters.decoding import ACCEPT_ENCODING
from monitor.adapters.turns import HostTurns
from monitor.errors import FetchRefused, MonitorError, PermanentError, TransientError
from monitor.ports import Response
from monitor.rules.printable import escape_line

MOST_REDIRECTS = 8
MOST_CONNECTIONS = 64
MOST_CONNECTIONS_PER_HOST = 4
MAX_REFUSAL_BYTES = 256 * 1024
MAX_FIELD_BYTES = 32 * 1024  # some publishers send security policies over the usual 8 kB
DNS_CACHE_S = 300
LONGEST_MESSAGE = 200
CHARACTERS = "".join(map(chr, range(0x80)))

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"

# The first that fits; subclasses stand before their bases.
_REASONS: Final[tuple[tuple[type[Exception], type[MonitorError], str], ...]] = (
    (aiohttp.ClientConnectorDNSError, TransientError, "dns"),
    (aiohttp.ClientConnectorCertificateError, PermanentError, "tls"),
    (aiohttp.ClientConnectorSSLError, TransientError, "tls"),
    (aiohttp.ClientConnectorError, TransientError, "connect"),
    (aiohttp.ServerTimeoutError, TransientError, "timeout"),
    (aiohttp.InvalidURL, FetchRefused, "bad_url"),
    (UnicodeError, FetchRefused, "bad_url"),
    (aiohttp.ClientResponseError, PermanentError, "bad_headers"),
    (aiohttp.ClientPayloadError, TransientError, "truncated"),
)


class HttpFetch:
    """Fulfil `ports.Fetch` with one aiohttp session; use it as an async context manager.

    allow_networks: Networks to open besides the public internet; all others are refused.
    timeout: For a whole request with its redirects and its body; waiting for a turn is not in it.
    feed_max_bytes, page_max_bytes: Cap of a body, both as sent and as decoded.
    page_pause: Least time between the starts of two page fetches at one host.
    contact: URL or address for publishers, sent in User-Agent; None for none.
    progress_window: A body that brings less than 1 kB in this time has timed out.
    resolver: Who turns names into addresses; None is the system.
    """

    def __init__(
        self,
        *,
        allow_networks: Sequence[Network],
        timeout: timedelta,
        feed_max_bytes: int,
        page_max_bytes: int,
        page_pause: timedelta,
        contact: str | None,
        version: str,
        progress_window: timedelta = timedelta(seconds=10),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allow_networks = tuple(allow_networks)
        self._timeout_s = timeout.total_seconds()
        self._feed_max_bytes = feed_max_bytes
        self._page_max_bytes = page_max_bytes
        self._progress_s = progress_window.total_seconds()
        self._user_agent = f"news-monitor/{version}" + (f" (+{contact})" if contact else "")
        self._resolver = resolver
        self._page_turns = HostTurns(page_pause)
        # Two feeds and two pages at most: nobody waits for a connection while their time runs.
        self._feed_turns = HostTurns(timedelta(0))
        self._room = asyncio.Semaphore(MOST_CONNECTIONS)
        self._tls = ssl.create_default_context()  # takes 55 ms: one for all

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            ssl=self._tls,
            limit=MOST_CONNECTIONS,
            limit_per_host=MOST_CONNECTIONS_PER_HOST,
            ttl_dns_cache=DNS_CACHE_S,
            resolver=_AllowedResolver(
                self._resolver or aiohttp.ThreadedResolver(), self._allow_networks
            ),
            socket_factory=self._open_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            max_field_size=MAX_FIELD_BYTES,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._session.close()

    async def get_feed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Response:
        """Fetch a feed document, conditionally where validators are given.

        Raises TransientError, PermanentError or FetchRefused; their reasons are `timeout`, `dns`,
        `connect`, `tls`, `reset`, `truncated`, `too_large`, `bad_encoding`, `redirect_loop`,
        `bad_url`, `forbidden_address`, `bad_headers` and `http_<status>`.
        """
        headers = {"Accept": ACCEPT_FEED}
        if etag and can_be_sent(etag):
            headers["If-None-Match"] = etag
        if last_modified and can_be_sent(last_modified):
            headers["If-Modified-Since"] = last_modified
        return await self._get(url, headers, turns=self._feed_turns, limit=self._feed_max_bytes)

    async def get_page(self, url: str) -> Response:
        """Fetch an article's page; waits for its host's turn first. Raises as `get_feed`.

        What comes with a status that shuts us out is read with it, up to 256 kB.
        """
        headers = {"Accept": ACCEPT_PAGE}
        limit = self._page_max_bytes
        return await self._get(
            url,
            headers,
            turns=self._page_turns,
            limit=limit,
            refusal_limit=min(limit, MAX_REFUSAL_BYTES),
        )

    async def _get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        turns: HostTurns,
        limit: int,
        refusal_limit: int = 0,
    ) -> Response:
        start = _checked_url(url)
        async with turns.turn(start.host or ""), self._room:
            try:
                async with asyncio.timeout(self._timeout_s):
                    return await self._follow(
                        start, headers, limit=limit, refusal_limit=refusal_limit
                    )
            except TimeoutError as error:
                raise TransientError(
                    f"{shown_url(url)}: no answer within {self._timeout_s:g} s", reason="timeout"
                ) from error

    async def _follow(
        self, url: URL, headers: Mapping[str, str], *, limit: int, refusal_limit: int
    ) -> Response:
        visited = [url]
        moved_to: URL | None = None
        is_permanent = True
        while True:
            async with self._ask(url, headers) as answer:
                if answer.status not in REDIRECTS:
                    return await self._response(
                        answer,
                        headers,
                        moved_to=moved_to,
                        limit=limit,
                        refusal_limit=refusal_limit,
                    )
                is_permanent = is_permanent and answer.status in PERMANENT_REDIRECTS
                url = _next_url(url, answer)
            if url in visited or len(visited) > MOST_REDIRECTS:
                raise PermanentError(
                    f"{shown_url(str(visited[0]))}: redirected in a loop or over"
                    f" {MOST_REDIRECTS} times",
                    reason="redirect_loop",
                )
            visited.append(url)
            moved_to = url if is_permanent else moved_to

    @asynccontextmanager
    async def _ask(
        self, url: URL, headers: Mapping[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request; every exception of aiohttp ends here, also those of the body."""
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
                yield answer
        except (aiohttp.ClientError, UnicodeError) as error:
            raise _as_monitor_error(error, shown_url(str(url))) from error
        except RuntimeError as error:
            if "File descriptor" not in str(error):
                raise
            # uvloop, where a number is used anew before the old connection is all gone
            raise TransientError(f"{shown_url(str(url))}: {error}", reason="connect") from error

    async def _response(
        self,
        answer: aiohttp.ClientResponse,
        asked: Mapping[str, str],
        *,
        moved_to: URL | None,
        limit: int,
        refusal_limit: int,
    ) -> Response:
        url = str(answer.url)
        headers = joined_headers(answer.raw_headers)
        is_unchanged = answer.status == HTTPStatus.NOT_MODIFIED and _is_conditional(asked)
        if not is_unchanged and not is_success(answer.status):
            error = status_error(answer.status, headers, shown_url(url), now=datetime.now(UTC))
            if answer.status in TELLING and refusal_limit:
                error.refusal = await refusal_of(
                    answer, headers, limit=refusal_limit, window_s=self._progress_s
                )
            raise error
        body = b""
        if not is_unchanged:
            body = await read_body(answer, headers, limit=limit, window_s=self._progress_s)
        return Response(
            status=answer.status,
            url=url,
            body=body,
            headers=headers,
            moved_to=None if moved_to is None else str(moved_to),
        )

    def _open_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Check the address that is being connected: literals never pass a resolver."""
        family, kind, protocol, _name, sockaddr = info
        if not is_allowed(ip_address(sockaddr[0]), self._allow_networks):
            raise _ForbiddenAddressError(str(sockaddr[0]))
        return socket.socket(family, kind, protocol)


class _ForbiddenAddressError(OSError):
    """Carry a refusal through aiohttp, which hands on OSErrors and tries the next address."""


class _AllowedResolver(AbstractResolver):
    """Leave out a name's forbidden addresses, as if it had only the others."""

    def __init__(self, resolver: AbstractResolver, allow_networks: Sequence[Network]) -> None:
        self._resolver = resolver
        self._allow_networks = allow_networks

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        allowed = [
            result
            for result in found
            if is_allowed(ip_address(result["host"]), self._allow_networks)
        ]
        if not found:  # aiohttp takes it for granted that there is one
            raise OSError(f"{host} has no address")
        if not allowed:
            raise _ForbiddenAddressError(found[0]["host"])
        return allowed

    async def close(self) -> None:
        await self._resolver.close()


def _checked_url(url: str) -> URL:
    """Return where a URL leads, without its fragment; raise FetchRefused (`bad_url`)."""
    try:
        checked = URL(url).with_fragment(None)
    except ValueError as error:
        raise FetchRefused(f"{shown_url(url)}: not a URL", reason="bad_url") from error
    if checked.scheme not in {"http", "https"} or not checked.host:
        raise FetchRefused(f"{shown_url(url)}: not an http or https URL", reason="bad_url")
    if checked.raw_user is not None or checked.raw_password is not None:
        raise FetchRefused(f"{shown_url(url)}: credentials in the URL", reason="bad_url")
    return checked


def _next_url(url: URL, answer: aiohttp.ClientResponse) -> URL:
    location = answer.headers.get("Location")
    if location is None:
        where = shown_url(str(url))
        reason = f"http_{answer.status}"
        raise PermanentError(f"{where}: a redirect without a Location", reason=reason)
    # Raw bytes are sent though they should not; like browsers, we ask for just these bytes.
    location = quote(location.encode("utf-8", "surrogateescape"), safe=CHARACTERS)
    try:
        target = url.join(URL(location))
    except ValueError as error:
        raise FetchRefused(f"{shown_url(location)}: not a URL", reason="bad_url") from error
    return _checked_url(str(target))


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _as_monitor_error(error: Exception, where: str) -> MonitorError:
    """Give an exception of aiohttp its reason."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(
        error.os_error, _ForbiddenAddressError
    ):
        return FetchRefused(
            f"{where}: {error.os_error} is a private or special address; to allow it, add its "
            "network to fetch.allow_networks"
        )
    ours, reason = next(
        ((ours, reason) for kind, ours, reason in _REASONS if isinstance(error, kind)),
        (TransientError, "reset"),
    )
    return ours(f"{where}: {escape_line(_told(error))[:LONGEST_MESSAGE]}", reason=reason)


def _told(error: Exception) -> str:
    """Return what happened, without the whole URL, which may hold a secret."""
    match error:
        case aiohttp.ClientResponseError():
            return f"not valid HTTP: {error.message}"
        case aiohttp.InvalidURL() | UnicodeError():
            return "not a URL"
        case aiohttp.ClientPayloadError():
            return "the body ended early"
        case aiohttp.ServerDisconnectedError():
            return "closed without an answer"
        case aiohttp.ClientConnectorError():
            return f"cannot connect to {error.host}:{error.port}: {_system_words(error.os_error)}"
        case _:
            return str(error)


def _system_words(error: OSError) -> str:
    """Return what the system says, not what asyncio and OpenSSL put around it."""
    if isinstance(error, ssl.SSLError):
        if verifying := getattr(error, "verify_message", None):
            return f"the certificate is not accepted: {verifying}"
        return (error.reason or str(error)).replace("_", " ").lower()
    if error.errno and str(error.strerror).startswith("Connect call failed"):
        return os.strerror(error.errno)
    return error.strerror or str(error)
