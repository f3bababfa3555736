"""Lines of JSON: read with a cap, written so that a terminal acts on nothing."""

from __future__ import annotations

import io
import json
import time

import pytest

from monitor.cli.lines import Progress, Waiting, json_line, read_lines, read_object
from monitor.errors import UnreadableError


def test_lines_come_without_their_ends():
    """Blank ones too, so that counting them numbers them; the last needs no end."""
    handle = io.BytesIO(b"one\n\r\ntwo\r\n\nthree")

    assert list(read_lines(handle, 100)) == [b"one", b"", b"two", b"", b"three"]


def test_a_line_that_is_too_long_is_passed_over():
    """None stands in its place, and the next line is whole."""
    handle = io.BytesIO(b"abcd\nabcde\nabcd\r\n" + b"x" * 3_000_000 + b"\nlast\n" + b"y" * 9)

    assert list(read_lines(handle, 4)) == [b"abcd", None, b"abcd", None, b"last", None]


def test_an_object_is_read():
    """A byte order mark before it is no mistake."""
    assert read_object(b'\xef\xbb\xbf{"a": "\xc3\xa9"}') == {"a": "é"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (None, "longer than"),
        (b"{", "not JSON at column 2"),
        (b"\xff", "not UTF-8 at byte 1"),
        (b"[1]", "should be a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "not readable"),
    ],
    ids=["long", "syntax", "bytes", "array", "deep", "number"],
)
def test_what_is_no_object_is_told(line, message):
    """On one line, with its place."""
    with pytest.raises(UnreadableError, match=message):
        read_object(line)


def test_what_a_terminal_would_act_on_is_escaped():
    """Controls, overrides, line separators and lone surrogates; a parser gets all of it back."""
    value = {"text": "a\x1b[31m\x9b\u202e\u2028\ud800\x7f\U000e0001 \n"}
    line = json_line(value)

    assert line.isprintable()
    assert line.isascii()
    assert json.loads(line) == value


def test_letters_of_any_script_stay():
    """People read these lines."""
    text = "été Сирия سوريا می‌خواهد 叙利亚 \u00a0🕊"

    assert json_line([text]) == f'["{text}"]'


def test_a_line_has_no_numbers_that_json_lacks():
    """Whoever reads it would stop there."""
    with pytest.raises(ValueError, match="Out of range"):
        json_line(float("nan"))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def shown_at_once(monkeypatch):
    """Let the progress show itself without waiting two seconds."""
    monkeypatch.setattr("monitor.cli.lines.PROGRESS_AFTER_S", 0)
    monkeypatch.setenv("TERM", "xterm")


def run(limit_s: float = 5) -> str:
    """Count until something is shown, or until the time is over; return what was shown."""
    import sys

    end = time.monotonic() + limit_s
    with Progress("pages") as progress:
        while not (shown := sys.stderr.getvalue()) and time.monotonic() < end:
            progress.advance()
            time.sleep(0.01)
    return shown


def test_progress_is_shown_on_a_terminal(shown_at_once, monkeypatch):
    """On stderr, while the lines go to a file."""
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("sys.stdout", io.StringIO())

    assert "pages" in run()


@pytest.mark.parametrize(
    ("stderr", "stdout"),
    [(io.StringIO, io.StringIO), (Terminal, Terminal)],
    ids=["no terminal", "lines on the terminal"],
)
def test_progress_is_not_shown_where_it_disturbs(shown_at_once, monkeypatch, stderr, stdout):
    """Neither in logs nor between the lines."""
    monkeypatch.setattr("sys.stderr", stderr())
    monkeypatch.setattr("sys.stdout", stdout())

    assert run(limit_s=0.2) == ""


def test_a_quiet_command_shows_its_progress_beside_its_output(shown_at_once, monkeypatch):
    """With both on the terminal the bar is there, and is taken away while a line is written."""
    import sys

    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    end = time.monotonic() + 5
    with Progress("pages", is_quiet=True) as progress:
        while "pages" not in sys.stderr.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        with progress.aside():
            erased = sys.stderr.getvalue().endswith("\x1b[1A\x1b[2K")
            sys.stderr.truncate(0)
        while "pages" not in sys.stderr.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        shown_again = "pages" in sys.stderr.getvalue()

    assert erased
    assert shown_again


def test_a_long_wait_says_what_for(shown_at_once, monkeypatch):
    """A command that asks a slow server does not look dead."""
    import sys

    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    end = time.monotonic() + 5
    with Waiting("asking news.example"):
        while "asking news.example" not in sys.stderr.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        shown = sys.stderr.getvalue()

    assert "asking news.example" in shown
    assert "0 asking" not in shown


def test_work_that_is_done_soon_shows_nothing(monkeypatch):
    """A bar that flashes up tells nobody anything."""
    stderr = Terminal()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    with Progress("pages") as progress:
        progress.advance(3)

    assert stderr.getvalue() == ""
