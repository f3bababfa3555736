"""What is matched of an entry, and what becomes of one whose page did not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.errors import PermanentError, TransientError, UnreadableError, WorkerError
from monitor.model import (
    Entry,
    EntryId,
    ExtractedPage,
    Feed,
    FeedId,
    FeedState,
    Outcome,
    PagePolicy,
    Quality,
    Removed,
    TextSource,
)
from monitor.rules.articles import (
    compose,
    host_of,
    is_better,
    is_usable,
    reason_of,
    retry_page,
    trouble_of,
    twin_key,
    wants_page,
    what_stands_before,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONG = "word " * 100


def entry(**values) -> Entry:
    """Build an entry with a title and a link."""
    given = {
        "id": EntryId("e"),
        "feed_id": FeedId("f"),
        "key": "k",
        "url": "https://www.example.org/a",
        "title": "A title",
        "first_seen_at": NOW,
    }
    return Entry(**{**given, **values})


def feed(**values) -> Feed:
    """Build a feed."""
    return Feed(**{"id": FeedId("f"), "url": "https://example.org/feed", **values})


def page(text: str = LONG, **values) -> ExtractedPage:
    """Build what a page gave."""
    return ExtractedPage(**{"title": "Site | A title", "text": text, **values})


def composed(of=None, *, by=None, state=None, page=None):
    """Compose the article of an entry."""
    return compose(
        of or entry(),
        by or feed(),
        state or FeedState(feed_id=FeedId("f")),
        page=page,
        final_url=None,
    )


@pytest.mark.parametrize(
    ("url", "policy", "expected"),
    [
        ("https://example.org/a", PagePolicy.FETCH, True),
        ("http://example.org/a", PagePolicy.FETCH, True),
        ("https://example.org/a", PagePolicy.NEVER, False),
        ("ftp://example.org/a", PagePolicy.FETCH, False),
        ("urn:uuid:1", PagePolicy.FETCH, False),
        ("", PagePolicy.FETCH, False),
        (None, PagePolicy.FETCH, False),
    ],
)
def test_which_pages_are_worth_a_request(url, policy, expected):
    """A page is asked for if the feed allows it and the link leads to one."""
    assert wants_page(feed(pages=policy), url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://WWW.Example.org:8080/a", "example.org"),
        ("https://news.example.org", "news.example.org"),
        ("http://[broken", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_host_of(url, expected):
    """A host is named without `www.`, and no URL has none."""
    assert host_of(url) == expected


def test_a_pages_text_goes_before_the_feeds():
    """The page's text is matched, under the feed's title, which names no site."""
    article = composed(entry(summary="Short."), page=page())

    assert (article.text, article.title) == (LONG, "A title")
    assert article.text_source is TextSource.PAGE


@pytest.mark.parametrize("field", ["summary", "content"])
def test_a_longer_feed_text_goes_before_the_pages(field):
    """Where the feed carries more than the page shows, as before a paywall, it is matched."""
    article = composed(entry(**{field: LONG}), page=page("The beginning."))

    assert article.text == LONG
    assert article.text_source is TextSource.FEED


def test_without_a_page_the_feed_has_to_do():
    """Content, else summary, else the title alone."""
    from_content = composed(entry(summary="S", content="More content"))
    from_summary = composed(entry(summary="A summary", content=""))
    from_title = composed()

    assert (from_content.text, from_content.text_source) == ("More content", TextSource.FEED)
    assert (from_summary.text, from_summary.quality) == ("A summary", Quality.STORY)
    assert (from_title.text, from_title.text_source) == ("", TextSource.TITLE)
    assert from_title.quality is Quality.EMPTY


def test_a_wall_lends_only_its_quality():
    """What a consent page says in its text is nobody's story."""
    article = composed(
        entry(summary="A summary"), page=page("", quality=Quality.CONSENT_PAGE, language="de")
    )

    assert (article.text, article.quality) == ("A summary", Quality.CONSENT_PAGE)
    assert article.language is None


def test_a_missing_title_is_taken_from_the_page():
    """An entry without a title has the page's."""
    assert composed(entry(title=""), page=page()).title == "Site | A title"
    assert composed(entry(title="")).title == ""


def test_who_says_the_language():
    """The configuration, then the page, then the feed."""
    state = FeedState(feed_id=FeedId("f"), language="en")

    assert composed(by=feed(language="fr"), state=state, page=page(language="de")).language == "fr"
    assert composed(state=state, page=page(language="de")).language == "de"
    assert composed(state=state).language == "en"


def test_who_names_the_outlet():
    """The configuration, then the feed, then the link's host."""
    state = FeedState(feed_id=FeedId("f"), title="The feed")

    assert composed(by=feed(outlet="The outlet"), state=state).outlet == "The outlet"
    assert composed(state=state).outlet == "The feed"
    assert composed().outlet == "example.org"
    assert composed(entry(url=None)).outlet is None


def test_the_feeds_author_and_date_go_first():
    """What the page says of author and date fills gaps only."""
    later = NOW + timedelta(days=1)
    seen = page(author="The desk", published_at=later)
    full = composed(entry(author="The newsroom", published_at=NOW), page=seen)
    bare = composed(page=seen)

    assert (full.author, full.published_at) == ("The newsroom", NOW)
    assert (bare.author, bare.published_at) == ("The desk", later)


@pytest.mark.parametrize(
    ("error", "seen", "expected"),
    [
        (None, None, None),
        (None, page(), None),
        (None, page(""), Outcome.EXTRACT_FAILED),
        (None, page("", quality=Quality.CONSENT_PAGE), Outcome.BLOCKED),
        (None, page("", quality=Quality.BOT_WALL), Outcome.BLOCKED),
        (TransientError("m", reason="timeout"), None, Outcome.FETCH_FAILED),
        (PermanentError("m", reason="http_404"), None, Outcome.FETCH_FAILED),
        (UnreadableError("m", reason="not_html"), None, Outcome.EXTRACT_FAILED),
        (UnreadableError("m", reason="unparsable"), None, Outcome.EXTRACT_FAILED),
        (WorkerError("m", reason="crashed"), None, Outcome.EXTRACT_FAILED),
        (WorkerError("m", reason="deadline"), None, Outcome.QUARANTINED),
        (WorkerError("m", reason="memory"), None, Outcome.QUARANTINED),
        (WorkerError("m", reason="died"), None, Outcome.QUARANTINED),
    ],
)
def test_the_trouble_with_a_page(error, seen, expected):
    """Each way in which a page gives nothing has its outcome."""
    assert trouble_of(error, seen) is expected


def test_twins_share_publisher_and_words():
    """The same words from one publisher are twins, under any address; others are not."""
    one = composed(page=page())
    same = composed(entry(url="https://example.org/b"), page=page())
    other = composed(entry(url="https://other.example/a"), page=page())

    assert twin_key(one) is not None
    assert twin_key(one) == twin_key(same)
    assert twin_key(one) != twin_key(other)


@pytest.mark.parametrize(
    "of",
    [
        entry(content="Too short to tell."),
        entry(content=LONG, url=None),
        entry(title="", content="… " * 200),
    ],
)
def test_what_tells_nothing_has_no_twin(of):
    """Short texts are alike by chance, and texts without words or publisher are not compared."""
    assert twin_key(composed(of)) is None


@pytest.mark.parametrize(
    ("attempts", "asked", "expected"),
    [
        (1, None, timedelta(minutes=1)),
        (2, None, timedelta(minutes=5)),
        (3, None, timedelta(minutes=30)),
        (4, None, None),
        (1, timedelta(minutes=3), timedelta(minutes=3)),
        (2, timedelta(minutes=3), timedelta(minutes=5)),
        (1, timedelta(days=1), timedelta(hours=1)),
        (4, timedelta(minutes=3), None),
    ],
)
def test_a_passing_failure_is_tried_again(attempts, asked, expected):
    """Each try waits longer, or as long as the server asks, up to an hour; three retries."""
    error = TransientError("m", retry_after=asked)

    assert retry_page(error, None, attempts=attempts) == expected


def waits(error=None, seen=None, *, blocked_for=None) -> list[int]:
    """Return the minutes before each further try, until there is none."""
    found, attempts = [], 0
    while (
        wait := retry_page(error, seen, attempts=attempts + 1, blocked_for=blocked_for)
    ) is not None:
        found.append(wait // timedelta(minutes=1))
        attempts += 1
    return found


@pytest.mark.parametrize("quality", [Quality.BOT_WALL, Quality.CONSENT_PAGE, Quality.LOGIN])
def test_a_wall_is_tried_again_over_hours(quality):
    """It may pass; one that has stood for a day is tried once."""
    wall = page("", quality=quality)

    assert waits(seen=wall) == [10, 60, 360]
    assert waits(seen=wall, blocked_for=timedelta(hours=23)) == [10, 60, 360]
    assert waits(seen=wall, blocked_for=timedelta(days=1)) == [60]


def test_a_status_that_shuts_us_out_is_a_wall():
    """Most walls come with a status of their own."""
    assert waits(PermanentError("m", reason="http_403")) == [10, 60, 360]
    assert waits(PermanentError("m", reason="http_451"), blocked_for=timedelta(days=9)) == [60]


@pytest.mark.parametrize(
    "quality", [Quality.SOFT_404, Quality.ERROR_PAGE, Quality.INDEX, Quality.EMPTY]
)
def test_a_page_that_is_not_there_yet_is_tried_again_soon(quality):
    """A feed may be ahead of its site by some minutes, and not by hours."""
    assert waits(seen=page(quality=quality)) == [5, 30]
    assert waits(PermanentError("m", reason="http_404")) == [5, 30]


def test_a_lasting_failure_is_not_tried_again():
    """What the same request will meet again is not asked for again."""
    assert waits(PermanentError("m", reason="http_410")) == []
    assert waits(UnreadableError("m", reason="not_html")) == []
    assert waits() == []


@pytest.mark.parametrize(
    "quality",
    [Quality.STORY, Quality.STUB, Quality.PAYWALL, Quality.LIVE_BLOG, Quality.VIDEO],
)
def test_a_story_is_not_asked_for_again(quality):
    """Be it short or cut: what is there is matched."""
    assert waits(seen=page(quality=quality)) == []


WALLS = [
    Quality.CONSENT_PAGE,
    Quality.BOT_WALL,
    Quality.LOGIN,
    Quality.SOFT_404,
    Quality.INDEX,
    Quality.ERROR_PAGE,
    Quality.EMPTY,
]


@pytest.mark.parametrize("quality", WALLS)
def test_what_is_no_story_lends_only_its_quality(quality):
    """Whatever text, title and facts came with it, nothing of it is matched or kept."""
    wall = page(
        quality=quality,
        title="Just a moment",
        language="de",
        author="A",
        published_at=NOW,
        modified_at=NOW,
        outlet="O",
        section="S",
        image_url="https://example.org/i.png",
        removed=(Removed(rule="r", text="t", why="w"),),
        quality_reason="seen",
        quality_confidence=0.7,
    )
    article = compose(
        entry(title=""),
        feed(),
        FeedState(feed_id=FeedId("f")),
        page=wall,
        final_url="https://consent.example.net/x",
    )

    told = replace(composed(entry(title="")), quality=quality, quality_reason="seen")
    assert article == replace(told, quality_confidence=0.7)
    assert not is_usable(wall)
    assert reason_of(None, wall) == quality


def test_facts_of_a_story():
    """What the page says beside the text, its times in UTC, fills what the feed left open."""
    east = timezone(timedelta(hours=3))
    article = composed(
        page=page(
            published_at=datetime(2026, 3, 1, 12, tzinfo=east),
            modified_at=datetime(2026, 3, 1, 13, tzinfo=east),
            outlet="The outlet",
            section="World",
            image_url="https://example.org/i.png",
            removed=(Removed(rule="r", text="t" * 999, why="w"),) * 999,
        )
    )

    assert article.published_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert article.published_at.tzinfo is UTC
    assert article.modified_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert (article.outlet, article.section) == ("The outlet", "World")
    assert article.image_url == "https://example.org/i.png"
    assert (len(article.removed), len(article.removed[0].text)) == (100, 300)


def test_a_time_that_utc_cannot_say_is_unknown():
    """The first day of all years begins earlier in the east."""
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))

    assert composed(page=page(published_at=first)).published_at is None


@pytest.mark.parametrize(
    ("further", "first", "expected"),
    [
        (page("", quality=Quality.EMPTY), page("", quality=Quality.EMPTY), False),
        (page(), page("", quality=Quality.EMPTY), True),
        (page(), page("A line.", quality=Quality.STUB), True),
        (page("A line.", quality=Quality.STUB), page(), False),
        (page(quality=Quality.BOT_WALL), page(), False),
        (page(LONG), page(LONG), True),
        (page("word " * 40), page(LONG), False),
    ],
)
def test_which_of_two_pages_is_taken(further, first, expected):
    """A whole story before its beginning, and that before none; and not one half as long."""
    assert is_better(further, than=first) is expected


def test_what_stands_before_a_page():
    """A wall by its kind, a closed door by its status; trouble that passes tells nothing."""
    assert what_stands_before(page(), None) == ""
    assert what_stands_before(page(quality=Quality.PAYWALL), None) == "paywall"
    assert what_stands_before(None, PermanentError("m", reason="http_403")) == "http_403"
    assert what_stands_before(None, PermanentError("m", reason="http_404")) is None
    assert what_stands_before(None, TransientError("m", reason="timeout")) is None
    assert what_stands_before(None, None) is None
