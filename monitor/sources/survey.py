"""What a feed document is like, for someone who thinks of following it.

Counts and dates, none of its texts but a few titles; worded for people elsewhere. Runs in a worker
process like all parsing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.model import FeedItem
from monitor.rules.identity import canonical_url, entry_key
from monitor.rules.polling import mean_gap
from monitor.sources import parse_feed

FULL_TEXT_CHARS: Final = 800  # a text this long is more than a teaser
_MOST_SHOWN = 3

_FORMATS = {
    "rss": "RSS", "rss090": "RSS 0.90", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92", "rss093": "RSS 0.93", "rss094": "RSS 0.94", "rss10": "RSS 1.0",
    "rss20": "RSS 2.0", "atom": "Atom", "atom01": "Atom 0.1", "atom02": "Atom 0.2",
    "atom03": "Atom 0.3", "atom10": "Atom 1.0", "cdf": "CDF",
}  # fmt: skip
_PROLOG = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SAME = {"utf8": "utf-8", "latin1": "iso-8859-1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry, to show what they are like."""

    title: str
    url: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What stands in a feed document.

    version: The format's name and version, e.g. `RSS 2.0`.
    entries: Distinct ones; `repeated` counts those that stand there again.
    dated, future, linked, pages, titled: Entries with a date, with one after now, with a link, how
        many different pages they lead to, with a title.
    full_texts, summaries: Entries that carry 800 characters or more, and fewer but some.
    pace: Typical time between entries, as polling sees it; None if the dates do not say.
    charset_trouble: What is wrong with the declared encoding; None if nothing is.
    newest_entries: The newest three, undated ones last.
    """

    version: str
    title: str | None
    language: str | None
    entries: int
    repeated: int
    dated: int
    future: int
    newest: datetime | None
    oldest: datetime | None
    pace: timedelta | None
    linked: int
    pages: int
    titled: int
    full_texts: int
    summaries: int
    charset_trouble: str | None
    newest_entries: tuple[Shown, ...]


def survey_feed(body: bytes, *, content_type: str | None, url: str, now: datetime) -> Survey:
    """Read a feed document and say what it is like; raises as `parse_feed`."""
    document = parse_feed(body, content_type=content_type, url=url)
    items = list({entry_key(item): item for item in reversed(document.items)}.values())
    dates = sorted(item.published_at for item in items if item.published_at is not None)
    past = [date for date in dates if date <= now]
    lengths = [max(len(item.content), len(item.summary)) for item in items]
    links = [canonical_url(item.url) for item in items if item.url]
    return Survey(
        version=_FORMATS.get(document.version, document.version or "unknown"),
        title=document.title,
        language=document.language,
        entries=len(items),
        repeated=len(document.items) - len(items),
        dated=len(dates),
        future=len(dates) - len(past),
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
        pace=mean_gap((item.published_at for item in document.items), now=now),
        linked=len(links),
        pages=len(set(links)),
        titled=sum(bool(item.title) for item in items),
        full_texts=sum(length >= FULL_TEXT_CHARS for length in lengths),
        summaries=sum(0 < length < FULL_TEXT_CHARS for length in lengths),
        charset_trouble=charset_trouble(body, content_type=content_type),
        newest_entries=_newest(items),
    )


def _newest(items: list[FeedItem]) -> tuple[Shown, ...]:
    shown = [
        Shown(title=item.title, url=item.url, published_at=item.published_at)
        for item in reversed(items)
    ]
    undated = datetime.min.replace(tzinfo=UTC)
    shown.sort(key=lambda each: each.published_at or undated, reverse=True)
    return tuple(shown[:_MOST_SHOWN])


def charset_trouble(body: bytes, *, content_type: str | None) -> str | None:
    """Say how the declared encoding is not the real one; None where it is, or does not matter.

    The header's comes before the document's own (RFC 7303 3.2); without either it is UTF-8.
    """
    if body.isascii() or body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    in_header, in_prolog = _HEADER.search(content_type or ""), _PROLOG.match(body)
    names = [found.lower() for found in (in_header and in_header[1],) if found]
    names += [in_prolog[1].decode("ascii").lower()] if in_prolog else []
    declared = [_SAME.get(name, name) for name in names]
    told = declared[0] if declared else "utf-8"
    if _decodes(body, "utf-8"):
        wrong = next((name for name in declared if name != "utf-8"), None)
        return f"declared as {wrong} but is UTF-8" if wrong else None
    if not _decodes(body, told):
        return f"declared as {told} but is not" if declared else "declares no encoding, not UTF-8"
    if len(set(declared)) > 1:
        return f"declared as {declared[0]} in the header and {declared[1]} in the document"
    return None


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
