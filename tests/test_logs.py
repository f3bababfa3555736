"""How the program speaks: areas, levels, forms, and what can be set while it runs."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys

import pytest

from monitor.areas import Area, LogSettings
from monitor.logs import area_logger, configure_logging

FEEDS = area_logger(Area.FEEDS)  # made before anything is configured, as in every module
HTTP = area_logger(Area.HTTP)

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


class Terminal(io.StringIO):
    """A terminal that keeps what is written."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def written(monkeypatch, settings, *, stream=None, environment=()):
    """Log two lines by these settings; return what stderr got."""
    stream = stream or Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment:
        monkeypatch.setenv(name, value)
    configure_logging(settings)
    FEEDS.info("poll_done", feed="rt-fr", reason=None, message="two words")
    FEEDS.warning("an_event_with_a_long_name", new=3)
    return stream.getvalue()


def test_a_terminal_gets_columns(monkeypatch):
    """Time, level, area and event stand below each other; then the keys, without what is None."""
    text = written(monkeypatch, LogSettings(), environment=[("NO_COLOR", "1")])
    first, second = text.splitlines()

    assert re.fullmatch(
        r'\d\d:\d\d:\d\d info    feeds   poll_done        feed=rt-fr message="two words"', first
    )
    assert re.fullmatch(r"\d\d:\d\d:\d\d warning feeds   an_event_with_a_long_name new=3", second)


@pytest.mark.parametrize(
    ("environment", "form", "has_colours"),
    [
        ([], "auto", True),
        ([("NO_COLOR", "")], "auto", True),
        ([("NO_COLOR", "1")], "auto", False),
        ([("TERM", "dumb")], "console", False),
        ([], "json", False),
    ],
)
def test_colours_only_where_they_are_wanted(monkeypatch, environment, form, has_colours):
    """A terminal gets colours unless NO_COLOR is set or it knows none."""
    text = written(monkeypatch, LogSettings(format=form), environment=environment)

    assert ("\x1b[" in text) is has_colours


@pytest.mark.parametrize(("form", "is_json"), [("auto", True), ("json", True), ("console", False)])
def test_what_is_no_terminal_gets_json_unless_told_otherwise(monkeypatch, form, is_json):
    """A file or pipe gets lines for machines, never colours."""
    text = written(monkeypatch, LogSettings(format=form), stream=io.StringIO())

    assert text.startswith("{") is is_json
    assert "\x1b" not in text


def test_a_json_line_is_an_object_of_its_own(logged):
    """Level, area and event, then the keys; the traceback of a bug is a text among them."""
    try:
        int("bad\n\x1b[2J")
    except ValueError as bug:
        FEEDS.error("bug", exc_info=bug)
    HTTP.info("host_back", host="a.example")
    [bug, back] = logged()

    assert list(bug) == ["level", "area", "event", "exception"]
    assert bug["exception"].startswith("Traceback (most recent call last):\n")
    assert "ValueError: invalid literal for int()" in bug["exception"]
    assert back == {"level": "info", "area": "http", "event": "host_back", "host": "a.example"}


def test_a_traceback_on_a_terminal_cannot_pose_as_an_event(monkeypatch):
    """All of its lines are set in, and nothing in them acts."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    configure_logging(LogSettings(format="console"))
    monkeypatch.setenv("NO_COLOR", "1")
    configure_logging(LogSettings(format="console"))
    FEEDS.error("bug", exc_info=ValueError("bad\n09:05:07 info    alerts  alert_sent\n\x1b[2J"))
    head, *rest = stream.getvalue().splitlines()

    assert head.endswith("error   feeds   bug")
    assert rest == [
        "  | ValueError: bad",
        "  | 09:05:07 info    alerts  alert_sent",
        "  | \\x1b[2J",
    ]


def test_each_area_has_its_level(logged):
    """The one level holds for all areas but those that have their own."""
    configure_logging(
        LogSettings(
            level="warning", levels={Area.FEEDS: "debug", Area.HTTP: "error"}, format="json"
        )
    )
    for log in (FEEDS, HTTP, area_logger(Area.ALERTS)):
        log.debug("one")
        log.info("two")
        log.warning("three")
        log.error("four")
    told = [(line["area"], line["event"]) for line in logged()]

    assert told == [
        *[("feeds", name) for name in ("one", "two", "three", "four")],
        ("http", "four"),
        *[("alerts", name) for name in ("three", "four")],
    ]


def test_a_new_setting_holds_for_loggers_that_exist(logged):
    """After a reload every module logs by the new levels and in the new form."""
    configure_logging(LogSettings(level="error", format="json"))
    FEEDS.info("hidden")
    hidden = logged()
    configure_logging(LogSettings(level="info", format="json"))
    FEEDS.info("shown")

    assert hidden == []
    assert [line["event"] for line in logged()] == ["shown"]


def test_modules_of_an_area_share_its_logger():
    """Asking twice gives the same one."""
    assert area_logger(Area.FEEDS) is FEEDS


def test_letters_that_stderr_cannot_carry_are_escaped(monkeypatch):
    """With an ASCII stderr a line is still JSON."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="backslashreplace")
    monkeypatch.setattr("sys.stderr", stream)
    configure_logging(LogSettings(format="json"))
    FEEDS.info("poll_done", title="Élysée 😀")
    stream.flush()

    assert json.loads(raw.getvalue())["title"] == "Élysée 😀"


def test_libraries_speak_in_the_same_form(logged):
    """A library's warning is a line of ours; its chatter is not heard, whatever the level."""
    library = logging.getLogger("some.library")
    library.info("chatter")
    library.warning("slow: %s", "host\n")
    library.error("bad")
    slow, bad = logged()

    assert slow == {
        "level": "warning",
        "area": "library",
        "event": "library",
        "logger": "some.library",
        "message": "slow: host\n",
    }
    assert (bad["level"], bad["message"]) == ("error", "bad")


def test_a_library_that_repeats_itself_is_heard_once(logged):
    """The same complaint with other values is debug for an hour; errors are always told."""
    configure_logging(LogSettings(levels={Area.LIBRARY: "debug"}, format="json"))
    library = logging.getLogger("some.library")
    for host in ("a", "b", "c"):
        library.warning("slow: %s", host)
        library.error("broken: %s", host)

    levels = [line["level"] for line in logged()]

    assert levels == ["warning", "error", "debug", "error", "debug", "error"]


def test_chatter_is_heard_where_it_is_asked_for(logged):
    """`levels: {library: debug}` opens the libraries' own loggers."""
    configure_logging(LogSettings(levels={Area.LIBRARY: "debug"}, format="json"))
    logging.getLogger("some.library").debug("chatter")

    assert [line["message"] for line in logged()] == ["chatter"]


def test_a_librarys_broken_message_harms_nobody(logged):
    """A format that does not fit its values is written as it stands."""
    configure_logging(LogSettings(format="json"))  # anew: without pytest's own handler
    logging.getLogger("some.library").warning("%d items", "many")

    assert [line["message"] for line in logged()] == ["%d items"]


def last_words(form: str, statement: str) -> subprocess.CompletedProcess[str]:
    """Run a program that logs in this form and executes this statement."""
    code = (
        "import warnings; from monitor.logs import *; from monitor.model import *\n"
        f"configure_logging(LogSettings(format={form!r})); tell_bugs()\n{statement}"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_bug_that_nothing_catches_is_a_log_line():
    """The process ends with code 1, and no bare traceback stands between the lines."""
    ended = last_words("json", "raise ValueError('bad\\nnews')")
    [line] = map(json.loads, ended.stderr.splitlines())

    assert ended.returncode == 1
    assert (line["level"], line["area"], line["event"]) == ("error", "daemon", "bug")
    assert line["exception"].endswith("ValueError: bad\nnews")


def test_a_bug_on_a_console_is_set_in():
    """Its lines cannot pose as events there either."""
    ended = last_words("console", "raise ValueError('bad\\nnews')")
    head, *rest = ended.stderr.splitlines()

    assert ended.returncode == 1
    assert head.endswith("error   daemon  bug")
    assert all(line.startswith("  | ") for line in rest)
    assert rest[-1] == "  | news"


def test_pythons_own_warnings_are_lines_too():
    """What a library says by `warnings` comes from the logger `py.warnings`."""
    told = last_words("json", "warnings.warn('old way')").stderr
    [line] = map(json.loads, told.splitlines())

    assert (line["event"], line["logger"]) == ("library", "py.warnings")
    assert "old way" in line["message"]


def test_lines_that_were_lost_are_told_in_the_same_form(logged):
    """What was lost is a line like any other."""
    from monitor import logs

    told = json.loads(logs._lost_line(7))

    assert told.pop("time")
    assert told == {"level": "warning", "area": "daemon", "event": "lines_lost", "lines": 7}
