"""What is matched and kept of an entry: its page's text, or what the feed itself says.

Also: whether its page is worth a request, and when a page that did not come is asked for again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.errors import TransientError
from monitor.model import Article, Outcome, PagePolicy, Quality, TextSource
from monitor.rules.identity import fingerprint

if TYPE_CHECKING:
    from monitor.errors import MonitorError
    from monitor.model import Entry, ExtractedPage, Feed, FeedState

# Waits before the second, third and fourth try of a page that failed for a passing reason.
_RETRIES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
LONGEST_RETRY: Final = timedelta(hours=1)
_TWIN_MIN_CHARS: Final = 200  # shorter texts are alike by chance
_WALLS: Final = {Quality.CONSENT_PAGE, Quality.BOT_WALL}


def host_of(url: str | None) -> str:
    """Return a URL's host name in lower case without `www.`; "" if there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def wants_page(feed: Feed, url: str | None) -> bool:
    """Say whether an entry's page is worth a request: the feed allows it, and there is one."""
    return feed.pages is PagePolicy.FETCH and (url or "").startswith(("http://", "https://"))


def compose(
    entry: Entry,
    feed: Feed,
    state: FeedState,
    *,
    page: ExtractedPage | None,
    final_url: str | None,
) -> Article:
    """Return the article to match: from its page, else from what the feed says.

    page: None if it was not fetched or could not be read; one without text (a wall, an empty
        page) lends only its quality. The feed's title stands, since a page's is often the
        site's; a page's text wins unless the feed's own is longer, as with full-content feeds
        whose pages are cut by a paywall.
    """
    from_feed = entry.content if len(entry.content) > len(entry.summary) else entry.summary
    has_page = page is not None and bool(page.text) and len(page.text) >= len(from_feed)
    text = page.text if page is not None and has_page else from_feed
    source = TextSource.PAGE if has_page else TextSource.FEED if text else TextSource.TITLE
    title = entry.title or (page.title if page is not None else "")
    page_language = page.language if page is not None and has_page else None
    return Article(
        id=entry.id,
        title=title,
        text=text,
        url=entry.url,
        final_url=final_url,
        outlet=feed.outlet or state.title or host_of(entry.url) or None,
        language=feed.language or page_language or state.language,
        author=entry.author or (page.author if page is not None else None),
        published_at=entry.published_at or (page.published_at if page is not None else None),
        quality=page.quality if page is not None else Quality.STORY if text else Quality.EMPTY,
        text_source=source,
        fingerprint=fingerprint(title, text),
    )


def trouble_of(error: MonitorError | None, page: ExtractedPage | None) -> Outcome | None:
    """Return the outcome for an entry whose page gave nothing, if no watchlist knows of it.

    error: What stopped the request, the extraction or the scoring; None if nothing did.
    """
    if error is not None:
        is_extraction = error.reason in {"not_html", "unparsable", "empty", "crashed"}
        if error.reason in {"deadline", "memory", "died"}:
            return Outcome.QUARANTINED
        return Outcome.EXTRACT_FAILED if is_extraction else Outcome.FETCH_FAILED
    if page is not None and not page.text:
        return Outcome.BLOCKED if page.quality in _WALLS else Outcome.EXTRACT_FAILED
    return None


def twin_key(article: Article) -> str | None:
    """Return what two copies of one text by one publisher share; None if that tells nothing."""
    host = host_of(article.final_url or article.url)
    if not host or not article.fingerprint or len(article.text) < _TWIN_MIN_CHARS:
        return None
    return f"{host} {article.fingerprint}"


def retry_after(error: MonitorError | None, *, attempts: int) -> timedelta | None:
    """Say how long to wait before a page is asked for again; None if that is pointless.

    attempts: Tries so far, this one included; at least 1.
    """
    if not isinstance(error, TransientError) or attempts > len(_RETRIES):
        return None
    return max(_RETRIES[attempts - 1], min(error.retry_after or timedelta(), LONGEST_RETRY))
