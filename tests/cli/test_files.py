"""Every command that takes a file, with names that it cannot use: one line, one rule for the code."""

from __future__ import annotations

import pytest

# Each with the place of the file's name; what comes before it is right.
READING = {
    "extract": ["extract", "{}"],
    "extract --jsonl": ["extract", "--jsonl", "{}"],
    "score": ["score", "-w", "talks.yaml", "{}"],
    "explain": ["explain", "-w", "talks.yaml", "{}"],
    "init --seed": ["init", "new", "--seed", "{}"],
    "feeds import": ["feeds", "import", "{}", "-c", "m.yaml"],
}
WRITING = {
    "feeds export": ["feeds", "export", "{}", "--force", "-c", "m.yaml"],
    "db backup": ["db", "backup", "{}", "--force", "-c", "m.yaml"],
}
NO_FILE = "there is no such file"
WRONG_NAMES = [
    ("nowhere", NO_FILE),
    ("m.yaml/below", NO_FILE),
    ("no\0name", NO_FILE),
    ("n" * 300, NO_FILE),
    ("folder", "is a folder; name a file"),
]


@pytest.fixture
def call(command_line, tmp_path):
    """Give the command line beside a configuration, a watchlist and a folder."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "talks.yaml").write_text("{id: talks, terms: [envoy]}")
    (tmp_path / "m.yaml").write_text("state_dir: state\n")

    def run(words, name):
        return command_line(*(name if word == "{}" else word for word in words))

    return run


@pytest.mark.parametrize("words", READING.values(), ids=READING)
@pytest.mark.parametrize(("name", "said"), WRONG_NAMES)
def test_what_is_no_file_is_wrong_usage(call, words, name, said):
    """Missing, a folder, no name at all: exit code 2, and the command is named."""
    code, out, err = call(words, name)
    command = " ".join(word for word in words[:2] if words[0] == "feeds") or words[0]

    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith(f"news-monitor {command}: ")
    assert said in err[0]


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_a_file_that_cannot_be_read_has_failed(call, words):
    """It is there, and the system refuses to give what it holds: exit code 1."""
    code, out, err = call(words, "/proc/self/mem")

    assert (code, out, len(err)) == (1, "", 1)
    assert "Input/output error" in err[0]


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder", "folder: is a folder; name a file"),
        ("no/where", "no/where: there is no folder no; make it first"),
    ],
)
def test_where_no_file_can_be_is_wrong_usage(call, words, name, said):
    """A place to write to is looked at before anything is done."""
    code, out, err = call(words, name)

    assert (code, out, len(err)) == (2, "", 1)
    assert said in err[0]
