"""From a document's bytes to entries of ours, in one step in a worker process.

Everything that grows with a document happens here and not on the event loop: parsing, keys,
canonical URLs, the feed's pace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import Entry, FeedId, FeedItem
from monitor.rules.identity import canonical_url, entry_id, entry_key
from monitor.rules.polling import mean_gap
from monitor.sources import parse_feed

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What a poll needs of a document.

    entries: One for each distinct key, in document order.
    pace: Typical time between entries; None if it cannot be told.
    """

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    pace: timedelta | None


def read_document(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    feed_id: FeedId,
    is_baseline: bool,
    now: datetime,
) -> ReadDocument:
    """Parse a feed document into entries first seen `now`; raises as `parse_feed`."""
    document = parse_feed(body, content_type=content_type, url=url)
    entries: dict[str, Entry] = {}
    for item in document.items:
        entry = _entry(item, feed_id=feed_id, is_baseline=is_baseline, now=now)
        entries.setdefault(entry.key, entry)
    return ReadDocument(
        title=document.title,
        language=document.language,
        entries=tuple(entries.values()),
        pace=mean_gap((item.published_at for item in document.items), now=now),
    )


def _entry(item: FeedItem, *, feed_id: FeedId, is_baseline: bool, now: datetime) -> Entry:
    key = entry_key(item)
    return Entry(
        id=entry_id(feed_id, key),
        feed_id=feed_id,
        key=key,
        url=canonical_url(item.url) if item.url else None,
        title=item.title,
        summary=item.summary,
        content=item.content,
        author=item.author,
        published_at=item.published_at,
        first_seen_at=now,
        is_baseline=is_baseline,
    )
