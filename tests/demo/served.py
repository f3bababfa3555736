"""The demo's site as a client sees it, and small newsrooms to judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from monitor.demo.site import NewsSite
from monitor.demo.stories import Expectation, Newsrooms
from monitor.model import Quality, TextSource

START = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
ON_PAGE = Expectation(text_source=TextSource.PAGE, quality=Quality.STORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for one request."""

    status: int
    content_type: str | None
    etag: str
    last_modified: str
    body: bytes
    url: str


async def get(url: str, **headers: str) -> Answer:
    """Ask once, with `If_None_Match` for If-None-Match and so on."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with ClientSession() as client, client.get(url, headers=names) as response:
        return Answer(
            status=response.status,
            content_type=response.headers.get("Content-Type"),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            body=await response.read(),
            url=str(response.url),
        )


def publish_all(site: NewsSite, newsrooms: Newsrooms) -> None:
    """Publish what waits to be published, a minute after the start."""
    for story in newsrooms.stories:
        if story.is_live:
            site.publish(story, now=START + timedelta(minutes=1))


def expecting(newsrooms: Newsrooms, story_id: str) -> Newsrooms:
    """Return the newsrooms with an alert expected on one more story."""
    outlets = tuple(
        replace(
            outlet,
            stories=tuple(
                replace(story, expect=ON_PAGE) if story.id == story_id else story
                for story in outlet.stories
            ),
        )
        for outlet in newsrooms.outlets
    )
    return Newsrooms(outlets=outlets)
