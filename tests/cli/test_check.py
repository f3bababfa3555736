"""`news-monitor check`: what it prints, what it writes as JSON, and how it exits."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import typer
from typer.testing import CliRunner

from monitor.adapters.folderlock import FolderLock
from monitor.cli import check
from monitor.config.settings import LOCK
from monitor.errors import ConfigError
from tests.config.files import Files


@pytest.fixture
def run(files, monkeypatch):
    """Give a caller of the command, in the folder of the test's files."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    check.register(app)
    monkeypatch.chdir(files.folder)
    return lambda *arguments: CliRunner().invoke(app, ["check", *arguments])


def _write_sound(files: Files) -> None:
    files.write(
        "config/monitor.yaml",
        """\
        redis: {url: "redis://127.0.0.1:1"}
        status: null
        feeds:
          - {id: a, url: "http://a.example", language: fr}
          - {id: b, url: "http://b.example", language: ar}
        """,
    )
    files.write("config/watchlists/one.yaml", "{id: one, query: x, channel: talks}\n")
    files.write("config/watchlists/two.yaml", "{id: two, query: x, enabled: false}\n")


def test_a_sound_configuration_is_summed_up(run, files):
    """Counts, languages and channels are told, and warnings leave the exit code at 0."""
    _write_sound(files)
    files.write("config/watchlists/two.yaml", "{id: two, query: x and y, enabled: false}\n")
    found = run()

    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "config/monitor.yaml: ok",
        "  feeds: 2 in ar, fr",
        "  watchlists: 2, 1 enabled, on talks",
        "  warning: watchlist two: its query looks for the word 'and'; the operator is AND",
    ]


def test_the_summary_is_there_as_json(run, files):
    """A script reads the same from one object."""
    _write_sound(files)
    found = run("--json")

    assert found.exit_code == 0
    assert json.loads(found.stdout) == {
        "ok": True,
        "path": "config/monitor.yaml",
        "feeds": 2,
        "languages": ["ar", "fr"],
        "watchlists": 2,
        "enabled_watchlists": 1,
        "channels": ["talks"],
        "host_rules": 0,
        "warnings": [],
    }


def test_many_channels_are_cut_short(run, files):
    """A hundred channels do not fill the screen; JSON has them all."""
    lists = [{"id": f"w{number:02}", "query": "x"} for number in range(25)]
    files.write("mine.yaml", "feeds: [{id: a, url: 'http://a.example'}]\nwatchlists: lists.yaml\n")
    files.write("lists.yaml", json.dumps(lists))
    found = run("-c", "mine.yaml")

    assert found.stdout.splitlines()[2].endswith("w18, w19 and 5 more")
    assert len(json.loads(run("-c", "mine.yaml", "--json").stdout)["channels"]) == 25


def test_an_empty_configuration_is_summed_up_without_gaps(run, files):
    """No feeds and no channels read as words, not as empty places."""
    files.write("mine.yaml", "")
    found = run("-c", "mine.yaml")

    assert found.stdout.splitlines()[:3] == [
        "mine.yaml: ok",
        "  feeds: 0",
        "  watchlists: 0, 0 enabled, on no channel",
    ]


def test_all_mistakes_rise_at_once(run, files):
    """Mistakes of all files rise together, for the command line to print."""
    files.write("config/monitor.yaml", "retention_days: 0\n")
    files.write("config/watchlists/w.yaml", "id: w\n")
    found = run()

    assert isinstance(found.exception, ConfigError)
    assert found.stdout == ""
    assert found.exception.problems == (
        "config/monitor.yaml:1: retention_days: should be at least 1 (got 0)",
        "config/watchlists/w.yaml:1: should have a query, terms, people, places, seeds or examples",
    )


def test_mistakes_are_json_where_that_was_asked_for(run, files):
    """The same problems as lines; nothing on stderr."""
    files.write("config/monitor.yaml", "retention_days: 0\n")
    found = run("--json")

    assert (found.exit_code, found.stderr) == (2, "")
    assert json.loads(found.stdout) == {
        "ok": False,
        "problems": ["config/monitor.yaml:1: retention_days: should be at least 1 (got 0)"],
    }


def test_no_configuration_is_a_problem_in_json_too(run):
    """It has no line, and is told as it is on a terminal."""
    found = run("--json", "-c", "nowhere.yaml")

    assert (found.exit_code, found.stderr) == (2, "")
    assert json.loads(found.stdout) == {
        "ok": False,
        "problems": ["no configuration: looked for nowhere.yaml"],
    }


@contextmanager
def listening():
    """Give a port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def surprises(run):
    """Return what is told of this machine."""
    told = json.loads(run("--json", "-c", "m.yaml").stdout)["warnings"]
    return [each for each in told if each.startswith(("state_dir", "status", "redis"))]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_a_warning(run, files, host):
    """The status port's and the embedded server's; one that is free is not told of."""
    with listening() as port:
        keys = f"{{redis: {{port: {port}}}, status: {{listen: '{host}:{port}'}}}}\n"
        files.write("m.yaml", keys)

        assert surprises(run) == [
            f"status.listen: port {port} of {host} is taken by another program",
            f"redis.port: port {port} of 127.0.0.1 is taken by another program",
        ]
    assert surprises(run) == []


def test_what_is_not_used_is_not_looked_at(run, files):
    """With a server of one's own the embedded one's port does not matter, nor any free port."""
    with listening() as port:
        redis = f"{{port: {port}, url: 'redis://127.0.0.1:{port}'}}"
        files.write("m.yaml", f"{{redis: {redis}, status: {{listen: '127.0.0.1:0'}}}}\n")

        assert surprises(run) == []


def test_our_own_daemons_ports_are_not_taken(run, files):
    """Whoever holds the state folder holds its ports."""
    lock = FolderLock(files.folder / "state" / LOCK)
    with listening() as port:
        keys = f"{{state_dir: state, redis: {{port: {port}}}, status: null}}\n"
        files.write("m.yaml", keys)
        lock.acquire()
        with_daemon = surprises(run)
        lock.release()

        assert (with_daemon, len(surprises(run))) == ([], 1)


def test_an_address_of_another_machine_is_a_warning(run, files):
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    files.write("m.yaml", "{redis: {url: 'redis://h'}, status: {listen: '192.0.2.1:8080'}}\n")

    assert [each for each in surprises(run) if "cannot be had" in each] == [
        "status.listen: port 8080 of 192.0.2.1 cannot be had: Cannot assign requested address"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_state_folder_that_cannot_be_made_is_a_warning(run, files):
    """The place where it would be made is named."""
    place = files.folder / "closed"
    place.mkdir(mode=0o500)
    keys = f"{{state_dir: {place}/a/b, redis: {{url: 'redis://h'}}, status: null}}\n"
    files.write("m.yaml", keys)

    assert surprises(run) == [f"state_dir: {place} cannot be written, to make {place}/a/b there"]


def test_it_writes_nothing(run, files):
    """Checking leaves no state folder and no other trace."""
    _write_sound(files)
    before = sorted(files.folder.rglob("*"))
    run()

    assert sorted(files.folder.rglob("*")) == before


def test_the_program_prints_mistakes_and_exits_with_2(files):
    """The whole program: problems on stderr, one a line, and exit code 2."""
    files.write("monitor.yaml", "feeds:\n  - {id: a}\nretention_days: x\n")
    found = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "-c", "monitor.yaml"],
        cwd=files.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.splitlines() == [
        "monitor.yaml: 2 problems",
        "  monitor.yaml:2: feeds[0].url: is missing; give it an http or https address",
        "  monitor.yaml:3: retention_days: should be a number (got x)",
    ]
