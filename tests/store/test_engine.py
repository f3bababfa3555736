"""Opening the file: odd names, readers beside a writer, and folders that may only be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, ProgrammingError

from monitor.errors import StoreError
from monitor.store import SqlStore, feeds, outbox, outcomes
from monitor.store.engine import open_engine, store_errors
from tests.store.records import alert, end, entry, state


def look(path) -> dict[str, object]:
    """Read everything that commands read, over a connection of their own."""
    engine = open_engine(path, read_only=True)
    try:
        with store_errors(path), engine.connect() as connection:
            return {
                "feeds": list(feeds.feed_states(connection)),
                "outcomes": feeds.outcome_counts(connection),
                "articles": outcomes.article_count(connection),
                "channels": outbox.channel_counts(connection),
                "unsent": outbox.unsent_count(connection),
            }
    finally:
        engine.dispose()


SEEN = {
    "feeds": ["wire"],
    "outcomes": {"alerted": 1, "pending": 1},
    "articles": 1,
    "channels": {"news": 1},
    "unsent": 1,
}


async def fill(store) -> None:
    """Write what `SEEN` says."""
    await store.save_poll(state(), [entry(1), entry(2)], listed_keys=[])
    await store.finish(end(1, alerts=[alert()]))


@pytest.mark.parametrize(
    "name", ["a?mode=memory&x", "b#c", "100%25", "with space", "ж", "file:x", "q'\"", "\udcff"]
)
async def test_odd_names(tmp_path, name):
    """A path is a path, whatever it would mean in a URL."""
    path = tmp_path / name / "monitor.sqlite3"
    path.parent.mkdir()
    async with SqlStore(path) as store:
        await fill(store)

    only = [file.name for file in path.parent.iterdir()]

    assert look(path) == SEEN
    assert only == ["monitor.sqlite3"]


async def test_a_relative_path(tmp_path, monkeypatch):
    """A path is taken from where the program runs."""
    monkeypatch.chdir(tmp_path)
    path = Path("monitor.sqlite3")
    async with SqlStore(path) as store:
        await fill(store)

    assert look(path) == SEEN


async def test_reading_beside_a_writer(store, path):
    """A command sees the last committed state while the daemon writes, and waits for nothing."""
    await fill(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM entries")
        seen = look(path)
        other.execute("ROLLBACK")

    assert seen == SEEN


async def test_reading_in_a_folder_that_may_not_be_written(unprivileged):
    """A stopped daemon's database is read where nothing may be written, and no file is left."""
    folder, as_nobody = unprivileged
    path = folder / "monitor.sqlite3"
    async with SqlStore(path) as store:
        await fill(store)
    path.chmod(0o444)
    folder.chmod(0o555)
    with as_nobody():
        seen = look(path)

    assert seen == SEEN
    assert [file.name for file in folder.iterdir()] == [path.name]


async def test_reading_a_running_daemons_database_as_somebody_else(unprivileged):
    """Who may read the files sees what is only in the log so far."""
    folder, as_nobody = unprivileged
    path = folder / "monitor.sqlite3"
    async with SqlStore(path) as store:
        await fill(store)
        for file in folder.iterdir():
            file.chmod(0o644)
        with as_nobody():
            seen = look(path)

    assert seen == SEEN


def test_a_reader_makes_nothing(path):
    """A missing database is trouble for a reader, not a reason to make one."""
    with pytest.raises(StoreError) as caught:
        look(path)
    assert caught.value.reason == "cannot_open"
    assert list(path.parent.iterdir()) == []


async def test_a_reader_cannot_write(store, path):
    """A read-only connection refuses every change."""
    engine = open_engine(path, read_only=True)

    with pytest.raises(StoreError) as caught, store_errors(path), engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM feeds")
    assert caught.value.reason == "read_only"
    engine.dispose()


def test_a_database_without_our_tables_is_damage(path):
    """What was emptied from outside is told as damage, not as a mistake in a query."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    with pytest.raises(StoreError) as caught:
        look(path)
    assert caught.value.reason == "corrupt"


async def test_our_mistakes_stay_what_they_are(store):
    """A broken rule of the schema, and a wrong call, are bugs and not the database's trouble."""

    def write_twice(connection):
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO channels VALUES ('news', 1)")

    with pytest.raises(IntegrityError):
        await store._writer.write(write_twice)
    with pytest.raises(ProgrammingError):
        await store.read(lambda connection: connection.exec_driver_sql("SELECT ?", (1, 2)))
