"""Follow alert channels: replay and live in one, over every trouble a server can make.

Alerts are read from the streams, never from pub/sub, so that what was said while we were away is
there when we come back. Nothing here ends because of a server; only the subscriber ends it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from monitor.client.alert import ReceivedAlert, StreamEntry, StreamId, read_alert
from monitor.client.cursor import Cursor, Look, Told, cursor_at, follow
from monitor.client.seek import seek
from monitor.client.streams import Streams
from monitor.errors import TransientError, UnreadableError
from monitor.rules.printable import escape_line

Since: TypeAlias = int | datetime | Mapping[str, int] | None

_MOST_READ: Final = 256  # entries at once, over all channels
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 1.0
_LOOK_SHARE: Final = 10  # looking around takes at most a tenth of the time
_LAST_ID: Final = 2**64 - 1

log = logging.getLogger("monitor.client")


def subscribe(
    *channels: str,
    url: str = "redis://127.0.0.1:6399/0",
    prefix: str = "monitor:",
    since: Since = None,
    on_trouble: Callable[[str], None] | None = None,
    on_recovery: Callable[[str], None] | None = None,
    look_every: timedelta = timedelta(seconds=2),
) -> AsyncGenerator[ReceivedAlert, None]:
    """Yield the alerts of `channels` as they come, each once, until the iterator is closed.

    In the order of each channel's seqs; a stream that was wiped and begun anew starts over.
    Waits for a server that is away, frozen or refuses us, and tries again every second at most.

    channels: None named means all under the prefix, also those that come later.
    since: None for what comes from now on, that is from the first answer of the server. A seq for
        the alerts after it; a mapping of channels to seqs, of which one that is not in it is read
        from its start; an aware datetime for alerts created at or after it.
    on_trouble: Called with one line for people, once until the trouble changes; None logs a
        warning to `monitor.client`.
    on_recovery: Called with one line for people when the server answers again; None logs it.
    look_every: How often to look for new channels and for streams that were wiped; above 0.

    Raises ConfigError if `url` is no Redis address, ValueError for an impossible `since`, channel
    or `look_every`.
    """
    for channel in channels:
        channel.encode("utf-8")  # ValueError for lone surrogates, which no key can hold
        if not channel:
            raise ValueError("a channel has a name")
    if look_every <= timedelta(0):
        raise ValueError(f"look_every should be above 0 (got {look_every})")
    streams = Streams(url, prefix=prefix)
    subscription = _Subscription(
        streams,
        channels=channels,
        since=_checked(since),
        on_trouble=on_trouble or log.warning,
        on_recovery=on_recovery or log.info,
        look_every=look_every.total_seconds(),
    )
    return subscription.alerts()


def _checked(since: Since) -> Since:
    """Return `since` as it is compared; a datetime in milliseconds, as alerts carry them."""
    if isinstance(since, datetime):
        if since.utcoffset() is None:
            raise ValueError(f"since should be an aware datetime (got {since})")
        try:
            in_utc = since.astimezone(UTC)
        except OverflowError:
            raise ValueError(f"since should be a time that UTC can express (got {since})") from None
        return in_utc.replace(microsecond=in_utc.microsecond // 1000 * 1000)
    if since is not None:
        since = dict(since) if isinstance(since, Mapping) else since
        for seq in since.values() if isinstance(since, dict) else (since,):
            if not 0 <= seq <= _LAST_ID:
                raise ValueError(f"since should be a seq from 0 on (got {seq})")
    return since


class _Subscription:
    """One subscriber's place in all its channels."""

    def __init__(
        self,
        streams: Streams,
        *,
        channels: tuple[str, ...],
        since: Since,
        on_trouble: Callable[[str], None],
        on_recovery: Callable[[str], None],
        look_every: float,
    ) -> None:
        self._streams = streams
        self._names = set(channels)
        self._follows_all = not channels
        self._since = since
        self._on_trouble = on_trouble
        self._on_recovery = on_recovery
        self._look_every = look_every
        self._look_at = 0.0  # on the loop's clock
        self._is_begun = False  # all channels there were at the first contact have a cursor
        self._cursors: dict[str, Cursor] = {}
        self._unreadable: set[str] = set()
        self._told = Told()
        self._troubles: dict[str | None, str] = {}  # by channel; None stands for the server

    async def alerts(self) -> AsyncGenerator[ReceivedAlert, None]:
        pause = _FIRST_PAUSE_S
        try:
            while True:
                try:
                    new = await self._next_alerts()
                except TransientError as error:
                    self._report(None, str(error))
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
                    self._look_at = 0.0  # it may be another server by then
                    continue
                if self._troubles.pop(None, None) is not None:
                    self._on_recovery(self._streams.back)
                pause = _FIRST_PAUSE_S
                for alert in new:
                    yield alert
        finally:
            await self._streams.close()

    async def _next_alerts(self) -> list[ReceivedAlert]:
        """Wait until there is something new, or it is time to look around again."""
        clock = asyncio.get_running_loop().time
        if clock() >= self._look_at:
            began = clock()
            await self._look_around()
            self._look_at = clock() + max(self._look_every, _LOOK_SHARE * (clock() - began))
        wait = max(0.0, min(self._look_at - clock(), self._look_every))
        readable = {
            channel: cursor.id
            for channel, cursor in self._cursors.items()
            if channel not in self._unreadable
        }
        if not readable:
            await asyncio.sleep(wait)
            return []
        entries = await self._streams.read(readable, most=_MOST_READ, block=timedelta(seconds=wait))
        # Once more at the old cursors: a stream that was wiped and has grown past its cursor
        # since the last look would be read from its middle.
        looks = await self._streams.look({channel: readable[channel] for channel in entries})
        return [
            alert
            for channel, look in self._readable(looks).items()
            for alert in self._take(channel, look, entries[channel])
        ]

    async def _look_around(self) -> None:
        """Find new channels, give every channel its cursor, and see whether streams were wiped."""
        if self._follows_all:
            found = await self._streams.find_channels() - self._names
            if self._is_begun and self._since is None:
                self._cursors |= {channel: Cursor() for channel in found}
            self._names |= found
        looks = await self._streams.look({name: self._place(name) for name in sorted(self._names)})
        for channel, look in self._readable(looks).items():
            if channel not in self._cursors:
                self._cursors[channel] = await self._first_cursor(channel, look)
            self._follow(channel, look)
        self._is_begun = True

    def _place(self, channel: str) -> StreamId:
        cursor = self._cursors.get(channel)
        return cursor.id if cursor is not None else (self._since_seq(channel) or 0, 0)

    def _since_seq(self, channel: str) -> int | None:
        if isinstance(self._since, Mapping):
            return self._since.get(channel, 0)
        return self._since if isinstance(self._since, int) else None

    async def _first_cursor(self, channel: str, look: Look) -> Cursor:
        if isinstance(self._since, datetime):
            return Cursor(id=await seek(self._streams, channel, since=self._since, tail=look.tail))
        seq = self._since_seq(channel)
        if seq is None:
            return cursor_at(channel, look.tail, look.last)
        return cursor_at(channel, (seq, 0), look.held)

    def _readable(self, looks: Mapping[str, Look | str]) -> dict[str, Look]:
        """Return the looks at channels that can be read, and report the others."""
        readable = {}
        for channel, look in looks.items():
            if isinstance(look, str):
                self._unreadable.add(channel)
                self._report(channel, f"channel {channel} cannot be read ({look}): trying again")
            else:
                self._unreadable.discard(channel)
                self._troubles.pop(channel, None)
                readable[channel] = look
        return readable

    def _follow(self, channel: str, look: Look) -> bool:
        """Put the cursor where it has to go on; return whether that is where it stood."""
        cursor = self._cursors[channel]
        after = follow(cursor, look, is_told=lambda entry: self._told.has(channel, entry))
        if after is cursor:
            return True
        self._cursors[channel] = after
        if after.id == (0, 0):
            seq, tail = cursor.id[0], look.tail[0]
            found = f"ends at {tail}, before {seq}" if tail < seq else f"has another alert at {seq}"
            self._tell(f"channel {channel}: its stream {found}: reading it from its start")
        return False

    def _take(self, channel: str, look: Look, entries: list[StreamEntry]) -> list[ReceivedAlert]:
        """Move the cursor past what was read; return what of it is news."""
        cursor = self._cursors[channel]
        if self._follow(channel, look):
            self._cursors[channel] = cursor.moved_to(entries[-1])
        # Also where the stream is another: these entries may be gone by the time we get there.
        alerts = (self._news(channel, entry) for entry in entries)
        return [alert for alert in alerts if alert is not None]

    def _news(self, channel: str, entry: StreamEntry) -> ReceivedAlert | None:
        try:
            alert = read_alert(channel, entry)
        except UnreadableError as error:
            place = f"{entry.id[0]}-{entry.id[1]}"
            self._tell(f"channel {channel}: entry {place} is no alert ({error}): skipped")
            return None
        if isinstance(self._since, datetime) and alert.created_at < self._since:
            return None
        is_wanted = self._cursors[channel].wants(alert)
        return alert if is_wanted and self._told.add(alert, entry) else None

    def _report(self, channel: str | None, text: str) -> None:
        """Tell of trouble that lasts, once until it changes."""
        if self._troubles.get(channel) != text:
            self._troubles[channel] = text
            self._tell(text)

    def _tell(self, text: str) -> None:
        self._on_trouble(escape_line(text))
