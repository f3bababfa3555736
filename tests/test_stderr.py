"""Stderr for log lines: it holds up nobody, and says what it lost."""

from __future__ import annotations

import fcntl
import io
import os
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.stderr import Stderr

LINE = "x" * 200
CAPACITY = 65_536

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the size of a pipe is set as Linux does"
)


@contextmanager
def piped():
    """Put a pipe of known size in stderr's place; give the end it is read from.

    Not a fixture: pytest puts its own stderr back before a test begins.
    """
    reading, writing = os.pipe()
    if sys.platform == "linux":
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, CAPACITY)
    with os.fdopen(writing, "w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", stream)
        yield reading
    os.close(reading)


def stderr() -> Stderr:
    """Build what is tested."""
    return Stderr(lambda count: f"lost {count}")


def test_a_line_is_written_whole():
    """One line with its end, in one piece."""
    with piped() as reading:
        stderr().write_line("Вести")
        told = os.read(reading, 100).decode()

    assert told == "Вести\n"


@on_linux
def test_a_reader_that_is_stuck_holds_nobody_up():
    """Lines that find no room are lost, after one tenth of a second for all of them."""
    out = stderr()
    with piped():
        began = time.monotonic()
        for _ in range(2_000):
            out.write_line(LINE)
        took = time.monotonic() - began

    assert took < 5
    assert out.lost >= 2_000 - CAPACITY // len(LINE)


@on_linux
def test_once_it_reads_again_it_is_told_how_many_were_lost():
    """The next line comes after one that gives the number."""
    out = stderr()
    with piped() as reading:
        for _ in range(1_000):
            out.write_line(LINE)
        lost = out.lost
        received = os.read(reading, CAPACITY).decode()
        out.write_line("next")
        rest = os.read(reading, CAPACITY).decode()

    assert received.count(LINE) + lost == 1_000
    assert rest == f"lost {lost}\nnext\n"
    assert out.lost == 0


@on_linux
def test_a_long_line_does_not_block_either():
    """A line longer than the pipe is cut, and the next one begins on a line of its own."""
    out = stderr()
    with piped() as reading:
        out.write_line("y" * (CAPACITY + 10_000))
        cut = os.read(reading, CAPACITY).decode()
        out.write_line("next")
        rest = os.read(reading, CAPACITY).decode()

    assert set(cut) == {"y"}
    assert rest == "\nlost 1\nnext\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_loses_the_line():
    """The daemon goes on where nothing can be written."""
    out = stderr()
    with pytest.MonkeyPatch.context() as patch:
        full = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w")
        patch.setattr("sys.stderr", full)
        out.write_line(LINE)
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
        full.close()
    with piped() as reading:
        out.write_line("next")
        told = os.read(reading, 100).decode()

    assert told == "next\n"


def test_a_closed_stderr_loses_the_line(monkeypatch):
    """Whoever closed stderr does not want to hear of it."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    stderr().write_line(LINE)

    assert sys.stderr.closed


def test_lines_of_many_threads_stay_whole(monkeypatch):
    """No line runs into another."""
    out, stream = stderr(), io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    threads = [
        threading.Thread(target=lambda n=n: [out.write_line(str(n) * 50) for _ in range(100)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = stream.getvalue().splitlines()

    assert sorted(set(lines)) == [str(n) * 50 for n in range(4)]
    assert len(lines) == 400
