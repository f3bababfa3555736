"""What the demo's newsrooms hold, and what the demo's watchlist makes of it."""

from __future__ import annotations

from collections import Counter

import pytest

from monitor.config.load import load_watchlists
from monitor.demo.stories import CHANNEL, load_newsrooms, watchlist_text
from monitor.matching.compiled import compile_watchlists
from monitor.model import Article, Quality, TextSource, Verdict

NEWSROOMS = load_newsrooms()


@pytest.fixture(scope="module")
def matcher(tmp_path_factory):
    """Give the demo's watchlist, read as the daemon reads it."""
    file = tmp_path_factory.mktemp("watchlists") / "syria-talks.yaml"
    file.write_text(watchlist_text(), encoding="utf-8")
    return compile_watchlists(load_watchlists([file]))


def alerts(matcher, story, text: str) -> bool:
    """Say whether the watchlist alerts on a story that is told by `text`."""
    language = NEWSROOMS.outlet_of(story.id).language
    article = Article(id=story.id, title=story.title, text=text, language=language)
    return any(match.verdict is Verdict.ALERT for match in matcher.match(article))


def test_there_is_enough_to_show():
    """Five languages, a feed for each, a dozen stories, some in each language on the topic."""
    languages = {outlet.language for outlet in NEWSROOMS.outlets}
    told = [story for story in NEWSROOMS.stories if story.copy_of is None]
    on_topic = {NEWSROOMS.outlet_of(s.id).language for s in told if s.expect is not None}

    assert languages == on_topic == {"fr", "en", "ru", "ar", "tr"}
    assert len(told) >= 12
    assert all(3 <= len(story.text) <= 6 for story in told)


def test_ids_and_paths_name_one_story_each():
    """No two stories share an id, and none of one newsroom share a path."""
    ids = Counter(story.id for story in NEWSROOMS.stories)
    paths = Counter((o.id, story.path) for o in NEWSROOMS.outlets for story in o.stories)

    assert max(ids.values()) == max(paths.values()) == 1


def test_every_special_case_is_there():
    """One live story, one consent page, one copy, both feed formats, relisted stories that exist."""
    stories = NEWSROOMS.stories
    relisted = {one.story_id for outlet in NEWSROOMS.outlets for one in outlet.relisted}

    assert sum(story.is_live for story in stories) == 1
    assert sum(story.copy_of is not None for story in stories) == 1
    assert [s.expect.quality for s in stories if s.has_wall] == [Quality.CONSENT_PAGE]
    assert {outlet.feed_format for outlet in NEWSROOMS.outlets} == {"rss", "atom"}
    assert relisted
    assert relisted <= {story.id for story in stories}


@pytest.mark.parametrize("story", NEWSROOMS.stories, ids=lambda story: story.id)
def test_the_watchlist_decides_on_the_page_as_expected(matcher, story):
    """A story whose page can be read alerts if it should and is silent if it should be."""
    is_told_by_page = story.expect is None or story.expect.text_source is TextSource.PAGE
    text = "\n".join(story.text) if is_told_by_page else story.summary

    assert alerts(matcher, story, text) is (story.expect is not None or story.copy_of is not None)


def test_the_watchlist_is_on_the_channel_that_is_followed(tmp_path):
    """The demo subscribes to the channel of its watchlist."""
    file = tmp_path / "syria-talks.yaml"
    file.write_text(watchlist_text(), encoding="utf-8")

    assert [watchlist.channel for watchlist in load_watchlists([file])] == [CHANNEL]
