"""What a page's status and its host's earlier pages say of it, beside the page itself."""

from __future__ import annotations

import pytest

from monitor.model import Quality
from monitor.reading.parse import parse_page
from monitor.reading.quality import Judgement, judge
from monitor.rules.host_past import HostPast
from tests.reading.build import PARAGRAPHS, TITLE

MENU = "".join(f'<a href="/{n}">Part {n}</a> ' for n in range(12))
STORIES = HostPast(stories=20, dated=20, characters=3_000)
NOTICE = "The harbour office is closed to you today, dear visitor, and the ferry with it. " * 6
REFUSED = (
    "Access to the harbour was blocked. "
    + "Boats came back with the evening tide, and so did gulls. " * 9
)


def judged(text: str, *, title: str = TITLE, body: str | None = None, **known) -> Judgement:
    """Judge a page that shows a text and menus."""
    source = f"<html><head><title>{title}</title></head><body>{MENU}{body or f'<p>{text}</p>'}</body></html>"
    return judge(parse_page(source), title=title, text=text, source=source, url=None, **known)


def test_a_status_alone_makes_no_wall():
    """Some servers send their stories with the wrong one."""
    text = "\n".join(PARAGRAPHS * 3)

    assert judged(text, status=403).quality is Quality.STORY
    assert judged(text, status=503).quality is Quality.STORY


@pytest.mark.parametrize(
    ("status", "quality"),
    [(200, Quality.STORY), (403, Quality.BOT_WALL), (429, Quality.BOT_WALL)],
)
def test_a_status_decides_where_the_page_says_too_little(status, quality):
    """One sign of a refusal is not enough, and with the status it is."""
    found = judged(REFUSED, title="", status=status)

    assert found.quality is quality
    assert ("came with status" in found.reason) is (quality is Quality.BOT_WALL)


def test_a_text_that_came_for_other_stories_is_none_of_theirs():
    """Without a word of it understood; what has no menus is a wall."""
    past = HostPast(repeated=frozenset({7}))
    other = HostPast(repeated=frozenset({8}))

    assert judged(NOTICE, title="", text_key=7, past=past).quality is Quality.SOFT_404
    assert judged(NOTICE, title="", text_key=7, past=other).quality is Quality.STORY


@pytest.mark.parametrize("mark", ["date", "article"])
def test_a_text_that_says_it_is_a_story_stays_one(mark):
    """An agency's report stands at many addresses, and under many titles."""
    past = HostPast(repeated=frozenset({7}))
    body = f"<article><p>{NOTICE}</p></article>" if mark == "article" else None
    found = judged(NOTICE, body=body, is_dated=mark == "date", text_key=7, past=past)

    assert found.quality is Quality.STORY


def test_a_page_unlike_its_hosts_stories_is_doubted():
    """Far shorter and without a date, where all have one; it is still a story."""
    text = "\n".join(PARAGRAPHS)
    alone, beside = judged(text), judged(text, past=STORIES)
    dated = judged(text, past=STORIES, is_dated=True)

    assert (alone.quality, beside.quality) == (Quality.STORY, Quality.STORY)
    assert beside.confidence < alone.confidence
    assert dated.confidence == alone.confidence


def test_walls_of_late_speak_for_another():
    """Where the host has sent such pages, one that looks a little like it is one."""
    walls = HostPast(stories=20, dated=20, characters=3_000, walls=((Quality.BOT_WALL, 3),))

    assert judged(REFUSED, title="", past=None).quality is Quality.STORY
    assert judged(REFUSED, title="", past=walls).quality is Quality.BOT_WALL
