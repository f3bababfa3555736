"""What the demo's site serves, read with the daemon's own parsers."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from monitor.demo.stories import load_newsrooms
from monitor.model import Quality
from monitor.reading.extract import extract_page
from monitor.rules.identity import canonical_url
from monitor.sources import parse_feed
from tests.demo.served import START, get, publish_all

NEWSROOMS = load_newsrooms()
LIVE = next(story for story in NEWSROOMS.stories if story.is_live)
COPY = next(story for story in NEWSROOMS.stories if story.copy_of is not None)
each_outlet = pytest.mark.parametrize("outlet", NEWSROOMS.outlets, ids=lambda outlet: outlet.id)
each_story = pytest.mark.parametrize("story", NEWSROOMS.stories, ids=lambda story: story.id)


def chrome_words(outlet) -> list[str]:
    """Return everything that stands around an outlet's stories."""
    told = [words for name, words in outlet.chrome.items() if name not in {"navigation", "byline"}]
    return [*outlet.chrome["navigation"], *told]


async def read_feed(site, outlet):
    """Fetch and parse an outlet's feed."""
    answer = await get(site.feed_url(outlet))
    return parse_feed(answer.body, content_type=answer.content_type, url=answer.url)


async def read_page(site, story):
    """Fetch a story's page and take the article out of it."""
    answer = await get(site.page_url(story))
    return extract_page(answer.body, content_type=answer.content_type, url=answer.url)


@each_outlet
async def test_a_feed_lists_its_stories(site, outlet):
    """Each feed parses, in its language and format, with titles, summaries, dates and links."""
    document = await read_feed(site, outlet)
    listed = {item.url: item for item in document.items}
    published = [story for story in outlet.stories if not story.is_live]

    assert document.language == outlet.language
    assert document.version == {"rss": "rss20", "atom": "atom10"}[outlet.feed_format]
    assert len(document.items) == len(published) + len(outlet.relisted)
    for story in published:
        item = listed[site.page_url(story)]
        assert (item.title, item.summary) == (story.title, story.summary)
        assert item.published_at == START - story.age


async def test_a_relisted_story_is_the_same_page_by_another_address(site, newsrooms):
    """The wire's links differ from the pages' addresses, and are the same once canonical."""
    wire = next(outlet for outlet in newsrooms.outlets if outlet.relisted)
    document = await read_feed(site, wire)
    urls = {item.url for item in document.items}
    pages = {site.page_url(s) for s in newsrooms.stories}
    foreign = {url for url in urls if url not in pages}

    assert len(foreign) == len(wire.relisted)
    assert {canonical_url(url) for url in urls} <= pages


@each_outlet
async def test_a_feed_that_has_not_changed_answers_304(site, outlet):
    """Either validator alone is enough; If-None-Match counts where both are sent."""
    first = await get(site.feed_url(outlet))
    by_etag = await get(site.feed_url(outlet), If_None_Match=first.etag)
    by_date = await get(site.feed_url(outlet), If_Modified_Since=first.last_modified)
    by_other = await get(
        site.feed_url(outlet), If_None_Match='"else"', If_Modified_Since=first.last_modified
    )

    assert (by_etag.status, by_date.status, by_other.status) == (304, 304, 200)
    assert by_etag.body == b""


async def test_a_live_story_is_there_only_once_it_is_published(site, newsrooms):
    """Publishing puts it on top of its feed under new validators, and its page appears."""
    outlet = newsrooms.outlet_of(LIVE.id)
    before = await get(site.feed_url(outlet))
    page_before = await get(site.page_url(LIVE))
    publish_all(site, newsrooms)
    by_etag = await get(site.feed_url(outlet), If_None_Match=before.etag)
    by_date = await get(site.feed_url(outlet), If_Modified_Since=before.last_modified)
    page_after = await get(site.page_url(LIVE))
    document = parse_feed(by_etag.body, content_type=by_etag.content_type, url=by_etag.url)

    assert (by_etag.status, by_date.status) == (200, 200)
    assert (page_before.status, page_after.status) == (404, 200)
    assert document.items[0].url == site.page_url(LIVE)


@each_story
async def test_a_page_gives_its_story_and_nothing_around_it(site, newsrooms, story):
    """Every paragraph is extracted; banner, navigation, prompts and related links are not."""
    publish_all(site, newsrooms)
    outlet = newsrooms.outlet_of(story.id)
    page = await read_page(site, story)
    related = [other.title for other in outlet.stories if other.title != story.title]

    if story.has_wall:
        assert (page.quality, page.text) == (Quality.CONSENT_PAGE, "")
    else:
        assert page.quality is Quality.STORY
        assert page.text.split("\n") == list(story.text)
        assert page.title == story.title
        assert page.language == outlet.language
    assert [words for words in (*chrome_words(outlet), *related) if words in page.text] == []


@each_story
async def test_a_page_carries_what_has_to_be_left_behind(site, newsrooms, story):
    """The test above could not fail if pages had no chrome: here it is, in the bytes."""
    publish_all(site, newsrooms)
    outlet = newsrooms.outlet_of(story.id)
    html = (await get(site.page_url(story))).body.decode(outlet.charset)

    if story.has_wall:
        assert not any(paragraph in html for paragraph in story.text)
        assert outlet.consent["accept"] in html
    else:
        assert all(words in html for words in chrome_words(outlet) if "'" not in words)
        assert len(outlet.stories) == 1 or any(
            other.title in html for other in outlet.stories if other.title != story.title
        )


async def test_a_copy_differs_from_its_original_in_the_address_alone(site, newsrooms):
    """Same words, same host, another path: what only a comparison of texts can tell."""
    original = next(story for story in newsrooms.stories if story.id == COPY.copy_of)
    one, two = await read_page(site, original), await read_page(site, COPY)

    assert (one.title, one.text) == (two.title, two.text)
    assert urlsplit(site.page_url(original)).netloc == urlsplit(site.page_url(COPY)).netloc
    assert site.page_url(original) != site.page_url(COPY)


async def test_the_dead_feed_refuses_connections(site):
    """Its port is taken, and nobody listens there."""
    parts = urlsplit(site.dead_feed_url)

    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(parts.hostname, parts.port)


async def test_the_site_knows_what_was_asked(site, newsrooms):
    """Pages and feeds are counted, and a waiter learns of it; other paths count as nothing."""
    outlet, story = newsrooms.outlets[0], newsrooms.outlets[0].stories[0]
    waiting = asyncio.create_task(site.wait_until(lambda s: s.page_reads[story.id] == 1))
    feed = await get(site.feed_url(outlet))
    await get(site.feed_url(outlet), If_None_Match=feed.etag)
    nothing = await get(site.feed_url(outlet) + "/nothing")
    await get(site.page_url(story))
    async with asyncio.timeout(5):
        await waiting

    assert nothing.status == 404
    assert site.feed_answers == {(outlet.id, 200): 1, (outlet.id, 304): 1}
    assert site.polls_of(outlet.id) == 2
    assert site.page_reads == {story.id: 1}


async def test_a_story_is_known_by_any_of_its_addresses(site, newsrooms):
    """A query changes nothing; an address that is not ours is no story."""
    story = newsrooms.outlets[0].stories[0]
    url = site.page_url(story)

    assert site.story_at(f"{url}?utm_source=wire") == story
    assert site.story_at(f"{url}x") is None
    assert site.story_at(None) is None
