"""Which watchlists are snoozed, and until when."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import WatchlistId
from monitor.store import snoozes
from monitor.store.engine import open_engine
from tests.store.records import NOW

TALKS, OTHER = WatchlistId("talks"), WatchlistId("other")
HOUR = timedelta(hours=1)


def write(path, function, *args, **kwargs):
    """Run a write as a command beside the daemon does, on a connection of its own."""
    engine = open_engine(path)
    try:
        with engine.begin() as connection:
            return function(connection, *args, **kwargs)
    finally:
        engine.dispose()


async def test_a_snooze_of_another_process_is_seen(store, path):
    """The daemon's store tells what a command wrote, the last word for each watchlist."""
    write(path, snoozes.set_snooze, TALKS, until=NOW + HOUR, now=NOW)
    write(path, snoozes.set_snooze, OTHER, until=NOW + HOUR, now=NOW)
    write(path, snoozes.set_snooze, TALKS, until=NOW + 2 * HOUR, now=NOW)

    assert await store.snoozes() == {TALKS: NOW + 2 * HOUR, OTHER: NOW + HOUR}


async def test_a_snooze_can_be_ended(store, path):
    """Ending it says whether there was one, and leaves the others."""
    write(path, snoozes.set_snooze, TALKS, until=NOW + HOUR, now=NOW)
    write(path, snoozes.set_snooze, OTHER, until=NOW + HOUR, now=NOW)

    assert write(path, snoozes.clear_snooze, TALKS)
    assert not write(path, snoozes.clear_snooze, TALKS)
    assert await store.snoozes() == {OTHER: NOW + HOUR}


async def test_what_is_over_is_swept_out(store, path):
    """A snooze that is over goes when another is set, so that the table does not grow."""
    write(path, snoozes.set_snooze, TALKS, until=NOW + HOUR, now=NOW)
    write(path, snoozes.set_snooze, OTHER, until=NOW + 3 * HOUR, now=NOW + HOUR)

    assert list(await store.snoozes()) == [OTHER]
