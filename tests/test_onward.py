"""From a page to the one that it leads to: at most two steps, in no circle, and not for the worse."""

from __future__ import annotations

import pytest

from monitor.errors import TransientError
from monitor.model import ExtractedPage, Quality
from monitor.pages import Page, follow_onward

START = "https://example.org/start"
STORY = "A story of some length, with all that belongs to it."


class Web:
    """Pages by address; what was asked for is kept, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []

    def put(
        self,
        name: str,
        text: str = "",
        *,
        to: str | None = None,
        quality: Quality = Quality.STORY,
        lands_on: str | None = None,
    ) -> None:
        """Put a page under a name that may lead to another, or be found elsewhere."""
        extracted = ExtractedPage(title=name, text=text, quality=quality, onward_url=to and at(to))
        self.pages[at(name)] = Page(extracted=extracted, final_url=at(lands_on or name))

    async def read(self, url: str) -> Page:
        """Return what is there."""
        self.asked.append(url.rpartition("/")[2])
        return self.pages.get(url) or Page(error=TransientError("nothing", reason="timeout"))

    async def follow(self) -> str:
        """Begin at `start`; return the title of the page that was taken."""
        page = await follow_onward(await self.read(START), url=START, read=self.read)
        return page.extracted.title if page.extracted else str(page.error)


def at(name: str) -> str:
    """Return the address of a name."""
    return name if "://" in name else f"https://example.org/{name}"


@pytest.fixture
def web() -> Web:
    """Give a web without pages."""
    return Web()


async def test_a_page_that_only_leads_on_gives_way(web):
    """Two steps, as from a shortened address over a refresh to the story."""
    web.put("start", to="middle", quality=Quality.EMPTY)
    web.put("middle", to="story", quality=Quality.EMPTY)
    web.put("story", STORY)

    assert await web.follow() == "story"


async def test_a_short_copy_gives_way_to_the_whole(web):
    """As an AMP page does to its canonical one."""
    web.put("start", STORY, to="story")
    web.put("story", STORY * 2)

    assert await web.follow() == "story"


@pytest.mark.parametrize("quality", [Quality.BOT_WALL, Quality.SOFT_404, Quality.PAYWALL])
async def test_a_worse_page_is_not_taken(web, quality):
    """Where the way leads to a wall, the copy is the story."""
    web.put("start", STORY, to="story")
    web.put("story", STORY * 2, quality=quality)

    assert await web.follow() == "start"


async def test_a_page_that_does_not_come_is_not_taken(web):
    """Trouble on the way is no trouble of the page at hand."""
    web.put("start", STORY, to="away")

    assert await web.follow() == "start"
    assert web.asked == ["start", "away"]


async def test_never_in_a_circle(web):
    """A leads to B and B to A: each is asked once."""
    web.put("start", to="b", quality=Quality.EMPTY)
    web.put("b", to="start", quality=Quality.EMPTY)

    assert await web.follow() == "start"
    assert web.asked == ["start", "b"]


@pytest.mark.parametrize("to", ["start?utm_source=rss", "start#top", "landed"])
async def test_never_to_where_it_is(web, to):
    """Neither by another spelling, nor back to where a redirect had led."""
    web.put("start", to=to, quality=Quality.EMPTY, lands_on="landed")

    await web.follow()

    assert web.asked == ["start"]


async def test_at_most_two_steps(web):
    """A page may make up addresses without end."""
    for name, to in (("start", "1"), ("1", "2"), ("2", "3"), ("3", "4")):
        web.put(name, to=to, quality=Quality.EMPTY)
    await web.follow()

    assert web.asked == ["start", "1", "2"]


@pytest.mark.parametrize("to", ["file:///etc/passwd", "javascript://x", "http://[broken"])
async def test_only_to_the_web(web, to):
    """And what is broken fails as an address does, where it is asked for."""
    web.put("start", STORY, to=to)

    assert await web.follow() == "start"
