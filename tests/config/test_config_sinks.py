"""Sinks in the main file: what is taken, and every mistake with its line."""

from __future__ import annotations

import pytest

from monitor.config.problems import describe
from monitor.sinks import SINKS
from monitor.sinks.file import FileOptions


def problems(files, sinks):
    """Return what is wrong with a main file of these sinks, without its name."""
    return [line.partition("monitor.yaml:")[2] for line in files.problems(f"sinks:\n{sinks}")]


def test_a_sink_is_read_with_its_kinds_own_keys(files):
    """Common keys and the kind's own come together; a relative path is the file's folder's."""
    config = files.load(
        "sinks:\n"
        "  - {id: log, kind: file, path: out/alerts.jsonl, channels: [talks]}\n"
        "  - {id: all, kind: file, path: /var/log/alerts.jsonl, fsync: never}\n"
    )
    log, every = config.sinks

    assert (log.id, log.kind, log.channels) == ("log", "file", {"talks"})
    assert log.options == FileOptions(path="out/alerts.jsonl", fsync="always")
    assert log.folder == config.path.parent
    assert every.channels == frozenset()


def test_the_same_file_makes_equal_sinks(files):
    """A reload that changes nothing of a sink leaves it running."""
    text = "sinks: [{id: log, kind: file, path: a}]\n"

    assert files.load(text).sinks == files.load(text).sinks
    assert files.load(text).sinks != files.load(text.replace("path: a", "path: b")).sinks


@pytest.mark.parametrize(
    ("sink", "told"),
    [
        ("{id: a, kind: file}", "2: sinks[0].path: is missing; give it the path of a file"),
        ("{id: a, path: b}", "2: sinks[0].kind: is missing; give it file"),
        ("{id: a, kind: fil, path: b}", "2: sinks[0].kind: should be file (got fil); did you mean file?"),
        ("{id: a, kind: 7, path: b}", "2: sinks[0].kind: should be text (got 7); put it in quotes"),
        ("{id: A, kind: file, path: b}", "2: sinks[0].id: should be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit (got A)"),
        ("{id: a, kind: file, path: b, chanels: []}", "2: sinks[0].chanels: not a known key; did you mean channels?"),
        ("{id: a, kind: file, path: b, fsinc: never}", "2: sinks[0].fsinc: not a known key; did you mean fsync?"),
        ("{id: a, kind: file, path: b, fsync: often}", "2: sinks[0].fsync: should be always or never (got often)"),
        ("{id: a, kind: file, path: b/}", "2: sinks[0].path: should be the path of a file, 1 to 500 characters (got b/)"),
        ("{id: a, kind: file, path: b, channels: [X]}", "2: sinks[0].channels[0]: should be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit (got X)"),
        ("{id: a, kind: [file], path: b}", "2: sinks[0].kind: should be text (got a list)"),
        ("file", "2: sinks[0]: should be keys and values (got ***)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_with_its_line(files, sink, told):
    """The kind's own keys are checked as strictly as all others, and nothing is told twice."""
    found = problems(files, f"  - {sink}\n")

    assert found == [told]


def test_mistakes_of_common_and_own_keys_are_told_together(files):
    """A user sees all of them at once."""
    found = problems(files, "  - {id: A, kind: file, fsync: 3}\n  - {id: b, kind: no}\n")

    places = {line.partition(":")[2].split(":")[0].strip() for line in found}

    assert places == {"sinks[0].id", "sinks[0].fsync", "sinks[0].path", "sinks[1].kind"}
    assert len(found) == 4


def test_an_id_is_taken_once(files):
    """Two sinks cannot share a place in the database."""
    found = problems(files, "  - {id: a, kind: file, path: b}\n  - {id: a, kind: file, path: c}\n")

    assert found == ["3: sinks[1].id: is taken by sinks[0] in line 2 (got a)"]


@pytest.mark.parametrize("sinks", ["", " []", " null"])
def test_no_sinks_is_a_good_number_of_them(files, sinks):
    """A key that is left empty means none."""
    assert files.load(f"sinks:{sinks}\n").sinks == ()


def test_a_sinks_text_may_be_a_secret():
    """What is not known to be harmless is not shown in a message."""
    assert describe("hunter2", keys=("sinks", 0, "token")) == "***"
    assert describe("a/b", keys=("sinks", 0, "path")) == "a/b"
    assert describe("Talks", keys=("sinks", 0, "channels", 1)) == "Talks"


@pytest.mark.parametrize("kind", SINKS)
def test_no_kind_has_a_key_that_all_have(kind):
    """The common keys are taken out before a kind sees its own."""
    assert {"id", "kind", "channels"}.isdisjoint(SINKS[kind].options.model_fields)
