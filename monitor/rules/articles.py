"""What is matched and kept of an entry: its page's text, or what the feed itself says.

Also: whether its page is worth a request, which of two pages is the story, and when a page that
did not come, or came as a wall, is asked for again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from monitor.errors import TransientError
from monitor.model import Article, Outcome, PagePolicy, Quality, TextSource
from monitor.rules.identity import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.errors import MonitorError
    from monitor.model import Entry, ExtractedPage, Feed, FeedState, Removed

# Waits before the second try of a page, the third, and so on, by what stood in the way.
_Waits = tuple[timedelta, ...]
_PASSING: Final[_Waits] = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
# A challenge passes with the burst that raised it, or with the address's reputation.
_AT_A_WALL: Final[_Waits] = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
# Feeds are often ahead of their sites: the page comes some minutes later, or never.
_NOT_THERE_YET: Final[_Waits] = (timedelta(minutes=5), timedelta(minutes=30))
_AT_AN_OLD_WALL: Final[_Waits] = (timedelta(hours=1),)
_OLD_WALL: Final = timedelta(days=1)
_LONGEST_ASKED: Final = timedelta(hours=1)
LONGEST_RETRY: Final = max(_AT_A_WALL)

_WALLS: Final = {Quality.CONSENT_PAGE, Quality.BOT_WALL, Quality.LOGIN}
NO_STORY: Final = _WALLS | {
    Quality.SOFT_404,
    Quality.INDEX,
    Quality.ERROR_PAGE,
    Quality.EMPTY,
}
_CUT_SHORT: Final = {Quality.PAYWALL, Quality.STUB}
# Pages whose canonical address is worth a request: little of the story is there, or nothing.
_THIN: Final = _CUT_SHORT | {Quality.EMPTY}
# Statuses by which a site shuts us out of a page that others may read (RFC 9110 15.5, RFC 7725).
SHUT_OUT: Final = frozenset({"http_401", "http_402", "http_403", "http_451"})
_NOT_THERE: Final = frozenset({"http_404"})

_TWIN_MIN_CHARS: Final = 200  # shorter texts are alike by chance
_MOST_REMOVED: Final = 100  # lines that are kept with an article
_LONGEST_REMOVED: Final = 300  # characters of each


def host_of(url: str | None) -> str:
    """Return a URL's host name in lower case without `www.`; "" if there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def wants_page(feed: Feed, url: str | None) -> bool:
    """Say whether an entry's page is worth a request: the feed allows it, and there is one."""
    return feed.pages is PagePolicy.FETCH and is_web(url)


def is_web(url: str | None) -> bool:
    """Say whether a URL is one of the web's."""
    return (url or "").startswith(("http://", "https://"))


def compose(
    entry: Entry,
    feed: Feed,
    state: FeedState,
    *,
    page: ExtractedPage | None,
    final_url: str | None,
) -> Article:
    """Return the article to match: from its page, else from what the feed says.

    page: None if it was not fetched or could not be read; one that is no story (a wall, an error,
        an empty page) lends only its quality. The feed's title stands, since a page's is often
        the site's; a page's text wins unless the feed's own is longer, as with full-content
        feeds whose pages are cut by a paywall.
    """
    from_feed = entry.content if len(entry.content) > len(entry.summary) else entry.summary
    story = page if is_usable(page) else None
    has_page = story is not None and len(story.text) >= len(from_feed)
    text = story.text if story is not None and has_page else from_feed
    source = TextSource.PAGE if has_page else TextSource.FEED if text else TextSource.TITLE
    title = entry.title or (story.title if story is not None else "")
    page_language = story.language if story is not None and has_page else None
    article = Article(
        id=entry.id,
        title=title,
        text=text,
        url=entry.url,
        final_url=final_url if story is not None else None,
        outlet=feed.outlet or state.title or host_of(entry.url) or None,
        language=feed.language or page_language or state.language,
        author=entry.author,
        published_at=entry.published_at,
        quality=page.quality if page is not None else Quality.STORY if text else Quality.EMPTY,
        quality_reason=page.quality_reason if page is not None else None,
        quality_confidence=page.quality_confidence if page is not None else None,
        text_source=source,
        fingerprint=fingerprint(title, text),
    )
    return article if story is None else _with_facts(article, story, feed, state)


def _with_facts(article: Article, page: ExtractedPage, feed: Feed, state: FeedState) -> Article:
    """Return an article with what its page says beside the text; the feed's own word stands."""
    return replace(
        article,
        outlet=feed.outlet or state.title or page.outlet or article.outlet,
        author=article.author or page.author,
        published_at=article.published_at or _utc(page.published_at),
        modified_at=_utc(page.modified_at),
        section=page.section,
        image_url=page.image_url,
        removed=_kept(page.removed) if article.text_source is TextSource.PAGE else (),
    )


def _utc(moment: datetime | None) -> datetime | None:
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of all years, where UTC has none
        return None


def _kept(removed: Sequence[Removed]) -> tuple[Removed, ...]:
    return tuple(
        replace(line, text=line.text[:_LONGEST_REMOVED], why=line.why[:_LONGEST_REMOVED])
        for line in removed[:_MOST_REMOVED]
    )


def is_usable(page: ExtractedPage | None) -> bool:
    """Say whether a page is the story, or the beginning of it: has a text, and is no wall."""
    return page is not None and bool(page.text) and page.quality not in NO_STORY


def is_wall(page: ExtractedPage | None) -> bool:
    """Say whether a page stands before the story: it asks for consent, a proof or a login."""
    return page is not None and page.quality in _WALLS


def is_whole(page: ExtractedPage | None) -> bool:
    """Say whether a page is the story, and not just its beginning."""
    return page is not None and _worth(page) > 1


def leads_to(page: ExtractedPage, *, at: str, by_canonical: bool) -> str | None:
    """Return where the story really is; None where this page is all there is.

    Where the page says so itself (AMP, meta refresh); else, where it has little of the story or
    nothing, its canonical address if that is another page, whatever their schemes and queries.

    at: Where the page came from.
    by_canonical: Whether a canonical link may be followed; only once on an entry's way.
    """
    if page.onward_url is not None:
        return page.onward_url if is_web(page.onward_url) else None
    canonical = page.canonical_url if by_canonical and page.quality in _THIN else None
    return canonical if is_web(canonical) and _place(canonical) != _place(at) else None


def _place(url: str | None) -> tuple[str, str]:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        path = url or ""
    return host_of(url), unquote(path).rstrip("/").lower()


def is_better(page: ExtractedPage, than: ExtractedPage) -> bool:
    """Say whether the page that another led to is to be taken in its place.

    A whole story goes before its beginning, and that before none; of two alike the further one,
    unless it has less than half of the text.
    """
    mine, its = _worth(page), _worth(than)
    return mine > its or (mine == its > 0 and 2 * len(page.text) >= len(than.text))


def _worth(page: ExtractedPage) -> int:
    if not is_usable(page):
        return 0
    return 1 if page.quality in _CUT_SHORT else 2


def what_stands_before(page: ExtractedPage | None, error: MonitorError | None) -> str | None:
    """Name what stands before a page: a quality, or the reason of an error that shuts us out.

    Returns "" for a page that came as a story, None where asking for it told nothing of the feed's:
    it was not asked for, its host was away, it is not there, or it shows nothing of a story. That
    is the page's own affair, and no wall.
    """
    if page is not None:
        if is_wall(page) or page.quality is Quality.PAYWALL:
            return page.quality.value
        return "" if is_usable(page) else None
    return error.reason if error is not None and error.reason in SHUT_OUT else None


def reason_of(error: MonitorError | None, page: ExtractedPage | None) -> str | None:
    """Return the code of what kept an entry from its page; None if nothing did."""
    if error is not None and not is_wall(page):
        return error.reason
    return None if page is None or is_usable(page) else page.quality.value


def trouble_of(error: MonitorError | None, page: ExtractedPage | None) -> Outcome | None:
    """Return the outcome for an entry whose page gave nothing, if no watchlist knows of it.

    error: What stopped the request, the extraction or the scoring; None if nothing did.
    page: May be the wall that came with the error's status.
    """
    if error is not None and not is_wall(page):
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


def retry_page(
    error: MonitorError | None,
    page: ExtractedPage | None,
    *,
    attempts: int,
    blocked_for: timedelta | None = None,
) -> timedelta | None:
    """Say how long to wait before a page is asked for again; None if that is pointless.

    A page with a story is not, be it short or cut by a paywall: what is there is matched.

    attempts: Tries so far, this one included; at least 1.
    blocked_for: How long most of the feed's pages have been walls; None if they are not. A wall
        that has stood for a day is tried once more and no oftener.
    """
    waits = _waits(error, page)
    if waits is _AT_A_WALL and blocked_for is not None and blocked_for >= _OLD_WALL:
        waits = _AT_AN_OLD_WALL
    if attempts > len(waits):
        return None
    asked = error.retry_after if isinstance(error, TransientError) else None
    return max(waits[attempts - 1], min(asked or timedelta(), _LONGEST_ASKED))


def _waits(error: MonitorError | None, page: ExtractedPage | None) -> _Waits:
    if is_wall(page):
        return _AT_A_WALL
    if isinstance(error, TransientError):
        return _PASSING
    if error is not None:
        is_shut = error.reason in SHUT_OUT
        return _AT_A_WALL if is_shut else _NOT_THERE_YET if error.reason in _NOT_THERE else ()
    if page is None or is_usable(page):
        return ()
    return _NOT_THERE_YET
