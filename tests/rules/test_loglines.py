"""What a log line looks like, whatever stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.rules.loglines import console_traceback, console_value, json_log_line

TIME = datetime(2026, 3, 1, 9, 5, 7, 123456, tzinfo=UTC)
NASTY = "a\nb\r\x1b[2J\x00\x85\u2028\u2029\u202e\u2066\ufeff\U000e0001\ud800"


def line(**keys) -> str:
    """Return an event's line."""
    return json_log_line({"area": "feeds", **keys, "event": "poll_done", "time": TIME})


def test_the_keys_that_every_line_has_come_first():
    """Time in UTC to the millisecond, level, area, event; then the others in their order."""
    told = line(level="info", feed="rt-fr", reason=None, new=3)

    assert told == (
        '{"time": "2026-03-01T09:05:07.123Z", "level": "info", "area": "feeds", '
        '"event": "poll_done", "feed": "rt-fr", "new": 3}'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Вести", "Вести"),
        (NASTY, NASTY),
        (True, True),
        (0.819996, 0.819996),
        (0.123456789, 0.123457),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (TIME, "2026-03-01T09:05:07.123Z"),
        (("a", 1), ["a", 1]),
        ({"a": None}, {"a": None}),
        (ValueError("no"), "no"),
        ("x" * 2_000, "x" * 2_000),
    ],
    ids=ascii,
)
def test_values_come_back_as_they_were(value, expected):
    """A reader of the JSON gets what was put in; what JSON does not have becomes a text."""
    assert json.loads(line(value=value))["value"] == expected


def test_nothing_that_acts_is_written_raw():
    """Not one control, override, separator or lone surrogate; letters stay letters."""
    told = line(value=NASTY + "Вести 新聞", exception=NASTY)

    assert "Вести 新聞" in told
    assert told.isprintable()
    assert told.encode()


def test_where_letters_cannot_be_carried_they_are_escaped():
    """An output that takes only ASCII gets JSON that means the same."""
    told = json_log_line({"event": "x", "title": "Вести 😀"}, ascii_only=True)

    assert told.isascii()
    assert json.loads(told)["title"] == "Вести 😀"


def test_what_is_too_long_is_cut_in_the_middle():
    """Both ends of a value of a megabyte are told; a traceback may be longer than a value."""
    told = json.loads(line(value="a" + "x" * 1_000_000 + "z", exception="t" * 40_000))

    assert len(told["value"]) < 2_010
    assert (told["value"][0], told["value"][-1]) == ("a", "z")
    assert len(told["exception"]) == 40_000


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a-b_c.d:/e+f@g%20", "a-b_c.d:/e+f@g%20"),
        ("", '""'),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "no"', '"say \\"no\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ('\\" forged="yes', '"\\\\\\" forged=\\"yes"'),
        ("a\nb", '"a\\nb"'),
        ("\x1b[2J", '"\\x1b[2J"'),
        ("\u2028\u202e", '"\\u2028\\u202e"'),
        ("\ud800", '"\\ud800"'),
        ("Вести", '"Вести"'),
        (True, "true"),
        (float("nan"), "nan"),
        (0.000012345, "1.2345e-05"),
        (86_423.25, "86423.2"),
        (["a", "б"], '"[\\"a\\", \\"б\\"]"'),
    ],
    ids=ascii,
)
def test_a_console_value_cannot_leave_its_place(value, shown):
    """No value breaks its line, moves a cursor or poses as another key."""
    assert console_value(value) == shown


def test_a_traceback_is_set_in():
    """No line of an error's message can pose as an event."""
    shown = console_traceback("ValueError: bad\n09:05:07 info    alerts  alert_sent\n\x1b[2J")

    assert shown.split("\n") == [
        "  | ValueError: bad",
        "  | 09:05:07 info    alerts  alert_sent",
        "  | \\x1b[2J",
    ]


def test_a_list_of_bare_words_reads_like_one():
    """Names of feeds stand side by side, and anything odd among them is quoted as before."""
    assert console_value(["rt-fr", "tass"]) == "rt-fr,tass"
    assert console_value(["a b"]) == '"[\\"a b\\"]"'
    assert console_value([]) == '"[]"'
