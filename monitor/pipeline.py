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
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from monitor import tasks
from monitor.errors import MonitorError
from monitor.lanes import HostLanes
from monitor.model import (
    Entry,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    Outcome,
    PagePolicy,
    Verdict,
)
from monitor.pages import Page, Pages, run_twice
from monitor.polls import PER_HOST, FeedPolls, Poll
from monitor.ports import Finish, PendingEntry
from monitor.rules import alerting
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
    from collections.abc import Callable, Mapping, Sequence

    from monitor.channel import Channel
    from monitor.journal import Journal
    from monitor.model import Article, Decision, Match
    from monitor.ports import Fetch, Now, Offload, Store, Timetable
    from monitor.setting import Policy, Setting

PAGES_AT_ONCE: Final = 24
TEXTS_AT_ONCE: Final = 16
_TWINS_WITHIN: Final = timedelta(days=7)


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
        setting: Setting,
        states: Mapping[FeedId, FeedState],
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
        self._setting = setting
        self._store = store
        self._offload = offload
        self._timetable = timetable
        self._on_alert = on_alert
        self._journal = journal
        self._now = now
        self._reader = Pages(fetch=fetch, offload=offload, journal=journal, now=now)
        self._feeds = FeedPolls(
            setting=setting,
            states=states,
            store=store,
            fetch=fetch,
            offload=offload,
            timetable=timetable,
            on_entry=lambda entry: self.take_up(_pending(entry)),
            journal=journal,
            now=now,
        )
        self._pages = HostLanes(self._end_entry, width=PER_HOST, at_once=PAGES_AT_ONCE)
        self._texts = HostLanes(self._end_entry, width=TEXTS_AT_ONCE, at_once=TEXTS_AT_ONCE)

    @property
    def states(self) -> Mapping[FeedId, FeedState]:
        """What is known of each feed at this moment."""
        return self._feeds.states

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
                sources.create_task(self._feeds.run(), name="polls")
                sources.create_task(self._take_due(), name="due")
                sources.create_task(self._take_again(), name="again")
            self._pages.close()
            self._texts.close()

    def adopt(self, setting: Setting) -> None:
        """Go by another setting from now on; what is being read is matched by it, too.

        The workers that match must take over in the same step of the event loop: an article that
        was being matched meanwhile is matched again.
        """
        self._setting = setting
        self._feeds.adopt(setting)

    async def poll_now(self, feed_id: FeedId) -> Poll:
        """Poll a feed whatever its time; see `FeedPolls.poll_now`."""
        return await self._feeds.poll_now(feed_id)

    def drop_waiting(self) -> None:
        """Leave what has not begun for the next start."""
        for lanes in (self._feeds, self._pages, self._texts):
            lanes.drop_waiting()

    def take_up(self, entry: PendingEntry) -> None:
        """Put an entry in its place: new before old, each host's pages in a lane of their own."""
        urgency = (entry.is_baseline, -(entry.published_at or entry.first_seen_at).timestamp())
        feed = self._setting.feeds.get(entry.feed_id)
        if feed is not None and wants_page(feed, entry.url):
            self._pages.put(host_of(entry.url), entry.id, urgency=urgency)
        else:
            self._texts.put(entry.feed_id, entry.id, urgency=urgency)

    async def _take_due(self) -> None:
        async for feed_id in self._due:
            self._feeds.put(feed_id)
        self._feeds.close()

    async def _take_again(self) -> None:
        async for entry in self._again:
            self.take_up(entry)

    # ---- read > match > alert: an entry from its page to its outcome ------------------------

    async def _end_entry(self, entry_id: EntryId) -> None:
        began = self._now()
        entry = await self._store.entry(entry_id)
        setting = self._setting
        feed = setting.feeds.get(entry.feed_id) or _removed_feed(entry.feed_id)
        page = Page()
        if wants_page(feed, entry.url) and entry.url is not None:
            page = await self._reader.read(entry.url)
        state = self.states.get(feed.id) or FeedState(feed_id=feed.id)
        article = compose(entry, feed, state, page=page.extracted, final_url=page.final_url)
        setting, matches, error = await self._match(article)
        decisions = await self._decide(matches, entry, setting.policy)
        error = page.error or error
        wait = self._wait_before_retry(entry, error, decisions, setting.policy)
        if error is not None and wait is not None:
            await self._postpone(entry, error, wait)
            return
        outcome = alerting.outcome_of(decisions, trouble=trouble_of(error, page.extracted))
        await self._alert(
            entry, article, decisions, setting, outcome=outcome, error=error, began=began
        )

    async def _match(
        self, article: Article
    ) -> tuple[Setting, Sequence[Match], MonitorError | None]:
        """Match with the watchlists of one setting, and say of which."""
        while True:
            setting = self._setting
            matches: Sequence[Match] = ()
            failure: MonitorError | None = None
            try:
                matches = await run_twice(self._offload, tasks.match, article)
            except MonitorError as error:
                failure = error
            if setting is self._setting:  # else they may be of the one or the other
                return setting, matches, failure

    async def _decide(
        self, matches: Sequence[Match], entry: Entry, policy: Policy
    ) -> Sequence[Decision]:
        is_old = alerting.is_too_old(
            entry.published_at,
            first_seen_at=entry.first_seen_at,
            is_baseline=entry.is_baseline,
            first_run_max_age=policy.first_run_max_age,
            catch_up_max_age=policy.catch_up_max_age,
        )
        decisions = alerting.decide(matches, is_old=is_old)
        if not _alerts(decisions):
            return decisions
        now = self._now()
        snoozes = await self._store.snoozes()
        return alerting.hold(decisions, snoozed={w for w, until in snoozes.items() if until > now})

    def _wait_before_retry(
        self,
        entry: Entry,
        error: MonitorError | None,
        decisions: Sequence[Decision],
        policy: Policy,
    ) -> timedelta | None:
        """Say how long to wait for what may still come; None if the entry can end now.

        An alert does not wait: where the feed's own text is enough for one, it goes out at once,
        or is held at once.
        """
        is_held = any(decision.verdict is Verdict.HELD for decision in decisions)
        if not policy.retries or is_held or _alerts(decisions):
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
        setting: Setting,
        *,
        outcome: Outcome,
        error: MonitorError | None,
        began: datetime,
    ) -> None:
        now = self._now()
        told = alerting.by_channel(decisions, setting.watchlists)
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
                scored_with=setting.policy.revision,
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
            age=now - entry.first_seen_at,
        )


def _alerts(decisions: Sequence[Decision]) -> bool:
    return any(decision.verdict is Verdict.ALERT for decision in decisions)


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
