"""What comes with a status that says no: the kind of wall is told, its text is not."""

from __future__ import annotations

import pytest

from tests.daemon import events
from tests.line.pages import BODY, item, page
from tests.line.test_walls import LAKE, TALKS, seen

CHALLENGE = b"""<!doctype html><html lang="en"><head><title>Just a moment...</title></head><body>
<h1>Checking your browser</h1><p>Please verify that you are human to go on to the lake.</p>
<script>window._cf_chl_opt = {};</script></body></html>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_wall_that_came_with_its_status_is_known(site, setup, redis, prefix, status):
    """The feed's words are told, the wall's are neither scored nor kept, and the kind is named."""
    url = site.answer("/story", status=status, headers=HTML, body=CHALLENGE)
    site.feed("/feed", [item("Talks begin", url, description="In the capital.")])
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[TALKS, LAKE])
    await line.run_once()
    row = seen(line)["Talks begin"]

    assert len(await events(redis, prefix=prefix)) == 1
    assert await events(redis, prefix=prefix, channel="lake") == []
    assert (row["outcome"], row["reason"], row["quality"]) == ("alerted", "bot_wall", "bot_wall")
    assert row["text"] == "In the capital."


async def test_walls_with_a_status_are_what_stands_before_a_feed(site, setup):
    """By name, not by number."""
    url = site.answer("/story", status=403, headers=HTML, body=CHALLENGE)
    site.feed("/feed", [item(f"Talks {n}", f"{url}?{n}", guid=str(n)) for n in range(4)])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()

    assert line.feed_rows()["news"]["pages_blocked"] == "bot_wall"


async def test_a_story_that_came_with_a_refusal_is_not_believed(site, setup, redis, prefix):
    """A server that says no means it, or is broken; the page is asked for again."""
    body = page("Talks begin").encode()
    site.feed(
        "/feed", [item("Talks begin", site.answer("/s", status=403, headers=HTML, body=body))]
    )
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[TALKS, LAKE])
    await line.run_once()
    row = seen(line)["Talks begin"]

    assert await events(redis, prefix=prefix, channel="lake") == []
    assert (row["reason"], BODY[0] in row["text"]) == ("http_403", False)


async def test_one_short_text_for_three_entries_is_none_of_their_stories(site, setup):
    """In a language that no lexicon knows; the first two taught it, the third is told from it."""
    strange = "Kormo vala teku salime no paruka. " * 12
    html = (
        f"<!doctype html><html><head><title>Vala</title></head><body><p>{strange}</p></body></html>"
    )
    titles = ("Talks begin", "A quiet day", "The bridge opens")
    site.feed("/feed")
    line = setup([{"id": "news", "url": site.url("/feed")}])
    for number, title in enumerate(titles):
        site.add_item("/feed", item(title, site.page(f"/{number}", html), guid=str(number)))
        await line.run_once()
    rows = seen(line)

    assert [rows[title]["quality"] for title in titles] == ["stub", "stub", "bot_wall"]
    assert rows["The bridge opens"]["text"] == ""
