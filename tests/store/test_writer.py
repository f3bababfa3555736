"""The writing thread: shared commits, separate failures, and the disk's own trouble."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from monitor.errors import StoreError
from monitor.store.engine import open_engine
from monitor.store.migrate import upgrade
from monitor.store.schema import channels
from monitor.store.writer import Writer


@pytest.fixture
def engine(path):
    """Give an engine on a new database that waits no time for a lock."""
    engine = open_engine(path, wait=timedelta(milliseconds=1))
    upgrade(engine, path)
    yield engine
    engine.dispose()


@pytest_asyncio.fixture
async def writer(engine, path):
    """Give a writer on it."""
    writer = Writer(engine, path)
    yield writer
    writer.close()


def put(channel: str):
    """Return a write that adds a channel."""
    return lambda connection: connection.execute(
        insert(channels).values(channel=channel, last_seq=1)
    )


def stored(engine) -> list[str]:
    """Return the channels that are on the disk."""
    with engine.connect() as connection:
        return list(connection.scalars(select(channels.c.channel).order_by(channels.c.channel)))


async def held(writer) -> threading.Event:
    """Keep the writing thread busy with a batch of its own until the event is set."""
    begun, hold = threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        hold.wait(10)

    task = asyncio.ensure_future(writer.write(wait))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    return hold


async def together(writer, *functions):
    """Run these writes in one batch, after one that holds the thread; return what came of each."""
    hold = await held(writer)
    waiting = [asyncio.ensure_future(writer.write(function)) for function in functions]
    await asyncio.sleep(0)
    hold.set()
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_write_returns_what_its_function_returned(writer):
    """The result comes back to the caller."""
    assert await writer.write(lambda _: "done") == "done"


async def test_waiting_writes_share_a_commit(writer, engine):
    """What waits while one is written goes to the disk together."""
    commits = []
    event.listen(engine, "commit", commits.append)
    await together(writer, *(put(f"c{n}") for n in range(50)))

    assert len(stored(engine)) == 50
    assert len(commits) == 2


async def test_writes_keep_their_order(writer):
    """Writes run in the order in which they were asked for."""
    order = []
    await asyncio.gather(*(writer.write(lambda _, n=n: order.append(n)) for n in range(600)))

    assert order == list(range(600))


async def test_a_failing_write_takes_no_other_with_it(writer, engine):
    """A bug in one write undoes that write alone, and its caller alone hears of it."""

    def write_and_fail(connection):
        put("lost")(connection)
        raise KeyError("mine")

    before, failed, twice, after = await together(
        writer, put("a"), write_and_fail, put("a"), put("b")
    )

    assert isinstance(failed, KeyError)
    assert isinstance(twice, IntegrityError)
    assert not isinstance(before, Exception)
    assert not isinstance(after, Exception)
    assert stored(engine) == ["a", "b"]


async def test_a_cancelled_caller_harms_nobody(writer, engine):
    """A write whose caller went away is still written, and the next one is answered."""
    trouble = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: trouble.append(told))
    hold = await held(writer)
    waiting = asyncio.ensure_future(writer.write(put("a")))
    await asyncio.sleep(0)
    waiting.cancel()
    hold.set()
    await writer.write(put("b"))

    assert stored(engine) == ["a", "b"]
    assert trouble == []


async def test_closing_writes_what_waits(writer, engine):
    """Everything asked for before the end is on the disk after it; then nothing is taken."""
    waiting = [asyncio.ensure_future(writer.write(put(f"c{n}"))) for n in range(300)]
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)
    await asyncio.gather(*waiting)

    with pytest.raises(StoreError) as caught:
        await asyncio.wait_for(writer.write(put("late")), 5)
    assert caught.value.reason == "closed"
    assert len(stored(engine)) == 300


def test_a_loop_that_is_gone_does_not_stop_the_thread(engine, path):
    """A caller whose event loop ended is not waited for."""

    async def leave() -> tuple[Writer, threading.Event]:
        writer = Writer(engine, path)
        return writer, await held(writer)

    writer, hold = asyncio.run(leave())
    hold.set()
    asyncio.run(asyncio.wait_for(writer.write(put("a")), 5))
    writer.close()

    assert stored(engine) == ["a"]


async def test_a_full_disk(writer, engine):
    """No room: nobody's write of that batch stands, each hears why, and with room it goes on."""

    def fill(connection):
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={size}")
        connection.execute(insert(channels).values(channel="x" * 100_000, last_seq=1))

    answers = await together(writer, put("a"), fill, put("b"))
    await writer.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=100000"))
    await writer.write(put("later"))

    assert [getattr(answer, "reason", None) for answer in answers] == ["disk_full"] * 3
    assert stored(engine) == ["later"]


async def test_a_write_holds_the_lock_from_its_beginning(writer, path):
    """What a write reads cannot be changed by another process before it writes."""

    def try_to_write_beside(connection):
        connection.execute(select(channels))
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await writer.write(try_to_write_beside)


async def test_a_locked_database(writer, engine, path):
    """Where another process keeps the write lock, the write is refused after the wait."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            await writer.write(put("a"))
        other.execute("ROLLBACK")
    await writer.write(put("b"))

    assert caught.value.reason == "locked"
    assert stored(engine) == ["b"]


async def test_a_read_only_database(engine, path):
    """A connection that may not write says so."""
    reading = open_engine(path, read_only=True)
    writer = Writer(reading, path)

    with pytest.raises(StoreError) as caught:
        await writer.write(put("a"))
    assert caught.value.reason == "read_only"
    assert str(path) in str(caught.value)
    writer.close()
    reading.dispose()


async def test_a_damaged_database(writer, engine, path):
    """Pages that make no sense are told as damage."""
    await writer.write(put("a"))
    engine.dispose()  # so that everything is in the file
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * (path.stat().st_size - 4096))

    with pytest.raises(StoreError) as caught:
        await writer.write(put("b"))
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize("harm", [lambda path: os.truncate(path, 0), os.unlink])
async def test_a_database_that_is_emptied_or_removed(writer, path, harm):
    """A commit into a file that is not there any more is not taken for one."""
    await writer.write(put("a"))
    harm(path)

    with pytest.raises(StoreError) as caught:
        await writer.write(put("b"))
    assert caught.value.reason in {"file_lost", "corrupt", "cannot_open"}
