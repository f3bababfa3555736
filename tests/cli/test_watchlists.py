"""`watchlists list`, `show` and `snooze`."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from monitor.adapters.folderlock import FolderLock, holder_of
from monitor.cli.state import writing
from monitor.config.load import load_config
from monitor.config.settings import LOCK
from monitor.errors import AlreadyRunningError
from monitor.model import Outcome, Verdict
from tests.cli.looking_back import NOW, Ended
from tests.store.records import decision

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def recorded(place):
    """Give two alerts and two near misses of `talks`, and an alert of a list that is gone."""
    near = decision("talks", verdict=Verdict.NEAR_MISS, score=0.45)
    place.record(
        Ended(number=1, outcome=Outcome.ALERTED),
        Ended(number=2, ago=3 * DAY, outcome=Outcome.ALERTED),
        Ended(number=3, ago=2 * HOUR, outcome=Outcome.NEAR_MISS, decisions=[near]),
        Ended(number=4, ago=9 * DAY, outcome=Outcome.NEAR_MISS, decisions=[near]),
        Ended(number=5, outcome=Outcome.ALERTED, decisions=[decision("gone")]),
    )
    return place


def version_of(place):
    """Read the schema version that a database says it has."""
    with closing(sqlite3.connect(place.database)) as connection:
        [(version,)] = connection.execute("SELECT version_num FROM alembic_version")
    return version


def row_of(place, watchlist="talks"):
    """Return what `watchlists list` says of one."""
    rows = place.run("watchlists", "list", "--json").json
    return next(row for row in rows if row["id"] == watchlist)


def test_the_list_counts_a_day_and_a_week(recorded):
    """Alerts and near misses, the last alert; what left the configuration is not there."""
    rows = recorded.run("watchlists", "list", "--json").json

    assert [(row["id"], row["channel"], row["enabled"]) for row in rows] == [
        ("talks", "news", True),
        ("other", "other", False),
    ]
    assert rows[0]["counts"]["alerts"] == {"24h": 1, "7d": 2}
    assert rows[0]["counts"]["near_misses"] == {"24h": 1, "7d": 1}
    assert rows[0]["last_alert_at"] == (NOW - HOUR).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert rows[1]["last_alert_at"] is None


def test_one_is_shown_whole(recorded):
    """Configuration with its place, counts by verdict, and the newest finds."""
    said = recorded.run("watchlists", "show", "talks")

    assert said.code == 0
    assert f"file       {recorded.folder / 'watchlists.yaml'}:1" in said.lines
    assert "query      geneva AND talks" in said.lines
    assert "terms      envoy  (fr: émissaire)" in said.lines
    assert "decided    alert 2, near_miss 2" in said.lines
    assert said.out.index("last alerts") < said.out.index("last near misses")


def test_one_as_json(recorded):
    """The newest finds stand in it, the newest first."""
    page = recorded.run("watchlists", "show", "talks", "--json").json

    assert [row["id"] for row in page["newest"]["alerts"]] == ["wire-1", "wire-2"]
    assert page["kept"]["near_miss"] == 2
    assert page["terms"] == [{"term": "envoy", "aliases": {"fr": ["émissaire"]}}]


@pytest.mark.parametrize("command", [["show", "talk"], ["snooze", "talk", "--until", "2h"]])
def test_an_unknown_one_is_guessed(place, command):
    """One line, exit code 1, and nothing is made."""
    said = place.run("watchlists", *command)

    assert said.code == 1
    assert said.err == "news-monitor: no watchlist 'talk'; did you mean talks?\n"
    assert not place.database.exists()


def test_a_snooze_is_shown_and_can_be_ended(recorded):
    """Until then in JSON in UTC; ended, it is gone; ending none is no error."""
    began = datetime.now(UTC)
    said = recorded.run("watchlists", "snooze", "talks", "--until", "2h")
    until = datetime.fromisoformat(row_of(recorded)["snoozed_until"])
    ended = recorded.run("watchlists", "snooze", "talks", "--off")

    assert said.code == 0
    assert timedelta(0) <= until - began - 2 * HOUR < timedelta(minutes=1)
    assert ended.out == "talks: alerts again\n"
    assert row_of(recorded)["snoozed_until"] is None
    assert recorded.run("watchlists", "snooze", "talks", "--off").out == "talks: was not snoozed\n"


def test_a_snooze_is_told_as_json(recorded):
    """With its end as `watchlists list --json` has it."""
    snoozed = recorded.run("watchlists", "snooze", "talks", "--until", "2h", "--json").json
    until = row_of(recorded)["snoozed_until"]
    ended = recorded.run("watchlists", "snooze", "talks", "--off", "--json").json

    assert snoozed == {"id": "talks", "snoozed_until": until}
    assert ended == {"id": "talks", "snoozed_until": None}


def test_a_snooze_that_is_over_is_not_shown(recorded):
    """A row whose time has passed means nothing."""
    recorded.run("watchlists", "snooze", "talks", "--until", "2h")
    recorded.execute("UPDATE snoozes SET until = '2020-01-01 00:00:00.000000'")

    assert row_of(recorded)["snoozed_until"] is None


def test_a_snooze_makes_the_database(place):
    """Before the daemon ever ran, it is made as the daemon makes it, the owner's alone."""
    said = place.run("watchlists", "snooze", "talks", "--until", "9999-12-31T12:00")

    assert said.code == 0
    assert place.database.stat().st_mode & 0o777 == 0o600
    assert place.database.parent.stat().st_mode & 0o777 == 0o700
    assert row_of(place)["snoozed_until"] == "9999-12-31T11:00:00.000Z"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files for others")
def test_a_database_that_root_makes_belongs_to_the_folders_owner(place):
    """A command run by root does not lock the daemon's user out."""
    place.database.parent.mkdir()
    os.chown(place.database.parent, 65_534, 65_534)
    place.run("watchlists", "snooze", "talks", "--until", "2h")

    assert {file.stat().st_uid for file in place.database.parent.iterdir()} == {65_534}


@pytest.mark.parametrize(
    "until", ["yesterday", "2020-01-01", "2h ago", "-2h", "", "412", "999999999w", "0h"]
)
def test_a_snooze_needs_a_time_to_come(place, until):
    """Wrong usage is told on one line, and nothing is written."""
    said = place.run("watchlists", "snooze", "talks", f"--until={until}")

    assert said.code == 2
    assert "--until" in said.err
    assert said.err.count("\n") == 1
    assert not place.database.exists()


@pytest.mark.parametrize("options", [[], ["--until", "2h", "--off"]])
def test_a_snooze_begins_or_ends(place, options):
    """Neither and both are wrong usage."""
    assert place.run("watchlists", "snooze", "talks", *options).code == 2


def test_an_old_database_is_upgraded_by_a_snooze(recorded):
    """A snooze needs its table: the database of an older version gets it, and keeps the rest."""
    recorded.downgrade("0001")
    said = recorded.run("watchlists", "snooze", "talks", "--until", "2h")

    assert said.code == 0
    assert row_of(recorded)["counts"]["alerts"]["7d"] == 2


def test_a_database_is_not_upgraded_under_a_daemon(recorded):
    """The daemon that runs may be of the old version: nothing changes, and the line says why."""
    recorded.downgrade("0001")
    lock = FolderLock(recorded.database.parent / LOCK)
    lock.acquire()
    refused = recorded.run("watchlists", "snooze", "talks", "--until", "2h")
    version = version_of(recorded)
    lock.release()
    done = recorded.run("watchlists", "snooze", "talks", "--until", "2h")

    assert (refused.code, version, done.code) == (1, "0001", 0)
    assert "was written by an older news-monitor" in refused.err
    assert refused.err.count("\n") == 1


def test_a_daemon_cannot_start_while_a_snooze_upgrades(recorded, monkeypatch):
    """The upgrade holds the daemon's lock, and lets go of it."""
    from monitor.store import migrate

    recorded.downgrade("0001")
    held = []
    steps = migrate._run_migrations

    def look(connection):
        held.append(holder_of(recorded.database.parent / LOCK))
        steps(connection)

    monkeypatch.setattr(migrate, "_run_migrations", look)
    recorded.run("watchlists", "snooze", "talks", "--until", "2h")

    assert held == [str(os.getpid())]
    assert holder_of(recorded.database.parent / LOCK) is None


def test_held_alerts_are_shown(place):
    """What was held while snoozed stands in `show`."""
    held = decision("talks", verdict=Verdict.HELD)
    place.record(Ended(number=1, outcome=Outcome.HELD, decisions=[held]))
    said = place.run("watchlists", "show", "talks")

    assert "decided    held 1" in said.lines
    assert "last held" in said.lines


def test_no_database_yet(place):
    """Everything is shown as never found."""
    assert row_of(place)["counts"]["alerts"] == {"24h": 0, "7d": 0}
    assert "decided    nothing yet" in place.run("watchlists", "show", "talks").lines
    assert not place.database.exists()


def test_a_daemon_that_starts_makes_the_database_itself(place, monkeypatch):
    """While another holds the folder and has made no database, none is made beside it."""
    from monitor.cli import state

    monkeypatch.setattr(state, "_START_TAKES_S", 0.1)
    lock = FolderLock(place.database.parent / "monitor.lock")
    lock.acquire()
    with pytest.raises(AlreadyRunningError), writing(load_config(place.main)):
        pass
    lock.release()

    assert not place.database.exists()
