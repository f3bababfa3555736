"""The program's words: frozen values that every room passes on.

Times are aware and UTC, durations are `timedelta`, texts are plain text (never markup).
Standard library only; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

FeedId = NewType("FeedId", str)
EntryId = NewType("EntryId", str)
WatchlistId = NewType("WatchlistId", str)
ChannelName = NewType("ChannelName", str)
AlertId = NewType("AlertId", str)
SinkId = NewType("SinkId", str)


class PagePolicy(StrEnum):
    """Say whether a feed's pages are fetched, or its own text has to do."""

    FETCH = "fetch"
    NEVER = "never"


class FeedHealth(StrEnum):
    """Say in one word how a feed is."""

    NEW = "new"  # never polled
    OK = "ok"
    FAILING = "failing"  # the last poll failed; back-off is on
    GONE = "gone"  # the server answered 410: not asked again


class Outcome(StrEnum):
    """Name how an entry ended; where several apply, the first in this order stands."""

    ALERTED = "alerted"
    FOLLOW_UP = "follow_up"
    HELD = "held"
    NEAR_MISS = "near_miss"
    BELOW_THRESHOLD = "below_threshold"
    SEEN = "seen"  # the same page was already told through another entry
    NEAR_DUPLICATE = "near_duplicate"
    TOO_OLD = "too_old"
    BLOCKED = "blocked"  # a consent page or bot wall stood in the way, and the feed said nothing
    FETCH_FAILED = "fetch_failed"
    EXTRACT_FAILED = "extract_failed"
    QUARANTINED = "quarantined"  # what we could not handle; kept aside with the reason


class Verdict(StrEnum):
    """Say what one watchlist makes of one entry."""

    ALERT = "alert"
    FOLLOW_UP = "follow_up"
    HELD = "held"
    NEAR_MISS = "near_miss"
    NONE = "none"


class TextSource(StrEnum):
    """Say where the text that was scored came from."""

    PAGE = "page"
    FEED = "feed"
    TITLE = "title"


class Quality(StrEnum):
    """Say what kind of page was found."""

    STORY = "story"
    STUB = "stub"  # too short to be a story
    LIVE_BLOG = "live_blog"
    VIDEO = "video"  # a video, a gallery or a programme with little text of its own
    PAYWALL = "paywall"  # the beginning of a story, and an offer to subscribe
    CONSENT_PAGE = "consent_page"
    BOT_WALL = "bot_wall"  # a challenge, a block, or a country or provider that is shut out
    LOGIN = "login"
    SOFT_404 = "soft_404"
    INDEX = "index"
    ERROR_PAGE = "error_page"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the user configured it.

    poll_every: None means automatic.
    language: BCP 47 primary tag, lower case; None lets the feed or the page say.
    outlet: The publisher's name for people; None takes the feed's own title.
    """

    id: FeedId
    url: str
    language: str | None = None
    outlet: str | None = None
    tags: tuple[str, ...] = ()
    poll_every: timedelta | None = None
    pages: PagePolicy = PagePolicy.FETCH


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed between polls.

    url: Where it was polled last; a feed whose configured URL differs starts anew.
    etag, last_modified: Validators to send back byte for byte (RFC 9110 8.8); None if none came.
    body_hash: SHA-256 hex of the last decoded body; an equal body is not parsed again.
    failures: Failed polls in a row.
    reason, since: Why the feed is in its health, and since when; None while new.
    mean_gap: Mean time between the dated entries of the last document; None if unknown.
    entries, polls, not_modified: Counts since the feed was first known.
    pages_recent: What stood before each of its last pages, the newest last; "" for nothing.
    pages_blocked, pages_since: What stands before most of them, and since when; None for nothing.
    """

    feed_id: FeedId
    url: str | None = None
    health: FeedHealth = FeedHealth.NEW
    reason: str | None = None
    since: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    title: str | None = None
    language: str | None = None
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: int = 0
    mean_gap: timedelta | None = None
    polls: int = 0
    not_modified: int = 0
    entries: int = 0
    pages_recent: tuple[str, ...] = ()
    pages_blocked: str | None = None
    pages_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item as a feed document tells it, before it is an entry of ours.

    guid, url: RSS `guid` or Atom `id`, verbatim; absolute link. None if the item has none.
    summary, content: Plain text; content is the full text where the feed carries it, else "".
    published_at: None where the item has no date, or none that can be read.
    """

    guid: str | None
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    author: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A parsed feed document: its own title and language, and its items in document order."""

    title: str | None
    language: str | None
    items: tuple[FeedItem, ...]
    version: str  # as feedparser names it, e.g. rss20, atom10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed, first seen once and never forgotten before its time.

    id: Hash of the feed's id and the entry's key (`rules.identity.entry_key`).
    url: Canonical; None where the feed gives no link.
    published_at: As the feed says; None if it does not, or cannot be read.
    is_baseline: Whether it came with the feed's first poll.
    attempts: How often its page was tried and put off.
    """

    id: EntryId
    feed_id: FeedId
    key: str
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    author: str | None = None
    published_at: datetime | None = None
    first_seen_at: datetime
    is_baseline: bool = False
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line that was taken out of a text, or put into it, and why.

    rule: The rule's name (docs/reading.md).
    why: What the rule saw, for people.
    is_added: Whether the rule put the line in.
    """

    rule: str
    text: str
    why: str
    is_added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """What came out of one page.

    text: Paragraphs separated by a newline; empty where nothing could be extracted.
    published_at, modified_at: What the page says, in the page's own offset from UTC.
    is_day_only: Whether the page gives only the day of publication; then it is midnight.
    outlet: The site's own name; None if the page does not say.
    quality_reason: What was seen that makes the page of its kind, for people; "" for a story.
    quality_confidence: How sure it is that the page is of its kind, 0..1; None if not judged.
    text_key: What two short texts share that say the same (`rules.host_past`); 0 for none.
    onward_url: Where the story really is (AMP, meta refresh), if this page only leads to it.
    lines: A 64-bit hash of each line, recurring ones too; what `rules.recurring` learns from.
    """

    title: str
    text: str
    language: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    is_day_only: bool = False
    canonical_url: str | None = None
    outlet: str | None = None
    section: str | None = None
    image_url: str | None = None
    quality: Quality = Quality.STORY
    quality_reason: str = ""
    quality_confidence: float | None = None
    text_key: int = 0
    onward_url: str | None = None
    removed: tuple[Removed, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What there is to match: a title and a clean text, and what is known of them.

    id: The entry's id, or what the caller of `score` named it.
    text: Paragraphs separated by a newline; may be empty.
    language: BCP 47 primary tag, lower case; None if unknown.
    quality_reason, quality_confidence: As the page's; None where the text is not of a page.
    fingerprint: Hash of the folded title and text (`rules.identity.fingerprint`).
    """

    id: str
    title: str
    text: str = ""
    url: str | None = None
    final_url: str | None = None
    outlet: str | None = None
    language: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    image_url: str | None = None
    quality: Quality = Quality.STORY
    quality_reason: str | None = None
    quality_confidence: float | None = None
    text_source: TextSource = TextSource.PAGE
    removed: tuple[Removed, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a score: its name, its value 0..1, and a sentence that says why.

    value: What the score would be if this part stood alone.
    log_odds: What it adds to the score's log-odds, or takes off; None until that is known.
    """

    name: str
    value: float
    why: str
    log_odds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a term stands in an article.

    field: `title` or `text`.
    start, end: Half-open, in code points of that field as the article carries it.
    term: The watchlist's term that was found there.
    """

    field: str
    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one watchlist's rules make of one article: a score with its reasons."""

    watchlist_id: WatchlistId
    score: float
    verdict: Verdict
    parts: tuple[Part, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was done with one entry for one watchlist; one for each pair.

    reason: Why a score over the threshold did not alert (too_old, seen, near_duplicate, snoozed).
    """

    match: Match
    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message on one channel, before it has its place in the sequence.

    id: Deterministic, so that work done twice tells nothing twice.
    watchlist_ids: Whose alert it is; several where watchlists share a channel.
    body: The CloudEvents attributes and data that do not depend on the sequence number.
    """

    id: AlertId
    channel: ChannelName
    entry_id: EntryId
    created_at: datetime
    watchlist_ids: tuple[WatchlistId, ...] = ()
    body: dict[str, Any] = field(default_factory=dict)
