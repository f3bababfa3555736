"""Where to go on in a stream that may not be the same any more."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.client.alert import StreamEntry, read_alert
from monitor.client.cursor import Cursor, Look, Told, cursor_at, follow

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(seq, *, story=None, at=NOON):
    """Build an entry; its story is its seq."""
    alert_id = story or f"story {seq}"
    event = {"id": alert_id, "data": {"seq": seq, "created_at": at.isoformat()}}
    return StreamEntry((seq, 0), {b"event": json.dumps(event).encode(), b"id": alert_id.encode()})


def alert(seq, **of):
    """Build the alert of an entry."""
    return read_alert("talks", entry(seq, **of))


def after(seq):
    """Build the cursor of someone who has read up to a seq."""
    return Cursor().moved_to(entry(seq))


def never(_entry):
    """Say that nothing was delivered yet."""
    return False


@pytest.mark.parametrize(
    "look",
    [
        Look(tail=(5, 0), last=entry(5), held=entry(5)),
        Look(tail=(9, 0), last=entry(9), held=entry(5)),
        Look(tail=(9, 0), last=entry(9), held=None),
        Look(tail=(5, 0), last=None, held=None),
    ],
    ids=["nothing new", "news", "trimmed", "trimmed to nothing"],
)
def test_the_same_stream_is_read_on(look):
    """A stream that goes on at or after the cursor leaves the cursor as it is."""
    cursor = after(5)

    assert follow(cursor, look, is_told=never) is cursor


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(tail=(3, 0), last=entry(3, story="other")),
        Look(tail=(9, 0), last=entry(9, story="other"), held=entry(5, story="other")),
    ],
    ids=["gone", "shorter", "another one"],
)
def test_another_stream_is_read_from_its_start(look):
    """A stream that ends before the cursor or differs at it starts over."""
    assert follow(after(5), look, is_told=never).id == (0, 0)


def test_a_stream_that_lost_its_end_is_read_on_from_there():
    """Where the last entry was delivered, all before it was: nothing is read again."""
    look = Look(tail=(3, 0), last=entry(3))

    assert follow(after(5), look, is_told=lambda last: last == entry(3)) == after(3)


def test_starting_over_keeps_what_is_too_old():
    """A stream that starts over still tells nothing from before the subscription."""
    cursor = follow(cursor_at("talks", (5, 0), entry(5)), Look(), is_told=never)

    assert not cursor.wants(alert(5))
    assert not cursor.wants(alert(4))
    assert cursor.wants(alert(6))
    assert cursor.wants(alert(1, at=NOON + timedelta(seconds=1)))


def test_without_an_alert_at_the_start_everything_is_wanted():
    """Where nothing says what is old, nothing is held back."""
    broken = StreamEntry((5, 0), {b"hello": b"world"})

    assert cursor_at("talks", (5, 0), None).wants(alert(1))
    assert cursor_at("talks", (5, 0), broken).wants(alert(1))


def test_an_entry_before_the_place_is_not_taken_for_the_one_at_it():
    """The last entry of a stream that lost its end says what is old, not what stands at the end."""
    cursor = cursor_at("talks", (5, 0), entry(3))

    assert cursor.digest is None
    assert not cursor.wants(alert(3))


def test_memory_is_bounded_and_forgets_the_oldest():
    """The memory of what was told holds as many alerts as it is made for."""
    told = Told(most=2)
    new = [told.add(alert(seq), entry(seq)) for seq in (1, 2, 2, 3)]

    assert new == [True, True, False, True]
    assert not told.has("talks", entry(1))
    assert told.has("talks", entry(3))


def test_only_exactly_the_same_entry_was_told():
    """The same alert written anew by another daemon does not prove that the stream is the same."""
    told = Told()
    told.add(alert(1), entry(1))

    assert not told.has("talks", entry(1, at=NOON + timedelta(days=1)))
    assert not told.has("talks", StreamEntry((1, 0), {}))
