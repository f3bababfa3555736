"""When a page says it was published.

Only what is declared for machines, or stands where dates stand; never a search through the text,
which takes seconds on a long page and finds the day the story is about. A time without a zone is
taken for UTC: nothing on a page says better, and feeds, which do, come first anyway.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_LD_JSON = "//script[contains(@type, 'ld+json')]"
_LD_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')
_LD_WITHIN = 200_000  # characters
_META_NAMES = frozenset(
    {
        "article:published_time", "og:article:published_time", "og:published_time",
        "article:published", "datepublished", "date", "pubdate", "publishdate", "publish-date",
        "publish_date", "published-date", "publication_date", "publicationdate", "date_published",
        "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date",
        "dcterms.created", "dcterms.issued", "dcterms.available", "mediator_published_time",
        "shareaholic:article_published_time", "published_at", "article.published",
        "originalpublicationdate", "rnews:datepublished", "bt:pubdate",
    }
)  # fmt: skip
_MARKED = "//*[@itemprop = 'datePublished' or @pubdate][@content or @datetime]"
_FIRST_YEAR = 1990
# What ISO 8601 allows and the standard library does not read: one digit of day or hour.
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def published_at(root: HtmlElement, *, day: str | None) -> datetime | None:
    """Return the time of publication; midnight UTC where there is only a day; None if not said.

    day: What else points to a day (address, `<time>`), YYYY-MM-DD; taken if nothing is declared.
    """
    for declared in _declared(root):
        if (moment := parse_moment(declared)) is not None:
            return moment
    return parse_moment(day or "")


def parse_moment(text: str) -> datetime | None:
    """Read ISO 8601 (loosely) or RFC 5322 as an aware time in UTC; None if it is neither."""
    text = text.strip()[:60]
    moment = _iso(text) or _loose(text) or _rfc5322(text)
    if moment is None or moment.year < _FIRST_YEAR:
        return None
    try:
        aware = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
    return aware.replace(microsecond=0)


def _declared(root: HtmlElement) -> Iterator[str]:
    for script in root.xpath(_LD_JSON):
        if found := _LD_PUBLISHED.search(script.text or "", 0, _LD_WITHIN):
            yield found[1]
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.strip().lower() in _META_NAMES:
            yield meta.get("content") or ""
    for marked in root.xpath(_MARKED):
        yield marked.get("content") or marked.get("datetime") or ""


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _loose(text: str) -> datetime | None:
    found = _LOOSE.match(text)
    if found is None:
        return None
    *numbers, zone = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - _offset(zone)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> timedelta:
    if not zone or zone[0] not in "+-":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


def _rfc5322(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
