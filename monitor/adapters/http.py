"""GET over HTTP, politely and safely: feeds and pages for the line.

Everything a server can do wrong ends as one of `monitor.errors` with a stable reason; a body is
whole and within its cap, or it is not returned at all. Redirects are followed by hand, since each
hop has to pass the same rules. It must not retry, parse, or remember anything about a feed.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.adapters.addresses import Network, is_allowed
from monitor.adapters.decoding import ACCEPT_ENCODING, decode_body
from monitor.adapters.turns import HostTurns
from monitor.errors import FetchRefused, MonitorError, PermanentError, TransientError
from monitor.ports import Response

MOST_REDIRECTS = 8
MOST_CONNECTIONS = 64
MOST_CONNECTIONS_PER_HOST = 4
MAX_FIELD_BYTES = 32 * 1024  # some publishers send security policies over the usual 8 kB
DNS_CACHE_S = 300
INLINE_BYTES = 64 * 1024  # decoding more than this would hold up the event loop
LEAST_PROGRESS_BYTES = 1024
LONGEST_WAIT = timedelta(days=1)
LONGEST_SHOWN_URL = 200

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"

PERMANENT_REDIRECTS: Final = frozenset({301, 308})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4; every 5xx passes as well.
TRANSIENT_STATUSES: Final = frozenset({408, 425, 429})


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
        if etag and _can_be_sent(etag):
            headers["If-None-Match"] = etag
        if last_modified and _can_be_sent(last_modified):
            headers["If-Modified-Since"] = last_modified
        return await self._get(url, headers, turns=self._feed_turns, limit=self._feed_max_bytes)

    async def get_page(self, url: str) -> Response:
        """Fetch an article's page; waits for its host's turn first. Raises as `get_feed`."""
        headers = {"Accept": ACCEPT_PAGE}
        return await self._get(url, headers, turns=self._page_turns, limit=self._page_max_bytes)

    async def _get(
        self, url: str, headers: Mapping[str, str], *, turns: HostTurns, limit: int
    ) -> Response:
        start = _checked_url(url)
        async with turns.turn(start.host or ""), self._room:
            try:
                async with asyncio.timeout(self._timeout_s):
                    return await self._follow(start, headers, limit=limit)
            except TimeoutError as error:
                raise TransientError(
                    f"{shown_url(url)}: no answer within {self._timeout_s:g} s", reason="timeout"
                ) from error

    async def _follow(self, url: URL, headers: Mapping[str, str], *, limit: int) -> Response:
        visited = [url]
        moved_to: URL | None = None
        is_permanent = True
        while True:
            async with self._ask(url, headers) as answer:
                if answer.status not in REDIRECTS:
                    return await self._response(answer, headers, moved_to=moved_to, limit=limit)
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
        async with AsyncExitStack() as stack:
            try:
                answer = await stack.enter_async_context(
                    self._session.get(url, headers=headers, allow_redirects=False)
                )
                yield answer
            except (aiohttp.ClientError, UnicodeError) as error:
                raise _as_monitor_error(error, shown_url(str(url))) from error

    async def _response(
        self,
        answer: aiohttp.ClientResponse,
        asked: Mapping[str, str],
        *,
        moved_to: URL | None,
        limit: int,
    ) -> Response:
        url = str(answer.url.with_fragment(None))
        headers = _headers(answer.raw_headers)
        is_unchanged = answer.status == HTTPStatus.NOT_MODIFIED and _is_conditional(asked)
        if not is_unchanged and not _is_success(answer.status):
            raise _status_error(answer.status, headers, shown_url(url), now=datetime.now(UTC))
        return Response(
            status=answer.status,
            url=url,
            body=b"" if is_unchanged else await self._body(answer, headers, limit=limit),
            headers=headers,
            moved_to=None if moved_to is None else str(moved_to.with_fragment(None)),
        )

    async def _body(
        self, answer: aiohttp.ClientResponse, headers: Mapping[str, str], *, limit: int
    ) -> bytes:
        told_as = shown_url(str(answer.url))
        chunks: list[bytes] = []
        size = answer.content_length or 0  # a promise; what comes is counted as well
        while size <= limit:
            chunk = await self._read_on(answer.content)
            if not chunk:
                break
            chunks.append(chunk)
            size = max(size, sum(map(len, chunks)))
        if size > limit:
            raise PermanentError(f"{told_as}: more than {limit} bytes", reason="too_large")
        body = b"".join(chunks)
        chunks.clear()
        encoding = headers.get("content-encoding")
        if encoding is None or len(body) <= INLINE_BYTES:
            return decode_body(body, encoding, limit=limit, told_as=told_as)
        return await asyncio.to_thread(decode_body, body, encoding, limit=limit, told_as=told_as)

    async def _read_on(self, content: aiohttp.StreamReader) -> bytes:
        """Read at least 1 kB or to the end; raise TimeoutError if that takes too long."""
        chunks: list[bytes] = []
        async with asyncio.timeout(self._progress_s):
            while sum(map(len, chunks)) < LEAST_PROGRESS_BYTES:
                chunk = await content.readany()
                if not chunk:
                    break
                chunks.append(chunk)
        return b"".join(chunks)

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
        if found and not allowed:
            raise _ForbiddenAddressError(found[0]["host"])
        return allowed

    async def close(self) -> None:
        await self._resolver.close()


def shown_url(url: str) -> str:
    """Return `url` as messages show it: no query, no credentials, nothing unprintable."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    bare = re.sub(r"^((?:[A-Za-z][\w+.-]*:)?//)?[^/]*@", r"\1", bare)
    return _printable(bare)[:LONGEST_SHOWN_URL]


def asked_wait(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """Return how long Retry-After asks to wait (RFC 9110 10.2.3): zero to one day.

    retry_after: Seconds or an HTTP-date; None, or what cannot be read, gives None.
    now: Aware, UTC.
    """
    text = (retry_after or "").strip()
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", text):
        # float() takes any number of digits, and min() infinity.
        wait = timedelta(seconds=max(0.0, min(float(text), LONGEST_WAIT.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return max(timedelta(0), min(wait, LONGEST_WAIT))


def _checked_url(url: str) -> URL:
    try:
        checked = URL(url)
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
    try:
        target = url.join(URL(location))
    except ValueError as error:
        raise FetchRefused(f"{shown_url(location)}: not a URL", reason="bad_url") from error
    return _checked_url(str(target)).with_fragment(None)


def _headers(raw_headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Join repeated fields (RFC 9110 5.3), once where they say the same.

    Values that are not UTF-8 are left out: neither could they be stored, nor sent back as they
    came, and a validator that differs by a byte is worse than none.
    """
    fields: dict[str, dict[str, None]] = {}
    for name, value in raw_headers:
        try:
            fields.setdefault(name.decode("ascii").lower(), {})[value.decode()] = None
        except UnicodeDecodeError:
            continue
    return {name: ", ".join(values) for name, values in fields.items() if values}


def _can_be_sent(value: str) -> bool:
    """Say whether a header value is free of what would end it (RFC 9110 5.5)."""
    return not re.search(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]", value)


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _is_success(status: int) -> bool:
    # We never ask for a range, so 206 would be half a body.
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and status != 206  # noqa: PLR2004 - named in the comment


def _status_error(
    status: int, headers: Mapping[str, str], where: str, *, now: datetime
) -> MonitorError:
    message, reason = f"{where}: HTTP {status}", f"http_{status}"
    if status in TRANSIENT_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = asked_wait(headers.get("retry-after"), now=now)
        return TransientError(message, reason=reason, retry_after=wait)
    return PermanentError(message, reason=reason)


def _as_monitor_error(error: Exception, where: str) -> MonitorError:
    """Give an exception of aiohttp its reason; the order goes from the special to the general."""
    message = f"{where}: {_printable(str(error))[:LONGEST_SHOWN_URL]}"
    match error:
        case aiohttp.ClientConnectorError(os_error=_ForbiddenAddressError() as refusal):
            return FetchRefused(f"{where}: {refusal} is not an address we connect to")
        case aiohttp.ClientConnectorDNSError():
            return TransientError(message, reason="dns")
        case aiohttp.ClientConnectorCertificateError():
            return PermanentError(message, reason="tls")
        case aiohttp.ClientConnectorSSLError():
            return TransientError(message, reason="tls")
        case aiohttp.ClientConnectorError():
            return TransientError(message, reason="connect")
        case aiohttp.ServerTimeoutError():
            return TransientError(message, reason="timeout")
        case aiohttp.InvalidURL() | UnicodeError():
            return PermanentError(message, reason="bad_url")
        case aiohttp.ClientPayloadError(__cause__=ConnectionResetError()):
            return TransientError(message, reason="reset")
        case aiohttp.ClientPayloadError():
            return TransientError(message, reason="truncated")
        case aiohttp.ClientResponseError():
            return PermanentError(message, reason="bad_headers")
        case _:
            return TransientError(message, reason="reset")


def _printable(text: str) -> str:
    """Escape control characters, line ends and lone surrogates."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
