"""How the program speaks: one line for each event, whatever stands in it."""

from __future__ import annotations

import logging
import re

import pytest
import structlog
from prometheus_client import generate_latest

from monitor.telemetry import Metrics, configure_logging

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(autouse=True)
def logging_as_it_was():
    """Undo what a test configures."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys) -> list[str]:
    """Return what was written to stderr, by line, without the time."""
    text = capsys.readouterr().err
    return [re.sub(f"^{STAMP} ", "", line) for line in text.split("\n")[:-1]]


def test_a_line_has_time_level_event_and_keys(capsys):
    """Keys keep their order; what is None is left out; bare words stay bare."""
    configure_logging("info")
    structlog.get_logger().info("entry_done", outcome="alerted", reason=None, score=0.81999, new=3)
    text = capsys.readouterr().err

    assert re.fullmatch(f"{STAMP} info    entry_done outcome=alerted score=0\\.82 new=3\n", text)


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
        (True, "True"),
        (float("nan"), "nan"),
        (0.000012345, "1.234e-05"),
    ],
)
def test_values_are_escaped(capsys, value, shown):
    """No value breaks its line, moves a cursor or poses as another key."""
    configure_logging("info")
    structlog.get_logger().info("event", value=value)

    assert lines(capsys) == [f"info    event value={shown}"]


def test_an_event_name_is_escaped_too(capsys):
    """Even a name that came from outside stays on its line."""
    configure_logging("info")
    structlog.get_logger().warning("a\nb")

    assert lines(capsys) == ["warning a\\nb"]


def test_levels(capsys):
    """What is below the level is not written."""
    configure_logging("warning")
    log = structlog.get_logger()
    for level in ("debug", "info", "warning", "error"):
        getattr(log, level)("event")

    assert lines(capsys) == ["warning event", "error   event"]


def test_a_traceback_is_set_in(capsys):
    """No line of an error's message can pose as an event."""
    configure_logging("info")
    forged = "2026-03-01T00:00:00.000Z info    alert_sent"
    bug = ValueError(f"bad\n{forged}\n\x1b[2J")
    structlog.get_logger().error("bug", exc_info=bug)
    written = lines(capsys)

    assert written[0] == "error   bug"
    assert all(line.startswith("  | ") for line in written[1:])
    assert f"  | {forged}" in written
    assert written[-1] == "  | \\x1b[2J"


def test_libraries_speak_in_the_same_form(capsys):
    """A library's warning is a line of ours; its chatter is not heard."""
    configure_logging("debug")
    library = logging.getLogger("some.library")
    library.info("chatter")
    library.warning("slow: %s\n", "host")
    library.error("bad")

    assert lines(capsys) == [
        'warning library logger=some.library message="slow: host\\n"',
        "error   library logger=some.library message=bad",
    ]


def test_a_librarys_broken_message_harms_nobody(capsys):
    """A format that does not fit its values is written as it stands."""
    configure_logging("info")
    logging.getLogger("some.library").warning("%d items", "many")

    assert lines(capsys) == ['warning library logger=some.library message="%d items"']


def test_metrics_have_a_registry_of_their_own():
    """Two daemons in one process do not count for each other, and all names bear our prefix."""
    one, two = Metrics(), Metrics()
    one.polls.labels(result="changed").inc()
    names = {family.name for family in one.registry.collect()}

    assert b'monitor_polls_total{result="changed"} 1.0' in generate_latest(one.registry)
    assert b'result="changed"' not in generate_latest(two.registry)
    assert all(name.startswith("monitor_") for name in names)
