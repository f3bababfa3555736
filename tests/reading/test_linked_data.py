"""Which node of a page's JSON-LD is the story, and what is read of broken blocks."""

from __future__ import annotations

import json
import time

import pytest
from lxml.html import document_fromstring

from monitor.reading.linked_data import LinkedData, address_key, linked_data, text_of

HEADLINE = "Delegations meet for a second day"
URL = "https://news.example/talks"


def read(*blocks: object, titles: tuple[str, ...] = (HEADLINE,)) -> LinkedData:
    """Read a page with these blocks: strings as they are, anything else as JSON."""
    sources = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    scripts = "".join(f'<script type="application/ld+json">{each}</script>' for each in sources)
    root = document_fromstring(f"<html><head>{scripts}</head><body><p>x</p></body></html>")
    return linked_data(root, addresses=frozenset({address_key(URL)}), titles=list(titles))


def story(**members: object) -> dict[str, object]:
    """Return a story's node."""
    return {"@type": "NewsArticle", "headline": HEADLINE, **members}


@pytest.mark.parametrize(
    "block",
    [
        story(),
        [{"@type": "Organization", "name": "News"}, story()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, story()]},
        {"@type": "WebPage", "mainEntity": story()},
        {"@type": ["Thing", "https://schema.org/ReportageNewsArticle"], "headline": HEADLINE},
        json.dumps(story())[:-1] + ",}",
        "<!-- " + json.dumps(story()) + " -->",
        "//<![CDATA[\n" + json.dumps(story()) + "\n//]]>",
        json.dumps(story()) + json.dumps({"@type": "Person"}),
        '{"@type": "NewsArticle", "headline": "' + HEADLINE + '", "author": {"name": "a "b" c"}}',
        '{"@type": "NewsArticle", "headline": "Delegations meet\nfor a second day"}',
    ],
    ids=[
        "alone", "in a list", "in a graph", "as main entity", "by several types", "comma too many",
        "in a comment", "in CDATA", "two in one", "broken quotes", "with a line break",
    ],
)  # fmt: skip
def test_the_story_is_found(block):
    """However the block is wrapped or broken."""
    assert read(block).text("headline") == HEADLINE


def test_a_story_is_told_from_other_stories():
    """By its headline or its address; those that a page only lists are never it."""
    other = story(headline="Something else entirely", datePublished="2020-01-01")
    own = story(headline="Talks go on", url=URL + "?utm_source=x", datePublished="2024-05-01")
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": other}]}

    assert read(other, story()).text("headline") == HEADLINE
    assert read(other, own, titles=()).text("headline") == "Talks go on"
    assert read(listed).story == {}


def test_a_story_comes_before_the_page_around_it():
    """Both have dates, and the page's are of the template."""
    page = {"@type": "WebPage", "name": HEADLINE, "url": URL, "datePublished": "2019-01-01"}
    found = read(page, story(headline="Talks"))

    assert (found.text("headline"), found.page["datePublished"]) == ("Talks", "2019-01-01")


def test_a_reference_is_followed():
    """Graphs name their people once and point to them."""
    person = {"@id": "#p1", "@type": "Person", "name": "Ada Example"}
    found = read({"@graph": [story(author={"@id": "#p1"}), person]})

    assert [text_of(each) for each in found.things(found.story["author"])] == ["Ada Example"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a  b", "a b"), (["a", "b"], "a"), ({"name": "a"}, "a"), ({"@value": "a"}, "a"),
        ([{"name": ["a"]}], "a"), (None, ""), ({}, ""), ([], ""), (True, ""), (False, ""), (0, ""), (1, "1"), (7, "7"),
        ("A &amp; B", "A & B"),
    ],
)  # fmt: skip
def test_a_value_is_one_line_of_text(value, text):
    """Whichever shape it came in."""
    assert text_of(value) == text


@pytest.mark.parametrize(
    "source",
    [
        "", "null", "[]", "{", "[" * 200_000, '{"@type":' * 50_000, '{"@id": {}, "@type": {}}',
        '{"@type": "NewsArticle", "headline": ' + "9" * 5_000 + "}", '"' + "\\" * 100_000,
        "[" + ",".join(['{"@type":"NewsArticle","headline":"x"}'] * 8_000) + "]",
        '"headline":"' * 40_000, ", " * 200_000,
    ],
    ids=[
        "empty", "null", "list", "open", "deep lists", "deep objects", "odd types", "huge number",
        "backslashes", "many", "many broken", "commas",
    ],
)  # fmt: skip
def test_hostile_blocks_cost_little_and_raise_nothing(source):
    """Half a second of CPU is a hundred times what a page of this kind takes."""
    before = time.process_time()
    read(source)

    assert time.process_time() - before < 0.5
