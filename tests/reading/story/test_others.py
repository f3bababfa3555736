"""Other stories on a story's page are told from its own parts."""

from __future__ import annotations

import pytest

from monitor.reading.parse import parse_page
from monitor.reading.story.blocks import blocks_of
from monitor.reading.story.others import without_other_stories
from tests.reading.story.page import SENTENCES, TITLE, story

PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


URL = "https://www.example.com/live/talks-second-day-7"


def left(html, *, url=URL):
    """Return the texts of the blocks that stay, and whether all did."""
    root = parse_page(html)
    found = blocks_of(root)
    own = without_other_stories(root, found, title=TITLE, addresses=(None, url))
    return [block.text for block in own], own == found


def entries(heading, *, tag="h2", count=3, before="", text=SENTENCES[2]):
    """Build articles with a heading and a paragraph, one below the other."""
    inside = f"{before}<{tag}>{heading}</{tag}><p>{text} {text[::-1]}</p>"
    return f"<div>{f'<article>{inside}</article>' * count}</div>"


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


@pytest.mark.parametrize(
    "link",
    [
        "?entry=7",
        "#entry-7",
        f"{URL}?entry=7",
        f"{URL}#entry-7",
        f"{URL}/entry-7",
        "//example.com/live/talks-second-day-7/#entry-7",
    ],
)
def test_a_heading_may_lead_to_its_own_place_on_the_page(link):
    """Live pages give each entry an address, so that it can be passed on."""
    entry = entries(f"<a href='{link}'>A motion is put forward</a>")

    assert left(f"<body><main><h1>{TITLE}</h1>{PARAGRAPHS * 2}{entry}</main>")[1]
    assert left(story(after=entry))[1]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (URL, "/live/talks-second-day-8"),
        (URL, "https://other.example/live/talks-second-day-7?entry=7"),
        (URL, "https://[broken"),
        (URL, URL),
        (None, "/live/talks-second-day-7?entry=7"),
        ("https://www.example.com/news?id=7", "/news?id=8"),
        ("https://www.example.com/news?id=7", "/news?id=71"),
        ("https://www.example.com/?p=7", "/?p=7&entry=1"),
        ("https://www.example.com/world", "/world/a-flood"),
    ],
)
def test_a_heading_that_leads_to_a_page_is_a_teaser(url, link):
    """Another one, or one of which it is not known that it is this; be it below a section's."""
    teasers = entries(f"<a href='{link}'>A flood in the north</a>")
    page = f"<body><main><h1>{TITLE}</h1>{PARAGRAPHS * 2}{teasers}</main>"

    assert "A flood in the north" not in left(page, url=url)[0]


def test_the_entries_beside_the_article_of_the_headline_stay():
    """Where the live page's own article holds but its headline and what was known at first."""
    assert left(story(after=entries("A motion is put forward", count=5)))[1]


@pytest.mark.parametrize(
    "other",
    [
        entries("A flood in the north", count=2),
        entries("A flood in the north", tag="h1"),
        entries("A flood in the north", text="Rain fell for days."),
        entries("A flood in the north", before="<a href=/flood><img src=flood.jpg></a>"),
        entries("A flood in the north", before="<a class=over href=/flood></a>"),
    ],
    ids=["too few", "of the same rank", "of little prose", "with a picture", "with a link over it"],
)
def test_articles_beside_the_headline_that_are_no_entries_go(other):
    """The next stories, and teasers whose link is not their heading."""
    found, _ = left(story(after=other))

    assert "A flood in the north" not in found
    assert len(found) == 1 + len(SENTENCES)


def test_where_the_headline_is_unknown_everything_stays():
    """Nothing tells then which article is this page's."""
    other = f"<article><h1><a href=/next>A flood in the north</a></h1>{PARAGRAPHS}</article>"
    root = parse_page(story(after=other))
    found = blocks_of(root)

    assert without_other_stories(root, found, title="Something else entirely here") == found
    assert without_other_stories(root, found, title="") == found
