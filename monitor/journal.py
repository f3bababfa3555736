"""What the line says of itself: one log line and one count for each poll and each entry.

Event names and keys never change. A feed's same failure is a warning once, then debug until it
changes, so that a dead host does not drown the log.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from monitor.model import FeedHealth, Verdict
from monitor.rules.health import feed_change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.errors import MonitorError
    from monitor.model import Article, Decision, Entry, FeedState, Outcome
    from monitor.rules.health import HealthEvent
    from monitor.telemetry import Metrics

log = structlog.get_logger()

_BROKE_A_WORKER = frozenset({"crashed", "deadline", "died", "memory"})


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
        self._metrics.entries.inc(new)
        keys: dict[str, Any] = {"feed": after.feed_id, "result": result, "took_ms": _ms(took)}
        if error is None:
            level = log.info if new or before.health is not FeedHealth.OK else log.debug
            level("poll_done", **keys, new=new)
            return
        is_known = (before.health, before.reason) == (after.health, after.reason)
        level = log.debug if is_known else log.warning
        level("poll_done", **keys, reason=error.reason, message=str(error))

    def entry_postponed(self, entry: Entry, *, reason: str, until: datetime) -> None:
        """Note that an entry's page is asked for again later."""
        log.debug("entry_postponed", feed=entry.feed_id, entry=entry.id, reason=reason, until=until)

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
    ) -> None:
        """Note an entry's one outcome.

        alerts: How many were written.
        error: What stood in the way of its page; None if nothing.
        """
        metrics = self._metrics
        metrics.outcomes.labels(outcome=outcome.value).inc()
        metrics.text_sources.labels(source=article.text_source.value).inc()
        metrics.alerts.inc(alerts)
        metrics.decisions.labels(verdict=Verdict.NONE.value).inc(
            max(self.watchlists - len(decisions), 0)
        )
        for decision in decisions:
            metrics.decisions.labels(verdict=decision.verdict.value).inc()
        if error is not None and error.reason in _BROKE_A_WORKER:
            log.warning(
                "task_failed",
                feed=entry.feed_id,
                entry=entry.id,
                reason=error.reason,
                message=str(error),
            )
        best = max(decisions, key=lambda decision: decision.match.score, default=None)
        log.info(
            "entry_done",
            outcome=outcome.value,
            feed=entry.feed_id,
            entry=entry.id,
            watchlist=best.match.watchlist_id if best else None,
            score=best.match.score if best else None,
            text_source=article.text_source.value,
            reason=error.reason if error else None,
            took_ms=_ms(took),
        )


def _ms(took: timedelta) -> int:
    return round(took / timedelta(milliseconds=1))
