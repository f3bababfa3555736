"""When a page says it was published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.reading.dates import parse_moment, read_epoch, read_moment
from tests.reading.build import page, read

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T12:00:00Z",
        "2024-05-01T14:00:00+02:00",
        "2024-05-01T14:00:00.123456+0200",
        "2024-05-01T07:00-0500",
        "2024-05-01 12:00:00",
        "2024-05-1 12:00",
        "2024/05/01 12:00 UTC",
        "  2024-5-1T12:00:00,5Z ",
        "Wed, 01 May 2024 12:00:00 GMT",
        "Wed, 1 May 2024 14:00:00 +0200",
        "20240501T120000Z",
        "٢٠٢٤-٠٥-٠١ ١٢:٠٠",
    ],
)
def test_forms_of_one_moment(text):
    """ISO 8601 as pages write it, and the form of mail; without a zone it is UTC."""
    assert parse_moment(text) == NOON


@pytest.mark.parametrize("text", ["2024-05-01", "2024/5/1", "20240501", "2024-05-01T00:00"])
def test_only_a_day_is_its_midnight(text):
    """In UTC, since no page says better."""
    assert parse_moment(text) == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2024", "2024-13-01", "2024-02-30", "0001-01-01", "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00", "1714564800", "12:00", "\0", "May",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_none(text):
    """Also what no publisher means: days before the web, and the epoch of a broken system."""
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-05-01T14:00:00+02:00", 2), ("2024-05-1 14:00 +0200", 2), ("2024-05-01T12:00Z", 0),
        ("Wed, 01 May 2024 08:00:00 EDT", -4), ("Wed May 01 14:00:00 CEST 2024", 2),
        ("May 1, 2024, 8:00 AM EDT", -4), ("2024-05-01 05:30 +05:30", 5.5),
    ],
)  # fmt: skip
def test_the_offset_that_is_said_is_kept(text, hours):
    """As a plain offset, so that it survives being stored."""
    found = read_moment(text)

    assert found is not None
    assert found.has_zone
    assert found.at.utcoffset() == timedelta(hours=hours)


def test_a_time_without_an_offset_is_in_the_zone_that_is_given():
    """UTC, unless the caller knows better."""
    east = timezone(timedelta(hours=3))
    found, plain = (read_moment("2024-05-01 15:00", zone=zone) for zone in (east, UTC))

    assert found is not None
    assert plain is not None
    assert (found.at, found.has_zone) == (NOON, False)
    assert plain.at == datetime(2024, 5, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_day_only"),
    [
        ("2024-05-01", True), ("1 May 2024", True), ("2024-05-01T00:00:00+02:00", True),
        ("2024-05-01T00:01", False), ("1 May 2024 12:00", False),
    ],
)  # fmt: skip
def test_midnight_is_only_a_day(text, is_day_only):
    """Software writes it where an editor gave no time."""
    found = read_moment(text)

    assert found is not None
    assert found.is_day_only is is_day_only


@pytest.mark.parametrize("text", ["1714564800", "1714564800000", "1714564800.25"])
def test_seconds_since_1970(text):
    """And milliseconds, as scripts have them."""
    found = read_epoch(text)

    assert found is not None
    assert (found.at, found.is_day_only) == (NOON, False)
    assert [read_epoch(each) for each in ("", "7", "20240501", "9" * 13, "x1714564800")] == [
        None
    ] * 5


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-05-01T12:00:00Z">',
        '<meta name="Parsely-Pub-Date" content="2024-05-01T12:00:00Z">',
        '<meta itemprop="datePublished" content="2024-05-01T12:00:00Z">',
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", '
            '"dateModified": "2024-06-01", "datePublished": "2024-05-01T12:00:00Z"}</script>'
        ),
        '<script type="application/ld+json">{"datePublished": "2024-05-01T12:00:00Z",}</script>',
        '<meta name="date" content="today"><meta name="pubdate" content="2024-05-01T12:00:00Z">',
    ],
    ids=["open graph", "parsely", "microdata", "json", "broken json", "first unreadable"],
)
def test_declared_dates_are_found(head):
    """By publication, never by modification."""
    assert read(page(head=head)).published_at == NOON


def test_a_day_in_the_address_is_better_than_nothing():
    """Many addresses hold it."""
    found = read(page(), url="https://news.example/2024/05/01/talks")

    assert found.published_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_a_time_element_is_read():
    """Where the page shows its date."""
    found = read(page(more='<time datetime="2024-05-01">1 May</time>'))

    assert found.published_at == datetime(2024, 5, 1, tzinfo=UTC)
