"""What `news-monitor extract` shows of a page: JSON's values, or lines for people.

What comes from outside is escaped; nothing is cut, since it is asked for to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import ExtractedPage, Quality, Removed

_ALWAYS: Final = frozenset({"title", "language", "author", "published at", "quality", "url"})


def as_data(page: ExtractedPage, *, with_why: bool) -> dict[str, Any]:
    """Return what was read as JSON's values; docs/reading.md names the keys.

    with_why: Also what was taken out of the text or put into it, as `removed`.
    """
    told = {
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "author": page.author,
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "is_day_only": page.is_day_only,
        "modified_at": page.modified_at.isoformat() if page.modified_at else None,
        "outlet": page.outlet,
        "section": page.section,
        "image_url": page.image_url,
        "canonical_url": page.canonical_url,
        "quality": page.quality.value,
        "quality_reason": page.quality_reason,
        "quality_confidence": page.quality_confidence,
    }
    return told | ({"removed": [asdict(line) for line in page.removed]} if with_why else {})


def as_lines(page: ExtractedPage, *, with_why: bool) -> Iterator[str]:
    """Tell what is known of a page, then its text, line by line.

    with_why: Then also how sure its kind is, what was taken out of the text or put into it, and by
        which rule.
    """
    for name, value in _facts(page, with_why=with_why).items():
        if value or name in _ALWAYS:
            yield f"{name + ':':15}{escape_line(value or '-')}"
    if page.text:
        yield ""
    for line in page.text.split("\n"):
        yield escape_line(line)
    if with_why:
        yield ""
        yield from change_lines(page.removed)


def quality_told(quality: Quality, reason: str | None, confidence: float | None) -> str:
    """Tell what a page is, how sure that is if it is to be told, and what was seen."""
    sure = f"{confidence:.0%} sure" if confidence is not None else ""
    told = "; ".join(filter(None, (sure, reason)))
    return f"{quality.value} ({told})" if told else quality.value


def _facts(page: ExtractedPage, *, with_why: bool) -> dict[str, str | None]:
    confidence = page.quality_confidence if with_why else None
    published = page.published_at.isoformat() if page.published_at else None
    return {
        "title": page.title,
        "outlet": page.outlet,
        "section": page.section,
        "language": page.language,
        "author": page.author,
        "published at": f"{published} (the day)" if page.is_day_only else published,
        "modified at": page.modified_at.isoformat() if page.modified_at else None,
        "quality": quality_told(page.quality, page.quality_reason, confidence),
        "url": page.canonical_url,
        "image": page.image_url,
    }


def change_lines(removed: Iterable[Removed]) -> Iterator[str]:
    """Tell what was taken out of a text (-) or put into it (+): the rule, what it saw, the line."""
    nothing = True
    for line in removed:
        nothing = False
        yield f"{'+' if line.is_added else '-'} {escape_line(f'{line.rule}: {line.why}')}"
        for part in line.text.split("\n"):
            yield f"    {escape_line(part)}"
    if nothing:
        yield "nothing was taken out of it"
