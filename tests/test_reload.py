"""When the configuration is read again, and what is told of it; files and daemon are the test's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.config.load import load_config
from monitor.errors import ConfigError, WorkerError
from monitor.reload import Reloader, names_of

START = datetime(2026, 5, 4, tzinfo=UTC)
REFUSAL = ConfigError("monitor.yaml: 1 problem", ["monitor.yaml:3: feeds: should be a list"])


class Files:
    """What a configuration's files would give; `holds` is a Config or the error of reading it."""

    def __init__(self, holds):
        self.holds = holds
        self.is_changed = False

    def read(self):
        """Return or raise what they hold."""
        self.is_changed = False
        if isinstance(self.holds, Exception):
            raise self.holds
        return self.holds

    def has_changed(self):
        """Say what the test said."""
        return self.is_changed


@pytest.fixture
def config(tmp_path):
    """Read a real configuration with one feed."""
    (tmp_path / "monitor.yaml").write_text("feeds: [{id: a, url: 'https://a.example/f'}]\n")
    return load_config(tmp_path / "monitor.yaml")


class Daemon:
    """A daemon that goes by what it is given, unless it is told not to."""

    def __init__(self, config):
        self.files = Files(config)
        self.goes_by = config
        self.told, self.news = [], []
        self.refuses = None
        self.reloader = Reloader(
            self.files, config, apply=self.apply, on_outcome=self.hear, now=lambda: START
        )

    def hear(self, outcome, is_news):
        """Remember what was told, and what of it was news."""
        self.told.append(outcome)
        self.news.append(is_news)

    async def apply(self, wanted, _changes):
        """Take another configuration."""
        if self.refuses is not None:
            raise self.refuses
        self.goes_by = wanted


async def test_what_changed_is_applied_and_told(config):
    """A reading that brings something else makes the daemon go by it, and names it."""
    daemon = Daemon(config)
    daemon.files.holds = replace(config, retention=timedelta(days=7))
    outcome = await daemon.reloader.reload()

    assert daemon.goes_by.retention == timedelta(days=7)
    assert outcome.error is None
    assert names_of(outcome.changes) == {"settings": ["retention_days"]}
    assert daemon.told == [outcome]


async def test_a_refused_configuration_leaves_the_daemon_as_it_was(config):
    """Files with mistakes change nothing; the outcome has every mistake."""
    daemon = Daemon(config)
    daemon.files.holds = REFUSAL
    outcome = await daemon.reloader.reload()

    assert daemon.goes_by is config
    assert (outcome.error, outcome.problems) == ("monitor.yaml: 1 problem", REFUSAL.problems)


async def test_the_same_trouble_is_told_once(config):
    """A file that stays broken is told once; another mistake in it, and its end, are told again."""
    daemon = Daemon(config)
    for holds in (REFUSAL, REFUSAL, ConfigError("monitor.yaml: 2 problems"), config, config):
        daemon.files.holds = holds
        await daemon.reloader.reload()

    assert [outcome.error for outcome in daemon.told] == [
        "monitor.yaml: 1 problem",
        "monitor.yaml: 2 problems",
        None,
    ]


async def test_whoever_asks_is_told_whatever_comes(config):
    """A signal is answered on the log even where nothing changed."""
    daemon = Daemon(config)
    await daemon.reloader.reload(is_asked=True)

    assert [bool(outcome.changes) for outcome in daemon.told] == [False]
    assert daemon.news == [False]


async def test_what_the_daemon_cannot_go_by_is_refused(config):
    """Where workers cannot be set up, the running configuration stays and is compared with."""
    daemon = Daemon(config)
    daemon.files.holds = replace(config, retention=timedelta(days=7))
    daemon.refuses = WorkerError("no worker could be set up")
    refused = await daemon.reloader.reload()
    daemon.refuses = None
    taken = await daemon.reloader.reload()

    assert refused.error == "no worker could be set up"
    assert names_of(taken.changes) == {"settings": ["retention_days"]}


async def test_a_needed_restart_is_remembered_until_the_key_is_put_back(config):
    """Keys are held against what the daemon began with, not against the last reading."""
    daemon = Daemon(config)
    needed = []
    for port in (7000, 7000, config.redis.port):
        daemon.files.holds = replace(config, redis=replace(config.redis, port=port))
        needed.append((await daemon.reloader.reload()).needs_restart)

    assert needed == [("redis.port",), ("redis.port",), ()]


async def test_a_changed_file_is_read_without_being_asked(config, monkeypatch):
    """The files are looked at again and again, and read once they look different."""
    monkeypatch.setattr("monitor.reload._LOOK_EVERY", timedelta(seconds=0.01))
    monkeypatch.setattr("monitor.reload._SETTLE", timedelta(0))
    daemon = Daemon(config)
    stopped = asyncio.Event()
    watching = asyncio.create_task(daemon.reloader.run_until(stopped))
    daemon.files.holds = replace(config, retention=timedelta(days=7))
    daemon.files.is_changed = True
    async with asyncio.timeout(10):
        while not daemon.told:
            await asyncio.sleep(0.005)
    stopped.set()
    await watching

    assert daemon.goes_by.retention == timedelta(days=7)


def test_long_lists_of_names_are_cut(config):
    """Ten thousand new feeds do not make a log line of a megabyte."""
    feeds = tuple(replace(config.feeds[0], id=f"f{n}") for n in range(10_000))
    daemon_changes = names_of(_compare(config, replace(config, feeds=feeds)))

    assert len(daemon_changes["feeds_added"]) == 21
    assert daemon_changes["feeds_added"][-1] == "and 9980 more"
    assert daemon_changes["feeds_removed"] == ["a"]


def _compare(old, new):
    from monitor.config.changes import compare

    return compare(old, new)
