"""The line, read from top to bottom: poll > read > match > alert.

    due feeds ──> poll ──> new entries ──> read ──> article ──> match ──> decisions ──> alert
                  fetch    (stored with    fetch               score     rules         outbox, and
                  parse     the feed's     extract                                     from there
                            validators)                                                the relay

A feed's validators are stored in one transaction with its new entries; an entry's outcome in one
with its article, decisions and alerts. What happens in between is only work: stopped anywhere, it
is done again from what is stored. An expected error costs one poll or one page; any other rises.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from monitor import tasks
from monitor.errors import MonitorError, TransientError, WorkerError
from monitor.lanes import HostLanes
from monitor.model import (
    Entry,
    EntryId,
    Feed,
    FeedHealth,
    FeedId,
    FeedState,
    Outcome,
    PagePolicy,
    Verdict,
)
from monitor.outages import Outages
from monitor.polls import poll_feed
from monitor.ports import Finish, PendingEntry
from monitor.rules import alerting, polling
from monitor.rules.articles import (
    compose,
    host_of,
    retry_after,
    trouble_of,
    twin_key,
    wants_page,
)
from monitor.rules.events import build_alert
from monitor.rules.identity import story_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from monitor.channel import Channel
    from monitor.journal import Journal
    from monitor.model import Article, Decision, ExtractedPage, Match, Watchlist, WatchlistId
    from monitor.ports import Fetch, Now, Offload, Response, Store, Timetable

P = ParamSpec("P")
T = TypeVar("T")

POLLS_AT_ONCE: Final = 48
PAGES_AT_ONCE: Final = 24
TEXTS_AT_ONCE: Final = 16
PER_HOST: Final = 2
_TWINS_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds for all feeds and entries.

    retries: Whether a page that failed for a passing reason is asked for again later.
    revision: Of the whole set of watchlists.
    """

    min_poll: timedelta
    first_run_max_age: timedelta
    catch_up_max_age: timedelta
    retries: bool
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What came of asking for an entry's page; nothing at all if it was not wanted."""

    extracted: ExtractedPage | None = None
    final_url: str | None = None
    error: MonitorError | None = None


class Line:
    """Run every due feed and every new entry through the line.

    due, again: Feeds to poll and postponed entries to read; closing both drains the line.
    on_alert: Called after alerts were written.
    """

    def __init__(
        self,
        *,
        due: Channel[FeedId],
        again: Channel[PendingEntry],
        feeds: Iterable[Feed],
        states: Mapping[FeedId, FeedState],
        watchlists: Iterable[Watchlist],
        policy: Policy,
        store: Store,
        fetch: Fetch,
        offload: Offload,
        timetable: Timetable,
        on_alert: Callable[[], None],
        journal: Journal,
        now: Now,
    ) -> None:
        self._due = due
        self._again = again
        self._feeds = {feed.id: feed for feed in feeds}
        self._states = dict(states)
        self._watchlists: dict[WatchlistId, Watchlist] = {w.id: w for w in watchlists}
        self._policy = policy
        self._poll_policy = polling.PollPolicy(min_poll=policy.min_poll)
        self._store = store
        self._fetch = fetch
        self._offload = offload
        self._timetable = timetable
        self._on_alert = on_alert
        self._journal = journal
        self._now = now
        self._outages = Outages()
        self._polls = HostLanes(self._poll, width=PER_HOST, at_once=POLLS_AT_ONCE)
        self._pages = HostLanes(self._end_entry, width=PER_HOST, at_once=PAGES_AT_ONCE)
        self._texts = HostLanes(self._end_entry, width=TEXTS_AT_ONCE, at_once=TEXTS_AT_ONCE)

    @property
    def states(self) -> Mapping[FeedId, FeedState]:
        """What is known of each feed at this moment."""
        return self._states

    @property
    def backlog(self) -> int:
        """How many entries wait or are being read."""
        return len(self._pages) + len(self._texts)

    async def run(self) -> None:
        """Work until `due` and `again` are closed and all that came through them has ended."""
        async with asyncio.TaskGroup() as stages:
            stages.create_task(self._pages.run(), name="pages")
            stages.create_task(self._texts.run(), name="texts")
            async with asyncio.TaskGroup() as sources:
                sources.create_task(self._polls.run(), name="polls")
                sources.create_task(self._take_due(), name="due")
                sources.create_task(self._take_again(), name="again")
            self._pages.close()
            self._texts.close()

    def drop_waiting(self) -> None:
        """Leave what has not begun for the next start."""
        for lanes in (self._polls, self._pages, self._texts):
            lanes.drop_waiting()

    def take_up(self, entry: PendingEntry) -> None:
        """Put an entry in its place: new before old, each host's pages in a lane of their own."""
        urgency = (entry.is_baseline, -(entry.published_at or entry.first_seen_at).timestamp())
        feed = self._feeds.get(entry.feed_id)
        if feed is not None and wants_page(feed, entry.url):
            self._pages.put(host_of(entry.url), entry.id, urgency=urgency)
        else:
            self._texts.put(entry.feed_id, entry.id, urgency=urgency)

    async def _take_due(self) -> None:
        async for feed_id in self._due:
            self._polls.put(host_of(self._feeds[feed_id].url), feed_id, urgency=0)
        self._polls.close()

    async def _take_again(self) -> None:
        async for entry in self._again:
            self.take_up(entry)

    # ---- poll: a feed's document, its new entries ------------------------------------------

    async def _poll(self, feed_id: FeedId) -> None:
        feed = self._feeds[feed_id]
        state = self._states.get(feed_id)
        if state is None or state.url != feed.url:
            state = FeedState(feed_id=feed_id, url=feed.url)
        began = self._now()
        poll = await poll_feed(feed, state, fetch=self._fetch, offload=self._offload, now=self._now)
        now = self._now()
        next_at = polling.next_poll(
            feed, poll.state, policy=self._poll_policy, asked=poll.asked, now=now
        )
        saved = replace(poll.state, next_poll_at=next_at)
        new = await self._store.save_poll(saved, poll.entries, listed_keys=poll.listed_keys)
        self._states[feed_id] = replace(saved, entries=saved.entries + len(new))
        for entry in new:
            self.take_up(_pending(entry))
        if saved.health is not FeedHealth.GONE:
            self._timetable.schedule_feed(feed_id, next_at)
        self._journal.poll_done(
            before=state,
            after=saved,
            result=poll.result,
            error=poll.error,
            new=len(new),
            took=now - began,
        )

    # ---- read > match > alert: an entry from its page to its outcome ------------------------

    async def _end_entry(self, entry_id: EntryId) -> None:
        began = self._now()
        entry = await self._store.entry(entry_id)
        feed = self._feeds.get(entry.feed_id) or _removed_feed(entry.feed_id)
        page = await self._read(entry, feed)
        state = self._states.get(feed.id) or FeedState(feed_id=feed.id)
        article = compose(entry, feed, state, page=page.extracted, final_url=page.final_url)
        matches, error = await self._match(article)
        decisions = alerting.decide(matches, is_old=self._is_too_old(entry))
        error = page.error or error
        wait = self._wait_before_retry(entry, error, decisions)
        if error is not None and wait is not None:
            await self._postpone(entry, error, wait)
            return
        outcome = alerting.outcome_of(decisions, trouble=trouble_of(error, page.extracted))
        await self._alert(entry, article, decisions, outcome=outcome, error=error, began=began)

    async def _read(self, entry: Entry, feed: Feed) -> _Page:
        if not wants_page(feed, entry.url) or entry.url is None:
            return _Page()
        final_url: str | None = None
        try:
            answer = await self._get_page(entry.url)
            final_url = answer.url
            extracted = await self._work(
                tasks.read_page,
                answer.body,
                content_type=answer.headers.get("content-type"),
                url=answer.url,
            )
        except MonitorError as error:
            return _Page(final_url=final_url, error=error)
        return _Page(extracted=extracted, final_url=final_url)

    async def _get_page(self, url: str) -> Response:
        host = host_of(url)
        outage = self._outages.outage(host, now=self._now())
        if outage is not None:
            raise outage
        failure: MonitorError | None = None
        try:
            return await self._fetch.get_page(url)
        except MonitorError as error:
            failure = error
            raise
        finally:
            self._outages.note(host, failure, now=self._now())

    async def _match(self, article: Article) -> tuple[Sequence[Match], MonitorError | None]:
        try:
            return await self._work(tasks.match, article), None
        except MonitorError as error:
            return (), error

    async def _work(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a task in a worker, and once more if its process died.

        A process may die of what has nothing to do with its task. Where it dies twice, a
        TransientError is raised, so that the entry comes back later.
        """
        try:
            return await self._offload.run(function, *args, **kwargs)
        except WorkerError as error:
            if error.reason != "died":
                raise
        try:
            return await self._offload.run(function, *args, **kwargs)
        except WorkerError as error:
            if error.reason != "died":
                raise
            raise TransientError(str(error), reason="died") from error

    def _is_too_old(self, entry: Entry) -> bool:
        return alerting.is_too_old(
            entry.published_at,
            first_seen_at=entry.first_seen_at,
            is_baseline=entry.is_baseline,
            first_run_max_age=self._policy.first_run_max_age,
            catch_up_max_age=self._policy.catch_up_max_age,
        )

    def _wait_before_retry(
        self, entry: Entry, error: MonitorError | None, decisions: Sequence[Decision]
    ) -> timedelta | None:
        """Say how long to wait for what may still come; None if the entry can end now.

        An alert does not wait: where the feed's own text is enough for one, it goes out at once.
        """
        if not self._policy.retries or any(d.verdict is Verdict.ALERT for d in decisions):
            return None
        return retry_after(error, attempts=entry.attempts + 1)

    async def _postpone(self, entry: Entry, error: MonitorError, wait: timedelta) -> None:
        at = self._now() + wait
        await self._store.postpone(entry.id, reason=error.reason, retry_at=at)
        self._timetable.schedule_entry(replace(_pending(entry), retry_at=at), at)
        self._journal.entry_postponed(entry, reason=error.reason, until=at)

    async def _alert(
        self,
        entry: Entry,
        article: Article,
        decisions: Sequence[Decision],
        *,
        outcome: Outcome,
        error: MonitorError | None,
        began: datetime,
    ) -> None:
        now = self._now()
        told = alerting.by_channel(decisions, self._watchlists)
        finished = await self._store.finish(
            Finish(
                entry_id=entry.id,
                outcome=outcome,
                reason=error.reason if error else None,
                article=article,
                decisions=decisions,
                alerts=[
                    build_alert(
                        channel=channel,
                        entry_id=entry.id,
                        story_key=story_key(entry.url, entry.feed_id, entry.key),
                        created_at=now,
                        article=article,
                        url=entry.url,
                        outlet=article.outlet,
                        matches=matches,
                        first_seen_at=entry.first_seen_at,
                    )
                    for channel, matches in told.items()
                ],
                scored_with=self._policy.revision,
                ended_at=now,
                twin_key=twin_key(article),
                twins_since=now - _TWINS_WITHIN,
            )
        )
        if finished.alerts:
            self._on_alert()
        self._journal.entry_done(
            entry,
            article,
            outcome=finished.outcome,
            decisions=finished.decisions,
            alerts=finished.alerts,
            error=error,
            took=self._now() - began,
        )


def _removed_feed(feed_id: FeedId) -> Feed:
    """Stand in for a feed that left the configuration while an entry of it waited."""
    return Feed(id=feed_id, url="", pages=PagePolicy.NEVER)


def _pending(entry: Entry) -> PendingEntry:
    return PendingEntry(
        id=entry.id,
        feed_id=entry.feed_id,
        url=entry.url,
        published_at=entry.published_at,
        first_seen_at=entry.first_seen_at,
        is_baseline=entry.is_baseline,
    )
