"""Other stories on a story's page are told from its own parts."""

from __future__ import annotations

import pytest

from monitor.reading.parse import parse_page
from monitor.reading.story.blocks import blocks_of
from monitor.reading.story.others import without_other_stories
from tests.reading.story.page import SENTENCES, TITLE, story

PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def left(html):
    """Return the texts of the blocks that stay, and whether all did."""
    root = parse_page(html)
    found = blocks_of(root)
    own = without_other_stories(root, found, title=TITLE)
    return [block.text for block in own], own == found


def test_the_next_story_below_is_not_this_one():
    """Its article begins with a headline of its own, linked or not."""
    linked = f"<article><h1><a href=/next>A flood in the north</a></h1>{PARAGRAPHS}</article>"
    plain = f"<article><h1>A drought in the south</h1>{PARAGRAPHS}</article>"
    found, _ = left(story(after=linked + plain))

    assert "A flood in the north" not in found
    assert "A drought in the south" not in found
    assert len(found) == 1 + len(SENTENCES)


def test_the_parts_of_a_live_page_stay():
    """They have headings, but lead nowhere, and stand inside this page's article."""
    part = f"<article><h2>A motion is put forward</h2><p>{SENTENCES[2]}</p></article>"

    assert left(story(inside=part))[1]


@pytest.mark.parametrize("link", ["{}", "<a href=#entry-7>{}</a>", "<a name=entry-7>{}</a>"])
def test_the_entries_below_a_headline_that_stands_in_no_article_stay(link):
    """As on live pages, whose entries are articles and whose headline is above them all."""
    entry = f"<article><h3>{link.format('A motion is put forward')}</h3>{PARAGRAPHS}</article>"
    page = f"<body><main><h1>{TITLE}</h1>{PARAGRAPHS * 2}{entry * 3}</main>"

    assert left(page)[1]


def test_teasers_below_a_headline_that_stands_in_no_article_go():
    """Their headings lead elsewhere."""
    teaser = "<article><h3><a href=/flood>A flood in the north</a></h3><p>Rain fell.</p></article>"
    found, _ = left(f"<body><main><h1>{TITLE}</h1>{PARAGRAPHS * 2}{teaser * 3}</main>")

    assert "A flood in the north" not in found
    assert len(found) == 1 + 2 * len(SENTENCES)


def test_where_the_headline_is_unknown_everything_stays():
    """Nothing tells then which article is this page's."""
    other = f"<article><h1><a href=/next>A flood in the north</a></h1>{PARAGRAPHS}</article>"
    root = parse_page(story(after=other))
    found = blocks_of(root)

    assert without_other_stories(root, found, title="Something else entirely here") == found
    assert without_other_stories(root, found, title="") == found
