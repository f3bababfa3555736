"""RSS, Atom, RDF and CDF, read with feedparser.

feedparser forgives what real feeds do wrong, and pays for it: it is slow, quadratic on hostile
input, and raises on some character references. So it gets bytes only (never a name it could
open), at most `MAX_ITEMS` items, and runs in a process that can be killed.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException

import feedparser

from monitor.errors import UnreadableError
from monitor.model import FeedDocument, FeedItem
from monitor.reading.language import primary_tag
from monitor.reading.plain import plain_line, plain_text
from monitor.sources.look import Kind, Look
from monitor.sources.tails import cut_read_on_tail

MAX_ITEMS = 5_000
TITLE_CHARS = 500
SUMMARY_CHARS = 20_000
CONTENT_CHARS = 200_000
_NAME_CHARS = 200
_URL_CHARS = 8_192
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "rss1", "rss2"})
# Servers put warnings before a feed, and feeds into envelopes of their own.
_FEED_TAG = re.compile(r"<(?:[a-z]\w*:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ANY_FEED_TAG = re.compile(
    r"<(?:[a-z]\w*:)?(?:rss|feed|rdf|channel|item|entry)[\s>]", re.IGNORECASE
)
_ITEM_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>/]")
_LINK_ENDS = " \t\r\n\f\v\0"


def claims(look: Look) -> bool:
    """Say whether a body with this look is worth feedparser's time."""
    if look.root in _ROOTS:
        return True
    if look.kind is Kind.MARKUP:
        return bool(_ANY_FEED_TAG.search(look.head))
    return look.kind is Kind.HTML and bool(_FEED_TAG.search(look.head))


def parse(body: bytes, *, content_type: str | None, url: str) -> FeedDocument:
    """Return the feed's title, language and first `MAX_ITEMS` items.

    url: Where the body came from; relative links are resolved against it where neither
        `xml:base` nor, in RSS, the feed's own link says otherwise.
    Raises UnreadableError `broken_xml` where breakage left no items, `not_a_feed` where there
    is nothing of a feed at all.
    """
    found = _run_feedparser(_first_items(body), content_type)
    feed, entries = found["feed"], found["entries"]
    if not entries:
        _refuse_if_unreadable(found)
    version = found.get("version") or ""
    base = _base(feed, version=version, url=url)
    return FeedDocument(
        title=plain_line(feed.get("title") or "", limit=_NAME_CHARS) or None,
        language=primary_tag(feed.get("language")),
        items=tuple(_item(entry, base=base) for entry in entries[:MAX_ITEMS]),
        version=version,
    )


def _run_feedparser(body: bytes, content_type: str | None) -> Any:
    try:
        return feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": _true_content_type(body, content_type)},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError(
            f"the feed's parser gave up: {type(error).__name__}", reason="broken_xml"
        ) from error


def _first_items(body: bytes) -> bytes:
    # Cut before the parser: a million items would cost it minutes. The loose end makes it use
    # its forgiving half, which keeps every item that began and ended.
    beyond = next(islice(_ITEM_TAG.finditer(body), MAX_ITEMS, None), None)
    return body[: beyond.start()] if beyond else body


def _true_content_type(body: bytes, content_type: str | None) -> str:
    # What decodes as UTF-8 and is not plain ASCII is UTF-8, whatever server and prolog claim.
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return "application/xml; charset=utf-8"
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"


def _refuse_if_unreadable(found: Any) -> None:
    if not found.get("version") and not found["feed"].get("title"):
        raise UnreadableError("the document is not a feed", reason="not_a_feed")
    if isinstance(found.get("bozo_exception"), SAXException):
        raise UnreadableError("the feed's XML is broken and has no items", reason="broken_xml")


def _item(entry: Any, *, base: str) -> FeedItem:
    summary = _text(entry.get("summary"), limit=SUMMARY_CHARS)
    content = _content(entry)
    return FeedItem(
        guid=entry.get("id") or None,
        url=_link(entry, base=base),
        title=plain_line(entry.get("title") or "", limit=TITLE_CHARS),
        summary=summary,
        content=content if len(content) > len(summary) else "",
        author=plain_line(entry.get("author") or "", limit=_NAME_CHARS) or None,
        published_at=_date(entry, "published_parsed") or _date(entry, "updated_parsed"),
    )


def _text(markup: str | None, *, limit: int) -> str:
    return cut_read_on_tail(plain_text(markup or "", limit=limit))


def _content(entry: Any) -> str:
    values = [part.get("value") or "" for part in entry.get("content") or () if _is_text(part)]
    longest = max(values, key=len, default="")
    if longest == entry.get("summary") and len(longest) <= SUMMARY_CHARS:
        return ""  # feedparser repeats a lone content as the summary
    return _text(longest, limit=CONTENT_CHARS)


def _is_text(part: Any) -> bool:
    kind = str(part.get("type") or "text/plain")
    return kind.startswith("text/") or kind.endswith("xml")


def _link(entry: Any, *, base: str) -> str | None:
    link = str(entry.get("link") or "").strip(_LINK_ENDS)
    # feedparser takes a guid for a link unless told not to; a bare number is none.
    is_bare_guid = link == entry.get("id") and "://" not in link and not link.startswith("/")
    return None if not link or is_bare_guid else _absolute(link, base)


def _absolute(link: str, base: str) -> str | None:
    # None for what is no http(s) address: such a link leads to no page.
    try:
        parts = urlsplit(full := urljoin(base, link))
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return full if is_web and len(full) <= _URL_CHARS else None


def _base(feed: Any, *, version: str, url: str) -> str:
    # An Atom document's base is its own address (RFC 4287 2); RSS leaves it open, and a feed
    # service's address would be wrong where the channel's link is right.
    link = str(feed.get("link") or "").strip(_LINK_ENDS)
    return url if version.startswith("atom") else _absolute(link, url) or url


def _date(entry: Any, name: str) -> datetime | None:
    # dict.get, because feedparser answers "published" when asked for a missing "updated".
    parsed = dict.get(entry, name)
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
