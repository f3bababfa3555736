"""From a page to the one that it leads to: at most two steps, in no circle, and not for the worse."""

from __future__ import annotations

import pytest

from monitor.errors import MonitorError, PermanentError, TransientError
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
        canonical: str | None = None,
        quality: Quality = Quality.STORY,
        lands_on: str | None = None,
    ) -> None:
        """Put a page under a name that may lead to another, or be found elsewhere."""
        extracted = ExtractedPage(
            title=name,
            text=text,
            quality=quality,
            onward_url=to and at(to),
            canonical_url=canonical and at(canonical),
        )
        self.pages[at(name)] = Page(extracted=extracted, final_url=at(lands_on or name))

    def fail(self, name: str, error: MonitorError, *, wall: Quality | None = None) -> None:
        """Let a page not come, or a wall in its place."""
        extracted = None if wall is None else ExtractedPage(title=name, text="", quality=wall)
        self.pages[at(name)] = Page(extracted=extracted, error=error)

    async def read(self, url: str) -> Page:
        """Return what is there."""
        self.asked.append(url.rpartition("/")[2])
        return self.pages.get(url) or Page(error=TransientError("nothing", reason="timeout"))

    async def follow(self) -> str:
        """Begin at `start`; return the title of the page that was taken, or why none was."""
        page = await self.taken()
        return page.extracted.title if page.extracted else str(page.error)

    async def taken(self) -> Page:
        """Begin at `start`; return what came of it."""
        return await follow_onward(await self.read(START), url=START, read=self.read)


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


PASSING = TransientError("busy", reason="http_503")
LASTING = PermanentError("not found", reason="http_404")


@pytest.mark.parametrize("error", [PASSING, LASTING])
async def test_a_whole_story_needs_no_other_page(web, error):
    """Trouble on the way is no trouble of the page at hand; that it was there is kept."""
    web.put("start", STORY, to="away")
    web.fail("away", error)
    page = await web.taken()

    assert page.extracted.title == "start"
    assert (page.error, page.missed) == (None, error)


@pytest.mark.parametrize("quality", [Quality.STUB, Quality.EMPTY, Quality.SOFT_404])
async def test_a_page_that_only_leads_on_is_no_story_while_the_story_may_come(web, quality):
    """Its few words are not scored: the trouble is the outcome, and the page is asked for again."""
    web.put("start", "You are being taken there.", to="away", quality=quality)
    web.fail("away", PASSING)
    page = await web.taken()

    assert (page.extracted, page.error) == (None, PASSING)


async def test_a_beginning_is_kept_while_the_whole_may_come(web):
    """It says more than the feed; it is asked for again all the same."""
    web.put("start", STORY, canonical="away", quality=Quality.STUB)
    web.fail("away", PASSING)
    page = await web.taken()

    assert (page.extracted.title, page.error) == ("start", PASSING)


@pytest.mark.parametrize(
    ("quality", "taken"), [(Quality.STUB, "start"), (Quality.EMPTY, "not found")]
)
async def test_where_the_story_is_gone_what_is_at_hand_has_to_do(web, quality, taken):
    """If it is of any use; else the trouble is what there is to tell."""
    web.put("start", STORY, to="gone", quality=quality)
    web.fail("gone", LASTING)
    page = await web.taken()

    assert page.missed is LASTING
    assert (page.extracted.title if page.extracted else str(page.error)) == taken


async def test_a_wall_before_the_story_is_told(web):
    """Be it with a status or without: what stands in the way is asked for over hours."""
    web.put("start", to="wall", quality=Quality.EMPTY)
    web.put("wall", quality=Quality.BOT_WALL)
    plain = await web.follow()
    web.fail("wall", PASSING, wall=Quality.BOT_WALL)
    with_status = await web.taken()

    assert plain == "wall"
    assert with_status.extracted.quality is Quality.BOT_WALL
    assert with_status.error is PASSING


async def test_a_wall_that_leads_on_stays_a_wall(web):
    """A challenge that sends its reader to and fro is not the trouble at its other end."""
    web.put("start", to="away", quality=Quality.BOT_WALL)
    web.fail("away", PASSING)
    page = await web.taken()

    assert (page.extracted.title, page.error) == ("start", None)


@pytest.mark.parametrize("quality", [Quality.STUB, Quality.PAYWALL, Quality.EMPTY])
async def test_a_canonical_link_is_followed_where_there_is_little(web, quality):
    """A teaser of a story that stands elsewhere."""
    web.put("start", STORY, canonical="https://other.example/story", quality=quality)
    web.put("https://other.example/story", STORY * 3)

    assert await web.follow() == "https://other.example/story"


@pytest.mark.parametrize("quality", [Quality.STORY, Quality.VIDEO, Quality.INDEX, Quality.LOGIN])
async def test_a_canonical_link_of_any_other_page_is_not_followed(web, quality):
    """It names another address of what is at hand already, or of no story."""
    web.put("start", STORY, canonical="https://other.example/story", quality=quality)
    await web.follow()

    assert web.asked == ["start"]


@pytest.mark.parametrize(
    "canonical", ["http://www.example.org/Start/", "start?print=1", "https://example.org/%73tart"]
)
async def test_a_canonical_link_to_itself_is_not_followed(web, canonical):
    """However it is spelled."""
    web.put("start", STORY, canonical=canonical, quality=Quality.STUB)
    await web.follow()

    assert web.asked == ["start"]


async def test_one_canonical_link_is_followed_and_no_more(web):
    """Sites that name each other as the source cost one request; a worse page is not taken."""
    web.put("start", STORY, canonical="b", quality=Quality.STUB)
    web.put("b", STORY[:9], canonical="c", quality=Quality.STUB)

    assert await web.follow() == "start"
    assert web.asked == ["start", "b"]


async def test_a_canonical_link_may_end_a_way_but_not_lengthen_it(web):
    """Two steps are all, however they were named."""
    web.put("start", to="b", quality=Quality.EMPTY)
    web.put("b", STORY, canonical="c", quality=Quality.STUB)
    web.put("c", STORY * 2, canonical="d", quality=Quality.STUB)

    assert await web.follow() == "c"
    assert web.asked == ["start", "b", "c"]


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
