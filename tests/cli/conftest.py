"""What tests of commands share: places to work in, and the whole command line in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli import program
from tests.cli.looking_back import Place
from tests.config.files import Files


@pytest.fixture
def place(tmp_path):
    """Give a configuration without a state of record."""
    return Place(tmp_path)


@pytest.fixture
def files(tmp_path) -> Files:
    """Give an empty folder for configuration files."""
    return Files(tmp_path)


@pytest.fixture
def command_line(monkeypatch, capsys, tmp_path):
    """Give a function that runs a command line here: its exit code, output, and error lines.

    It stands in an empty folder that is its home too.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["news-monitor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            program.main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err.splitlines()

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], str]:
    """Give a writer of a page's file, which returns its name."""

    def write(body: bytes) -> str:
        path = tmp_path / "page.html"
        path.write_bytes(body)
        return str(path)

    return write
