"""What the line says of itself: one log line and one count for each poll and each entry.

Event names and keys never change. A feed's same failure is a warning once, then debug until it
changes, so that a dead host does not drown the log; what was in trouble and is well again is told
once, with how long it lasted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.areas import Area
from monitor.logs import area_logger
from monitor.metrics import (
    PAGE_RESULTS,
    POLL_REASONS,
    WORKER_REASONS,
    reason_label,
)
from monitor.model import FeedHealth, Verdict
from monitor.repeats import Repeats
from monitor.rules.blocking import wall_count
from monitor.rules.health import feed_change, pages_change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.errors import MonitorError
    from monitor.metrics import Metrics
    from monitor.model import (
        Article,
        Decision,
        Entry,
        FeedState,
        Outcome,
        Quality,
    )
    from monitor.rules.health import HealthEvent

log = area_logger(Area.ENTRIES)
feeds_log = area_logger(Area.FEEDS)
http_log = area_logger(Area.HTTP)
workers_log = area_logger(Area.WORKERS)

_A_SECOND = timedelta(seconds=1)


class Journal:
    """Count and log what happened.

    watchlists: How many are enabled; those that knew nothing of an entry decided `none`.
    tell: Takes health events; never waits.
    """

    def __init__(
        self, *, metrics: Metrics, watchlists: int, tell: Callable[[HealthEvent], None]
    ) -> None:
        self._metrics = metrics
        self.watchlists = watchlists
        self._tell = tell
        self._hosts = Repeats(http_log, event="host_away", over="host_back")

    def poll_done(
        self,
        *,
        before: FeedState,
        after: FeedState,
        result: str,
        error: MonitorError | None,
        new: int,
        took: timedelta,
    ) -> None:
        """Note how a poll ended, and tell whoever listens if the feed's health is another now.

        result: `changed`, `not_modified`, `same_body` or `failed`.
        new: Entries first seen.
        """
        if after.last_polled_at is not None:
            change = feed_change(before, after, error, now=after.last_polled_at)
            if change is not None:
                self._tell(change)
        self._metrics.polls.labels(result=result).inc()
        self._metrics.poll_seconds.labels(result=result).observe(_s(took))
        self._metrics.entries.inc(new)
        keys: dict[str, Any] = {"feed": after.feed_id, "result": result, "took_ms": _ms(took)}
        if error is None:
            _tell_poll(before, after, new=new, **keys)
            return
        reason = reason_label(error.reason, POLL_REASONS)
        self._metrics.poll_failures.labels(reason=reason).inc()
        keys |= {"reason": error.reason, "message": str(error)}
        # Told by the state of record and not from memory: a restart is no news.
        if (before.health, before.reason) == (after.health, after.reason):
            feeds_log.debug("poll_done", **keys)
        else:
            feeds_log.warning("poll_done", **keys)

    def page_asked(self, host: str, error: MonitorError | None, *, is_away: bool) -> None:
        """Note how asking a host for a page ended.

        error: None if the page came.
        is_away: Whether the host will not be asked for a while.
        """
        result = "ok" if error is None else reason_label(error.reason, PAGE_RESULTS)
        self._metrics.pages.labels(result=result).inc()
        if not is_away:
            self._hosts.ended(host, host=host)
        elif error is not None:
            self._hosts.met(host, error.reason, host=host, message=str(error))

    def page_not_asked(self) -> None:
        """Note that a page was not asked for, since its host is away."""
        self._metrics.pages.labels(result="host_away").inc()

    def page_read(self, quality: Quality) -> None:
        """Note what a page that came is."""
        self._metrics.page_quality.labels(quality=quality.value).inc()

    def pages_noted(self, before: FeedState, after: FeedState, *, at: datetime) -> None:
        """Note how a feed's pages are now, and tell whoever listens if they are blocked or back."""
        change = pages_change(before, after, now=at)
        if change is None:
            return
        self._tell(change)
        feed = after.feed_id
        if after.pages_blocked is not None:
            walls = wall_count(after)
            feeds_log.warning("pages_blocked", feed=feed, reason=after.pages_blocked, pages=walls)
        elif before.pages_since is not None:
            lasted = _s(at - before.pages_since)
            feeds_log.info("pages_back", feed=feed, reason=before.pages_blocked, lasted_s=lasted)

    def entry_postponed(
        self, entry: Entry, *, outcome: Outcome, reason: str | None, until: datetime, alerts: int
    ) -> None:
        """Note that an entry's page is asked for again later.

        outcome: Until then.
        alerts: How many were written; they do not wait.
        """
        self._metrics.alerts.inc(alerts)
        keys: dict[str, Any] = {"feed": entry.feed_id, "entry": entry.id, "outcome": outcome.value}
        if alerts:
            log.info("entry_postponed", **keys, reason=reason, until=until)
        else:
            log.debug("entry_postponed", **keys, reason=reason, until=until)

    def entry_done(
        self,
        entry: Entry,
        article: Article,
        *,
        outcome: Outcome,
        decisions: Sequence[Decision],
        alerts: int,
        error: MonitorError | None,
        took: timedelta,
        age: timedelta,
        reason: str | None = None,
    ) -> None:
        """Note an entry's one outcome.

        alerts: How many were written.
        error: What stood in the way of its page; None if nothing was raised.
        reason: What its page was, if it was no story.
        age: From when the entry was first seen.
        """
        metrics = self._metrics
        metrics.outcomes.labels(outcome=outcome.value).inc()
        metrics.text_sources.labels(source=article.text_source.value).inc()
        metrics.alerts.inc(alerts)
        metrics.entry_seconds.observe(_s(age))
        metrics.decisions.labels(verdict=Verdict.NONE.value).inc(
            max(self.watchlists - len(decisions), 0)
        )
        for decision in decisions:
            metrics.decisions.labels(verdict=decision.verdict.value).inc()
        best = max(decisions, key=lambda decision: decision.match.score, default=None)
        reason = error.reason if error else reason or (best.reason if best else None)
        if error is not None and reason in WORKER_REASONS:
            workers_log.warning(
                "task_failed", feed=entry.feed_id, entry=entry.id, reason=reason, message=str(error)
            )
        log.info(
            "entry_done",
            outcome=outcome.value,
            feed=entry.feed_id,
            entry=entry.id,
            watchlist=best.match.watchlist_id if best else None,
            score=best.match.score if best else None,
            text_source=article.text_source.value,
            reason=reason,
            took_ms=_ms(took),
        )


def _tell_poll(before: FeedState, after: FeedState, *, new: int, **keys: Any) -> None:
    """Log a poll that went well: with something to tell at info, else at debug."""
    if new or before.health is not FeedHealth.OK:
        feeds_log.info("poll_done", **keys, new=new)
    else:
        feeds_log.debug("poll_done", **keys, new=new)
    since = before.last_ok_at or before.since
    if before.failures and since is not None and after.last_polled_at is not None:
        feeds_log.info(
            "feed_recovered",
            feed=after.feed_id,
            reason=before.reason,
            lasted_s=_s(after.last_polled_at - since),
            times=before.failures,
        )


def _s(took: timedelta) -> float:
    """Give seconds; a clock that was set back is no time at all."""
    return max(took / _A_SECOND, 0.0)


def _ms(took: timedelta) -> int:
    return round(took / timedelta(milliseconds=1))
