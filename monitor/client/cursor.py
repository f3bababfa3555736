"""Where a subscriber stands in a stream, and where it goes on when the stream is not the same.

A server may lose its last second, be wiped and filled again from the daemon's database, or be
begun anew by another daemon. Nothing may be missed then, and as little as possible told twice.
Pure: what the server says comes in as a `Look`, the next cursor goes out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.client.alert import ReceivedAlert, StreamEntry, StreamId, read_alert
from monitor.errors import UnreadableError

MOST_TOLD = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the server says of one stream.

    tail: Id of the last entry ever appended, which outlives trimming; (0, 0) without a stream.
    last: The last entry; None if there is none.
    held: The entry at the cursor; None if it is gone or was never there.
    """

    tail: StreamId = (0, 0)
    last: StreamEntry | None = None
    held: StreamEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The alert before the first one asked for: what is neither later nor newer is old news.

    Both have to hold, because a stream begun anew counts from 1 again.
    """

    seq: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in one stream.

    id: Of the entry that was read last; (0, 0) stands before the first.
    digest: Of that entry; None if it was not seen.
    floor: None if everything in the stream is wanted.
    """

    id: StreamId = (0, 0)
    digest: int | None = None
    floor: Floor | None = None

    def moved_to(self, entry: StreamEntry) -> Cursor:
        """Return the cursor behind `entry`."""
        return replace(self, id=entry.id, digest=entry.digest)

    def wants(self, alert: ReceivedAlert) -> bool:
        """Say whether the alert is not older than the subscription."""
        floor = self.floor
        return floor is None or alert.seq > floor.seq or alert.created_at > floor.created_at


def cursor_at(channel: str, at: StreamId, entry: StreamEntry | None) -> Cursor:
    """Return the cursor that wants only what comes after `at`.

    entry: The last one that stands at or before `at`; None if none does.
    """
    if entry is None:
        return Cursor(id=at)
    try:
        alert = read_alert(channel, entry)
    except UnreadableError:
        floor = None
    else:
        floor = Floor(seq=alert.seq, created_at=alert.created_at)
    return Cursor(id=at, digest=entry.digest if entry.id == at else None, floor=floor)


def follow(cursor: Cursor, look: Look, *, is_told: Callable[[StreamEntry], bool]) -> Cursor:
    """Return where to go on reading: the same cursor as long as the stream is the same.

    A stream that only lost its last entries is read on from its new end. Any other that ends
    before the cursor, or has another entry at the cursor, is read from its start.

    is_told: Whether exactly this entry was delivered.
    """
    held = None if look.held is None else look.held.digest
    is_another = held is not None and cursor.digest is not None and held != cursor.digest
    if look.tail >= cursor.id and not is_another:
        return cursor
    if look.last is not None and is_told(look.last):
        return cursor.moved_to(look.last)
    return replace(cursor, id=(0, 0), digest=None)


class Told:
    """Remember which alerts were delivered: the last 100,000, at about 20 MB."""

    def __init__(self, most: int = MOST_TOLD) -> None:
        self._digests: OrderedDict[str, int] = OrderedDict()
        self._most = most

    def add(self, alert: ReceivedAlert, entry: StreamEntry) -> bool:
        """Remember the alert; return whether it is new."""
        if alert.id in self._digests:
            return False
        if len(self._digests) >= self._most:
            self._digests.popitem(last=False)
        self._digests[alert.id] = entry.digest
        return True

    def has(self, channel: str, entry: StreamEntry) -> bool:
        """Say whether exactly this entry's alert was delivered, not only one with its id."""
        try:
            alert = read_alert(channel, entry)
        except UnreadableError:
            return False
        return self._digests.get(alert.id) == entry.digest
