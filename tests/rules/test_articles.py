"""What is matched of an entry, and what becomes of one whose page did not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    TextSource,
)
from monitor.rules.articles import compose, host_of, retry_after, trouble_of, twin_key, wants_page

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

    assert retry_after(error, attempts=attempts) == expected


def test_a_lasting_failure_is_not_tried_again():
    """What the same request will meet again is not asked for again."""
    assert retry_after(PermanentError("m"), attempts=1) is None
    assert retry_after(None, attempts=1) is None
