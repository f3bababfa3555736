"""Serve the demo's newsrooms on loopback: each a host of its own, a feed with validators, pages.

What was asked is counted, so that the demo can say whether every page was read before it claims
that nothing else alerts. One feed is dead: its port is taken, and nobody listens there.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from monitor.demo.documents import Listed, consent_page, feed_document, story_page
from monitor.demo.stories import Newsrooms, Outlet, Story
from monitor.errors import PermanentError

_FEED_PATHS = {"rss": "/rss.xml", "atom": "/feed.atom"}
_FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
_FIRST_HOST = 2  # 127.0.0.1 is where the daemon's own servers are


class NewsSite:
    """Serve `newsrooms` until the context is left.

    started_at: When the demo began; stories' ages count from it. Aware.
    page_reads: How often each story's page was asked for, by the story's id.
    feed_answers: How often each feed was answered, by outlet id and HTTP status.
    """

    def __init__(self, newsrooms: Newsrooms, *, started_at: datetime) -> None:
        self._newsrooms = newsrooms
        self._started_at = started_at.replace(microsecond=0)
        self._published = {
            story.id: self._started_at - story.age
            for story in newsrooms.stories
            if not story.is_live
        }
        self._addresses: dict[str, str] = {}
        self._changed = {outlet.id: self._started_at for outlet in newsrooms.outlets}
        self._asked = asyncio.Condition()
        self._stack = AsyncExitStack()
        self.page_reads: Counter[str] = Counter()
        self.feed_answers: Counter[tuple[str, int]] = Counter()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for place, outlet in enumerate(self._newsrooms.outlets):
                await self._serve(stack, outlet, bound_socket(_FIRST_HOST + place))
            # Bound and not listening: connections are refused, and nobody else gets the port.
            dead = stack.enter_context(bound_socket(1))
            self.dead_feed_url = f"http://127.0.0.1:{dead.getsockname()[1]}/rss.xml"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._stack.aclose()

    def feed_url(self, outlet: Outlet) -> str:
        """Return the address of an outlet's feed."""
        return self._addresses[outlet.id] + _FEED_PATHS[outlet.feed_format]

    def page_url(self, story: Story) -> str:
        """Return the address of a story's page."""
        return self._addresses[self._newsrooms.outlet_of(story.id).id] + story.path

    def story_at(self, url: str | None) -> Story | None:
        """Return the story whose page stands at `url`, whatever its query; None if none does."""
        parts = urlsplit(url or "")
        bare = f"{parts.scheme}://{parts.netloc}{parts.path}"
        return next((s for s in self._newsrooms.stories if self.page_url(s) == bare), None)

    def publish(self, story: Story, *, now: datetime) -> None:
        """Put a live story at the top of its feed; the feed gets new validators."""
        outlet = self._newsrooms.outlet_of(story.id)
        self._published[story.id] = now.replace(microsecond=0)
        # A second later at least, because HTTP dates know no parts of it (RFC 9110 8.8.2.2).
        self._changed[outlet.id] = max(
            now.replace(microsecond=0), self._changed[outlet.id] + timedelta(seconds=1)
        )

    def polls_of(self, outlet_id: str) -> int:
        """Return how often an outlet's feed was asked for."""
        return sum(n for (outlet, _), n in self.feed_answers.items() if outlet == outlet_id)

    async def wait_until(self, is_reached: Callable[[Self], bool]) -> None:
        """Wait until `is_reached` holds; it is looked at after every answer."""
        async with self._asked:
            await self._asked.wait_for(lambda: is_reached(self))

    async def _serve(self, stack: AsyncExitStack, outlet: Outlet, listening: socket.socket) -> None:
        stack.enter_context(listening)
        host, port = listening.getsockname()
        self._addresses[outlet.id] = f"http://{host}:{port}"

        async def answer(request: web.Request) -> web.StreamResponse:
            response = self._answer(outlet, request)
            async with self._asked:
                self._asked.notify_all()
            return response

        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()

    def _answer(self, outlet: Outlet, request: web.Request) -> web.StreamResponse:
        if request.path == _FEED_PATHS[outlet.feed_format]:
            response = self._feed(outlet, request)
            self.feed_answers[outlet.id, response.status] += 1
            return response
        for story in outlet.stories:
            if story.path == request.path and story.id in self._published:
                self.page_reads[story.id] += 1
                return self._page(outlet, story)
        return web.Response(status=404, text="not found")

    def _feed(self, outlet: Outlet, request: web.Request) -> web.Response:
        home = f"{self._addresses[outlet.id]}/"
        body = feed_document(outlet, self._listed(outlet), home=home)
        etag = hashlib.sha256(body).hexdigest()[:16]
        changed = self._changed[outlet.id].astimezone(UTC)
        headers = {
            "ETag": f'"{etag}"',
            "Last-Modified": format_datetime(changed, usegmt=True),
        }
        if _has_it(request, etag=etag, changed=changed):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = f"{_FEED_TYPES[outlet.feed_format]}; charset={outlet.charset}"
        return web.Response(body=body, headers=headers)

    def _listed(self, outlet: Outlet) -> list[Listed]:
        listed = [
            self._list_story(story, query="", guid=None)
            for story in outlet.stories
            if story.id in self._published
        ]
        stories = {story.id: story for story in self._newsrooms.stories}
        for one in outlet.relisted:
            story = stories[one.story_id]
            guid = f"urn:{outlet.id}:{story.id}"
            listed.append(self._list_story(story, query=f"?{one.query}", guid=guid))
        return listed

    def _list_story(self, story: Story, *, query: str, guid: str | None) -> Listed:
        url = self.page_url(story)
        return Listed(
            story=story,
            url=url + query,
            guid=guid or url,
            published_at=self._published[story.id],
        )

    def _page(self, outlet: Outlet, story: Story) -> web.Response:
        if story.has_wall:
            body = consent_page(outlet)
        else:
            body = story_page(
                outlet,
                story,
                url=self.page_url(story),
                published_at=self._published[story.id],
                related=self._related(outlet, story),
            )
        kind = f"text/html; charset={outlet.charset}"
        response = web.Response(body=body, headers={"Content-Type": kind})
        response.enable_compression()
        return response

    def _related(self, outlet: Outlet, story: Story) -> dict[str, str]:
        """Return what a page links to; a page about bread has links about Syria."""
        return {
            one.url: one.story.title
            for one in self._listed(outlet)
            if one.story.title != story.title
        }


def bound_socket(number: int) -> socket.socket:
    """Return a socket bound to a free port of 127.0.0.`number`, or of 127.0.0.1.

    Only Linux has all of 127.0.0.0/8; elsewhere newsrooms differ by their ports. Raises
    PermanentError where not even that can be had.
    """
    for host in (f"127.0.0.{number}", "127.0.0.1"):
        bound = socket.socket()
        try:
            bound.bind((host, 0))
        except OSError:
            bound.close()
        else:
            return bound
    raise PermanentError("no port of 127.0.0.1 can be taken", reason="no_loopback")


def _has_it(request: web.Request, *, etag: str, changed: datetime) -> bool:
    # If-Modified-Since counts only where If-None-Match was not sent (RFC 9110 13.2.2).
    if request.if_none_match is not None:
        return any(known.value in {etag, "*"} for known in request.if_none_match)
    since = request.if_modified_since
    return since is not None and changed <= since
