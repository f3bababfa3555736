"""Dates that a page shows to its readers beside the headline.

The last resort before the address: old and plain pages declare nothing. Only lines near the
headline that are little more than a date are read, and `<time>` elements outside of what belongs
to other stories, comments and the footer.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from monitor.reading.dates import Moment, read_epoch, read_moment
from monitor.reading.plain import squeezed
from monitor.reading.written_dates import written_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    _Shown = tuple[str, HtmlElement]

_OTHERS: Final = re.compile(
    r"comment|related|recommend|sidebar|footer|copyright|most-?(?:read|popular)|trending|teaser"
    r"|newsletter|promo|latest|more-(?:news|stor|on)|read-?(?:more|next)|also|carousel"
    r"|(?:^|[ _-])nav(?:[ _-]|$)|menu|breaking|ticker|archive",
    re.IGNORECASE,
)
_OTHER_TAGS: Final = frozenset({"aside", "footer", "nav"})
_MOST_HEADS: Final = 10
_PAGE_TAGS: Final = frozenset({"main", "body", "html"})
_NEAR: Final = 5
_NAMES_CHARS: Final = 300
_TOLD_CHARS: Final = 600  # of a heading, compared with the title
_CHANGED: Final = re.compile(
    r"updat|modif|mis(?:e)? à jour|aktuali[sz]|geändert|обновл|изменен|оновлен|actualiza|atualiza"
    r"|aggiorna|güncelle|zaktualiz|تحديث|بروزرسانی|به‌روز|更新|수정|bijgewerkt|oppdatert|uppdaterad",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"publi|posted|veröffentlicht|erstellt|опублик|создан|yayın|opublik|نشر|انتشار|发布|公開|입력|등록"
    r"|pubblica|geplaatst|julkaistu|objav",
    re.IGNORECASE,
)
_STAMPS: Final = (
    "data-timestamp", "data-time", "data-datetime", "data-published", "data-date",
    "data-seconds", "data-epoch", "data-publish-date", "data-published-date", "data-pubdate",
    "data-utc", "data-unixtime", "data-created",
)  # fmt: skip
_BLOCKS: Final = frozenset(
    """
    address article aside br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hr li main nav ol p section table td th tr ul
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
_VOID: Final = frozenset({"br", "hr"})
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "select", "option", "svg"})
_BEFORE: Final = 60  # elements in front of the headline that are looked at
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_SHORTEST_TITLE: Final = 8
_CLOSE: Final = 60  # behind it
_BEHIND: Final = 160
_MOST_ELEMENTS: Final = 20_000
_DEEPEST: Final = 40
_SHORTEST_LINE: Final = 4
_LINE_CHARS: Final = 160
_LEAST_SHARE: Final = 0.3  # of a line that dates and their times fill
_TIME_CHARS: Final = 20
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d(?![.\d])")
_LEGAL: Final = re.compile(r"©|№|\(c\)|copyright|ISSN|doi:", re.IGNORECASE)
_MOST_LINES: Final = 60


def shown_moments(
    root: HtmlElement, *, title: str, heads: frozenset[HtmlElement], month_first: bool
) -> Iterator[Moment]:
    """Return the moments shown near the headline, the likeliest first.

    Behind the headline before in front of it; `<time>` elements and time stamps before text.
    """
    elements = list(islice(root.iter(), _MOST_ELEMENTS))
    late: list[Moment] = []
    for part in _around(elements, _headline_at(elements, title, heads)):
        for element in part:
            moment = _stamped(element, month_first=month_first)
            if moment is None or is_of_others(element, heads):
                continue
            if _speaks_of_change(element):
                late.append(moment)
            else:
                yield moment
        for line, element in islice(_with_times(_lines(part)), _MOST_LINES):
            dates = list(_dates_of(line, month_first=month_first))
            if dates and not is_of_others(element, heads):
                yield from dates
    yield from late


def _around(elements: list[HtmlElement], at: int) -> tuple[list[HtmlElement], ...]:
    """Return the elements close behind a headline, those before it, and those further behind."""
    return (
        elements[at : at + _CLOSE],
        elements[max(0, at - _BEFORE) : at],
        elements[at + _CLOSE : at + _BEHIND],
    )


def places_of_heads(root: HtmlElement) -> frozenset[HtmlElement]:
    """Return what the page's first-level headings stand in, which `is_of_others` spares."""
    heads = islice(root.iter("h1"), _MOST_HEADS)
    return frozenset(
        above for head in heads for above in islice(head.iterancestors(), _DEEPEST * 2)
    )


def is_of_others(element: HtmlElement, heads: frozenset[HtmlElement]) -> bool:
    """Say whether an element is part of what is not the story: comments, other stories, the foot.

    What holds a first-level heading is the story's, whatever its class says of bars at its side;
    so is the foot of an article.

    heads: From `places_of_heads`.
    """
    for above in chain((element,), islice(element.iterancestors(), _DEEPEST)):
        if above.tag in _PAGE_TAGS:
            return False
        if above.tag in _OTHER_TAGS:
            return above.tag != "footer" or not any(
                further.tag == "article" for further in islice(above.iterancestors(), _NEAR)
            )
        names = f"{above.get('class') or ''} {above.get('id') or ''}"[:_NAMES_CHARS]
        if above not in heads and _OTHERS.search(names):
            return True
        if above.tag == "article":
            return False
    return False


def _headline_at(elements: list[HtmlElement], title: str, heads: frozenset[HtmlElement]) -> int:
    """Return where the headline stands; the first heading's place if none tells the title."""
    wanted = squeezed(title[:_TOLD_CHARS])
    second = first = None
    for at, element in enumerate(elements):
        if element.tag not in _HEADINGS:
            continue
        told = squeezed("".join(islice(element.itertext(), 20))[:_TOLD_CHARS])
        is_title = (
            len(told) > _SHORTEST_TITLE and bool(wanted) and (told in wanted or wanted in told)
        )
        if is_title and element.tag == "h1":
            return at
        if is_title and second is None and not is_of_others(element, heads):
            second = at
        if first is None and element.tag == "h1" and told:
            first = at
    found = second if second is not None else first
    if found is not None or not wanted:
        return found or 0
    told_plainly = (
        at
        for at, each in enumerate(elements)
        if each.tag != "title"
        and each.tag not in _SILENT
        and squeezed((each.text or "")[:_TOLD_CHARS]) == wanted
    )
    return next(told_plainly, 0)


def _stamped(element: HtmlElement, *, month_first: bool) -> Moment | None:
    if element.tag == "time":
        told = element.get("datetime") or element.get("content") or element.get("title")
        for text in (told, "".join(islice(element.itertext(), 10))[:_LINE_CHARS]):
            if text and (moment := read_moment(text, month_first=month_first) or read_epoch(text)):
                return moment
    for name in _STAMPS:
        told = element.get(name)
        if told and (moment := read_epoch(told) or read_moment(told, month_first=month_first)):
            return moment
    return None


def _speaks_of_change(element: HtmlElement) -> bool:
    own = f"{element.get('class') or ''} {element.get('itemprop') or ''}"[:400]
    if _CHANGED.search(own) and not _PUBLISHED.search(own):
        return True  # whatever stands before it
    above = element.getparent()
    told = [own, element.text]
    if above is not None:
        told += [above.get("class"), above.text]
        before = element.getprevious()
        told += [before.tail or before.text if before is not None else element.text]
    text = " ".join(filter(None, told))[:400]
    return bool(_CHANGED.search(text)) and not _PUBLISHED.search(text)


def _dates_of(line: str, *, month_first: bool) -> Iterator[Moment]:
    """Return the dates of a line that is little more than a date, or says "published"."""
    if _LEGAL.search(line):
        return
    dates = list(written_dates(line, month_first=month_first))
    is_dates = sum(each.end - each.start for each in dates) >= len(line) * _LEAST_SHARE
    for found in dates:
        words = line[: found.start]
        # "Updated" in front of a date, unless "published" comes between them.
        changed = [each.end() for each in _CHANGED.finditer(words)]
        published = [each.end() for each in _PUBLISHED.finditer(words)]
        if changed and (not published or published[-1] < changed[-1]):
            continue
        if not published and not is_dates:
            continue
        if moment := read_moment(str(found.at)):
            yield moment


def _with_times(lines: Iterator[_Shown]) -> Iterator[_Shown]:
    """Return lines, those that are only a time of day behind the line before them."""
    held: _Shown | None = None
    for line, element in lines:
        if held and len(line) <= _TIME_CHARS and _CLOCK.match(line):
            held = (f"{held[0]} {line}", held[1])
            continue
        if held:
            yield held
        held = (line, element)
    if held:
        yield held


def _lines(elements: list[HtmlElement]) -> Iterator[_Shown]:
    """Return the short lines that a run of elements shows, each with its first element."""
    pieces: list[str] = []
    block: HtmlElement | None = None
    start: HtmlElement | None = None
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        own = _block_of(element)
        if own is not block:
            yield from _short(pieces, start)
            pieces, block, start = [], own, element
        if element.tag not in _SILENT:
            pieces.append(f"{element.text or ''} ")
        if element.tag not in _BLOCKS or element.tag in _VOID:
            pieces.append(element.tail or "")
    yield from _short(pieces, start)


def _block_of(element: HtmlElement) -> HtmlElement | None:
    if element.tag in _BLOCKS:
        return element
    above = islice(element.iterancestors(), _DEEPEST)
    return next((each for each in above if each.tag in _BLOCKS), None)


def _short(pieces: list[str], start: HtmlElement | None) -> Iterator[_Shown]:
    line = " ".join("".join(pieces).split())
    if start is not None and _SHORTEST_LINE <= len(line) <= _LINE_CHARS:
        yield line, start
