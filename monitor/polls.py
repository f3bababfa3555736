"""Polls: ask a server for a feed, read what it answers, store what came of it.

`poll_feed` makes one, a value out and nothing stored; a server's 304 and an equal body cost no
parsing. `FeedPolls` makes them of all configured feeds, of each never two at a time: a slow server
holds up no other host, and an answer to yesterday's address never counts for today's.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from monitor import tasks
from monitor.errors import MonitorError, PermanentError, TransientError
from monitor.lanes import HostLanes
from monitor.model import FeedHealth, FeedState
from monitor.rules import polling
from monitor.rules.articles import host_of
from monitor.rules.blocking import note_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.journal import Journal
    from monitor.model import Entry, Feed, FeedId
    from monitor.ports import Fetch, Now, Offload, Response, Store, Timetable
    from monitor.setting import Setting

POLLS_AT_ONCE: Final = 48
PER_HOST: Final = 2
_HASH_INLINE_BYTES: Final = 1_000_000  # hashing more would hold up the event loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of asking for a feed.

    state: Without the time of the next poll.
    result: `changed`, `not_modified`, `same_body` or `failed`.
    entries: All of the document; which are new is for the store to say.
    listed_keys: None if no new document was read.
    asked: How long the server wants to be left alone; None if it did not say.
    new: How many entries were not known before; known once they are stored.
    """

    state: FeedState
    result: str
    entries: Sequence[Entry] = ()
    listed_keys: Sequence[str] | None = None
    asked: timedelta | None = None
    error: MonitorError | None = None
    new: int = 0


class FeedPolls:
    """Poll feeds as they are put here, and store what is new.

    on_entry: Called with each new entry once it is stored.
    """

    def __init__(
        self,
        *,
        setting: Setting,
        states: Mapping[FeedId, FeedState],
        store: Store,
        fetch: Fetch,
        offload: Offload,
        timetable: Timetable,
        on_entry: Callable[[Entry], None],
        journal: Journal,
        now: Now,
    ) -> None:
        self.states = dict(states)
        self._setting = setting
        self._store = store
        self._fetch = fetch
        self._offload = offload
        self._timetable = timetable
        self._on_entry = on_entry
        self._journal = journal
        self._now = now
        self._lanes = HostLanes(self._poll, width=PER_HOST, at_once=POLLS_AT_ONCE)
        self._under_way: set[FeedId] = set()
        self._awaited: defaultdict[FeedId, list[asyncio.Future[Poll]]] = defaultdict(list)
        self._is_stopping = False

    def put(self, feed_id: FeedId, *, is_urgent: bool = False) -> None:
        """Poll a feed when its host's turn comes; one that left the configuration is passed over.

        is_urgent: Before others of its host.
        """
        feed = self._setting.feeds.get(feed_id)
        if feed is not None and feed_id not in self._under_way:
            self._lanes.put(host_of(feed.url), feed_id, urgency=-1 if is_urgent else 0)

    async def poll_now(self, feed_id: FeedId) -> Poll:
        """Poll a configured feed whatever its time, or wait for the poll that is under way.

        Raises TransientError where the daemon stops before it came to it, and PermanentError where
        the feed leaves the configuration.
        """
        if self._is_stopping:
            raise _stopping()
        done: asyncio.Future[Poll] = asyncio.get_running_loop().create_future()
        self._awaited[feed_id].append(done)
        self.put(feed_id, is_urgent=True)
        return await done

    def note_page(self, feed_id: FeedId, kind: str) -> None:
        """Note what stood before a page, "" for nothing; storing it is for the caller."""
        state = self.states.get(feed_id)
        if state is None:
            return
        now = self._now()
        self.states[feed_id] = after = note_page(state, kind, now=now)
        self._journal.pages_noted(state, after, at=now)

    def adopt(self, setting: Setting) -> None:
        """Go by another setting from now on; see `Line.adopt`."""
        self._setting = setting

    async def run(self) -> None:
        """Work until closed and all that was put here is done."""
        await self._lanes.run()

    def close(self) -> None:
        """End `run` when everything that was put here is done."""
        self._lanes.close()

    def drop_waiting(self) -> None:
        """Forget what has not begun, and tell whoever waits for it."""
        self._is_stopping = True
        self._lanes.drop_waiting()
        for feed_id in list(self._awaited):
            self._answer(feed_id, _stopping())

    async def _poll(self, feed_id: FeedId) -> None:
        if feed_id in self._under_way:
            return  # it was put here twice; the poll that is under way answers both
        self._under_way.add(feed_id)
        try:
            feed = self._setting.feeds.get(feed_id)
            told = None if feed is None else await self._poll_and_store(feed)
        finally:
            self._under_way.discard(feed_id)
        if told is not None:
            self._answer(feed_id, told)
        elif feed_id in self._setting.feeds:
            self.put(feed_id)  # its address changed meanwhile
        else:
            self._answer(feed_id, PermanentError(f"feed {feed_id} left the configuration"))

    async def _poll_and_store(self, feed: Feed) -> Poll | None:
        """Poll a feed and store what came; None where its address changed meanwhile."""
        state = self.states.get(feed.id)
        if state is None or state.url != feed.url:
            state = FeedState(feed_id=feed.id, url=feed.url)
        began = self._now()
        poll = await poll_feed(feed, state, fetch=self._fetch, offload=self._offload, now=self._now)
        now, current = self._now(), self._setting.feeds.get(feed.id)
        if current is None or current.url != feed.url:
            return None
        policy = polling.PollPolicy(min_poll=self._setting.policy.min_poll)
        next_at = polling.next_poll(current, poll.state, policy=policy, asked=poll.asked, now=now)
        saved = replace(poll.state, next_poll_at=next_at)
        new = await self._store.save_poll(saved, poll.entries, listed_keys=poll.listed_keys)
        known = self.states.get(feed.id, saved)  # pages of it may have been read meanwhile
        saved = replace(
            saved,
            entries=saved.entries + len(new),
            pages_recent=known.pages_recent,
            pages_blocked=known.pages_blocked,
            pages_since=known.pages_since,
        )
        self.states[feed.id] = saved
        for entry in new:
            self._on_entry(entry)
        if saved.health is not FeedHealth.GONE and feed.id in self._setting.feeds:
            self._timetable.schedule_feed(feed.id, next_at)
        self._journal.poll_done(
            before=state,
            after=saved,
            result=poll.result,
            error=poll.error,
            new=len(new),
            took=now - began,
        )
        return replace(poll, state=saved, new=len(new))

    def _answer(self, feed_id: FeedId, told: Poll | MonitorError) -> None:
        for waiting in self._awaited.pop(feed_id, ()):
            if waiting.done():  # whoever asked has gone
                continue
            if isinstance(told, MonitorError):
                waiting.set_exception(told)
            else:
                waiting.set_result(told)


def _stopping() -> MonitorError:
    return TransientError("the daemon stops", reason="daemon_stops")


async def poll_feed(
    feed: Feed, state: FeedState, *, fetch: Fetch, offload: Offload, now: Now
) -> Poll:
    """Ask for a feed, conditionally where it was read before; every expected error is a result."""
    try:
        answer = await fetch.get_feed(feed.url, etag=state.etag, last_modified=state.last_modified)
        return await _read(feed, state, answer, offload=offload, now=now)
    except MonitorError as error:
        return Poll(
            state=polling.after_failure(state, error, now=now()),
            result="failed",
            asked=error.retry_after if isinstance(error, TransientError) else None,
            error=error,
        )


async def _read(
    feed: Feed, state: FeedState, answer: Response, *, offload: Offload, now: Now
) -> Poll:
    time = now()
    asked = polling.asked_wait(answer.headers)
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    fresh = polling.after_success(state, etag=etag, last_modified=modified, now=time)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        fresh = replace(
            fresh,
            etag=etag or state.etag,
            last_modified=modified or state.last_modified,
            not_modified=state.not_modified + 1,
        )
        return Poll(state=fresh, result="not_modified", asked=asked)
    body_hash = await _hash(answer.body)
    if body_hash == state.body_hash:
        return Poll(state=fresh, result="same_body", asked=asked)
    document = await offload.run(
        tasks.read_feed,
        answer.body,
        content_type=answer.headers.get("content-type"),
        url=answer.url,
        feed_id=feed.id,
        is_baseline=state.first_polled_at is None,
        now=time,
    )
    fresh = replace(
        fresh,
        body_hash=body_hash,
        title=document.title or state.title,
        language=document.language or state.language,
        mean_gap=document.pace,
    )
    return Poll(
        state=fresh,
        result="changed",
        entries=document.entries,
        listed_keys=[entry.key for entry in document.entries],
        asked=asked,
    )


async def _hash(body: bytes) -> str:
    if len(body) <= _HASH_INLINE_BYTES:
        return hashlib.sha256(body).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, body)).hexdigest()
