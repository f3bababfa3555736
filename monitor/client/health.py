"""Follow what a daemon says of itself: the health events of docs/health.md.

Simpler than alerts: events have no numbers, so a place in the stream is a time of the server, and
what was dropped from the stream is gone. Nothing here ends because of a server.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from monitor.client.alert import StreamEntry, StreamId, parse_event, read_text, read_time
from monitor.client.cursor import Look
from monitor.client.streams import Streams
from monitor.errors import TransientError, UnreadableError
from monitor.rules.health import health_key
from monitor.rules.printable import escape_line

_CHANNEL: Final = "health"  # what the stream is called towards `Streams`
_MOST_READ: Final = 256
_MOST_TOLD: Final = 2_000  # more than stand in the stream
_BLOCK: Final = timedelta(seconds=2)
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 1.0

log = logging.getLogger("monitor.client")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedHealth:
    """One health event.

    id: The same if the event comes twice.
    kind: What changed, e.g. `feed_failing`; later versions may send more kinds.
    at: Aware, UTC.
    event: The exact bytes of the CloudEvent.
    data: The CloudEvent's `data`, see docs/health.md.
    """

    id: str
    kind: str
    subject: str
    reason: str | None
    message: str
    at: datetime
    event: bytes = field(repr=False)
    data: dict[str, Any] = field(repr=False, compare=False)


def subscribe_health(
    *,
    url: str = "redis://127.0.0.1:6399/0",
    prefix: str = "monitor:",
    since: datetime | None = None,
    on_trouble: Callable[[str], None] | None = None,
    on_recovery: Callable[[str], None] | None = None,
) -> AsyncGenerator[ReceivedHealth, None]:
    """Yield health events as they come, each once, until the iterator is closed.

    Waits for a server that is away, frozen or refuses us, and tries again every second at most.

    since: Aware; what the server got at or after this time comes first, as far as it is kept: the
        last thousand events. None for what comes from the first answer of the server on.
    on_trouble: Called with one line for people, once until the trouble changes; None logs a
        warning to `monitor.client`.
    on_recovery: Called with one line for people when the server answers again; None logs it.

    Raises ConfigError if `url` is no Redis address, ValueError for a naive `since`.
    """
    if since is not None and since.utcoffset() is None:
        raise ValueError(f"since should be an aware datetime (got {since})")
    streams = Streams(url, prefix=prefix, key_of=lambda prefix, _channel: health_key(prefix))
    begin = None if since is None else _before(since)
    return _Follower(streams, begin, on_trouble or log.warning, on_recovery or log.info).events()


def read_health(entry: StreamEntry) -> ReceivedHealth:
    """Return the event that stands in `entry`; raise UnreadableError where none does."""
    event = entry.fields.get(b"event")
    if event is None:
        raise UnreadableError("it has no field `event`")
    attributes = parse_event(event)
    data, event_id = attributes.get("data"), read_text(attributes, "id")
    kind = read_text(data, "kind") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not event_id or not kind:
        raise UnreadableError("its event has no id, no data or no kind")
    return ReceivedHealth(
        id=event_id,
        kind=kind,
        subject=read_text(data, "subject") or "",
        reason=read_text(data, "reason"),
        message=read_text(data, "message") or "",
        at=read_time(read_text(data, "at") or ""),
        event=event,
        data=data,
    )


def _before(since: datetime) -> StreamId:
    """Return the last id that an entry from before `since` can have."""
    milliseconds = (since - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return (milliseconds - 1, 2**64 - 1) if milliseconds > 0 else (0, 0)


class _Follower:
    """One subscriber's place in the stream; None until the server has said where it ends."""

    def __init__(
        self,
        streams: Streams,
        place: StreamId | None,
        on_trouble: Callable[[str], None],
        on_recovery: Callable[[str], None],
    ) -> None:
        self._streams = streams
        self._begin = self._place = place
        self._has_read = False
        self._on_trouble = on_trouble
        self._on_recovery = on_recovery
        self._told: deque[str] = deque(maxlen=_MOST_TOLD)
        self._trouble: str | None = None

    async def events(self) -> AsyncGenerator[ReceivedHealth, None]:
        pause = _FIRST_PAUSE_S
        try:
            while True:
                try:
                    entries = await self._next_entries()
                except TransientError as error:
                    self._report(str(error))
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
                    continue
                if self._trouble is not None:
                    self._on_recovery(self._streams.back)
                self._trouble, pause = None, _FIRST_PAUSE_S
                for event in filter(None, map(self._news, entries)):
                    yield event
        finally:
            await self._streams.close()

    async def _next_entries(self) -> list[StreamEntry]:
        look = (await self._streams.look({_CHANNEL: self._place or (0, 0)}))[_CHANNEL]
        if isinstance(look, str):
            raise TransientError(f"the health stream cannot be read ({look}): trying again")
        place = self._where_to_go_on(look)
        found = await self._streams.read({_CHANNEL: place}, most=_MOST_READ, block=_BLOCK)
        entries = found.get(_CHANNEL, [])
        if entries:
            self._place, self._has_read = entries[-1].id, True
        return entries

    def _where_to_go_on(self, look: Look) -> StreamId:
        """Return the place to read on from: a stream that ends before it is another one."""
        if self._begin is None:
            self._begin = self._place = look.tail
        elif self._place is None or (self._has_read and look.tail < self._place):
            self._place = self._begin if self._begin <= look.tail else (0, 0)
            self._has_read = False
        return self._place or (0, 0)

    def _news(self, entry: StreamEntry) -> ReceivedHealth | None:
        try:
            event = read_health(entry)
        except UnreadableError as error:
            place = f"{entry.id[0]}-{entry.id[1]}"
            self._on_trouble(escape_line(f"entry {place} is no health event ({error}): skipped"))
            return None
        if event.id in self._told:
            return None
        self._told.append(event.id)
        return event

    def _report(self, text: str) -> None:
        if text != self._trouble:
            self._trouble = text
            self._on_trouble(escape_line(text))
