"""What the line says of itself: each poll and each entry once, trouble once, its end once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import PermanentError, TransientError, WorkerError
from monitor.journal import Journal
from monitor.metrics import Metrics
from monitor.model import Outcome, TextSource, Verdict
from monitor.rules.health import HealthEvent, HealthKind
from monitor.rules.polling import after_failure, after_success
from tests.store.records import article, decision, entry, state

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Feed:
    """A feed that is polled again and again."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.state = state()
        self.now = NOW

    def answers(self, *, new: int = 0) -> None:
        """Poll it and note that it answered."""
        after = after_success(self.state, etag=None, last_modified=None, now=self.now)
        self._note(after, result="changed" if new else "not_modified", new=new)

    def fails(self, reason: str) -> None:
        """Poll it and note that it failed."""
        error = TransientError(f"it failed: {reason}", reason=reason)
        self._note(after_failure(self.state, error, now=self.now), result="failed", error=error)

    def _note(self, after, *, result, error=None, new=0):
        took = timedelta(milliseconds=40)
        self.journal.poll_done(
            before=self.state, after=after, result=result, error=error, new=new, took=took
        )
        self.state = after
        self.now += MINUTE


@pytest.fixture
def metrics() -> Metrics:
    """Give metrics at zero."""
    return Metrics()


@pytest.fixture
def journal(metrics) -> Journal:
    """Give a journal for two watchlists."""
    return Journal(metrics=metrics, watchlists=2, tell=lambda _: None)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    """Return one figure."""
    return metrics.registry.get_sample_value(name, labels)


def told(lines, *keys: str) -> list[tuple]:
    """Return level, event and these keys of each line."""
    return [tuple(line.get(key) for key in ("level", "event", *keys)) for line in lines]


def test_a_quiet_poll_is_quiet(journal, logged):
    """The first good poll and one that brings something are told; a 304 is debug."""
    feed = Feed(journal)
    feed.answers(new=3)
    feed.answers()
    feed.answers(new=1)

    assert told(logged(), "new") == [
        ("info", "poll_done", 3),
        ("debug", "poll_done", 0),
        ("info", "poll_done", 1),
    ]


def test_a_feeds_failure_is_a_warning_until_it_changes(journal, logged):
    """A dead host is told once, another reason again."""
    feed = Feed(journal)
    for reason in ("timeout", "timeout", "http_503", "http_503"):
        feed.fails(reason)

    assert told(logged(), "reason") == [
        ("warning", "poll_done", "timeout"),
        ("debug", "poll_done", "timeout"),
        ("warning", "poll_done", "http_503"),
        ("debug", "poll_done", "http_503"),
    ]


def test_a_known_failure_is_no_news_after_a_restart(journal, logged):
    """What is failing is known from the state of record, not from memory."""
    feed = Feed(journal)
    feed.fails("timeout")
    feed.journal = Journal(metrics=Metrics(), watchlists=0, tell=lambda _: None)
    feed.fails("timeout")

    assert told(logged()) == [("warning", "poll_done"), ("debug", "poll_done")]


def test_a_feed_that_recovered_is_told_with_how_long_it_took(journal, logged):
    """One line says the last reason, since when nothing came, and how many polls failed."""
    feed = Feed(journal)
    feed.answers(new=1)
    feed.fails("timeout")
    feed.fails("http_503")
    feed.answers()
    feed.answers()
    lines = [line for line in logged() if line["event"] == "feed_recovered"]

    assert lines == [
        {
            "level": "info",
            "area": "feeds",
            "event": "feed_recovered",
            "feed": "wire",
            "reason": "http_503",
            "lasted_s": 180.0,
            "times": 2,
        }
    ]


def test_polls_are_counted(journal, metrics):
    """By result, with their time, and failures by their reason."""
    feed = Feed(journal)
    feed.answers(new=3)
    feed.fails("http_418")

    assert value(metrics, "monitor_polls_total", result="changed") == 1
    assert value(metrics, "monitor_polls_total", result="failed") == 1
    assert value(metrics, "monitor_poll_seconds_sum", result="failed") == 0.04
    assert value(metrics, "monitor_poll_failures_total", reason="http_4xx") == 1
    assert value(metrics, "monitor_entries_total") == 3


def test_a_host_that_is_away_is_told_once_and_when_it_is_back(journal, metrics, logged):
    """Failures before the outage are counted; the outage is a warning, its end an info line."""
    timeout = TransientError("no answer", reason="timeout")
    journal.page_asked("a.example", timeout, is_away=False)
    journal.page_asked("a.example", timeout, is_away=True)
    journal.page_not_asked()
    journal.page_asked("a.example", timeout, is_away=True)
    journal.page_asked("a.example", None, is_away=False)

    assert told(logged(), "host", "reason") == [
        ("warning", "host_away", "a.example", "timeout"),
        ("debug", "host_away", "a.example", "timeout"),
        ("info", "host_back", "a.example", "timeout"),
    ]
    assert value(metrics, "monitor_pages_total", result="timeout") == 3
    assert value(metrics, "monitor_pages_total", result="host_away") == 1
    assert value(metrics, "monitor_pages_total", result="ok") == 1


def test_hosts_in_trouble_take_bounded_memory(journal, logged):
    """Strangers' links name hosts without end."""
    timeout = TransientError("no answer", reason="timeout")
    for number in range(5_000):
        journal.page_asked(f"host-{number}", timeout, is_away=True)

    assert len(journal._hosts) == 1_000


def done(journal: Journal, **values) -> None:
    """Note the end of an entry."""
    given = {
        "outcome": Outcome.ALERTED,
        "decisions": [decision(score=0.8), decision("other", verdict=Verdict.NONE, score=0.1)],
        "alerts": 1,
        "error": None,
        "took": timedelta(milliseconds=412),
        "age": timedelta(seconds=90),
    }
    page = replace(article(), text_source=TextSource.PAGE)
    journal.entry_done(entry(), page, **{**given, **values})


def test_an_entry_is_one_line(journal, logged):
    """Its one outcome, with the best match, where the text came from, and how long it took."""
    done(journal)

    assert logged() == [
        {
            "level": "info",
            "area": "entries",
            "event": "entry_done",
            "outcome": "alerted",
            "feed": "wire",
            "entry": "wire-1",
            "watchlist": "talks",
            "score": 0.8,
            "text_source": "page",
            "took_ms": 412,
        }
    ]


def test_an_entry_is_counted(journal, metrics):
    """Once for its outcome and its text, once for each watchlist, with its age."""
    done(journal)
    done(journal, outcome=Outcome.BLOCKED, decisions=[], alerts=0, age=timedelta(seconds=-5))

    assert value(metrics, "monitor_outcomes_total", outcome="alerted") == 1
    assert value(metrics, "monitor_text_sources_total", source="page") == 2
    assert value(metrics, "monitor_decisions_total", verdict="alert") == 1
    assert value(metrics, "monitor_decisions_total", verdict="none") == 3
    assert value(metrics, "monitor_alerts_total") == 1
    assert value(metrics, "monitor_entry_seconds_sum") == 90


def test_what_breaks_a_worker_is_a_warning_of_its_own(journal, logged):
    """A page that hits a limit is named with the entry; what a site did wrong is no such case."""
    done(journal, error=WorkerError("took longer than 20 s", reason="deadline"))
    done(journal, error=PermanentError("gone", reason="http_404"))

    assert told(logged(), "reason", "entry") == [
        ("warning", "task_failed", "deadline", "wire-1"),
        ("info", "entry_done", "deadline", "wire-1"),
        ("info", "entry_done", "http_404", "wire-1"),
    ]


def test_a_postponed_entry_is_told_where_it_alerted(journal, metrics, logged):
    """Its outcome may change, so that it is not counted yet; its alerts are."""
    for alerts, outcome in ((0, Outcome.BLOCKED), (2, Outcome.ALERTED)):
        journal.entry_postponed(
            entry(), outcome=outcome, reason="bot_wall", until=NOW, alerts=alerts
        )

    assert told(logged(), "until", "outcome") == [
        ("debug", "entry_postponed", "2026-03-01T12:00:00.000Z", "blocked"),
        ("info", "entry_postponed", "2026-03-01T12:00:00.000Z", "alerted"),
    ]
    assert value(metrics, "monitor_alerts_total") == 2
    assert value(metrics, "monitor_outcomes_total", outcome="alerted") == 0


def test_blocked_pages_are_told_once_and_so_is_their_return(metrics, logged):
    """A feed that goes behind a wall is a warning and a health event, and again when it is out."""
    events: list[HealthEvent] = []
    journal = Journal(metrics=metrics, watchlists=0, tell=events.append)
    blocked = state(pages_recent=("bot_wall",) * 3, pages_blocked="bot_wall", pages_since=NOW)
    longer = replace(blocked, pages_recent=("bot_wall",) * 4)
    later = NOW + timedelta(hours=1)
    for before, after in ((state(), blocked), (blocked, longer), (longer, state())):
        journal.pages_noted(before, after, at=later)

    assert told(logged(), "reason", "lasted_s") == [
        ("warning", "pages_blocked", "bot_wall", None),
        ("info", "pages_back", "bot_wall", 3600),
    ]
    assert [event.kind for event in events] == [HealthKind.PAGES_BLOCKED, HealthKind.PAGES_BACK]
