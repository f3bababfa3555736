"""`db check`, `db backup` and `db vacuum`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from monitor.adapters.folderlock import FolderLock
from monitor.model import Outcome
from tests.cli.looking_back import Ended
from tests.store.records import article


@pytest.fixture
def recorded(place):
    """Give a record of one alert and one entry without."""
    place.record(Ended(number=1, outcome=Outcome.ALERTED), Ended(number=2, ago=timedelta(days=2)))
    return place


def count(path, table="entries"):
    """Count a table's rows in a database, and leave no log beside it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_sound_database(recorded):
    """It is told as sound, with its sizes and what waits."""
    told = recorded.run("db", "check", "--json").json
    said = recorded.run("db", "check")

    assert told["sound"] is True
    assert told["faults"] == []
    assert (told["pending"], told["unsent"]) == (0, 1)
    assert {row["name"]: row["rows"] for row in told["tables"]}["entries"] == 2
    assert told["size"] == recorded.database.stat().st_size
    assert said.code == 0
    assert said.lines[0] == f"{recorded.database}: sound"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM entries WHERE id = 'wire-1'", "1 row(s) of decisions belong to no entry"),
        ("DELETE FROM entries WHERE id = 'wire-1'", "1 row(s) of articles belong to no entry"),
        ("UPDATE channels SET last_seq = 0", "channel news would give a number twice"),
        ("DELETE FROM channels", "1 alert(s) are on no known channel"),
        ("UPDATE alembic_version SET version_num = '0001'", "the schema is 0001"),
    ],
)
def test_what_is_wrong_is_named(recorded, change, fault):
    """Each fault is a line, and the exit code is 1."""
    recorded.execute(change)
    said = recorded.run("db", "check", "--json")

    assert said.code == 1
    assert any(fault in told for told in said.json["faults"])
    assert recorded.run("db", "check").lines[0].endswith("NOT sound")


def test_a_gap_is_noted_and_is_no_fault(place):
    """A restored backup leaves one: numbers that the outbox does not have."""
    place.record(*(Ended(number=n, outcome=Outcome.ALERTED) for n in (1, 2, 3)))
    place.execute("UPDATE outbox SET seq = 9 WHERE seq = 3", "UPDATE channels SET last_seq = 9")
    said = place.run("db", "check", "--json")

    assert said.code == 0
    assert said.json["gaps"] == [{"channel": "news", "first": 3, "last": 8}]
    assert "has no numbers 3 to 8" in place.run("db", "check").out


def test_a_damaged_page_is_found(place):
    """What was overwritten in the middle of the file makes it unsound, on one line or as faults."""
    place.record(*(Ended(number=n, article=article(n, text="word " * 2000)) for n in range(30)))
    content = bytearray(place.database.read_bytes())
    content[60_000:160_000] = b"\xff" * 100_000
    place.database.write_bytes(content)
    said = place.run("db", "check")

    assert said.code == 1
    assert "malformed" in said.err or "NOT sound" in said.out
    assert "Traceback" not in said.err


def test_a_backup_is_whole_and_the_owners_alone(recorded):
    """It holds what the database holds, and nothing is left beside it."""
    target = recorded.folder / "copies" / "one.sqlite3"
    target.parent.mkdir()
    said = recorded.run("db", "backup", str(target))

    assert said.code == 0
    assert count(target) == 2
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_a_backup_holds_what_stands_in_the_log_only(recorded):
    """What a running daemon committed and no checkpoint wrote into the file is in the copy."""
    with closing(sqlite3.connect(recorded.database)) as daemon:
        daemon.execute("PRAGMA wal_autocheckpoint=0")
        daemon.execute("UPDATE entries SET title = 'late'")
        daemon.commit()
        target = recorded.folder / "copy"
        said = recorded.run("db", "backup", str(target))
        assert (recorded.database.parent / "monitor.sqlite3-wal").stat().st_size > 0

    with closing(sqlite3.connect(target)) as copy:
        titles = {title for (title,) in copy.execute("SELECT title FROM entries")}

    assert said.code == 0
    assert titles == {"late"}


def test_a_backup_replaces_only_when_told(recorded):
    """A file of that name stays as it is without --force."""
    target = recorded.folder / "copy"
    target.write_text("precious")
    refused = recorded.run("db", "backup", str(target))
    kept = target.read_text()
    done = recorded.run("db", "backup", str(target), "--force")

    assert refused.code == 1
    assert "--force replaces it" in refused.err
    assert kept == "precious"
    assert done.code == 0
    assert count(target) == 2


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("state/monitor.sqlite3", "is the database itself"),
        ("link", "is the database itself"),
        ("used", "is the log of a database of that name"),
        ("fifo", "is no plain file"),
    ],
)
def test_a_place_where_no_backup_can_be(recorded, target, words):
    """One line says why, even with --force, and the database stays."""
    import os

    (recorded.folder / "link").symlink_to(recorded.database)
    (recorded.folder / "used-wal").write_text("")
    os.mkfifo(recorded.folder / "fifo")
    before = sorted(recorded.folder.rglob("*"))
    said = recorded.run("db", "backup", str(recorded.folder / target), "--force")

    assert said.code == 1
    assert words in said.err
    assert said.err.count("\n") == 1
    assert sorted(recorded.folder.rglob("*")) == before
    assert count(recorded.database) == 2


def test_a_damaged_database_gives_no_backup(place):
    """A copy that is not sound does not appear, though it could be made."""
    place.record(*(Ended(number=n, article=article(n, text="word " * 2000)) for n in range(30)))
    content = bytearray(place.database.read_bytes())
    content[20 * 4096 : 30 * 4096] = bytes(10 * 4096)
    place.database.write_bytes(content)
    target = place.folder / "copies" / "copy"
    target.parent.mkdir()
    said = place.run("db", "backup", str(target))

    assert said.code == 1
    assert "damaged" in said.err
    assert said.err.count("\n") == 1
    assert list(target.parent.iterdir()) == []


def test_a_vacuum_gives_space_back(place):
    """What was deleted leaves free pages, which go."""
    place.record(*(Ended(number=n, article=article(n, text="word " * 20_000)) for n in range(9)))
    place.execute("DELETE FROM articles WHERE entry_id != 'wire-1'")
    before = place.database.stat().st_size
    said = place.run("db", "vacuum")

    assert said.code == 0
    assert "given back" in said.out
    assert place.database.stat().st_size < before / 4
    assert place.run("db", "check", "--json").json["free"] == 0


def test_no_vacuum_while_the_daemon_runs(recorded):
    """It would be refused its writes; so the vacuum is."""
    lock = FolderLock(recorded.database.parent / "monitor.lock")
    lock.acquire()
    said = recorded.run("db", "vacuum")
    lock.release()

    assert said.code == 1
    assert "stop it first" in said.err
    assert recorded.run("db", "vacuum").code == 0


@pytest.mark.parametrize("command", [["check"], ["backup", "copy"], ["vacuum"]])
def test_no_database_yet(place, command):
    """One line says that there is none, and none is made."""
    said = place.run("db", *command)

    assert said.code == 1
    assert "the daemon makes it" in said.err
    assert said.err.count("\n") == 1
    assert not place.database.parent.exists()


@pytest.mark.parametrize("command", [["check"], ["backup", "{}/copy"], ["vacuum"]])
def test_another_programs_database_is_left_alone(recorded, command):
    """Nothing of ours is in it."""
    recorded.execute("DROP TABLE alembic_version")
    said = recorded.run("db", *(word.format(recorded.folder) for word in command))

    assert said.code == 1
    assert "another program's database" in said.err
    assert not (recorded.folder / "copy").exists()


def test_an_older_database_can_be_copied(recorded):
    """A backup before an upgrade is what backups are for."""
    recorded.downgrade("0001")
    said = recorded.run("db", "backup", str(recorded.folder / "copy"))

    assert said.code == 0
    assert count(recorded.folder / "copy") == 2


def test_what_was_done_is_told_as_json(recorded):
    """For scripts: where, and how many bytes."""
    target = recorded.folder / "copy"
    copied = recorded.run("db", "backup", str(target), "--json").json
    smaller = recorded.run("db", "vacuum", "--json").json

    assert copied == {"path": str(target), "bytes": target.stat().st_size}
    assert smaller["path"] == str(recorded.database)
    assert smaller["bytes_before"] >= smaller["bytes"] > 0
