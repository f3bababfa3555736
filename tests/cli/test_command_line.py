"""Every command, tried wrongly: one clear line, the right exit code, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from monitor.cli import program

ROOT = Path(__file__).parent.parent.parent


def commands(group, *path):
    """Give each command below a group with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(program.app)))
# What a command needs before its other options are looked at: any value will do.
REQUIRED = {
    words: [
        part
        for parameter in command.params
        if parameter.required
        for part in ([] if parameter.param_type_name == "argument" else [parameter.opts[0]]) + ["x"]
    ]
    for words, command in COMMANDS.items()
}
REQUIRED["extract",] = ["http://127.0.0.1:1/"]  # a file needs no configuration
ENDLESS = {("listen",), ("run",)}
WITH_CONFIG = [
    words for words in COMMANDS if any("--config" in p.opts for p in COMMANDS[words].params)
]


def named(words):
    """Return a test's id for a command."""
    return "-".join(words)


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Give a function that runs a command line here: its exit code, output, and error lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["news-monitor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            program.main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err.splitlines()

    return run


@pytest.mark.parametrize("words", COMMANDS, ids=named)
def test_help_has_an_example(call, words):
    """`--help` of every command shows how it is called."""
    code, out, _ = call(*words, "--help")

    assert code == 0
    assert f"Example: news-monitor {' '.join(words)}" in " ".join(out.split())


@pytest.mark.parametrize("words", COMMANDS, ids=named)
def test_an_unknown_option_is_one_line(call, words):
    """A slip of the pen is told with the command's name, and where to look."""
    code, out, err = call(*words, "--wrong-option")

    assert (code, out) == (2, "")
    assert len(err) == 1
    assert err[0].startswith(f"news-monitor {' '.join(words)}: No such option: --wrong-option")


@pytest.mark.parametrize("words", WITH_CONFIG, ids=named)
def test_a_missing_configuration_is_one_line(call, words):
    """A file that is not there is named."""
    code, _, err = call(*words, *REQUIRED[words], "-c", "nowhere.yaml")

    assert code == 2
    assert len(err) == 1
    assert "nowhere.yaml" in err[0]


@pytest.mark.parametrize("words", WITH_CONFIG, ids=named)
def test_a_broken_configuration_is_told_with_its_line(call, words, tmp_path):
    """A mistake in the main file ends every command that needs it the same way.

    `status` and `reload` ask the running daemon, and need no more than the state folder's name.
    """
    (tmp_path / "bad.yaml").write_text("feeds: []\nstate_dir: [\n")
    code, _, err = call(*words, *REQUIRED[words], "-c", "bad.yaml")

    assert code == 2
    assert any("bad.yaml:" in line for line in err)


@pytest.mark.parametrize("words", [w for w in WITH_CONFIG if w not in ENDLESS], ids=named)
def test_a_state_folder_that_is_none_is_told(call, words, tmp_path):
    """A file in the place of the state folder brings no command down with a traceback."""
    (tmp_path / "state").write_text("a file")
    (tmp_path / "monitor.yaml").write_text("feeds: []\nstatus: null\n")
    code, _, err = call(*words, *REQUIRED[words], "-c", "monitor.yaml")

    assert code in {0, 1, 2}
    assert len(err) <= 3
    assert not any("Traceback" in line for line in err)


def test_a_group_without_a_command_shows_its_help(call):
    """`news-monitor feeds` alone lists what there is, and is wrong usage."""
    code, _, err = call("feeds")

    assert code == 2
    assert any("poll" in line for line in err)


def test_a_misspelt_command_brings_a_guess(call):
    """The next best name is offered."""
    assert call("chekc")[2] == [
        "news-monitor: No such command 'chekc'. Did you mean 'check'?; see news-monitor --help"
    ]


def test_the_module_is_the_command():
    """`python -m monitor` is `news-monitor` in every word."""
    told = [
        subprocess.run(
            [*called, "--help"], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for called in (
            [sys.executable, "-m", "monitor"],
            [Path(sys.executable).parent / "news-monitor"],
        )
    ]

    assert told[0] == told[1]
    assert told[0].startswith("Usage: news-monitor ")


def test_a_shell_can_complete_feeds(tmp_path):
    """TAB offers the ids of the configuration that the command line names."""
    (tmp_path / "m.yaml").write_text("feeds: [{id: rt-fr, url: 'https://a.example/'}]\n")
    words = f"news-monitor feeds poll -c {tmp_path / 'm.yaml'} rt"
    asked = {"_NEWS_MONITOR_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "5"}
    done = subprocess.run(
        [sys.executable, "-m", "monitor"], env={**os.environ, **asked},
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip

    assert done.stdout.split() == ["rt-fr"]
