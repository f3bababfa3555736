"""Dates as they are written for readers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from babel import Locale

from monitor.reading.months import MONTHS, PERSIAN_MONTHS, persian_day
from monitor.reading.written_dates import written_dates

LANGUAGES = (
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "no", "da", "pl", "cs", "ru", "uk", "bg", "tr",
    "el", "ro", "hu", "fi", "id", "ar", "fa", "hi",
)  # fmt: skip


def first(text: str, *, month_first: bool = False) -> datetime | None:
    """Return the first date of a text."""
    found = next(written_dates(text, month_first=month_first), None)
    return found.at if found else None


@pytest.mark.parametrize(
    "text",
    [
        "May 1, 2024", "May 1st, 2024", "1 May 2024", "Wednesday, 1st of May 2024",
        "1er mai 2024", "mercredi 1 mai 2024", "1. Mai 2024", "1 de mayo de 2024",
        "1 maggio 2024", "1 de maio de 2024", "1 maja 2024", "1 мая 2024 года", "1 травня 2024",
        "1 Mayıs 2024", "1 مايو 2024", "1 أيار 2024", "۱ مه ۲۰۲۴", "۱۲ اردیبهشت ۱۴۰۳",
        "2024年5月1日", "2024년 5월 1일", "2024. május 1.", "1 Μαΐου 2024", "1 mei 2024",
        "01.05.2024", "1/5/2024", "01-05-2024", "2024/05/01", "2024.5.1", "01-May-2024",
        "Опубликовано: 1 мая 2024", "1\u00a0мая\u00a02024",
    ],
)  # fmt: skip
def test_a_day_in_many_languages(text):
    """All of these are the first of May 2024, without a time."""
    assert first(text) == datetime(2024, 5, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "1 May 2024, 14:30", "May 1, 2024 at 2:30 p.m.", "May 1, 2024 2:30 PM", "14:30, 1 мая 2024",
        "Publié le 1 mai 2024 à 14h30", "1. Mai 2024, 14.30 Uhr", "01.05.2024 | 14:30",
        "2024年5月1日 14時30分", "2024年5月1日 下午2:30", "2024년 5월 1일 오후 2:30",
        "01.05.2024 - 14:30:00",
    ],
)  # fmt: skip
def test_a_time_stands_before_or_behind_its_day(text):
    """On the clock of twelve or of twenty-four hours."""
    assert first(text) == datetime(2024, 5, 1, 14, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1 May 2024 14:30 GMT", 0), ("1 May 2024 14:30 (CEST)", 2), ("1 мая 2024, 14:30 (МСК)", 3),
        ("May 1, 2024, 2:30 PM EDT", -4), ("May 1, 2024, 2:30 PM ET", -4),
        ("January 9, 2024, 2:30 PM ET", -5), ("1 May 2024 14:30 UTC+9", 9),
        ("Wed May 01 2024 14:30:00 GMT+0530", 5.5),
    ],
)  # fmt: skip
def test_a_zone_behind_a_time_is_kept(text, hours):
    """As an offset; Eastern Time by the season."""
    found = first(text)

    assert found is not None
    assert found.utcoffset() == timedelta(hours=hours)


def test_numbers_with_the_month_first_where_that_is_the_custom():
    """Unless the second number can be no day's month."""
    assert first("5/4/2024", month_first=True) == datetime(2024, 5, 4)  # noqa: DTZ001
    assert first("5/4/2024") == datetime(2024, 4, 5)  # noqa: DTZ001
    assert first("5/24/2024") == datetime(2024, 5, 24)  # noqa: DTZ001
    assert first("5.4.2024", month_first=True) == datetime(2024, 4, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "", "two hours ago", "May 2024", "32 May 2024", "31 June 2024", "1 Foo 2024", "12:30",
        "1.5.2024.7", "2024-13-01", "version 10.11.2", "۱۲ اردیبهشت", "1 May 1824", "phone 01-02-03",
    ],
)  # fmt: skip
def test_what_is_no_whole_date(text):
    """Day, month and year have to be there, and to be."""
    assert first(text) is None


def test_a_wrong_time_leaves_the_day():
    """Rather than nothing."""
    assert first("1 May 2024, 29:75") == datetime(2024, 5, 1)  # noqa: DTZ001


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_months_are_those_of_the_cldr(language):
    """Every full name in the form that stands in a date."""
    names = Locale(language).months["format"]["wide"]
    missing = {name for number, name in names.items() if MONTHS.get(name.lower()) != number}

    assert missing == set()


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1375, date(1996, 3, 20)), (1390, date(2011, 3, 21)), (1399, date(2020, 3, 20)),
        (1400, date(2021, 3, 21)), (1403, date(2024, 3, 20)), (1404, date(2025, 3, 21)),
        (1409, date(2030, 3, 21)),
    ],
)  # fmt: skip
def test_the_persian_new_year(year, day):
    """Nowruz as the almanacs of Iran have it."""
    assert persian_day(year, 1, 1) == day


def test_a_persian_year_has_twelve_months_in_order():
    """The last day before the next new year is the twelfth month's."""
    assert sorted(set(PERSIAN_MONTHS.values())) == list(range(1, 13))
    assert persian_day(1402, 12, 29) + timedelta(days=1) == persian_day(1403, 1, 1)
    with pytest.raises(ValueError, match="solar Hijri"):
        persian_day(1403, 13, 1)


def test_a_zone_is_a_plain_offset():
    """A zone's name would not survive being stored."""
    found = first("1 May 2024 14:30 GMT")

    assert found is not None
    assert isinstance(found.tzinfo, timezone)
    assert found == datetime(2024, 5, 1, 14, 30, tzinfo=UTC)
