"""The line goes by one setting at a time, even where it is exchanged under an article."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta

from monitor.channel import Channel
from monitor.journal import Journal
from monitor.matching.compiled import compile_watchlists
from monitor.metrics import Metrics
from monitor.model import ChannelName, Feed, FeedId, PagePolicy, WatchlistId
from monitor.pipeline import Line
from monitor.setting import Policy, Setting
from monitor.store import SqlStore
from monitor.watchlist import Term, Watchlist
from tests.store.records import NOW, entry, state

FEED = FeedId("wire")


def watchlist(name):
    """Build a watchlist that finds what the test's entries say."""
    return Watchlist(
        id=WatchlistId(name),
        title=name,
        channel=ChannelName(name),
        terms=(Term(text="title"),),
        revision=name,
    )


def setting(*names, feeds=(FEED,)):
    """Build a setting with these watchlists."""
    policy = Policy(
        min_poll=timedelta(minutes=1),
        first_run_max_age=timedelta(days=1),
        catch_up_max_age=timedelta(days=1),
        retries=True,
        revision="+".join(names),
    )
    return Setting(
        feeds={
            name: Feed(id=name, url="https://a.example/f", pages=PagePolicy.NEVER) for name in feeds
        },
        watchlists={name: watchlist(name) for name in names},
        policy=policy,
    )


class Workers:
    """Match here, with whatever is installed; while the next article is matched, call `meanwhile`."""

    def __init__(self, *names):
        self.install(*names)
        self.meanwhile = deque()

    def install(self, *names):
        """Match with other watchlists from now on."""
        self.matcher = compile_watchlists([watchlist(name) for name in names])

    async def run(self, _function, article):
        """Return what the installed watchlists make of it."""
        matches = self.matcher.match(article)
        if self.meanwhile:
            self.meanwhile.popleft()()
        return matches


class Timetable:
    """Take what is to come back, and never send it."""

    def schedule_feed(self, feed_id, at):
        """Do nothing."""

    def forget_feed(self, feed_id):
        """Do nothing."""


async def pass_through(store, workers, first, *, exchange=None):
    """Let one entry pass the line that begins with the setting `first`."""
    await store.save_poll(state(), [entry(1)], listed_keys=None)
    due, again = Channel(1), Channel(1)
    line = Line(
        due=due,
        again=again,
        setting=first,
        states={},
        store=store,
        fetch=None,
        offload=workers,
        timetable=Timetable(),
        on_alert=lambda: None,
        journal=Journal(metrics=Metrics(), watchlists=1, tell=lambda _: None),
        now=lambda: NOW,
    )
    if exchange is not None:
        workers.meanwhile.append(lambda: exchange(line))
    for pending in await store.pending_entries():
        line.take_up(pending)
    await due.close()
    await again.close()
    async with asyncio.timeout(10):
        await line.run()
    return [alert.channel for alert in await store.unsent_alerts(limit=10)]


async def test_an_article_under_which_watchlists_are_exchanged_is_matched_again(tmp_path):
    """No alert goes to a watchlist that is gone, and the new one misses nothing."""
    workers = Workers("before")

    def exchange(line):
        workers.install("after")
        line.adopt(setting("after"))

    async with SqlStore(tmp_path / "db") as store:
        told = await pass_through(store, workers, setting("before"), exchange=exchange)

    assert told == ["after"]


async def test_an_entry_of_a_feed_that_left_is_matched_by_its_own_words(tmp_path):
    """What was found before its feed left the configuration still ends, and may alert."""
    async with SqlStore(tmp_path / "db") as store:
        told = await pass_through(store, Workers("peace"), setting("peace", feeds=()))

    assert told == ["peace"]
