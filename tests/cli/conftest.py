"""What tests of commands share: the whole command line in this process."""

from __future__ import annotations

import sys

import pytest

from monitor.cli import program


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
