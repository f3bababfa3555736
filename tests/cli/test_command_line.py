"""Every command, tried wrongly: one clear line, the right exit code, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from monitor.cli import program

ROOT = Path(__file__).parent.parent.parent


def commands(group, *path):
    """Give each command below a group with the words that call it; not under a second name."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
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


@pytest.mark.parametrize("words", COMMANDS, ids=named)
def test_help_has_an_example(command_line, words):
    """`--help` of every command shows how it is called."""
    code, out, _ = command_line(*words, "--help")

    assert code == 0
    assert f"Example: news-monitor {' '.join(words)}" in " ".join(out.split())


@pytest.mark.parametrize("group", sorted({words[0] for words in COMMANDS if len(words) > 1}))
def test_the_help_of_a_group_has_an_example(command_line, group):
    """One of its commands, as it is called."""
    _, out, _ = command_line(group, "--help")
    example = re.search(rf"Example: news-monitor {group} (\S+)", out)

    assert example
    assert (group, example[1]) in COMMANDS


@pytest.mark.parametrize("words", COMMANDS, ids=named)
def test_an_unknown_option_is_one_line(command_line, words):
    """A slip of the pen is told with the command's name, and where to look."""
    code, out, err = command_line(*words, "--wrong-option")

    assert (code, out) == (2, "")
    assert len(err) == 1
    assert err[0].startswith(f"news-monitor {' '.join(words)}: No such option: --wrong-option")


@pytest.mark.parametrize("words", WITH_CONFIG, ids=named)
def test_a_missing_configuration_is_one_line(command_line, words):
    """A file that is not there is named."""
    code, _, err = command_line(*words, *REQUIRED[words], "-c", "nowhere.yaml")

    assert code == 2
    assert len(err) == 1
    assert "nowhere.yaml" in err[0]


@pytest.mark.parametrize("words", WITH_CONFIG, ids=named)
def test_a_broken_configuration_is_told_with_its_line(command_line, words, tmp_path):
    """A mistake in the main file ends every command that needs it the same way.

    `status` and `reload` ask the running daemon, and need no more than the state folder's name.
    """
    (tmp_path / "bad.yaml").write_text("feeds: []\nstate_dir: [\n")
    code, _, err = command_line(*words, *REQUIRED[words], "-c", "bad.yaml")

    assert code == 2
    assert any("bad.yaml:" in line for line in err)


@pytest.mark.parametrize("words", [w for w in WITH_CONFIG if w not in ENDLESS], ids=named)
def test_a_state_folder_that_is_none_is_told(command_line, words, tmp_path):
    """A file in the place of the state folder brings no command down with a traceback."""
    (tmp_path / "state").write_text("a file")
    (tmp_path / "monitor.yaml").write_text("feeds: []\nstatus: null\n")
    code, _, err = command_line(*words, *REQUIRED[words], "-c", "monitor.yaml")

    assert code in {0, 1, 2}
    assert len(err) <= 3
    assert not any("Traceback" in line for line in err)


def test_a_group_without_a_command_shows_its_help(command_line):
    """`news-monitor feeds` alone lists what there is, and is wrong usage."""
    code, _, err = command_line("feeds")

    assert code == 2
    assert any("poll" in line for line in err)


def test_a_misspelt_command_brings_a_guess(command_line):
    """The next best name is offered."""
    assert command_line("chekc")[2] == [
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


WRONG_VALUES = [
    (["listen", "--count", "x"], "listen: --count: should be a whole number"),
    (["listen", "--count", "0"], "listen: --count: should be at least 1"),
    (["score", "-w", "w", "--min-score", "x"], "score: --min-score: should be a number"),
    (["demo", "--within", "601"], "demo: --within: should be at most 600"),
    (
        ["config", "schema", "it's"],
        "config schema: file: should be one of 'main', 'watchlist', 'host-rule' (got \"it's\")",
    ),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG_VALUES)
def test_a_wrong_value_is_told_in_our_words(command_line, arguments, said):
    """As a mistake in the configuration is, not as a library words it."""
    assert command_line(*arguments)[2] == [
        f"news-monitor {said}; see news-monitor {said.partition(':')[0]} --help"
    ]


COMPLETED = [
    ("feeds poll -c {} rt", ["rt-fr"]),
    ("watchlists show -c {} ta", ["talks"]),
    ("listen -c {} al", ["all-talks"]),
    ("config show -c {} fetch.time", ["fetch.timeout_s"]),
    ("config show -c {} timez", ["timezone"]),
    ("config show -c {} feeds[].u", ["feeds[].url"]),
    ("listen -c nowhere.yaml a", []),
]


@pytest.mark.parametrize(("line", "offered"), COMPLETED)
def test_a_shell_can_complete(tmp_path, line, offered):
    """TAB offers what stands in the configuration that the command line names."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists/talks.yaml").write_text("{id: talks, channel: all-talks, terms: [x]}")
    (tmp_path / "m.yaml").write_text("feeds: [{id: rt-fr, url: 'https://a.example/'}]\n")
    words = "news-monitor " + line.format(tmp_path / "m.yaml")
    asked = {
        "_NEWS_MONITOR_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "monitor"], env={**os.environ, **asked},
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip

    assert done.stdout.split() == offered
    assert done.stderr == ""
