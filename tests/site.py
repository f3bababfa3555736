"""A news site on loopback for tests: real sockets, answers that a test sets, faults on demand.

`async with Site() as site:` listens on 127.0.0.1 and a free port. Raw asyncio instead of a web
framework, because a test must be able to break the protocol; what is not broken on purpose keeps
to RFC 9110 and 9112. Whatever the client asks is kept in `site.requests`; a path nobody set
answers 404. Every method that sets a path returns its URL.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple, Self
from xml.sax.saxutils import escape

FIRST_MODIFIED = datetime(2024, 1, 1, tzinfo=UTC)
RSS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{}</channel></rss>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of an RSS feed; None leaves its element out. `published` is aware."""

    title: str | None = "Delegations meet for a second day"
    link: str | None = None
    guid: str | None = None
    published: datetime | None = None
    description: str | None = None

    def xml(self) -> str:
        """Return the `<item>` element."""
        date = None if self.published is None else format_datetime(self.published)
        inner = _elements(
            title=self.title, link=self.link, pubDate=date, description=self.description
        )
        if self.guid is not None:
            inner += f'<guid isPermaLink="false">{escape(self.guid)}</guid>'
        return f"<item>{inner}</item>"


class Request(NamedTuple):
    """What a client asked. `path` carries the query too; header names are lower-case.

    headers: Repeated fields are joined with a comma.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(slots=True)
class _Feed:
    """A feed that grows: each change gives it a new ETag and a Last-Modified a minute later."""

    channel: str
    items: list[Item]
    changes: int = 0

    async def handle(self, request: Request, writer: asyncio.StreamWriter) -> None:
        body = RSS.format(self.channel + "".join(item.xml() for item in self.items)).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        changed = FIRST_MODIFIED + timedelta(minutes=self.changes)
        headers = {
            "ETag": etag,
            "Last-Modified": format_datetime(changed, usegmt=True),
            "Content-Type": "application/rss+xml",
        }
        is_same = _is_same(request.headers, etag=etag, changed=changed)
        await _send(writer, _answer(304, headers, b"") if is_same else _answer(200, headers, body))


class Site:
    """Serve what a test sets, on one loopback address and port, until the context is left.

    host: A loopback address, e.g. 127.0.0.2 or ::1 for a second site.
    port: 0 takes a free one; read it from `port` inside the context.
    tls: A server's context, to speak HTTPS; None speaks HTTP.
    requests: Everything that was asked, in order.
    connections: How many connections were ever accepted.
    """

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.host = host
        self.port = port
        self._tls = tls
        self.requests: list[Request] = []
        self.connections = 0
        self._feeds: dict[str, _Feed] = {}
        self._handlers: dict[str, Handler] = {}
        self._tasks: set[asyncio.Task[None] | None] = set()
        self._asked = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._serve, self.host, self.port, limit=2**18, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await asyncio.sleep(0)  # asyncio complains of a connection accepted but not yet served
        self._server.close()
        tasks = [task for task in self._tasks if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str = "/") -> str:
        """Return the absolute URL of `path`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{path}"

    def asked_for(self, path: str) -> list[Request]:
        """Return the requests for `path`, in order."""
        return [request for request in self.requests if request.path == path]

    async def wait_until_asked(self, path: str, *, times: int = 1, limit_s: float = 5) -> None:
        """Wait until `path` was asked `times` times; raise TimeoutError after `limit_s`."""
        async with asyncio.timeout(limit_s), self._asked:
            await self._asked.wait_for(lambda: len(self.asked_for(path)) >= times)

    def feed(
        self,
        path: str,
        items: Sequence[Item] = (),
        *,
        title: str = "Loopback News",
        language: str | None = "en",
    ) -> str:
        """Serve an RSS 2.0 feed with validators and 304."""
        channel = _elements(title=title, link=self.url(), description=title, language=language)
        self._feeds[path] = _Feed(channel, list(items))
        return self.handle(path, self._feeds[path].handle)

    def add_item(self, path: str, item: Item) -> None:
        """Put `item` on top of the feed at `path`, as news sites do."""
        self._feeds[path].items.insert(0, item)
        self._feeds[path].changes += 1

    def page(self, path: str, html: str) -> str:
        """Serve an HTML page in UTF-8."""
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return self.answer(path, headers=kind, body=html.encode())

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        """Answer with a redirect; `to` is sent as it stands."""
        return self.answer(path, status=status, headers={"Location": to})

    def answer(
        self,
        path: str,
        *,
        status: int = 200,
        headers: Headers = (),
        body: bytes = b"",
        delay: float = 0,
        hold: asyncio.Event | None = None,
    ) -> str:
        """Give one fixed answer, after `delay` seconds and not before `hold` is set."""

        async def handle(_request: Request, writer: asyncio.StreamWriter) -> None:
            if hold is not None:
                await hold.wait()
            await asyncio.sleep(delay)
            await _send(writer, _answer(status, headers, body))

        return self.handle(path, handle)

    def raw(self, path: str, sent: bytes, *, reset: bool = False) -> str:
        """Send exactly these bytes, head and all, and close or reset the connection."""

        async def handle(_request: Request, writer: asyncio.StreamWriter) -> None:
            await _send(writer, sent)
            if reset:  # a linger of zero makes the close a TCP reset
                linger = struct.pack("ii", 1, 0)
                peer = writer.get_extra_info("socket")
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.close()

        return self.handle(path, handle)

    def reset(self, path: str, *, sent: bytes = b"") -> str:
        """Send these bytes (head and all), then reset the connection."""
        return self.raw(path, sent, reset=True)

    def truncate(
        self, path: str, *, body: bytes = b"x" * 2000, keep: int = 1000, headers: Headers = ()
    ) -> str:
        """Promise all of `body` in Content-Length, send `keep` bytes of it, close."""
        whole = _answer(200, headers, body)
        return self.raw(path, whole[: len(whole) - len(body) + keep])

    def never(self, path: str) -> str:
        """Take the request and never answer."""
        return self.answer(path, hold=asyncio.Event())

    def drip(self, path: str, *, chunk: bytes = b"x", every_s: float = 0.02) -> str:
        """Send a head, then `chunk` again and again until the client goes."""

        async def handle(_request: Request, writer: asyncio.StreamWriter) -> None:
            await _send(writer, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while not writer.is_closing():
                await _send(writer, chunk)
                await asyncio.sleep(every_s)

        return self.handle(path, handle)

    def handle(self, path: str, handler: Handler) -> str:
        """Let `handler` answer `path` as it likes; with a query or without, if `path` has none."""
        self._handlers[path] = handler
        return self.url(path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        self._tasks.add(task)
        # Cancelling is how the site closes; asyncio would log it as a failure of the connection.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                await self._answer_next(reader, writer)
        self._tasks.discard(task)
        writer.close()

    async def _answer_next(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip()
        first, *lines = head.split("\r\n")
        method, path, version = first.split(" ", 2)
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in lines):
            before = headers.get(name.lower())
            told = value.strip()
            headers[name.lower()] = told if before is None else f"{before}, {told}"
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(method, path, headers, body)
        async with self._asked:
            self.requests.append(request)
            self._asked.notify_all()
        handler = self._handlers.get(path) or self._handlers.get(path.partition("?")[0])
        if handler is None:
            await _send(writer, _answer(404, (), b"nothing here"))
        else:
            await handler(request, writer)
        if version == "HTTP/1.0" or "close" in headers.get("connection", "").lower():
            writer.close()


def _elements(**texts: str | None) -> str:
    told = {name: escape(text) for name, text in texts.items() if text is not None}
    return "".join(f"<{name}>{text}</{name}>" for name, text in told.items())


def _is_same(asked: Mapping[str, str], *, etag: str, changed: datetime) -> bool:
    """Say whether a conditional request is answered with 304 (RFC 9110 13.1.2, 13.1.3)."""
    # 13.2.2: If-Modified-Since counts only where If-None-Match was not sent.
    if "if-none-match" in asked:
        known = {tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(",")}
        return bool(known & {etag, "*"})
    try:
        return parsedate_to_datetime(asked.get("if-modified-since", "")) >= changed
    except (ValueError, TypeError):
        return False


def _answer(status: int, headers: Headers, body: bytes) -> bytes:
    """Return a whole answer: the head that belongs to `body`, and the body."""
    known = {code.value: code.phrase for code in HTTPStatus}
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    if status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        pairs.append(("Content-Length", str(len(body))))
    lines = [f"HTTP/1.1 {status} {known.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in pairs]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


async def _send(writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    await writer.drain()
