"""What the daemon says of itself: which changes it tells, and how an event is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import TransientError
from monitor.model import FeedHealth, FeedId, FeedState
from monitor.rules.health import (
    CHANGES,
    HealthEvent,
    HealthKind,
    bus_back,
    config_rejected,
    config_reloaded,
    encode_health,
    feed_change,
    health_key,
)

NOW = datetime(2026, 3, 2, 9, 41, 2, 118000, tzinfo=UTC)
COUNTS = {"feeds", "watchlists"}
HEALTHY = {FeedHealth.NEW: None, FeedHealth.OK: None}
TROUBLE = {FeedHealth.FAILING: "timeout", FeedHealth.GONE: "http_410"}


def state(health, *, failures=0, reason=None):
    """Build a feed's state."""
    return FeedState(
        feed_id=FeedId("rt-fr"),
        health=health,
        reason=reason or {**HEALTHY, **TROUBLE}[health],
        failures=failures,
        last_ok_at=NOW - timedelta(hours=1),
        next_poll_at=NOW + timedelta(minutes=4),
    )


def event(**values):
    """Build an event, changed as a test wants it."""
    given = {
        "kind": HealthKind.FEED_FAILING,
        "subject": "rt-fr",
        "at": NOW,
        "reason": "http_503",
        "message": "feed rt-fr cannot be polled",
    }
    return HealthEvent(**{**given, **values})


def written(told):
    """Encode an event and read it as a subscriber does."""
    return json.loads(encode_health(told))


def test_the_key_follows_the_prefix():
    """The stream stands beside the alerts, not among them."""
    assert health_key("news:") == "news:health"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (FeedHealth.NEW, FeedHealth.OK, None),
        (FeedHealth.OK, FeedHealth.OK, None),
        (FeedHealth.FAILING, FeedHealth.FAILING, None),
        (FeedHealth.NEW, FeedHealth.FAILING, HealthKind.FEED_FAILING),
        (FeedHealth.OK, FeedHealth.FAILING, HealthKind.FEED_FAILING),
        (FeedHealth.OK, FeedHealth.GONE, HealthKind.FEED_GONE),
        (FeedHealth.FAILING, FeedHealth.GONE, HealthKind.FEED_GONE),
        (FeedHealth.FAILING, FeedHealth.OK, HealthKind.FEED_RECOVERED),
        (FeedHealth.GONE, FeedHealth.OK, HealthKind.FEED_RECOVERED),
    ],
)
def test_a_feeds_change_of_health_is_one_event(before, after, kind):
    """Only what was not so before is told."""
    error = TransientError("no answer", reason="timeout") if after in TROUBLE else None
    told = feed_change(state(before), state(after), error, NOW)

    assert (told.kind if told else None) == kind


def test_another_reason_to_fail_is_no_event():
    """A host that answers now 503 and now nothing does not fill the channel."""
    before = state(FeedHealth.FAILING, reason="http_503")
    error = TransientError("no answer", reason="timeout")

    assert feed_change(before, state(FeedHealth.FAILING, reason="timeout"), error, NOW) is None


def test_a_recovery_says_what_it_was_a_recovery_from():
    """The reason and the number of failures are those of before."""
    before = state(FeedHealth.FAILING, failures=7)
    told = feed_change(before, state(FeedHealth.OK), None, NOW)

    assert told is not None
    assert (told.reason, told.details["failures"]) == ("timeout", 7)


def test_an_event_is_a_cloud_event():
    """The attributes are those of CloudEvents 1.0, and time stands in milliseconds."""
    told = written(event(details={"last_ok_at": NOW, "next_poll_at": None}))
    event_id = told.pop("id")

    assert len(event_id) == 24
    assert told == {
        "specversion": "1.0",
        "source": "urn:news-monitor:health",
        "type": "org.news-monitor.health.v1",
        "subject": "rt-fr",
        "time": "2026-03-02T09:41:02.118Z",
        "datacontenttype": "application/json",
        "data": {
            "kind": "feed_failing",
            "subject": "rt-fr",
            "reason": "http_503",
            "message": "feed rt-fr cannot be polled",
            "at": "2026-03-02T09:41:02.118Z",
            "details": {"last_ok_at": "2026-03-02T09:41:02.118Z", "next_poll_at": None},
        },
    }


def test_the_same_event_has_the_same_id_and_a_later_one_another():
    """What is sent twice can be told from what happened twice, even within a millisecond."""
    again = event(at=NOW + timedelta(microseconds=1))

    assert written(event())["id"] == written(event())["id"]
    assert written(again)["id"] != written(event())["id"]
    assert written(again)["time"] == written(event())["time"]


def test_texts_and_lists_are_bounded():
    """A page of an error message does not become a page in Redis."""
    told = written(
        event(message="x" * 5_000, subject="y" * 5_000, details={"problems": ("z" * 5_000,) * 200})
    )

    assert len(told["data"]["message"]) == 1_000
    assert len(told["subject"]) == 200
    assert len(told["data"]["details"]["problems"]) == 50
    assert {len(line) for line in told["data"]["details"]["problems"]} == {1_000}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("half \ud800 a\0pair", "half \ufffd a\ufffdpair"),
        (float("nan"), None),
        (float("inf"), None),
        (2**60, None),
        (True, True),
        (0.5, 0.5),
        (["a\0"], ["a\ufffd"]),
    ],
)
def test_what_json_or_utf8_cannot_carry_is_replaced(value, told):
    """Whatever is handed in, a reader gets valid JSON."""
    assert written(event(details={"value": value}))["data"]["details"]["value"] == told


@pytest.mark.parametrize("cut_at", [0, 990])
def test_a_password_in_an_address_is_masked(cut_at):
    """Also where the text is cut in the middle of the address."""
    told = encode_health(event(message="x" * cut_at + "redis://user:hunter2@cache.internal/0"))

    assert b"hunter2" not in told
    assert b"user" not in told


def test_a_refused_configuration_tells_its_problems():
    """Each mistake is a line of its own; the message is the first line alone."""
    error = "config/monitor.yaml: 2 problems\n  a\n  b"
    told = written(config_rejected(error, problems=["a", "b"], at=NOW))

    assert "\n" not in told["data"]["message"]
    assert told["data"]["details"] == {"problems": ["a", "b"]}


def test_a_reload_tells_what_changed_under_names_that_are_always_there():
    """Nothing that changed is an empty list, and a name that no reader knows is left out."""
    told = config_reloaded(
        feeds=3,
        watchlists=1,
        changes={"feeds_added": ["a"], "moons": ["b"]},
        needs_restart=["redis.port"],
        at=NOW,
    )
    lists = {name: list(value) for name, value in told.details.items() if name not in COUNTS}

    assert lists == {
        **{name: [] for name in CHANGES},
        "feeds_added": ["a"],
        "needs_restart": ["redis.port"],
    }


def test_an_outage_has_a_length_even_if_the_clock_was_set_back():
    """No time is negative."""
    told = bus_back(reason="redis_away", since=NOW + timedelta(hours=1), at=NOW)

    assert told.details["away_s"] == 0
