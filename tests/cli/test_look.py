"""The commands that look at the state: `status`, `feeds list`, `feeds status`; and `run`'s errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import status as status_command
from monitor.cli.program import app
from monitor.model import FeedHealth, FeedState
from monitor.store import SqlStore
from tests.daemon import Process, Setup
from tests.site import Item, Site

ROOT = Path(__file__).parent.parent.parent
KEYS = {"id", "url", "state", "reason", "entries", "polls", "not_modified", "next_poll_at"}


def call(*arguments):
    """Run a command in this process; return its exit code and what it printed."""
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    return result.exit_code, result.output


def run(*arguments, cwd=None):
    """Run a command as a process; return its exit code, output and error output.

    cwd: Also the home folder, so that no configuration of this machine is found.
    """
    environment = {**os.environ, "HOME": str(cwd or ""), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def never_ran(tmp_path):
    """Write a configuration whose daemon never ran."""
    feeds = [{"id": "one", "url": "https://one.example/feed", "language": "fr", "tags": ["a"]}]
    return Setup(folder=tmp_path / "monitor", feeds=feeds).write()


def test_status_before_the_first_run(never_ran):
    """Without a state folder everything is new and nothing is running."""
    code, printed = call("status", "-c", never_ran, "--json")
    told = json.loads(printed)

    assert code == 0
    assert (told["running"], told["pid"]) == (False, None)
    assert told["feeds"] == {
        "configured": 1,
        "by_state": {"new": 1},
        "in_trouble": [],
        "pages_blocked": [],
    }
    assert told["entries"]["pending"] == 0
    assert not (never_ran.parent / "state").exists()


def test_feeds_before_the_first_run(never_ran):
    """The configured feeds are listed, and their status is `new`."""
    _, listed = call("feeds", "list", "-c", never_ran, "--json")
    code, printed = call("feeds", "status", "-c", never_ran, "--json")
    [row] = json.loads(printed)

    assert json.loads(listed)[0]["tags"] == ["a"]
    assert code == 0
    assert row.keys() >= KEYS
    assert (row["id"], row["state"], row["polls"]) == ("one", "new", 0)


async def test_status_beside_a_running_daemon(tmp_path, valkey_url, prefix):
    """While the daemon runs, both commands read its state, as JSON and for people."""
    async with Site() as site:
        feeds = [
            {"id": "good", "url": site.feed("/good", [Item(guid="1")], title="Good \x1b[31mNews")},
            {"id": "bad", "url": site.url("/bad")},
        ]
        setup = Setup(folder=tmp_path / "monitor", feeds=feeds, redis_url=valkey_url, prefix=prefix)
        main_file = setup.write()
        daemon = Process(main_file)
        await daemon.wait_until_logged("entry_done")
        await daemon.wait_until_logged("poll_done", feed="bad")
        told = json.loads(call("status", "-c", main_file, "--json")[1])
        _, for_people = call("status", "-c", main_file)
        _, table = call("feeds", "status", "-c", main_file)
        await daemon.stop()
    stopped = json.loads(call("status", "-c", main_file, "--json")[1])

    assert (told["running"], told["pid"]) == (True, daemon.pid)
    assert told["feeds"]["by_state"] == {"failing": 1, "ok": 1}
    assert told["feeds"]["in_trouble"][0]["reason"] == "http_404"
    assert told["entries"]["ended"] == {"below_threshold": 1}
    assert f"running (process {daemon.pid})" in for_people
    assert "bad: failing (http_404) since 20" in for_people
    assert table.splitlines()[2].split()[:3] == ["bad", "failing", "http_404"]
    assert "\x1b" not in table + for_people
    assert stopped["running"] is False


@pytest.mark.parametrize("command", [["run"], ["status"], ["feeds", "list"], ["check"]])
def test_no_configuration_is_one_clear_line(tmp_path, command):
    """Without a configuration each command says where it looked, with exit code 2."""
    code, printed, error = run(*command, cwd=tmp_path)

    assert (code, printed) == (2, "")
    assert error.startswith("no configuration: looked for config/monitor.yaml and ")
    assert error.count("\n") == 1


def test_a_broken_database_is_one_clear_line(never_ran):
    """A file that is no database is an error of one line and exit code 1."""
    state = never_ran.parent / "state"
    state.mkdir()
    (state / "monitor.sqlite3").write_bytes(b"no database at all " * 500)
    code, printed, error = run("status", "-c", never_ran)

    assert (code, printed) == (1, "")
    assert error.startswith("news-monitor: ")
    assert error.count("\n") == 1


def test_a_folder_in_place_of_the_database_is_told(never_ran):
    """As what it is, not as a broken disk."""
    (never_ran.parent / "state" / "monitor.sqlite3").mkdir(parents=True)
    code, printed, error = run("status", "-c", never_ran)

    assert (code, printed) == (1, "")
    assert "monitor.sqlite3: is a folder, not a database" in error


def test_without_a_daemon_a_reload_says_so(never_ran):
    """And what to do."""
    code, _, error = run("reload", "-c", never_ran)

    assert code == 1
    assert error == (
        f"news-monitor: no daemon runs in {never_ran.parent / 'state'}; "
        "start it: news-monitor run (daemon_away)\n"
    )


async def test_feeds_are_told_of_though_the_files_have_mistakes(never_ran):
    """That is when an operator asks; the record knows the feeds that were ever polled."""
    folder = never_ran.parent / "state"
    folder.mkdir(mode=0o700)
    async with SqlStore(folder / "monitor.sqlite3") as store:
        polled = FeedState(feed_id="old", url="https://old.example/", health=FeedHealth.OK)
        await store.save_poll(polled, [], listed_keys=[])
    never_ran.write_text(never_ran.read_text() + "\nno_such_key: 1\n")
    code, printed, error = run("feeds", "status", "-c", never_ran, "--json")

    assert code == 0
    assert [(row["id"], row["url"], row["state"]) for row in json.loads(printed)] == [
        ("old", "https://old.example/", "ok")
    ]
    assert error.startswith("note: the configuration has mistakes")


def test_a_state_folder_that_cannot_be_made(tmp_path):
    """Where the state folder cannot be made, that is a mistake in the configuration."""
    (tmp_path / "file").write_text("")
    main_file = Setup(
        folder=tmp_path / "monitor", feeds=[], keys={"state_dir": str(tmp_path / "file" / "state")}
    ).write()
    code, printed, error = run("run", "--once", "-c", main_file)

    assert (code, printed) == (2, "")
    assert f"state_dir: should be a folder, and {tmp_path / 'file'} is a file" in error


def test_help_is_everywhere():
    """Every command explains itself."""
    for command in ([], ["run"], ["status"], ["feeds"], ["feeds", "status"], ["feeds", "list"]):
        code, printed = call(*command, "--help")

        assert code == 0
        assert "Usage" in printed


def test_wrong_usage_is_exit_code_2():
    """An unknown option is told with exit code 2 and no traceback."""
    code, _, error = run("status", "--no-such-option")

    assert code == 2
    assert "No such option" in error
    assert "Traceback" not in error


def test_status_says_what_stands_before_a_feeds_pages():
    """One line for each feed whose pages are walls, below the feeds in trouble."""
    wall = {"id": "wire", "by": "bot_wall", "count": 9, "of": 10, "since": "2026-03-01T12:00:00Z"}
    feeds = {"configured": 1, "by_state": {"ok": 1}, "in_trouble": [], "pages_blocked": [wall]}
    told = {
        "running": False,
        "pid": None,
        "state_dir": "state",
        "feeds": feeds,
        "entries": {"pending": 0, "ended": {}},
        "articles": 0,
        "alerts": {"unsent": 0, "channels": {}, "sinks": {}},
    }

    assert list(status_command._lines(told))[2] == (
        "  wire: bot_wall before 9 of its last 10 pages since 2026-03-01T12:00:00Z"
    )
