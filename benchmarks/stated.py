"""When a page was published, as the page itself says it: the truth to hold the program's answer to.

Read in another way than the program reads it (`monitor/reading/page_dates.py`), and only where the
page is plain about it: all that names the time of publication names the same minute. A page that
contradicts itself is no truth.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lxml.html import HTMLParser, document_fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator

_STORIES = re.compile(
    r"(News|Reportage|Opinion|Background|Analysis|Blog|Review)?(Article|Posting)$"
)
# By name, property or itemprop of <meta>.
_METAS = frozenset(
    {"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
     "pubdate", "dc.date.issued", "dcterms.created", "sailthru.date"}
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DECLARED = re.compile(r"<html[^>]*?\slang\s*=\s*[\"']?([a-zA-Z]{2,3})\b")


def stated_time(html: str) -> datetime | None:
    """Return the one time of publication that a page tells, to the minute; None if it does not.

    Aware, in the page's own offset. JSON-LD counts first, then `<meta>` and `itemprop`; a midnight
    says a day only.
    """
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), HTMLParser(encoding="utf-8"))
    except Exception:  # noqa: BLE001 - a page that no parser takes says nothing
        return None
    for found in (_linked(root), _marked(root)):
        times = [time for text in found if (time := _aware(text))]
        if times:
            return times[0] if len(set(times)) == 1 else None
    return None


def is_minute_right(told: str | None, stated: datetime) -> bool:
    """Say whether a time, ISO 8601 with its offset, is within a minute of the truth."""
    if not told:
        return False
    moment = datetime.fromisoformat(told)
    return moment.tzinfo is not None and abs((moment - stated).total_seconds()) < 60


def declared_language(html: str) -> str | None:
    """Return what `<html lang>` says, as a primary tag."""
    found = _DECLARED.search(html[:5_000])
    return found[1].lower() if found else None


def _aware(text: str) -> datetime | None:
    if not _TIME.match(text):
        return None
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if time.tzinfo is None or (time.hour, time.minute) == (0, 0):
        return None
    return time.replace(second=0, microsecond=0)


def _linked(root: Any) -> Iterator[str]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                said = json.loads(script.text or "", strict=False)
            except ValueError:
                continue
            yield from _published(said)


def _published(said: Any) -> Iterator[str]:
    """Give `datePublished` of stories at the top or in a graph, not of those within others."""
    if isinstance(said, list):
        for each in said:
            yield from _published(each)
    elif isinstance(said, dict):
        yield from _published(said.get("@graph", []))
        kinds = said.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and _STORIES.match(name) for name in names):
            time = said.get("datePublished")
            if isinstance(time, str):
                yield time


def _marked(root: Any) -> Iterator[str]:
    for meta in root.iter("meta"):
        names = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any((name or "").strip().lower() in _METAS for name in names):
            yield (meta.get("content") or "").strip()
    for time in root.iter("time"):
        if (time.get("itemprop") or "").lower() == "datepublished":
            yield (time.get("datetime") or time.get("content") or "").strip()
