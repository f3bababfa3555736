"""Pages that lead to the story: what becomes of an entry where the way is blocked for a while."""

from __future__ import annotations

import signal

from tests.daemon import Process, events, wait_for_events
from tests.line.pages import BODY, item, page
from tests.line.test_walls import LAKE, REFRESH, TALKS, let_them_come_back, seen

TEASER = """<!doctype html><html lang="en"><head><title>Talks begin</title>
<link rel="canonical" href="{canonical}"></head><body><nav><a href="/">Home</a></nav>
<p>The talks have begun.</p></body></html>"""


async def test_a_story_that_is_away_for_a_while_is_read_when_it_comes(site, setup, redis, prefix):
    """The feed's words are told at once, not those of the page that only leads to the story."""
    url = site.page("/first", REFRESH.format(to="/story"))
    site.answer("/story", status=503)
    site.feed("/feed", [item("Talks begin", url, description="In the capital.")])
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[TALKS, LAKE])
    daemon = Process(line.write())
    [at_once] = await wait_for_events(redis, 1, prefix=prefix)
    daemon.send(signal.SIGKILL)
    await daemon.wait()
    first = seen(line)["Talks begin"]
    site.page("/story", page("Talks begin"))
    let_them_come_back(line)
    await line.run_once()
    last = seen(line)["Talks begin"]

    assert at_once["data"]["article"]["excerpt"] == "In the capital."
    assert (first["reason"], first["attempts"]) == ("http_503", 1)
    assert first["retry_at"] is not None
    assert "\n".join(BODY) in last["text"]
    assert (last["reason"], last["retry_at"]) == (None, None)
    assert len(await events(redis, prefix=prefix, channel="lake")) == 1


async def test_a_teaser_is_left_for_the_story_that_it_names(site, setup, redis, prefix):
    """By its canonical link, as a partner's page names the publisher's."""
    story = site.page("/story", page("Talks begin"))
    site.feed("/feed", [item("Talks begin", site.page("/first", TEASER.format(canonical=story)))])
    await setup([{"id": "news", "url": site.url("/feed")}], watchlists=[LAKE]).run_once()
    [event] = await events(redis, prefix=prefix, channel="lake")

    assert event["data"]["article"]["final_url"] == story
    assert event["data"]["article"]["excerpt"] == "\n".join(BODY)


async def test_a_teaser_has_to_do_while_the_story_is_away(site, setup):
    """It says more than the feed; the story is asked for again all the same."""
    story = site.answer("/story", status=503)
    site.feed("/feed", [item("Talks begin", site.page("/first", TEASER.format(canonical=story)))])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    await daemon.wait_until_logged("entry_postponed")
    await daemon.stop()
    first = seen(line)["Talks begin"]
    site.page("/story", page("Talks begin"))
    let_them_come_back(line)
    await line.run_once()

    assert (first["text"], first["reason"]) == ("The talks have begun.", "http_503")
    assert seen(line)["Talks begin"]["text"] == "\n".join(BODY)


async def test_a_teaser_cannot_lead_into_a_private_network(site, setup, redis, prefix):
    """The step is a fetch like any other; the teaser has to do."""
    url = site.page("/first", TEASER.format(canonical="http://10.0.0.1/story"))
    site.feed("/feed", [item("Talks begin", url)])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    row = seen(line)["Talks begin"]

    assert len(await events(redis, prefix=prefix)) == 1
    assert (row["text"], row["quality"]) == ("The talks have begun.", "stub")
    assert len(site.requests) == 2


async def test_the_feeds_language_helps_where_a_page_says_little(site, setup):
    """Few words that are Danish and Norwegian, in a template that says English."""
    site.page("/story", page("Nye samtaler", "Om fred.", language="en"))
    site.feed("/feed", [item("Nye samtaler", site.url("/story"))], language="da")
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    [row] = line.rows("SELECT language, text_source FROM articles")

    assert row == {"language": "da", "text_source": "page"}


async def test_a_second_watchlist_of_a_channel_is_told_when_the_page_comes(
    site, setup, redis, prefix
):
    """As an update that names it alone; killed between the two, the channel gets each once."""
    site.answer("/story", status=503)
    site.feed("/feed", [item("Talks begin", site.url("/story"), description="In the capital.")])
    lake = {**LAKE, "channel": "talks"}
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[TALKS, lake])
    daemon = Process(line.write())
    await wait_for_events(redis, 1, prefix=prefix)
    daemon.send(signal.SIGKILL)
    await daemon.wait()
    site.page("/story", page("Talks begin"))
    let_them_come_back(line)
    await line.run_once()
    told = [event["data"] for event in await events(redis, prefix=prefix)]
    verdicts = {row["watchlist_id"]: row["verdict"] for row in line.rows("SELECT * FROM decisions")}

    assert [(one["seq"], one["kind"]) for one in told] == [(1, "new_story"), (2, "update")]
    assert [[each["id"] for each in one["watchlists"]] for one in told] == [["talks"], ["lake"]]
    assert told[1]["article"]["text_source"] == "page"
    assert verdicts == {"talks": "alert", "lake": "alert"}
    assert seen(line)["Talks begin"]["outcome"] == "alerted"
