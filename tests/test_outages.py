"""A host that gives no answer is left alone for a while; time is the test's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.errors import PermanentError, TransientError
from monitor.outages import FAILURES, LASTS, Outages

NOW = datetime(2026, 5, 4, tzinfo=UTC)
TIMEOUT = TransientError("no answer", reason="timeout")


def after_failures(count):
    """Build outages in which one host failed so often."""
    outages = Outages()
    for _ in range(count):
        outages.note("slow.example", TIMEOUT, now=NOW)
    return outages


def test_one_failure_is_no_outage():
    """A host may stumble without being left alone."""
    outages = after_failures(FAILURES - 1)

    assert outages.outage("slow.example", now=NOW) is None


def test_failures_in_a_row_are_an_outage():
    """The error that stands in carries the reason and how long to wait; other hosts are asked."""
    outages = after_failures(FAILURES)
    error = outages.outage("slow.example", now=NOW + timedelta(minutes=1))

    assert error is not None
    assert (error.reason, error.retry_after) == ("timeout", LASTS - timedelta(minutes=1))
    assert outages.outage("other.example", now=NOW) is None


def test_an_outage_ends_and_one_failure_begins_the_next():
    """When its time is over the host is asked again, and once is enough then."""
    outages = after_failures(FAILURES)
    later = NOW + LASTS
    over = outages.outage("slow.example", now=later)
    outages.note("slow.example", TIMEOUT, now=later)

    assert over is None
    assert outages.outage("slow.example", now=later) is not None


def test_any_answer_ends_the_trouble():
    """Even an error from the host itself shows that it is there."""
    outages = after_failures(FAILURES)
    outages.note("slow.example", PermanentError("gone", reason="http_404"), now=NOW)

    assert outages.outage("slow.example", now=NOW) is None
    assert len(outages) == 0


def test_only_trouble_is_kept():
    """A host that answers takes no memory."""
    outages = Outages()
    outages.note("good.example", None, now=NOW)

    assert len(outages) == 0
