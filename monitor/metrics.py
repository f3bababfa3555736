"""Metrics: the figures that the daemon shows to Prometheus. `docs/metrics.md` tells each.

Labels come from closed sets, or from what the user configured; never from feeds, pages or
channels. Series that can be there are there from the start, at zero, so that rates are right.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING, Final, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from monitor.model import FeedHealth, Outcome, Quality, TextSource, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

M = TypeVar("M", Counter, Gauge, Histogram)

POLL_RESULTS: Final = ("changed", "not_modified", "same_body", "failed")
TASKS: Final = ("read_feed", "read_page", "match")
WORKER_REASONS: Final = ("crashed", "deadline", "died", "memory")
FETCH_REASONS: Final = (
    *("bad_encoding", "bad_headers", "bad_url", "connect", "dns", "forbidden_address"),
    *("http_3xx", "http_403", "http_404", "http_410", "http_429", "http_4xx", "http_5xx"),
    *("redirect_loop", "reset", "timeout", "tls", "too_large", "truncated"),
)
FEED_REASONS: Final = (
    *("broken_xml", "empty", "html_instead_of_feed", "json_instead_of_feed"),
    *("not_a_feed", "unparsable", "unreadable"),
)
POLL_REASONS: Final = (*FETCH_REASONS, *FEED_REASONS, *WORKER_REASONS, "other")
PAGE_RESULTS: Final = ("ok", *FETCH_REASONS, "host_away", "other")

_QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300)
_REQUEST: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60)
_WORK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
_A_DAY: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86_400)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time beside every series, which nobody asks for


class Metrics:
    """The daemon's figures, in a registry of their own.

    Without `started`, as in tests, the build has no version and the start no time.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._add_daemon()
        self._add_feeds()
        self._add_entries()
        self._add_alerts()
        self._add_work()

    def _add_daemon(self) -> None:
        self.build = Info("monitor_build", "What runs.", registry=self.registry)
        self.started_at = self._gauge("start_time_seconds", "When the daemon started.")
        self.config_reloads = self._counter(
            "config_reloads",
            "Readings of a changed configuration.",
            result=("done", "rejected"),
        )
        self.config_is_good = self._gauge(
            "config_last_reload_success", "1 unless the last reading was refused."
        )
        self.config_is_good.set(1)
        self.config_reloaded_at = self._gauge(
            "config_last_reload_success_timestamp_seconds",
            "When the configuration in force was read.",
        )
        self.scheduler_lag = self._gauge(
            "scheduler_lag_seconds", "How long the feed that is due first has been due."
        )
        self.health_events_dropped = self._gauge(
            "health_events_dropped", "Health events since the start that nobody will get."
        )

    def _add_feeds(self) -> None:
        self.feeds = self._gauge("feeds", "Configured feeds by state.", state=FeedHealth)
        self.polls = self._counter("polls", "Feed polls by result.", result=POLL_RESULTS)
        self.poll_seconds = self._histogram(
            "poll_seconds",
            "From the request to the stored entries.",
            _REQUEST,
            result=POLL_RESULTS,
        )
        self.poll_failures = self._counter(
            "poll_failures", "Failed polls by reason.", reason=POLL_REASONS
        )

    def _add_entries(self) -> None:
        self.entries = self._counter("entries", "Entries first seen.")
        self.pages = self._counter("pages", "Pages asked for, by result.", result=PAGE_RESULTS)
        self.page_quality = self._counter(
            "page_quality", "Pages read, by what they are.", quality=Quality
        )
        self.outcomes = self._counter("outcomes", "Entries ended, by outcome.", outcome=Outcome)
        self.text_sources = self._counter(
            "text_sources", "Where scored text came from.", source=TextSource
        )
        self.matched = self._counter(
            "articles_matched",
            "Articles matched, by what their decisions took: words alone, meaning, or words for "
            "want of meaning.",
            by=("words", "meaning", "meaning_missing"),
        )
        self.decisions = self._counter("decisions", "Decisions by verdict.", verdict=Verdict)
        self.entry_seconds = self._histogram(
            "entry_seconds", "From an entry's first sight to its outcome.", _A_DAY
        )
        self.backlog = self._gauge("backlog_entries", "Entries that wait or are being read.")

    def _add_alerts(self) -> None:
        self.alerts = self._counter("alerts", "Alerts written to the outbox.")
        self.unsent = self._gauge("outbox_unsent_alerts", "Alerts that are not on the bus yet.")
        self.relay_delay = self._histogram(
            "relay_delay_seconds", "From an alert's writing to its place on the bus.", _QUICK
        )
        self.bus_away = self._gauge("bus_away", "1 while the bus cannot take alerts.")
        self.deliveries = Counter(
            "monitor_deliveries",
            "Tries to hand an alert to a sink, by result: delivered, refused, failed.",
            ["sink", "result"],
            registry=self.registry,
        )
        self.sink_failing = Gauge(
            "monitor_sink_failing",
            "1 while a sink takes no alerts.",
            ["sink"],
            registry=self.registry,
        )

    def _add_work(self) -> None:
        self.task_seconds = self._histogram(
            "task_seconds",
            "From asking a worker to its answer, with the wait for a free one.",
            _WORK,
            task=TASKS,
        )
        self.worker_failures = self._counter(
            "worker_failures", "Tasks that a worker could not end.", reason=WORKER_REASONS
        )

    # ---- what is noted in one call ---------------------------------------------------------------

    def started(self, *, version: str, at: datetime) -> None:
        """Note what runs since when; the configuration in force was read then."""
        self.build.info({"version": version})
        self.started_at.set(at.timestamp())
        self.config_reloaded_at.set(at.timestamp())

    def config_reloaded(self, *, is_done: bool, at: datetime) -> None:
        """Count a reading of the configuration, and whether it holds now."""
        self.config_reloads.labels(result="done" if is_done else "rejected").inc()
        self.config_is_good.set(is_done)
        if is_done:
            self.config_reloaded_at.set(at.timestamp())

    def show_feeds(self, states: Iterable[FeedHealth]) -> None:
        """Set how many feeds are in each state."""
        tally = Tally(states)
        for state in FeedHealth:
            self.feeds.labels(state=state.value).set(tally[state])

    # ---- how they are made -----------------------------------------------------------------------

    def _counter(self, name: str, told: str, **labels: Iterable[str]) -> Counter:
        return _filled(Counter(f"monitor_{name}", told, [*labels], registry=self.registry), labels)

    def _gauge(self, name: str, told: str, **labels: Iterable[str]) -> Gauge:
        return _filled(Gauge(f"monitor_{name}", told, [*labels], registry=self.registry), labels)

    def _histogram(
        self, name: str, told: str, buckets: tuple[float, ...], **labels: Iterable[str]
    ) -> Histogram:
        made = Histogram(
            f"monitor_{name}", told, [*labels], buckets=buckets, registry=self.registry
        )
        return _filled(made, labels)


def _filled(metric: M, labels: Mapping[str, Iterable[str]]) -> M:
    """Make the series of each label value, at zero."""
    for label, values in labels.items():
        for value in values:
            metric.labels(**{label: str(value)})
    return metric


def reason_label(reason: str, known: tuple[str, ...]) -> str:
    """Return the label value that stands for a reason: itself, its class of statuses, or `other`.

    A server may answer with any status, and a reason may be new; a label's values are few.
    """
    if reason in known:
        return reason
    as_class = f"{reason[:6]}xx"
    return as_class if reason.startswith("http_") and as_class in known else "other"
