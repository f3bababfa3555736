"""What an alert says: CloudEvents 1.0 JSON, and under which names it stands in Redis.

This is the public contract of docs/alerts.md; every change here is a change there and in
docs/alert.schema.json. Pure: values in, bytes out. It must not decide whether to alert.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from monitor.model import Alert, AlertId, Article, ChannelName, EntryId, Match, Span
from monitor.rules.times import rfc3339
from monitor.watchlist import Watchlist

if TYPE_CHECKING:
    from datetime import datetime

EVENT_TYPE = "org.news-monitor.alert.v1"
NEW_STORY = "new_story"
UPDATE = "update"  # told before; other watchlists of the channel know the story now
EXCERPT_LENGTH = 500  # code points
MOST_TERMS = 100  # per watchlist: a long article may name a term a thousand times
_OF_THE_WATCHLIST = ("id", "title", "revision", "threshold", "near_miss_margin")
_CONTEXT = 70  # characters on each side of a found word
_LONGEST_CONTEXT = 300
_LONGEST_TITLE = 1_000
_LONGEST_NAME = 300
_LONGEST_URL = 8_000
_UNTOLD = re.compile("[\0\ud800-\udfff]")
_SEQUENCE_DIGITS = 19  # what a signed 64-bit integer takes


def stream_key(prefix: str, channel: str) -> str:
    """Name the Redis stream of an alert channel, and the pub/sub channel beside it.

    prefix: `redis.prefix` of the configuration, with its closing colon if it has one.
    """
    return f"{prefix}alerts:{channel}"


def build_alert(
    *,
    channel: ChannelName,
    entry_id: EntryId,
    story_key: str,
    created_at: datetime,
    article: Article,
    url: str | None,
    outlet: str | None,
    matches: Sequence[tuple[Watchlist, Match]],
    kind: str = NEW_STORY,
    first_seen_at: datetime | None = None,
) -> Alert:
    """Build what one channel is told of one article.

    The id follows from channel, story and kind alone, and of an update from its watchlists: the
    same work done twice, or the same story reached through two entries, makes the same alert.

    story_key: What is the same for everything that tells this story.
    Of what came from outside, NUL and lone surrogates become U+FFFD: UTF-8 cannot carry the one
    (RFC 3629 section 3), and many a database of a subscriber not the other. A text that is too
    long is cut; an address that is too long, or neither http nor https, is left out.

    url: Canonical address of the entry; None where the feed gave none.
    matches: The channel's watchlists that alert, at least one; the best stands first in the event.
    """
    ranked = sorted(matches, key=lambda pair: (-pair[1].score, pair[0].id))
    told_as = (kind, *sorted(pair[0].id for pair in ranked)) if kind == UPDATE else (kind,)
    alert_id = _alert_id(channel, story_key, *told_as)
    created = rfc3339(created_at)
    told = [_tell_match(watchlist, match, article) for watchlist, match in ranked]
    best = told[0]
    body = {
        "specversion": "1.0",
        "id": alert_id,
        # The channel, because a sequence is ordered within its source (sequence extension).
        "source": f"urn:news-monitor:{channel}",
        "type": EVENT_TYPE,
        "subject": entry_id,
        "time": created,
        "datacontenttype": "application/json",
        "data": {
            "id": alert_id,
            "channel": channel,
            "kind": kind,
            "created_at": created,
            "watchlist": {name: best[name] for name in _OF_THE_WATCHLIST},
            "score": best["score"],
            "parts": best["parts"],
            "matched_terms": best["matched_terms"],
            "watchlists": told,
            "article": _tell_article(article, url, outlet, first_seen_at),
        },
    }
    return Alert(
        id=alert_id,
        channel=channel,
        entry_id=entry_id,
        created_at=created_at,
        watchlist_ids=tuple(watchlist.id for watchlist, _match in ranked),
        body=tellable(body),
    )


def encode(alert: Alert, seq: int) -> bytes:
    """Return the exact bytes of `alert` at its place: compact JSON, UTF-8, keys in fixed order.

    seq: 1 or more. In `sequence` it is padded with zeros, because the extension wants values
        whose order as strings is their order.
    """
    attributes = dict(alert.body)
    told = attributes.pop("data")
    event = {
        **attributes,
        "sequence": f"{seq:0{_SEQUENCE_DIGITS}d}",
        "data": {"id": told["id"], "seq": seq, **told},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _alert_id(*parts: str) -> AlertId:
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return AlertId(hashlib.sha256(told).hexdigest()[:24])


def _tell_match(watchlist: Watchlist, match: Match, article: Article) -> dict[str, Any]:
    return {
        "id": watchlist.id,
        "title": watchlist.title[:_LONGEST_TITLE],
        "revision": watchlist.revision,
        "threshold": watchlist.threshold,
        "near_miss_margin": watchlist.near_miss_margin,
        "score": _score(match.score),
        "parts": [
            {
                "name": part.name,
                "value": _score(part.value),
                "log_odds": _log_odds(part.log_odds),
                "why": part.why[:_LONGEST_TITLE],
            }
            for part in sorted(match.parts, key=lambda part: -_score(part.value))
        ],
        "matched_terms": [_tell_span(span, article) for span in match.spans[:MOST_TERMS]],
    }


def _tell_span(span: Span, article: Article) -> dict[str, Any]:
    where = article.title if span.field == "title" else article.text
    return {
        "term": span.term[:_LONGEST_TITLE],
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "context": _around(where, span.start, span.end),
    }


def _around(text: str, start: int, end: int) -> str:
    """Return a place with the words before and after it, on one line."""
    begin, stop = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    before, after = text[begin:start], text[end:stop]
    if begin > 0:
        before = before.partition(" ")[2]
    if stop < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(f"{before}{text[start:end]}{after}".split())[:_LONGEST_CONTEXT]


def _log_odds(odds: float | None) -> float | None:
    return odds if odds is not None and math.isfinite(odds) else None


def _tell_article(
    article: Article, url: str | None, outlet: str | None, first_seen_at: datetime | None
) -> dict[str, Any]:
    return {
        "title": article.title[:_LONGEST_TITLE],
        "url": _web_address(url),
        "final_url": _web_address(article.final_url),
        "outlet": outlet[:_LONGEST_NAME] if outlet is not None else None,
        "language": article.language,
        "author": article.author[:_LONGEST_NAME] if article.author is not None else None,
        "published_at": rfc3339(article.published_at),
        "modified_at": rfc3339(article.modified_at),
        "first_seen_at": rfc3339(first_seen_at),
        "excerpt": article.text[:EXCERPT_LENGTH],
        "image_url": _web_address(article.image_url),
        "quality": article.quality.value,
        "text_source": article.text_source.value,
    }


def tellable(value: Any) -> Any:
    """Return `value` with NUL and lone surrogates, however deep, replaced by U+FFFD."""
    if isinstance(value, str):
        return _UNTOLD.sub("\ufffd", value)
    if isinstance(value, list):
        return [tellable(item) for item in value]
    if isinstance(value, dict):
        return {name: tellable(item) for name, item in value.items()}
    return value


def _web_address(url: str | None) -> str | None:
    """Return `url` if a browser may follow it; half an address would lead somewhere else."""
    is_web = url is not None and url.startswith(("http://", "https://"))
    return url if is_web and url is not None and len(url) <= _LONGEST_URL else None


def _score(value: float) -> float:
    """Round to four digits within 0..1; JSON has no NaN and no infinity, so they count as 0."""
    return min(max(0.0, round(value, 4)), 1.0) if math.isfinite(value) else 0.0
