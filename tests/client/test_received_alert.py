"""What an entry of a stream has to hold to be an alert, and what an alert says."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.client.alert import StreamEntry, read_alert
from monitor.errors import UnreadableError
from monitor.model import Article, Match, Part, Span, Verdict
from monitor.rules.events import build_alert, encode
from monitor.watchlist import Watchlist

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(event, *, entry_id=(4, 0)):
    """Build an entry that holds an event."""
    return StreamEntry(entry_id, {b"event": event, b"id": b"a"})


def event(*, created_at="2026-03-01T12:00:00.000Z", **data):
    """Build an event that holds as little as an alert may."""
    return json.dumps({"id": "a", "data": {"created_at": created_at, **data}}).encode()


def full_event():
    """Build an event as the daemon does, with everything in it."""
    spans = [
        Span(field="text", start=0, end=5, term="envoy"),
        Span(field="text", start=9, end=14, term="talks"),
        Span(field="text", start=20, end=25, term="envoy"),
    ]
    match = Match(
        watchlist_id="peace",
        score=0.8125,
        verdict=Verdict.ALERT,
        parts=(Part(name="terms", value=0.8, why="2 of 3 terms"),),
        spans=tuple(spans),
    )
    alert = build_alert(
        channel="talks",
        entry_id="00000000000000aa",
        story_key="story",
        created_at=NOON,
        article=Article(id="a", title="Talks go on", language="fr"),
        url="https://news.example/1",
        outlet="Example",
        matches=[(Watchlist(id="peace", title="Peace", channel="talks"), match)],
    )
    return alert, encode(alert, 4)


def test_an_alert_of_the_daemon_says_all_it_was_given():
    """Every shortcut finds what the contract puts there."""
    sent, event = full_event()
    alert = read_alert("talks", entry(event))

    assert (alert.id, alert.seq, alert.channel, alert.event) == (sent.id, 4, "talks", event)
    assert (alert.created_at, alert.kind, alert.score) == (NOON, "new_story", 0.8125)
    assert (alert.watchlist, alert.why) == ("peace", "2 of 3 terms")
    assert alert.terms == ("envoy", "talks")
    assert (alert.title, alert.outlet, alert.language) == ("Talks go on", "Example", "fr")
    assert alert.url == "https://news.example/1"


def test_an_alert_is_a_value():
    """Two readings of one entry are equal and can stand in a set."""
    _, event = full_event()

    assert len({read_alert("talks", entry(event)), read_alert("talks", entry(event))}) == 1


def test_the_page_stands_in_for_a_missing_address():
    """Where the feed gave no address, the one its page was found at is the alert's."""
    article = {"url": None, "final_url": "https://news.example/found"}

    assert read_alert("talks", entry(event(article=article))).url == "https://news.example/found"


@pytest.mark.parametrize("odd", [None, [], ["x"], {"id": 3}], ids=repr)
def test_odd_values_never_raise(odd):
    """What is not as it should be is as good as missing."""
    names = ("kind", "score", "watchlist", "article", "matched_terms", "parts")
    alert = read_alert("talks", entry(event(**dict.fromkeys(names, odd))))

    assert (alert.kind, alert.score, alert.watchlist, alert.why) == (None, 0.0, None, None)
    assert (alert.title, alert.url, alert.terms) == ("", None, ())
    assert (alert.outlet, alert.language) == (None, None)


@pytest.mark.parametrize(
    "event",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"id": "a", "data": []}',
        b'{"id": 3, "data": {"created_at": "2026-03-01T12:00:00Z"}}',
        b'{"id": "", "data": {"created_at": "2026-03-01T12:00:00Z"}}',
        event(seq=5),
        event(score=float("nan")),
        event().replace(b'"data"', b'"x": 1e999, "data"'),
        event(created_at="2026-03-01T12:00:00"),
        event(created_at="0001-01-01T00:00:00+14:00"),
        event(created_at="noon"),
        event(created_at=3),
    ],
    ids=range(15),
)
def test_what_is_no_alert_is_named_unreadable(event):
    """Whatever somebody appended, it is refused in one way."""
    with pytest.raises(UnreadableError):
        read_alert("talks", entry(event))


def test_an_entry_between_two_seqs_is_no_alert():
    """Alerts stand at whole seqs only."""
    with pytest.raises(UnreadableError):
        read_alert("talks", entry(event(), entry_id=(4, 1)))
