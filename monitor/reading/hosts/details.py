"""Lead, title, date and author: where on a page they may stand, and whether a find is right.

Each is held against what the program reads of the page by guessing; a selector that finds
something else on even one page is not proposed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from lxml.html import HtmlElement

from monitor.reading.dates import parse_moment
from monitor.reading.hosts.naming import is_of
from monitor.reading.hosts.sample import Sample, are_alike, text_of
from monitor.reading.plain import squeezed

_LEAD_CHARS: Final = (40, 900)
_MOST_LEADS: Final = 3
_NAME_CHARS: Final = 100
_SAYS_ZONE: Final = re.compile(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\s*$", re.IGNORECASE)
_BY: Final = re.compile(r"^\s*(?:by|par|von|por|di|da|автор)[:\s]+", re.IGNORECASE)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One of the keys that name a small part of a page.

    family: Of names (`story.vocabulary`) that such elements have.
    is_on_all: Whether every page has it.
    candidates: Gives elements of a page that may be it.
    fits: Says whether what a selector finds is it, given what it finds and the story's body.
    """

    key: str
    family: str
    is_on_all: bool
    candidates: Callable[[Sample], list[HtmlElement]]
    fits: Callable[[Sample, Sequence[HtmlElement], Sequence[HtmlElement]], bool]

    def fewest(self, pages: int) -> int:
        """Return on how many pages of so many it has to be found."""
        return pages if self.is_on_all else max(2, pages // 2 + 1)


def _titles(sample: Sample) -> list[HtmlElement]:
    return [
        element
        for element in sample.root.iter("h1", "h2", "div", "span", "p")
        if (element.tag == "h1" or element.get("itemprop"))
        and are_alike(text_of(element), sample.page.title)
    ]


def _is_title(sample: Sample, found: Sequence[HtmlElement], _body: Sequence[HtmlElement]) -> bool:
    return are_alike(text_of(found[0]), sample.page.title)


def _leads(sample: Sample) -> list[HtmlElement]:
    elements: dict[HtmlElement, None] = {}
    for block, is_story in zip(sample.blocks, sample.is_story, strict=True):
        if is_story or squeezed(block.text) in sample.description:
            elements[block.element] = None
            parent = block.element.getparent()
            if parent is not None:
                elements[parent] = None
    return list(elements)


def _is_lead(sample: Sample, found: Sequence[HtmlElement], body: Sequence[HtmlElement]) -> bool:
    text = " ".join(map(text_of, found))
    least, most = _LEAD_CHARS
    if not body or len(found) > _MOST_LEADS or not least <= len(text) <= most:
        return False
    if are_alike(text, sample.page.title):
        return False
    bodies = set(body)
    if any(each in bodies or not bodies.isdisjoint(each.iterancestors()) for each in found):
        return False
    first = sample.order[body[0]]
    is_before = all(sample.order[each] < first for each in found)
    share = sample.share(found)
    is_told = squeezed(text) in sample.description or share.story == share.total > 0
    return is_before and is_told and not any(each in set(body[0].iterancestors()) for each in found)


def _dates(sample: Sample) -> list[HtmlElement]:
    return [
        element
        for element in sample.root.iter("time", "span", "div", "p", "abbr")
        if element.get("datetime") or (element.get("itemprop") and element.get("content"))
    ]


def _is_date(sample: Sample, found: Sequence[HtmlElement], _body: Sequence[HtmlElement]) -> bool:
    said = found[0].get("datetime") or found[0].get("content") or ""
    moment, known = parse_moment(said), sample.page.published_at
    # One without a zone is worse than what most pages declare for machines.
    if moment is None or known is None or not _SAYS_ZONE.search(said):
        return False
    return abs(moment - known) < _DAY


def _authors(sample: Sample) -> list[HtmlElement]:
    return [
        element
        for element in sample.root.iter("a", "span", "div", "p", "address", "li")
        if is_of(
            " ".join(element.get(name) or "" for name in ("class", "itemprop", "rel")), "facts"
        )
        and _names_author(sample, element)
    ]


def _is_author(sample: Sample, found: Sequence[HtmlElement], _body: Sequence[HtmlElement]) -> bool:
    return all(_names_author(sample, element) for element in found)


def _names_author(sample: Sample, element: HtmlElement) -> bool:
    text = _BY.sub("", text_of(element))
    return (
        bool(sample.page.author)
        and len(text) <= _NAME_CHARS
        and are_alike(text, sample.page.author or "")
    )


TITLE: Final = Detail(
    key="title", family="facts", is_on_all=True, candidates=_titles, fits=_is_title
)
LEAD: Final = Detail(key="lead", family="lead", is_on_all=False, candidates=_leads, fits=_is_lead)
DATE: Final = Detail(key="date", family="facts", is_on_all=True, candidates=_dates, fits=_is_date)
AUTHOR: Final = Detail(
    key="author", family="facts", is_on_all=True, candidates=_authors, fits=_is_author
)
