"""What an operator does beside the daemon: snooze a watchlist, put a backup in its place."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

from monitor.cli.state import writing
from monitor.config.settings import DATABASE
from monitor.model import WatchlistId
from monitor.store.backup import back_up
from monitor.store.snoozes import clear_snooze, set_snooze
from tests.daemon import events
from tests.line.pages import item, page

TALKS = WatchlistId("talks")


def publish(site, number):
    """Put a story on the feed that the watchlist wants."""
    title = f"Peace talks, part {number}"
    url = site.page(
        f"/story/{number}", page(title, f"Part {number} of the talks.", "More to come.")
    )
    site.add_item("/feed", item(title, url, guid=f"story-{number}"))


async def told(redis, prefix):
    """Return the titles of all alerts in the stream, in order."""
    return [e["data"]["article"]["title"] for e in await events(redis, prefix=prefix)]


async def test_a_snoozed_watchlist_is_held_and_not_told_later(site, setup, redis, prefix):
    """What it finds meanwhile is kept as held; after its end it alerts again on what is new."""
    daemon = setup([{"id": "one", "url": site.feed("/feed")}])
    config = daemon.config()
    now = datetime.now(UTC)
    with writing(config) as record:
        set_snooze(record, TALKS, until=now + timedelta(hours=1), now=now)
    publish(site, 1)
    await daemon.run_once()
    while_snoozed = await told(redis, prefix)
    with writing(config) as record:
        clear_snooze(record, TALKS)
    publish(site, 2)
    await daemon.run_once()
    decided = daemon.rows("SELECT verdict, reason FROM decisions ORDER BY verdict")

    assert while_snoozed == []
    assert await told(redis, prefix) == ["Peace talks, part 2"]
    assert daemon.summary()["entries"]["ended"] == {"alerted": 1, "held": 1}
    assert decided == [
        {"verdict": "alert", "reason": None},
        {"verdict": "held", "reason": "snoozed"},
    ]


async def test_a_snooze_that_is_over_holds_nothing(site, setup, redis, prefix):
    """Its row may still be there; the time in it decides."""
    daemon = setup([{"id": "one", "url": site.feed("/feed")}])
    now = datetime.now(UTC)
    with writing(daemon.config()) as record:
        set_snooze(record, TALKS, until=now - timedelta(seconds=1), now=now - timedelta(hours=1))
    publish(site, 1)
    await daemon.run_once()

    assert await told(redis, prefix) == ["Peace talks, part 1"]


async def test_a_restored_backup_loses_nothing(site, setup, redis, prefix):
    """All that came before it is told once, what came after it is told, numbers never repeat."""
    daemon = setup([{"id": "one", "url": site.feed("/feed")}])
    database = daemon.config().state_dir / DATABASE
    copy = daemon.folder / "copy.sqlite3"
    publish(site, 1)
    publish(site, 2)
    await daemon.run_once()
    back_up(database, copy, replace=False, progress=lambda *_pages: None)
    publish(site, 3)
    await daemon.run_once()
    # As the documentation says: daemon stopped, copy in its place, no log of the other beside it.
    for log in ("-wal", "-shm"):
        database.with_name(database.name + log).unlink(missing_ok=True)
    shutil.copy(copy, database)
    publish(site, 4)
    await daemon.run_once()
    found = await events(redis, prefix=prefix)
    often = Counter(event["data"]["article"]["title"][-1] for event in found)

    assert often["1"] == often["2"] == often["4"] == 1
    assert often["3"] in {1, 2}
    assert [event["data"]["seq"] for event in found] == list(range(1, len(found) + 1))
    assert daemon.summary()["alerts"]["unsent"] == 0
