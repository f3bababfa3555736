"""The line, read from top to bottom: poll > read > match > alert.

    due feeds ──> poll ──> new entries ──> read ──> article ──> match ──> decisions ──> alert
                  fetch    (stored with    fetch               score     rules         outbox, and
                  parse     the feed's     extract                                     from there
                            validators)                                                the relay

A feed's validators are stored in one transaction with its new entries; an entry's outcome in one
with its article, decisions and alerts. What happens in between is only work: stopped anywhere, it
is done again from what is stored. An expected error costs one poll or one page; any other rises.

Nobody waits for a page that does not come: an entry is scored by its feed's words at once, and
once more when the page came (`rules.articles.retry_page`); the better decision stands.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from monitor.deciding import Deciding
from monitor.errors import MonitorError
from monitor.lanes import HostLanes
from monitor.model import (
    Entry,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    PagePolicy,
    Verdict,
)
from monitor.pages import Page, Pages
from monitor.polls import PER_HOST, FeedPolls, Poll
from monitor.ports import Finish, PendingEntry
from monitor.rules import alerting
from monitor.rules.articles import (
    compose,
    host_of,
    reason_of,
    retry_page,
    trouble_of,
    twin_key,
    wants_page,
    what_stands_before,
)
from monitor.rules.events import NEW_STORY, UPDATE, build_alert
from monitor.rules.identity import story_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.channel import Channel
    from monitor.journal import Journal
    from monitor.model import Alert, Article, Decision, Match
    from monitor.ports import Fetch, Finished, Now, Offload, Store, Timetable
    from monitor.setting import Policy, Setting

PAGES_AT_ONCE: Final = 24
TEXTS_AT_ONCE: Final = 16
_TWINS_WITHIN: Final = timedelta(days=7)


class Line:
    """Run every due feed and every new entry through the line.

    due, again: Feeds to poll and postponed entries to read; closing both drains the line.
    deciding: Who matches; by default workers that know words alone.
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
        deciding: Deciding | None = None,
        timetable: Timetable,
        on_alert: Callable[[], None],
        journal: Journal,
        now: Now,
    ) -> None:
        self._due = due
        self._again = again
        self._setting = setting
        self._store = store
        self._deciding = deciding or Deciding(offload)
        self._timetable = timetable
        self._on_alert = on_alert
        self._journal = journal
        self._now = now
        self._reader = Pages(fetch=fetch, offload=offload, memory=store, journal=journal, now=now)
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
        page, is_noted = Page(), False
        if wants_page(feed, entry.url) and entry.url is not None:
            language = feed.language or self._state(feed.id).language
            page = await self._reader.read(entry.url, title=entry.title, language=language)
            is_noted = self._note_page(feed, page)
        state = self._state(feed.id)
        article = compose(entry, feed, state, page=page.extracted, final_url=page.final_url)
        setting, matches, failure = await self._match(article)
        scored = Scored(
            entry=entry,
            article=article,
            page=page,
            is_noted=is_noted,
            error=page.error or failure,
            setting=setting,
            earlier=await self._store.decisions(entry_id) if entry.attempts else (),
            fresh=await self._decide(matches, entry, setting.policy),
        )
        await self._alert(scored, began=began)

    def _state(self, feed_id: FeedId) -> FeedState:
        return self.states.get(feed_id) or FeedState(feed_id=feed_id)

    def _note_page(self, feed: Feed, page: Page) -> bool:
        """Note what stood before a page; say whether asking for it told anything of the feed's."""
        kind = what_stands_before(page.extracted, page.error)
        if kind is not None:
            self._feeds.note_page(feed.id, kind)
        return kind is not None

    async def _match(
        self, article: Article
    ) -> tuple[Setting, Sequence[Match], MonitorError | None]:
        """Match with the watchlists of one setting, and say of which."""
        while True:
            setting = self._setting
            matches: Sequence[Match] = ()
            failure: MonitorError | None = None
            try:
                matches = await self._deciding.match(article)
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
        if not any(decision.verdict is Verdict.ALERT for decision in decisions):
            return decisions
        now = self._now()
        snoozes = await self._store.snoozes()
        return alerting.hold(decisions, snoozed={w for w, until in snoozes.items() if until > now})

    async def _alert(self, scored: Scored, *, began: datetime) -> None:
        """Write what comes of an entry: at once what is to be told, whatever its page still brings.

        An entry whose page is to be asked for again ends for the time being, and once more when
        it came; whoever was told then is not told again.
        """
        now, entry, policy = self._now(), scored.entry, scored.setting.policy
        wait = self._wait_before_retry(scored, now=now)
        decisions = alerting.settle(scored.earlier, scored.fresh)
        trouble = trouble_of(scored.error, scored.page.extracted)
        end = Finish(
            entry_id=entry.id,
            outcome=alerting.outcome_of(decisions, trouble=trouble),
            reason=reason_of(scored.error, scored.page.extracted),
            article=scored.article,
            decisions=decisions,
            alerts=_alerts(scored, decisions, now=now),
            scored_with=policy.revision,
            ended_at=now,
            twin_key=twin_key(scored.article),
            twins_since=now - _TWINS_WITHIN,
            attempts=entry.attempts,
            retry_at=None if wait is None else now + wait,
            # As it is at this moment: other pages of the feed came while this one was scored.
            feed=self.states.get(entry.feed_id) if scored.is_noted else None,
        )
        finished = await self._store.finish(end)
        if finished.alerts:
            self._on_alert()
        if end.retry_at is not None:
            self._ask_again(entry, end, finished, at=end.retry_at)
            return
        self._journal.entry_done(
            entry,
            scored.article,
            outcome=finished.outcome,
            decisions=finished.decisions,
            alerts=finished.alerts,
            reason=end.reason,
            error=scored.error,
            took=self._now() - began,
            age=now - entry.first_seen_at,
        )

    def _wait_before_retry(self, scored: Scored, *, now: datetime) -> timedelta | None:
        """Say how long to wait for what may still come; None if the entry can end for good."""
        if not scored.setting.policy.retries:
            return None
        state = self.states.get(scored.entry.feed_id)
        since = None if state is None else state.pages_since
        return retry_page(
            scored.error,
            scored.page.extracted,
            attempts=scored.entry.attempts + 1,
            blocked_for=None if since is None else now - since,
        )

    def _ask_again(self, entry: Entry, end: Finish, finished: Finished, *, at: datetime) -> None:
        self._timetable.schedule_entry(replace(_pending(entry), retry_at=at), at)
        self._journal.entry_postponed(
            entry, outcome=finished.outcome, reason=end.reason, until=at, alerts=finished.alerts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An entry that was scored, and everything that decides what comes of it.

    is_noted: Whether something was learned of how its feed's pages come.
    earlier: What stands from when it was scored before, without its page.
    """

    entry: Entry
    article: Article
    page: Page
    is_noted: bool
    error: MonitorError | None
    setting: Setting
    earlier: Sequence[Decision]
    fresh: Sequence[Decision]


def _alerts(scored: Scored, decisions: Sequence[Decision], *, now: datetime) -> list[Alert]:
    """Build what is to be told of an entry that was not told of it before.

    A channel that was told already is told of the watchlists that know the story only now.
    """
    entry, watchlists = scored.entry, scored.setting.watchlists
    told = alerting.by_channel(alerting.untold(decisions, scored.earlier), watchlists)
    before = alerting.channels_told(scored.earlier, watchlists)
    return [
        build_alert(
            channel=channel,
            entry_id=entry.id,
            story_key=story_key(entry.url, entry.feed_id, entry.key),
            created_at=now,
            article=scored.article,
            url=entry.url,
            outlet=scored.article.outlet,
            matches=matches,
            kind=UPDATE if channel in before else NEW_STORY,
            first_seen_at=entry.first_seen_at,
        )
        for channel, matches in told.items()
    ]


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
