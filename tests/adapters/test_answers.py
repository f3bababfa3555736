"""What an HTTP answer says beside its body."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.adapters.answers import (
    asked_wait,
    can_be_sent,
    joined_headers,
    shown_url,
    status_error,
)
from monitor.errors import PermanentError, TransientError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 7 ", timedelta(seconds=7)),
        ("1.5", timedelta(seconds=1.5)),
        ("0", timedelta(0)),
        ("-5", timedelta(0)),
        ("9" * 400, DAY),
        ("Sun, 01 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sunday, 01-Mar-26 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun Mar  1 12:05:00 2026", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 12:05:00 -0000", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 14:05:00 +0200", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("Mon, 01 Jan 0001 00:00:00 +1200", timedelta(0)),
        ("Sun, 01 Mar 99999999999 12:05:00 GMT", None),
        ("Sun, 01 Mar 2026 12:05:00 +9999999", None),
        ("soon", None),
        ("1e3", None),
        ("\u0663", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_or_left_alone(told, wait):
    """Seconds and all three forms of date give zero to one day; anything else gives None."""
    assert asked_wait(told, now=NOW) == wait


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/feed?token=secret", "https://example.org/feed"),
        ("https://example.org/feed#secret", "https://example.org/feed"),
        ("https://user:secret@example.org/feed", "https://example.org/feed"),
        ("https://secret@user@example.org/feed", "https://example.org/feed"),
        ("//user:secret@example.org/feed", "//example.org/feed"),
        ("user:secret@example.org/feed", "example.org/feed"),
        ("https://example.org/@name/feed", "https://example.org/@name/feed"),
        ("https://example.org/a\x1b[31m\nb", "https://example.org/a\\x1b[31m\\nb"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_its_secrets(url, shown):
    """Neither query nor credentials nor control characters reach a message."""
    assert shown_url(url) == shown


def test_a_long_url_is_cut():
    """A message stays readable whatever a stranger's feed links to."""
    assert len(shown_url("https://example.org/" + "a" * 5_000)) == 200


def test_header_fields_are_joined_by_name():
    """Names lose their case; repeated fields become one, and say the same thing once."""
    headers = joined_headers(
        [
            (b"Cache-Control", b"max-age=60"),
            (b"ETag", b'"one"'),
            (b"CACHE-CONTROL", b"public"),
            (b"etag", b'"one"'),
        ]
    )

    assert headers == {"cache-control": "max-age=60, public", "etag": '"one"'}


def test_header_fields_that_are_not_utf_8_are_left_out():
    """A value that could not be sent back byte for byte is worse than none."""
    headers = joined_headers(
        [(b"ETag", b'"caf\xe9"'), (b"X-Name", "caf\u00e9".encode()), (b"caf\xe9", b"x")]
    )

    assert headers == {"x-name": "caf\u00e9"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('W/"one"', True),
        ("caf\u00e9\ttwo", True),
        ("a\r\nX-Injected: b", False),
        ("a\nb", False),
        ("a\x00b", False),
        ("a\x7fb", False),
        ("a\ud800b", False),
    ],
)
def test_a_value_that_would_end_its_field_is_not_sent(value, expected):
    """Line ends and control characters in a validator never reach a request."""
    assert can_be_sent(value) is expected


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599, 600, 999])
def test_a_status_that_may_pass_is_transient(status):
    """Overload and server trouble are worth another try, after the wait that was asked for."""
    error = status_error(status, {"retry-after": "60"}, "somewhere", now=NOW)

    assert (type(error), error.reason) == (TransientError, f"http_{status}")
    assert error.retry_after == timedelta(seconds=60)


@pytest.mark.parametrize("status", [206, 300, 304, 400, 401, 403, 404, 410, 451])
def test_a_status_that_stays_is_permanent(status):
    """What the server means for good is told as such."""
    error = status_error(status, {}, "somewhere", now=NOW)

    assert (type(error), error.reason) == (PermanentError, f"http_{status}")
