"""The figures for Prometheus: docs/metrics.md says all of them, and their labels are few."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from monitor.errors import PermanentError, WorkerError
from monitor.metered import MeteredOffload
from monitor.metrics import (
    PAGE_RESULTS,
    POLL_REASONS,
    WORKER_REASONS,
    Metrics,
    reason_label,
)
from monitor.model import FeedHealth

PAGE = Path(__file__).parent.parent / "docs" / "metrics.md"
ROW = re.compile(
    r"^\| `((?:monitor|process)_\w+)` \| (\w+) \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE
)
REASON = re.compile(r"^\| `(\w+)` \| (pages|feeds|both) \|", re.MULTILINE)
OF_SINKS = {"monitor_deliveries", "monitor_sink_failing"}  # made when there is a sink


def exposed(metrics: Metrics) -> dict[str, tuple[str, dict[str, set[str]]]]:
    """Return what a scrape gets: type and label values by name, as Prometheus names it."""
    found = {}
    for family in text_string_to_metric_families(generate_latest(metrics.registry).decode()):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels: dict[str, set[str]] = {}
        for sample in family.samples:
            for label, value in sample.labels.items():
                if label != "le":
                    labels.setdefault(label, set()).add(value)
        found[name] = (family.type, labels)
    return found


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    """Return one figure."""
    return metrics.registry.get_sample_value(name, labels)


def test_the_page_names_every_metric_with_its_type():
    """What a scrape brings and what the page says are the same, in both directions."""
    told = {name: kind for name, kind, _, _ in ROW.findall(PAGE.read_text("utf-8"))}
    if sys.platform != "linux":  # the process's own figures are read from /proc
        told = {name: kind for name, kind in told.items() if name.startswith("monitor_")}

    assert told == {name: kind for name, (kind, _) in exposed(Metrics()).items()}


def test_the_page_names_every_label_and_value():
    """Labels come from closed sets, which stand in the page."""
    text = PAGE.read_text("utf-8")
    polls, pages = set(POLL_REASONS), set(PAGE_RESULTS)
    special = {"monitor_poll_failures_total": polls, "monitor_pages_total": pages}
    metrics = Metrics()
    metrics.started(version="1.2.3", at=datetime(2026, 3, 1, tzinfo=UTC))
    real = exposed(metrics)
    for name, _, told, _ in ROW.findall(text):
        if name not in real or name.removesuffix("_total") in OF_SINKS:
            continue
        label, *values = re.findall(r"`(\w+)`", told) or [None]
        if told.endswith("as above"):
            values = list(real["monitor_polls_total"][1]["result"])
        found = real[name][1]

        assert list(found) == ([label] if label else [])
        if values:
            assert found[label] == set(values)
        if name in special:
            assert found[label] == special[name]


def test_the_page_explains_every_reason():
    """The second table has each reason, and says whether it is of feeds, of pages, or both."""
    told = dict(REASON.findall(PAGE.read_text("utf-8")))

    assert {reason for reason, of in told.items() if of != "pages"} == set(POLL_REASONS)
    assert {reason for reason, of in told.items() if of != "feeds"} == set(PAGE_RESULTS)


def test_all_series_are_there_from_the_start():
    """A rate is right from the first failure on, since the series began at zero."""
    metrics = Metrics()

    assert value(metrics, "monitor_polls_total", result="failed") == 0
    assert value(metrics, "monitor_poll_seconds_count", result="failed") == 0
    assert value(metrics, "monitor_feeds", state="gone") == 0


def test_metrics_have_a_registry_of_their_own():
    """Two daemons in one process do not count for each other."""
    one, two = Metrics(), Metrics()
    one.polls.labels(result="changed").inc()

    assert value(one, "monitor_polls_total", result="changed") == 1
    assert value(two, "monitor_polls_total", result="changed") == 0


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("timeout", "timeout"),
        ("http_404", "http_404"),
        ("http_451", "http_4xx"),
        ("http_503", "http_5xx"),
        ("http_305", "http_3xx"),
        ("http_999", "other"),
        ("http_", "other"),
        ("not_html", "other"),
        ("a_new_one", "other"),
    ],
)
def test_reasons_become_a_few_labels(reason, expected):
    """Whatever a server answers, no new series begins."""
    assert reason_label(reason, PAGE_RESULTS) == expected


def test_a_reload_is_counted_with_what_holds_now():
    """After a refused reading the last good one stays told; the next good one makes it well."""
    metrics = Metrics()
    good, bad = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    metrics.started(version="1.2.3", at=good)
    metrics.config_reloaded(is_done=False, at=bad)
    refused = value(metrics, "monitor_config_last_reload_success")
    since = value(metrics, "monitor_config_last_reload_success_timestamp_seconds")
    metrics.config_reloaded(is_done=True, at=bad)

    assert (refused, since) == (0, good.timestamp())
    assert value(metrics, "monitor_config_last_reload_success") == 1
    assert value(metrics, "monitor_config_reloads_total", result="rejected") == 1
    assert value(metrics, "monitor_config_reloads_total", result="done") == 1


def test_feeds_are_counted_by_state():
    """A state that no feed is in any more goes back to zero."""
    metrics = Metrics()
    metrics.show_feeds([FeedHealth.OK, FeedHealth.OK, FeedHealth.FAILING])
    metrics.show_feeds([FeedHealth.OK])

    assert value(metrics, "monitor_feeds", state="ok") == 1
    assert value(metrics, "monitor_feeds", state="failing") == 0


class Offloaded:
    """Stand in for the workers: run the task here, or raise, and let three seconds pass."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.time = 0.0

    async def run(self, function, /, *args, **kwargs):
        """Run it."""
        self.time += 3
        if self.error is not None:
            raise self.error
        return function(*args, **kwargs)


def match(article: str) -> str:
    """Stand in for the task of this name."""
    return article.upper()


async def test_tasks_are_timed():
    """What a worker answers passes through, and the time it took is observed."""
    metrics, workers = Metrics(), Offloaded()
    answer = await MeteredOffload(workers, metrics, clock=lambda: workers.time).run(match, "x")

    assert answer == "X"
    assert value(metrics, "monitor_task_seconds_sum", task="match") == 3


@pytest.mark.parametrize("reason", WORKER_REASONS)
async def test_failures_of_workers_are_counted(reason):
    """Each by its reason; the error passes through."""
    metrics, workers = Metrics(), Offloaded(WorkerError("no", reason=reason))
    with pytest.raises(WorkerError):
        await MeteredOffload(workers, metrics, clock=lambda: workers.time).run(match, "x")

    assert value(metrics, "monitor_worker_failures_total", reason=reason) == 1
    assert value(metrics, "monitor_task_seconds_count", task="match") == 1


async def test_an_error_of_the_task_is_no_failure_of_the_worker():
    """A document that cannot be read is what the task is there to find out."""
    metrics, workers = Metrics(), Offloaded(PermanentError("no", reason="broken_xml"))
    with pytest.raises(PermanentError):
        await MeteredOffload(workers, metrics, clock=lambda: workers.time).run(match, "x")

    assert sum(s.value for m in metrics.worker_failures.collect() for s in m.samples) == 0
