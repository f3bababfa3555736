"""How a feed's pages come is stored as it is when it is stored, whoever noted it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor import tasks
from monitor.channel import Channel
from monitor.errors import PermanentError
from monitor.journal import Journal
from monitor.metrics import Metrics
from monitor.model import Feed
from monitor.pipeline import Line
from monitor.setting import Policy, Setting
from monitor.store import SqlStore
from tests.store.records import FEED, NOW, entry, state

POLICY = Policy(
    min_poll=timedelta(minutes=1),
    first_run_max_age=timedelta(days=1),
    catch_up_max_age=timedelta(days=3),
    retries=False,
    revision="",
)


class ShutWeb:
    """Refuse every page."""

    async def get_page(self, url):
        """Answer as a site that shuts us out."""
        raise PermanentError(url, reason="http_403")


class HeldWorkers:
    """Match nothing; the first entry's answer comes when the test says so."""

    def __init__(self):
        self.let_go = asyncio.Event()

    async def run(self, function, *args, **_more):
        """Answer at once, or when it is time."""
        assert function is tasks.match
        if args[0].title == "Title 1":
            await self.let_go.wait()
        return ()


class Nothing:
    """Schedule nothing."""

    def schedule_entry(self, entry, at):
        """Forget it."""


async def test_two_entries_of_one_feed_lose_nothing_of_each_other(tmp_path):
    """The one that was read first and scored last does not undo what the other learned."""
    async with SqlStore(tmp_path / "monitor.sqlite3") as store:
        await store.save_poll(state(), [entry(1), entry(2)], listed_keys=[])
        workers, due, again = HeldWorkers(), Channel(1), Channel(2)
        line = Line(
            due=due,
            again=again,
            setting=Setting(
                feeds={FEED: Feed(id=FEED, url="https://example.org/wire.xml")},
                watchlists={},
                policy=POLICY,
            ),
            states=await store.feed_states(),
            store=store,
            fetch=ShutWeb(),
            offload=workers,
            timetable=Nothing(),
            on_alert=lambda: None,
            journal=Journal(metrics=Metrics(), watchlists=0, tell=lambda _: None),
            now=lambda: NOW,
        )
        running = asyncio.create_task(line.run())
        for pending in await store.pending_entries():
            await again.send(pending)
        async with asyncio.timeout(10):
            while len(await store.pending_entries()) > 1:
                await asyncio.sleep(0)
            workers.let_go.set()
            await due.close()
            await again.close()
            await running
        kept = await store.feed_states()

    assert kept[FEED].pages_recent == ("http_403", "http_403")
