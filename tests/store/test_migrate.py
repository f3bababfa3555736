"""From any file to the schema of this version, or to a plain refusal."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from monitor.errors import StoreError
from monitor.store import SqlStore
from monitor.store.engine import open_engine
from monitor.store.migrate import HEAD, MIGRATIONS, current_version, upgrade
from monitor.store.schema import metadata
from tests.store.records import entry, state


def migrate(path) -> None:
    """Upgrade the database at `path` as the daemon does."""
    engine = open_engine(path)
    try:
        upgrade(engine, path)
    finally:
        engine.dispose()


def step(path, to: str, *, run: str = "upgrade") -> None:
    """Take the database to one step, as an earlier version of the program left it."""
    from alembic import command
    from alembic.config import Config

    if not path.exists():
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    engine = open_engine(path)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        getattr(command, run)(config, to)
    engine.dispose()


def refusal(path) -> StoreError:
    """Return why the database at `path` is refused."""
    with pytest.raises(StoreError) as caught:
        migrate(path)
    return caught.value


def test_migrations_lead_to_the_schema(path):
    """A new database, made step by step, is what schema.py says, types included."""
    migrate(path)
    engine = open_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
        version = current_version(connection)
        indexes = {
            index["name"]
            for table in metadata.tables
            for index in inspect(connection).get_indexes(table)
        }
    engine.dispose()

    assert differences == []
    assert version == HEAD
    assert {index.name for table in metadata.tables.values() for index in table.indexes} <= indexes


def test_the_head_is_the_last_step():
    """The version that the program asks for is the one its steps lead to."""
    script = ScriptDirectory(str(MIGRATIONS))

    assert script.get_heads() == [HEAD]


async def test_a_database_of_the_first_schema_is_upgraded(path):
    """What the first version wrote stands after the upgrade, and what is new can be used."""
    step(path, "0001")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO entries (id, feed_id, key, title, summary, content, first_seen_at,"
            " is_baseline, attempts) VALUES ('a', 'wire', 'k', 'T', '', '', ?, 0, 0)",
            ("2026-03-01 12:00:00.000000",),
        )
        connection.commit()
    async with SqlStore(path) as store:
        waiting = await store.pending_entries()
        snoozed = await store.snoozes()

    assert [one.id for one in waiting] == ["a"]
    assert snoozed == {}


def test_a_step_back_leaves_nothing(path):
    """Downgrading the first step drops every table it made."""
    migrate(path)
    step(path, "base", run="downgrade")
    engine = open_engine(path, read_only=True)
    with engine.connect() as connection:
        left = inspect(connection).get_table_names()
    engine.dispose()

    assert left == ["alembic_version"]


def test_a_step_back_from_snoozes_is_the_first_schema(path, tmp_path):
    """Downgrading the second step leaves the tables and indexes of the first."""

    def objects(database) -> set[str]:
        with closing(sqlite3.connect(database)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}

    first = tmp_path / "first.sqlite3"
    step(first, "0001")
    migrate(path)
    step(path, "0001", run="downgrade")

    assert objects(path) == objects(first)


async def test_a_current_database_is_left_as_it_is(path):
    """Opening a database of this version changes nothing in it."""
    async with SqlStore(path) as store:
        await store.save_poll(state(), [entry(1)], listed_keys=[])
    async with SqlStore(path) as store:
        waiting = await store.pending_entries()

    assert [one.id for one in waiting] == ["wire-1"]


def test_a_new_database_is_the_owners_alone(path):
    """What is read in confidence is not for other users of the machine."""
    migrate(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]


def test_a_log_without_its_database_is_not_played(path):
    """A leftover log of a database that was removed does not get into the new one."""
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE stray (x)")
        connection.commit()
        log = path.with_name(path.name + "-wal").read_bytes()
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(log)
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}

    assert len(log) > 0
    assert "stray" not in tables


def test_a_newer_database_is_refused(path):
    """A schema that this version does not know is left alone, and the message says what to do."""
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    error = refusal(path)

    assert error.reason == "newer_schema"
    assert "9999" in str(error)


def test_another_programs_database_is_refused(path):
    """No tables are made among somebody else's."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    error = refusal(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]

    assert error.reason == "foreign"
    assert tables == ["recipes"]


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_damaged_file_is_refused(path, content):
    """A file that is no database is damage, and stays untouched."""
    path.write_bytes(content)

    assert refusal(path).reason == "corrupt"
    assert path.read_bytes() == content


def test_a_file_cut_to_nothing_is_refused(path):
    """An empty file is not taken for a new database: everything would be told again."""
    path.touch()
    error = refusal(path)

    assert error.reason == "corrupt"
    assert "empty" in str(error)


def test_a_missing_folder_is_refused(tmp_path):
    """A database cannot be made where there is no folder."""
    assert refusal(tmp_path / "missing" / "x.sqlite3").reason == "cannot_open"


def test_a_folder_in_its_place_is_refused(tmp_path):
    """A folder is not a database."""
    (tmp_path / "x.sqlite3").mkdir()

    assert refusal(tmp_path / "x.sqlite3").reason == "cannot_open"


def test_a_folder_that_may_not_be_written(unprivileged):
    """Without permission nothing is made, and the message names the file."""
    folder, as_nobody = unprivileged
    folder.chmod(0o555)
    with as_nobody():
        error = refusal(folder / "x.sqlite3")

    assert error.reason == "cannot_open"
    assert "x.sqlite3" in str(error)


def test_a_file_that_may_not_be_written(unprivileged):
    """A database that may only be read is refused by a daemon."""
    folder, as_nobody = unprivileged
    path = folder / "x.sqlite3"
    migrate(path)
    path.chmod(0o444)
    folder.chmod(0o555)
    with as_nobody():
        error = refusal(path)

    assert error.reason in {"read_only", "cannot_open"}


def test_only_a_changing_database_pays_for_alembic(path):
    """Importing the store, and opening a current database, does not load Alembic."""
    migrate(path)
    code = (
        "import asyncio, pathlib, sys\n"
        "from monitor.store import SqlStore\n"
        "async def main():\n"
        "    async with SqlStore(pathlib.Path(sys.argv[1])): pass\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"
