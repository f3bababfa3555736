"""Reading again: the same as reading anew, quick, and told apart from not having to."""

from __future__ import annotations

import gc
import os
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config import watchlists
from monitor.config.inputs import Inputs
from monitor.config.load import Config, ConfigReader
from monitor.errors import ConfigError
from tests.config.files import Files

Read = Config | tuple[str, ...]


def result(reader: ConfigReader) -> Read:
    """Return what reading brings: a configuration, or the problems it tells."""
    try:
        return reader.read()
    except ConfigError as error:
        return error.problems


def origins(read: Read) -> list[str]:
    """Return where watchlists stand, which is not a part of what makes them equal."""
    return [each.origin for each in read.watchlists] if isinstance(read, Config) else []


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """Give the names of the watchlist files that were really read, as they are."""
    names: list[str] = []
    really = watchlists.read_watchlist_file

    def read(file: Path) -> watchlists.ReadFile:
        names.append(file.name)
        return really(file)

    monkeypatch.setattr(watchlists, "read_watchlist_file", read)
    return names


@pytest.fixture
def two(files) -> Files:
    """Give a configuration of a main file and two watchlists, one with a seed's file."""
    files.write("monitor.yaml", "feeds: [{id: a, url: 'http://a.example'}]\n")
    files.write("watchlists/a.yaml", "id: a\nquery: a\n")
    files.write("watchlists/b.yaml", "id: b\nseeds: [{file: ../seed.md}]\nquery_file: ../q.txt\n")
    files.write("seed.md", "A title\n")
    files.write("q.txt", "b\n")
    return files


class _Edits:
    """A series of edits of a folder, drawn at random: most make sense, some do not."""

    def __init__(self, files: Files, chance: random.Random) -> None:
        self._files = files
        self._chance = chance
        self._edits: list[Callable[[], None]] = [
            self._write_watchlist,
            self._write_watchlist,
            self._write_watchlist,
            self._delete,
            self._rename,
            self._link,
            self._write_beside,
            self._write_main,
            self._set_variable,
            self._touch,
        ]

    def make(self) -> str:
        """Make one, and say which."""
        edit = self._chance.choice(self._edits)
        edit()
        return edit.__name__

    def _one(self) -> str:
        name = self._chance.choice(["a", "b", "c"])
        words = self._chance.choice(["x", "y OR z", "x OR", "${NM_WORD}", "${NM_WORD:-d} AND e"])
        more = self._chance.choice(
            [
                "",
                "",
                "seeds: [{file: ../s.md}]",
                "threshold: 2",
                "title: ' '",
                "terms: [x",
                "not: 5",
            ]
        )
        query = self._chance.choice([f"query: {words}", "query_file: ../q.txt"])
        return f"id: {name}\n{query}\n{more}\n"

    def _path(self) -> Path:
        name = self._chance.choice(["1.yaml", "2.yaml", "3.yml", ".4.yaml", "5.txt"])
        return self._files.folder / "watchlists" / name

    def _write_watchlist(self) -> None:
        text = self._one()
        if self._chance.random() < 0.3:
            text = "".join(
                "- " + self._one().strip().replace("\n", "\n  ") + "\n" for _ in range(2)
            )
        file = self._path()
        file.parent.mkdir(exist_ok=True)
        if file.is_symlink() and not file.exists():
            file.unlink()  # it may lead round in a circle
        file.write_text(text)

    def _delete(self) -> None:
        self._path().unlink(missing_ok=True)

    def _rename(self) -> None:
        source = self._path()
        if source.exists():
            source.rename(self._path())

    def _link(self) -> None:
        source, target = self._path(), self._path()
        if source.exists() and not os.path.lexists(target):
            target.symlink_to(source)

    def _write_beside(self) -> None:
        name, text = self._chance.choice(
            [("s.md", "A title\n"), ("s.md", "Another\n\nText\n"), ("s.md", ""), ("q.txt", "q AND r\n"), ("q.txt", "q AND")]
        )  # fmt: skip
        file = self._files.folder / name
        if self._chance.random() < 0.2:
            file.unlink(missing_ok=True)
        else:
            file.write_text(text)

    def _write_main(self) -> None:
        text = self._chance.choice(
            ["", "feeds: [", "retention_days: 0\n", "watchlists: watchlists/1.yaml\n", "watchlists: none\n", "log: {level: '${NM_LEVEL:-info}'}\n"]
        )  # fmt: skip
        (self._files.folder / "monitor.yaml").write_text(text)

    def _set_variable(self) -> None:
        name = self._chance.choice(["NM_WORD", "NM_LEVEL"])
        value = self._chance.choice([None, "debug", "word OR", ""])
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def _touch(self) -> None:
        file = self._path()
        if file.exists():
            os.utime(file)


@pytest.mark.parametrize("seed", range(6))
def test_reading_again_is_reading_anew(files, monkeypatch, seed):
    """After any series of edits the same comes out as of a reader that remembers nothing."""
    for name in ("NM_WORD", "NM_LEVEL"):
        monkeypatch.setenv(name, "word")  # so that it is put back
    edits = _Edits(files, random.Random(seed))
    files.write("monitor.yaml", "")
    remembering = ConfigReader(files.main_file)
    for step in range(60):
        before = result(remembering)
        made = [edits.make() for _ in range(edits._chance.choice([1, 1, 3]))]
        anew = result(ConfigReader(files.main_file))
        has_changed = remembering.has_changed()
        again = result(remembering)

        assert (again, origins(again)) == (anew, origins(anew)), (step, made)
        assert has_changed or (again, origins(again)) == (before, origins(before)), (step, made)


def test_only_what_changed_is_read_again(two, parsed):
    """One changed file among many costs the reading of one."""
    reader = ConfigReader(two.main_file)
    reader.read()
    reader.read()
    two.write("watchlists/a.yaml", "id: a\nquery: other\n")
    config = reader.read()

    assert parsed == ["a.yaml", "b.yaml", "a.yaml"]
    assert [watchlist.query for watchlist in config.watchlists] == ["other", "b"]


def test_a_failed_reading_forgets_nothing(two, parsed):
    """Neither a broken main file nor a broken watchlist makes the others be read anew."""
    reader = ConfigReader(two.main_file)
    good = reader.read()
    kept = two.main_file.read_text()
    failed = []
    for name, text in (("monitor.yaml", "feeds: ["), ("watchlists/c.yaml", "id: ")):
        two.write(name, text)
        with pytest.raises(ConfigError) as caught:
            reader.read()
        failed.append(len(caught.value.problems))
        two.write("monitor.yaml", kept)
    (two.folder / "watchlists/c.yaml").unlink()

    assert reader.read() == good
    assert failed == [1, 2]
    assert [name for name in parsed if name != "c.yaml"] == ["a.yaml", "b.yaml"]


def test_a_file_that_is_gone_is_forgotten(two):
    """Nothing of it is kept, and one of its name is read as a new one."""
    reader = ConfigReader(two.main_file)
    reader.read()
    (two.folder / "watchlists/b.yaml").unlink()
    fewer = reader.read()
    kept = len(reader._kept)
    two.write("watchlists/b.yaml", "id: c\nquery: c\n")

    assert [watchlist.id for watchlist in fewer.watchlists] == ["a"]
    assert kept == 1
    assert [watchlist.id for watchlist in reader.read().watchlists] == ["a", "c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.write("monitor.yaml", "feeds: []\n"),
        lambda files: files.write("watchlists/a.yaml", "id: a\nquery: c\n"),
        lambda files: files.write("watchlists/c.yaml", "id: c\nquery: c\n"),
        lambda files: files.write("seed.md", "Another title\n"),
        lambda files: files.write("q.txt", "c\n"),
        lambda files: (files.folder / "watchlists/a.yaml").unlink(),
        lambda files: (files.folder / "watchlists/a.yaml").rename(files.folder / "watchlists/z.yaml"),
        lambda files: (files.folder / "seed.md").unlink(),
        lambda files: files.main_file.unlink(),
        lambda files: (files.folder / "watchlists").rename(files.folder / "gone"),
        lambda files: (files.folder / "watchlists/a.yaml").chmod(0o600),
        lambda files: _replace_keeping_time(files.folder / "watchlists/a.yaml"),
    ],
    ids=["main", "watchlist", "new", "seed", "query", "deleted", "renamed", "seed gone", "main gone", "folder gone", "rights", "replaced"],
)  # fmt: skip
def test_a_change_of_anything_that_was_read_is_seen(two, change):
    """Whatever the last reading depended on, and nothing before it changed."""
    reader = ConfigReader(two.main_file)
    unread = reader.has_changed()
    reader.read()
    unchanged = reader.has_changed()
    change(two)

    assert (unread, unchanged, reader.has_changed()) == (True, False, True)


def _replace_keeping_time(file: Path) -> None:
    """Put another file of the same size and time in a file's place, as backups do."""
    was = file.stat()
    other = file.with_suffix(".new")
    other.write_text("id: a\nquery: c\n")
    os.utime(other, ns=(was.st_atime_ns, was.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ("watchlists/seed.md", "A title\n"),
        ("watchlists/query.txt", "a OR b\n"),
        ("other/c.yaml", "id: c\nquery: c\n"),
    ],
)
def test_a_file_that_was_missing_is_seen_when_it_comes(files, missing, text):
    """A failed reading is tried again once the file it lacked is there."""
    files.write("monitor.yaml", f"watchlists: {Path(missing).parts[0]}\n")
    files.write("watchlists/w.yaml", "id: w\nseeds: [{file: seed.md}]\nquery_file: query.txt\n")
    reader = ConfigReader(files.main_file)
    problems = result(reader)
    before = reader.has_changed()
    files.write(missing, text)
    after = reader.has_changed()

    assert isinstance(problems, tuple)
    assert (before, after) == (False, True)


def test_editors_traces_and_new_state_are_no_change(two):
    """Hidden and other files beside watchlists, and the daemon's own state, are nothing to it."""
    reader = ConfigReader(two.main_file)
    reader.read()
    two.write("watchlists/.a.yaml.swp", "x")
    two.write("watchlists/a.yaml~", "x")
    two.write("state/monitor.sqlite3", "x")

    assert not reader.has_changed()


def test_a_state_folder_that_stopped_being_a_file_is_seen(files):
    """What stood in the way is one of the things that a reading depends on."""
    files.write("monitor.yaml", "")
    taken = files.write("state", "")
    reader = ConfigReader(files.main_file)
    problems = result(reader)
    before = reader.has_changed()
    taken.unlink()

    assert isinstance(problems, tuple)
    assert (before, reader.has_changed()) == (False, True)
    assert isinstance(result(reader), Config)


def test_a_file_is_read_only_once_a_further_change_would_show(files):
    """File systems tell time in ticks: what was written this moment is left to grow 20 ms old."""
    file = files.write("watchlists/a.yaml", "id: a\nquery: x\n")
    inputs = Inputs()
    inputs.about_to_read(file)
    age = time.time_ns() - file.stat().st_ctime_ns

    assert age >= 20_000_000
    assert inputs.are_unchanged()


def test_trouble_that_cannot_be_seen_to_pass_is_tried_again(files):
    """A file that could not be opened looks as before once it can, and is read then."""
    files.write("monitor.yaml", "")
    files.write("watchlists", "id: a\nquery: x\n")
    reader = ConfigReader(files.main_file)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        problems = result(reader)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert [files.relative(line) for line in problems] == [
        "monitor.yaml: cannot be read: Too many open files",
        "watchlists: cannot be read: Too many open files",
    ]
    assert isinstance(result(reader), Config)


def test_garbage_is_collected_again_after_a_reading(files):
    """Whether it ends well or not, and only where it was collected before."""
    after = []
    for text, was_on in (("", True), ("feeds: [", True), ("", False)):
        files.write("monitor.yaml", text)
        (gc.enable if was_on else gc.disable)()
        try:
            result(ConfigReader(files.main_file))
            after.append(gc.isenabled())
        finally:
            gc.enable()

    assert after == [True, True, False]


def test_a_thousand_watchlists_are_looked_at_and_read_again_quickly(files):
    """Looking costs system calls only, and reading again little more: a tenth of reading anew."""
    files.write("monitor.yaml", "")
    for number in range(1000):
        files.write(
            f"watchlists/{number}.yaml",
            f"id: w{number}\nquery: (port{number} OR harbour) AND strike*\nterms: [pier{number}, quay]\n",
        )
    reader = ConfigReader(files.main_file)
    spent = []
    for step in (reader.read, reader.read, reader.has_changed):
        begun = time.process_time()
        step()
        spent.append(time.process_time() - begun)

    anew, again, looking = spent
    assert again < anew / 4
    assert looking < anew / 4
