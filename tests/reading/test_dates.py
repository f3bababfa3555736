"""When a page says it was published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from monitor.reading.dates import parse_moment, published_at
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


def test_what_is_declared_comes_before_what_is_found():
    """The given day is only for pages that declare none."""
    root = document_fromstring('<meta name="date" content="2024-05-01T12:00:00Z"><p>x</p>')

    assert published_at(root, day="2020-01-01") == NOON
    assert published_at(document_fromstring("<p>x</p>"), day="2020-01-01") == datetime(
        2020, 1, 1, tzinfo=UTC
    )
