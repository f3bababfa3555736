"""What may be shown: escaped text, addresses without secrets."""

from __future__ import annotations

import pytest

from monitor.rules.addresses import masked_text, masked_url
from monitor.rules.printable import escape_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Переговоры — «да»", "Переговоры — «да»"),
        ("نمی‌خواهم", "نمی‌خواهم"),
        ("क्‍ष", "क्‍ष"),
        ("non breaking　wide", "non breaking　wide"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x00\x7f\x85", "\\x00\\x7f\\x85"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("", ""),
    ],
)
def test_a_line_is_one_line(text, expected):
    """What moves a cursor, breaks a line or hides is written as an escape; letters stay."""
    assert escape_line(text) == expected


def test_every_character_ends_on_one_printable_line():
    """Nothing in Unicode gets through that a terminal or a log reader would act on."""
    for start in range(0, 0x110000, 0x1000):
        shown = escape_line("".join(map(chr, range(start, start + 0x1000))))

        assert len(shown.splitlines()) <= 1
        assert not any("\ud800" <= c <= "\udfff" or ord(c) < 32 for c in shown)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("rediss://user:secret@db.example.org:6380/1", "rediss://***@db.example.org:6380/1"),
        ("redis://:secret@[::1]:6379", "redis://***@[::1]:6379"),
        ("unix:///run/redis.sock?db=1", "unix:///run/redis.sock?***"),
        ("redis://host/0?password=secret", "redis://host/0?***"),
        ("redis://:sec/ret@host", "***"),
        ("redis://:sec?ret@host", "***"),
        ("redis://:sec#ret@host", "***"),
        ("redis://:sec[ret@host", "***"),
        ("user:secret@host", "***"),
        ("secret", "***"),
    ],
)
def test_addresses_without_secrets(url, expected):
    """User, password and query never show, however the address was written."""
    shown = masked_url(url)

    assert shown == expected
    assert "secret" not in shown
    assert "sec" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/f?token=secret", "https://a.example/f?***"),
        ("https://me:secret@a.example:81/@desk/f", "https://***@a.example:81/@desk/f"),
        ("http://secret@[::1]/", "http://***@[::1]/"),
        ("a bot (https://a.example/?secret)", "a bot (https://a.example/?***"),
        ("//me:secret@a.example", "//***@a.example"),
        ("Who? Me@home", "Who? Me@home"),
        ("", ""),
    ],
)
def test_texts_without_the_secrets_of_addresses(text, expected):
    """User info and queries are hidden wherever an address stands; other texts stay."""
    assert masked_text(text) == expected
