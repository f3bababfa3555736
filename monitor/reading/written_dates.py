"""Dates as they are written for readers, in twenty-seven languages: "1 мая 2024, 14:30 (МСК)".

Only a whole date counts: day, month and year. Nothing relative ("two hours ago"), since a page
does not say when that was written. Every expression is bounded, and so should the text be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from monitor.reading.months import MONTHS, PERSIAN_MONTHS, persian_day

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_YEAR: Final = 1900
_MONTHS_A_YEAR: Final = 12
_HALF_A_DAY: Final = 12
_DOTTED_I: Final = "i\u0307"  # what Turkish capitals become
_YEAR: Final = r"(?P<y>(?:19|20|13|14)\d\d|[٠-٩۰-۹०-९]{4})"
_MONTH: Final = r"(?P<m>[^\W\d_]{2,14}(?: (?:الأول|الثاني))?)"
_DAY: Final = r"(?P<d>\d{1,2})"
_END: Final = r"(?![\d./-]\d)"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|re|º|ª|\.|-го)?"
_OF: Final = r"(?:(?:de|del|of) |d')?"
_PATTERNS: Final = tuple(
    map(
        re.compile,
        (
            # 1 May 2024; 1. Mai 2024; 1er mai 2024; 1 de mayo de 2024; 1 мая 2024
            rf"(?<!\d){_DAY}{_ORDINAL}[ ,]{{0,2}}{_OF}{_MONTH}[.,]{{0,2}} ?{_OF}{_YEAR}(?!\d)",
            # May 1, 2024; May 1st 2024
            rf"{_MONTH}\.? {_DAY}{_ORDINAL},? {_YEAR}(?!\d)",
            # 2024. május 1.; 2024 May 1
            rf"(?<!\d){_YEAR}[.,]? {_MONTH}\.? {_DAY}(?!\d)",
            # 01-May-2024, 1/May/2024
            rf"(?<!\d){_DAY}[-/]{_MONTH}[-/]{_YEAR}(?!\d)",
            # 2024年5月1日; 2024년 5월 1일
            rf"(?<!\d){_YEAR} ?[年년] ?(?P<n>\d{{1,2}}) ?[月월] ?{_DAY} ?[日일号號]",
            # 2024-05-01, 2024.05.01, 2024/5/1
            rf"(?<![\d./-]){_YEAR}(?P<s>[-./])(?P<n>\d{{1,2}})(?P=s){_DAY}(?!\d)",
            # 01.05.2024, 1/5/2024, 01-05-2024
            rf"(?<![\d./-])(?P<a>\d{{1,2}})(?P<s>[-./])(?P<b>\d{{1,2}})(?P=s) ?{_YEAR}{_END}",
        ),
    )
)
# 14:30, 14:30:05, 2:30 p.m., 14h30, 14.30 Uhr, 14時30分, 오후 2:30; 2pm
_TIME: Final = re.compile(
    r"(?<![\d.:/-])(?:(?P<half>오전|오후|上午|下午|午前|午後) ?)?"
    r"(?P<h>\d{1,2})(?: ?[:hH時时시点] ?|\.(?=\d\d ?(?:Uhr|uhr|h\b)))(?P<m>\d\d)"
    r"(?: ?[:分분] ?(?P<s>\d\d)(?!\d))?[분分]?(?!\d)(?: ?(?P<ampm>[apAP])\.?[mM]\b\.?)?"
    r"|(?<![\d.:/-])(?P<h2>\d{1,2}) ?(?P<ampm2>[apAP])\.?[mM]\b\.?"
)
_HALVES: Final = {"오전": "a", "上午": "a", "午前": "a", "오후": "p", "下午": "p", "午後": "p"}
_ZONE = re.compile(
    r"^[ ,(]{0,3}(?:(?:UTC|GMT|Z)? ?(?P<sign>[+−-])(?P<zh>\d{1,2})(?::?(?P<zm>\d\d))?(?!\d)"
    r"|(?P<name>[A-ZА-Я]{1,5})\b)"
)
# Hours ahead of UTC; only abbreviations that mean one zone in news.
_ZONES: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "SAST": 2, "PKT": 5, "WIB": 7,
    "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BRT": -3,
}  # fmt: skip
_SEASONAL: Final = {"ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles"}
_FARTHEST: Final = timedelta(hours=14)
_ZONE_CHARS: Final = 20
_BEFORE_DATE: Final = 30  # characters between a time and the date behind it, or the other way
_AFTER_DATE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date found in a text.

    at: Naive where the text names no zone; midnight where it has no time.
    start, end: Where the date and its time stand, half-open.
    """

    at: datetime
    has_time: bool
    start: int
    end: int


def written_dates(text: str, *, month_first: bool = False) -> Iterator[WrittenDate]:
    """Find the dates in a short text, in the order of the forms and then of the text.

    month_first: Whether 5/4/2024 is the fourth of May, as in the United States.
    """
    text = text.replace("\u00a0", " ").replace("\u200f", "").replace("\u200e", "")
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            day = _day(found, month_first=month_first)
            if day is not None:
                yield _with_time(day, text, found)


def _day(found: re.Match[str], *, month_first: bool) -> date | None:
    parts = found.groupdict()
    try:
        if parts.get("a"):
            return _numeric(parts, month_first=month_first)
        year, day = int(parts["y"]), int(parts["d"])
        if parts.get("n"):
            return _any_calendar(year, int(parts["n"]), day)
        name = parts["m"].lower().replace(_DOTTED_I, "i")
        if name in PERSIAN_MONTHS:
            return persian_day(year, PERSIAN_MONTHS[name], day)
        return date(year, MONTHS.get(name) or MONTHS.get(name.partition(" ")[0], 0), day)
    except ValueError:
        return None


def _numeric(parts: dict[str, str], *, month_first: bool) -> date:
    first, second, year = int(parts["a"]), int(parts["b"]), int(parts["y"])
    day, month = first, second
    if (month_first and parts["s"] == "/" and first <= _MONTHS_A_YEAR) or second > _MONTHS_A_YEAR:
        day, month = second, first
    return date(year, month, day)


def _any_calendar(year: int, month: int, day: int) -> date:
    return persian_day(year, month, day) if year < _FIRST_YEAR else date(year, month, day)


def _with_time(day: date, text: str, found: re.Match[str]) -> WrittenDate:
    start, end = found.span()
    told = _TIME.search(text, end, end + _AFTER_DATE)
    if told is None:
        before = list(_TIME.finditer(text, max(0, start - _BEFORE_DATE), start))
        told = before[-1] if before else None
    clock = _clock(told) if told else None
    if told is None or clock is None:
        return WrittenDate(at=datetime.combine(day, time()), has_time=False, start=start, end=end)
    at = datetime.combine(day, clock)
    return WrittenDate(
        at=at.replace(tzinfo=_zone(text[told.end() : told.end() + _ZONE_CHARS], at)),
        has_time=True,
        start=min(start, told.start()),
        end=max(end, told.end()),
    )


def _clock(found: re.Match[str]) -> time | None:
    parts = found.groupdict()
    hour = int(parts["h"] or parts["h2"])
    half = (parts["ampm"] or parts["ampm2"] or _HALVES.get(parts["half"] or "", "")).lower()
    if half and hour <= _HALF_A_DAY:
        hour = hour % _HALF_A_DAY + _HALF_A_DAY * (half == "p")
    try:
        return time(hour, int(parts["m"] or 0), int(parts["s"] or 0))
    except ValueError:
        return None


def _zone(text: str, at: datetime) -> tzinfo | None:
    """Return the zone that stands behind a time; None if none is known there.

    at: The naive time, which decides whether it is summer.
    """
    found = _ZONE.match(text)
    if found is None:
        return None
    if name := found["name"]:
        if name in _SEASONAL:
            return timezone(at.replace(tzinfo=ZoneInfo(_SEASONAL[name])).utcoffset() or timedelta())
        return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None
    ahead = timedelta(hours=int(found["zh"]), minutes=int(found["zm"] or 0))
    if ahead > _FARTHEST:
        return None
    return timezone(-ahead if found["sign"] in "-−" else ahead)
