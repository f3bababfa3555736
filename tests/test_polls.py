"""Polls of feeds: one of each at a time, and an answer counts only for the address it was asked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from monitor.errors import PermanentError, TransientError
from monitor.journal import Journal
from monitor.metrics import Metrics
from monitor.model import Feed, FeedId
from monitor.polls import FeedPolls
from monitor.ports import Response
from monitor.setting import Policy, Setting
from monitor.store import SqlStore
from tests.site import Item
from tests.store.records import NOW

NEWS = FeedId("news")
OLD, NEW = "https://old.example/feed", "https://new.example/feed"
POLICY = Policy(
    min_poll=timedelta(minutes=1),
    first_run_max_age=timedelta(days=1),
    catch_up_max_age=timedelta(days=3),
    retries=True,
    revision="",
)


def document(title):
    """Return a feed with one item."""
    item = Item(title=title, guid=title, published=NOW).xml()
    return f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>".encode()


def setting(url):
    """Build a setting with one feed at this address; None for no feed."""
    feeds = {} if url is None else {NEWS: Feed(id=NEWS, url=url)}
    return Setting(feeds=feeds, watchlists={}, policy=POLICY)


class HeldFetch:
    """Answer when the test says so; `asked` are the addresses, in order."""

    def __init__(self):
        self.asked = []
        self._answers = {}
        self._someone_asked = asyncio.Condition()

    async def get_feed(self, url, *, etag=None, **_validators):
        """Wait for the test's answer to this address."""
        self.asked.append((url, etag))
        answer = self._answers.setdefault(url, asyncio.get_running_loop().create_future())
        async with self._someone_asked:
            self._someone_asked.notify_all()
        body = await answer
        return Response(status=200, url=url, body=body, headers={"etag": f'"{url}"'})

    async def was_asked(self, times):
        """Wait until there were so many requests."""
        async with asyncio.timeout(10), self._someone_asked:
            await self._someone_asked.wait_for(lambda: len(self.asked) >= times)

    def answer(self, url, title):
        """Let whoever asked, or will ask, for this address go on."""
        future = self._answers.setdefault(url, asyncio.get_running_loop().create_future())
        future.set_result(document(title))


class Here:
    """Do a worker's work in this process."""

    async def run(self, function, *args, **kwargs):
        """Return what it gives."""
        return function(*args, **kwargs)


class Timetable:
    """Remember what was scheduled."""

    def __init__(self):
        self.scheduled = []

    def schedule_feed(self, feed_id, at):
        """Remember it."""
        self.scheduled.append((feed_id, at))


class Polling:
    """Feed polls at work, with what they are made of in reach."""

    def __init__(self, store):
        self.fetch = HeldFetch()
        self.found = []
        self.timetable = Timetable()
        self.polls = FeedPolls(
            setting=setting(OLD),
            states={},
            store=store,
            fetch=self.fetch,
            offload=Here(),
            timetable=self.timetable,
            on_entry=self.found.append,
            journal=Journal(metrics=Metrics(), watchlists=0, tell=lambda _: None),
            now=lambda: NOW,
        )


@pytest_asyncio.fixture
async def polling(tmp_path):
    """Give polls that run until the test is over."""
    async with SqlStore(tmp_path / "db") as store, asyncio.timeout(20):
        polling = Polling(store)
        running = asyncio.create_task(polling.polls.run())
        yield polling
        polling.polls.drop_waiting()
        polling.polls.close()
        await running


async def test_a_feed_that_is_put_twice_is_polled_once(polling):
    """A poll that is under way answers everyone who asks for one meanwhile."""
    first = asyncio.create_task(polling.polls.poll_now(NEWS))
    await polling.fetch.was_asked(1)
    second = asyncio.create_task(polling.polls.poll_now(NEWS))
    polling.polls.put(NEWS)
    await asyncio.sleep(0)
    polling.fetch.answer(OLD, "Talks begin")
    told = await asyncio.gather(first, second)

    assert [poll.new for poll in told] == [1, 1]
    assert len(polling.fetch.asked) == 1
    assert len(polling.timetable.scheduled) == 1


async def test_an_answer_to_an_old_address_does_not_count_for_the_new_one(polling):
    """Where the address changed under a poll, the new one is asked, as if nothing had come."""
    asked = asyncio.create_task(polling.polls.poll_now(NEWS))
    await polling.fetch.was_asked(1)
    polling.polls.adopt(setting(NEW))
    polling.fetch.answer(OLD, "Yesterday")
    polling.fetch.answer(NEW, "Today")
    told = await asked

    assert polling.fetch.asked == [(OLD, None), (NEW, None)]
    assert [entry.title for entry in polling.found] == ["Today"]
    assert (told.state.url, told.state.etag) == (NEW, f'"{NEW}"')
    assert polling.polls.states[NEWS].url == NEW


async def test_a_feed_that_leaves_under_its_poll_leaves_nothing(polling):
    """Whoever waits for it is told, and it is not scheduled again."""
    asked = asyncio.create_task(polling.polls.poll_now(NEWS))
    await polling.fetch.was_asked(1)
    polling.polls.adopt(setting(None))
    polling.fetch.answer(OLD, "Yesterday")
    with pytest.raises(PermanentError, match="left the configuration"):
        await asked

    assert (polling.found, polling.timetable.scheduled) == ([], [])


async def test_another_interval_counts_for_a_poll_under_way(polling):
    """The next poll is set by the interval that is configured when this one ends."""
    asked = asyncio.create_task(polling.polls.poll_now(NEWS))
    await polling.fetch.was_asked(1)
    feed = Feed(id=NEWS, url=OLD, poll_every=timedelta(minutes=5))
    polling.polls.adopt(replace(setting(OLD), feeds={NEWS: feed}))
    polling.fetch.answer(OLD, "Talks begin")
    await asked
    [(_, at)] = polling.timetable.scheduled

    assert timedelta(minutes=5) <= at - NOW <= timedelta(minutes=5.5)


async def test_whoever_waits_when_the_daemon_stops_is_told(polling):
    """A poll that does not end is no reason to wait for ever."""
    asked = asyncio.create_task(polling.polls.poll_now(NEWS))
    await polling.fetch.was_asked(1)
    polling.polls.drop_waiting()
    with pytest.raises(TransientError, match="the daemon stops"):
        await asked
    with pytest.raises(TransientError, match="the daemon stops"):
        await polling.polls.poll_now(NEWS)
    polling.fetch.answer(OLD, "too late for them")

    assert len(polling.fetch.asked) == 1
