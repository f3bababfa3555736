"""When a page says it was published.

Only what is declared for machines, or stands where dates stand; never a search through the text,
which takes seconds on a long page and finds the day the story is about. A time without a zone is
taken for UTC: nothing on a page says better, and feeds, which do, come first anyway.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from monitor.reading.written_dates import written_dates

_FIRST_YEAR = 1990
_LAST_YEAR = 2100
_READ_CHARS = 100
_SECONDS_DIGITS = 10  # of a time since 1970; with more it is in milliseconds
_EPOCH = re.compile(r"(?:[89]\d{8}|[1-3]\d{9})(?:\d{3})?(?:\.\d+)?")
# What ISO 8601 allows and the standard library does not read: one digit of day or hour.
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?(?!\s*[:\d]|\s*[ap]\.?m)",
    re.IGNORECASE,
)

_MAIL = re.compile(
    r"(?:[a-z]{3,9},?\s+)?\d{1,2}[\s-][a-z]{3}[\s-]\d{2,4}(?:\s+\d{1,2}:\d{2}(?!.*[ap]\.?m)|\s*$)",
    re.IGNORECASE,
)
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) ([\d:]{8}) ([A-Z]{1,5}) (\d{4})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as something says it.

    at: Aware, in the offset that is said.
    is_day_only: Whether only the day is said, or its midnight, which software writes for it.
    has_zone: Whether the offset is said, rather than taken for granted.
    """

    at: datetime
    is_day_only: bool
    has_zone: bool


def parse_moment(text: str) -> datetime | None:
    """Read a time as `read_moment` does, and return it in UTC; None if there is none."""
    moment = read_moment(text)
    return moment.at.astimezone(UTC) if moment else None


def read_moment(text: str, *, zone: tzinfo = UTC, month_first: bool = False) -> Moment | None:
    """Read ISO 8601 (loosely), RFC 5322 or a date as written for readers; None if it is neither.

    zone: What a time is in that names no zone.
    month_first: Whether 5/4/2024 is the fourth of May.
    """
    text = text.strip()[:_READ_CHARS]
    found = (
        _iso(text)
        or _loose(text)
        or _java(text)
        or _rfc5322(text)
        or _written(text, month_first=month_first)
    )
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    try:
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return Moment(
        at=aware.replace(microsecond=0, tzinfo=_fixed(aware)),
        is_day_only=found.time().replace(microsecond=0) == time(),
        has_zone=found.tzinfo is not None,
    )


def read_epoch(text: str) -> Moment | None:
    """Read seconds or milliseconds since 1970, as attributes carry them; None if it is neither."""
    if not _EPOCH.fullmatch(text.strip()):
        return None
    digits = text.strip().partition(".")[0]
    seconds = int(digits) // 1_000 if len(digits) > _SECONDS_DIGITS else int(digits)
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return Moment(at=moment, is_day_only=False, has_zone=True)


def _fixed(moment: datetime) -> timezone:
    # An offset, as pages write it: a zone's name would not survive being stored.
    offset = moment.utcoffset() or timedelta()
    return timezone(offset) if offset else UTC


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
        return datetime(year, month, day, hour, minute, second, tzinfo=_offset(zone))
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-ahead if zone[0] == "-" else ahead)


def _java(text: str) -> datetime | None:
    # `java.util.Date` puts the zone in front of the year: Fri Apr 28 19:20:36 CEST 2023.
    found = _JAVA.match(text)
    if found is None:
        return None
    day, clock, zone, year = found.groups()
    return _written(f"{day} {year} {clock} {zone}", month_first=False)


def _rfc5322(text: str) -> datetime | None:
    if not _MAIL.match(text):  # the library reads nearly anything, and then wrongly
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _written(text: str, *, month_first: bool) -> datetime | None:
    found = next(written_dates(text, month_first=month_first), None)
    return found.at if found else None
