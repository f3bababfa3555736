"""When a page says it was published and changed, from all the places where pages say it.

What is declared for machines comes first, then what is shown beside the headline, then the day
in the address. Never a search through the text, which finds the day the story is about; never
dates of other stories, of comments or of copyright. The page's own offset is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from monitor.reading.dates import Moment, read_epoch, read_moment
from monitor.reading.linked_data import text_of
from monitor.reading.shown_dates import is_of_others, shown_moments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from monitor.reading.linked_data import LinkedData
    from monitor.reading.meta_tags import MetaTags

# Names as `MetaTags.squeezed` writes them: `article:published_time` and `article.publishedTime`
# are one.
_META_PUBLISHED: Final = (
    "articlepublishedtime", "ogarticlepublishedtime", "ogpublishedtime", "articlepublished",
    "datepublished", "parselypubdate", "sailthrudate", "cxenseparserecspublishtime",
    "cxenseparsepublishtime", "mediatorpublishedtime", "shareaholicarticlepublishedtime",
    "publishedat", "publishedtime", "originalpublicationdate", "rnewsdatepublished", "btpubdate",
    "pubdate", "publishdate", "publishtime", "publisheddate", "publicationdate",
    "articledateoriginal",
    "dcdateissued", "dctermsissued", "dctermsavailable", "dcdatecreated", "dctermscreated",
    "ogpubdate", "articlecreatetime", "firstpublished", "weiboarticlecreateat", "dcdate",
    "dctermsdate", "citationpublicationdate", "citationdate", "date", "uploaddate", "datecreated",
    "created", "releasedate", "timestamp",
)  # fmt: skip
_META_MODIFIED: Final = (
    "articlemodifiedtime", "ogupdatedtime", "ogarticlemodifiedtime", "articlemodified",
    "articleupdatedtime", "articleupdated", "datemodified", "dcdatemodified", "dctermsmodified",
    "lastmodified", "lastmod", "modifiedtime", "revisiondate", "updatedat", "btmoddate",
    "rnewsdatemodified",
)  # fmt: skip
_LD_PUBLISHED: Final = ("datePublished", "uploadDate", "dateCreated")
_MARKED: Final = (
    "//*[@itemprop='datePublished' or @pubdate or @property='schema:datePublished'"
    " or @property='dc:date' or @property='dc:created' or @property='dcterms:created'"
    " or contains(@class, 'dt-published')]"
)
_MARKED_MODIFIED: Final = "//*[@itemprop='dateModified' or @property='schema:dateModified']"
# 2024/05/01, 2024-05-01, 20240501, 2024-05/01, 2024/0501; 2024/5/1
_ADDRESS_DAY: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-/_.]?(\d\d)[-/_.]?(\d\d)|([-/_.])(\d{1,2})\4(\d{1,2}))(?!\d)"
)
_MONTH_NAMED: Final = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/(\d{1,2})(?=[/.]|$)")
_SCRIPT_DATE: Final = re.compile(
    r"\\?\"(?:date_?published|published_?at|first_?published(?:_?at)?|publish(?:ed)?_?(?:date|time)|"
    r"publication_?(?:date|time)|pub_?date|created_?at)\\?\"\s*:\s*\\?\"([^\"\\]{10,40})",
    re.IGNORECASE,
)
_TITLE_PARTS: Final = re.compile(r"\s[|–—-]\s")
_TITLE_DAY_CHARS: Final = 20
_SCRIPT_CHARS: Final = 300_000
# From when to when, by UTC, it is a day somewhere, beginning with the day's midnight.
_EAST: Final = timedelta(hours=-14)
_WEST: Final = timedelta(hours=36)
_ZONES_APART: Final = timedelta(hours=14)
_ZONE_STEP_S: Final = 15 * 60
_SAME_MOMENT: Final = timedelta(minutes=1)
_MOST_SHOWN: Final = 20
_MOST_TIMED: Final = 20
_DAY_CHARS: Final = 10
_MOST_MARKED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDates:
    """When a page was published and changed, each None if it does not say."""

    published: Moment | None
    modified: Moment | None


def page_dates(
    root: HtmlElement,
    *,
    meta: MetaTags,
    linked: LinkedData,
    addresses: Sequence[str | None],
    title: str,
    window: str,
    heads: frozenset[HtmlElement],
    month_first: bool,
) -> PageDates:
    """Read a page's dates.

    addresses: The page's own, its canonical one last.
    title: The headline; what is shown beside it counts. window: The text of `<title>`.
    heads: From `places_of_heads`. month_first: Whether 5/4/2024 is the fourth of May here.
    """
    declared = _read(_declared(meta, linked), month_first=month_first)
    if not any(map(_is_exact, declared)):
        declared += _read(_marked(root, _MARKED, heads), month_first=month_first)
    changed = _read(_changed(meta, linked), month_first=month_first)
    if not any(map(_is_exact, changed)):
        changed += _read(_marked(root, _MARKED_MODIFIED, heads), month_first=month_first)
    timed = _timed(root)
    published = _settled(declared, witnesses=changed, timed=timed)
    if published is None or published.is_day_only:
        told = (*map(day_in_address, addresses), day_in_title(window, month_first=month_first))
        day = published or next(filter(None, told), None)
        shown = shown_moments(root, title=title, heads=heads, month_first=month_first)
        published = _refined(published, day, list(islice(shown, _MOST_SHOWN))) or day
        if published is not None and published.is_day_only:
            published = _from_scripts(root, published)
    modified = _settled(changed, witnesses=declared, timed=timed)
    if modified and published and modified.at < published.at:
        modified = None  # a page is not changed before it is published: one of them is broken
    return PageDates(published=published, modified=modified)


def day_in_address(url: str | None) -> Moment | None:
    """Return the day that an address holds, as most publishers' once did; None if none."""
    path = (url or "")[:2_048].partition("://")[2].partition("?")[0].partition("/")[2]
    for found in _ADDRESS_DAY.finditer(path):
        year, month, day, _, month2, day2 = found.groups()
        if moment := read_moment(f"{year}-{month or month2}-{day or day2}"):
            return moment
    if found_named := _MONTH_NAMED.search(f"/{path.lower()}"):
        year, name, number = found_named.groups()
        return read_moment(f"{number} {name} {year}")
    return None


def day_in_title(window: str, *, month_first: bool) -> Moment | None:
    """Return the day that the window's title ends with, behind a bar or a dash; None if none."""
    for part in _TITLE_PARTS.split(window[:500])[1:]:
        if len(part) <= _TITLE_DAY_CHARS and (moment := read_moment(part, month_first=month_first)):
            return moment
    return None


def _declared(meta: MetaTags, linked: LinkedData) -> Iterator[str]:
    for node in (linked.story, linked.page):
        for key in _LD_PUBLISHED:
            yield text_of(node.get(key))
    yield from meta.squeezed(*_META_PUBLISHED)


def _changed(meta: MetaTags, linked: LinkedData) -> Iterator[str]:
    yield text_of(linked.story.get("dateModified"))
    yield text_of(linked.page.get("dateModified"))
    yield from meta.squeezed(*_META_MODIFIED)


def _is_exact(moment: Moment) -> bool:
    return moment.has_zone and not moment.is_day_only


def _marked(root: HtmlElement, path: str, heads: frozenset[HtmlElement]) -> Iterator[str]:
    for element in root.xpath(path)[:_MOST_MARKED]:
        if element.tag != "meta" and not is_of_others(element, heads):
            told = element.get("content") or element.get("datetime") or element.get("title")
            yield told or "".join(islice(element.itertext(), 20))


def _read(texts: Iterator[str], *, month_first: bool) -> list[Moment]:
    found = []
    for text in texts:
        moment = (read_moment(text, month_first=month_first) or read_epoch(text)) if text else None
        if moment is not None:
            found.append(moment)
    return found


def _settled(
    moments: Sequence[Moment], *, witnesses: Sequence[Moment], timed: Sequence[Moment]
) -> Moment | None:
    """Return the first moment, made exact by others that tell the same.

    A day takes the time that another source has for it; a time takes the offset of a source that
    tells the same time with one.

    witnesses: What the page declares of other times. timed: What its `<time>` elements tell.
    """
    if not moments:
        return None
    first = _refined(moments[0], moments[0], moments[1:]) or moments[0]
    if first.is_day_only:
        return first
    if not first.has_zone:
        return _zoned(first, moments, witnesses=witnesses, timed=timed)
    return first if first.at.utcoffset() else _localised(first, moments, timed=timed)


def _refined(known: Moment | None, day: Moment | None, others: Sequence[Moment]) -> Moment | None:
    """Return what is known, or the first of others that has a time and is of the same day."""
    if known is not None and not known.is_day_only:
        return known
    for other in others:
        if (known is None or not other.is_day_only) and (day is None or _is_of_day(other, day)):
            return other
    return known


def _is_of_day(moment: Moment, day: Moment) -> bool:
    """Say whether a moment is of a day, wherever on earth that day was meant."""
    if moment.at.date() == day.at.date():
        return True
    return moment.has_zone and _EAST <= moment.at - day.at <= _WEST


def _zoned(
    naive: Moment,
    moments: Sequence[Moment],
    *,
    witnesses: Sequence[Moment],
    timed: Sequence[Moment],
) -> Moment:
    """Return a moment with the page's offset, as far as the page tells one somewhere."""
    clock = naive.at.replace(tzinfo=None)
    for other in timed:
        if other.has_zone and other.at.replace(tzinfo=None, second=0) == clock.replace(second=0):
            return other
    for other in moments:
        ahead = naive.at - other.at  # as if the naive time were UTC
        is_near = abs(ahead) <= _ZONES_APART and not ahead.total_seconds() % _ZONE_STEP_S
        if other.has_zone and not other.is_day_only and is_near:
            return other
    for other in witnesses:
        if other.has_zone and other.at.utcoffset():
            return replace(naive, at=naive.at.replace(tzinfo=other.at.tzinfo), has_zone=True)
    return naive


def _localised(utc: Moment, moments: Sequence[Moment], *, timed: Sequence[Moment]) -> Moment:
    """Return the same moment in the page's own offset, where the page tells it so as well."""
    for other in (*moments, *timed):
        is_same = abs(other.at - utc.at) < _SAME_MOMENT
        if other.has_zone and other.at.utcoffset() and is_same and not other.is_day_only:
            return replace(utc, at=utc.at.astimezone(other.at.tzinfo))
    return utc


def _timed(root: HtmlElement) -> list[Moment]:
    told = (each.get("datetime") or "" for each in islice(root.iter("time"), _MOST_TIMED))
    return [moment for text in told if len(text) > _DAY_CHARS and (moment := read_moment(text))]


def _from_scripts(root: HtmlElement, day: Moment) -> Moment:
    """Return the one time of a day that the page's own data tells; the day if there are more."""
    left = _SCRIPT_CHARS
    found: dict[datetime, Moment] = {}
    for script in root.iter("script"):
        text = script.text or ""
        for told in _SCRIPT_DATE.finditer(text, 0, left):
            moment = read_moment(told[1])
            if moment and not moment.is_day_only and moment.at.date() == day.at.date():
                found[moment.at.astimezone(UTC)] = moment
        left -= len(text)
        if left <= 0:
            break
    return next(iter(found.values())) if len(found) == 1 else replace(day)
