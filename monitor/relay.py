"""From the outbox to the bus: every alert once in its stream, in the order of its channel.

The outbox is the truth. An alert is appended only onto the tail that belongs below it; where the
stream stands elsewhere, this module finds out why (cut, wiped, or ahead of us) and mends it before
it goes on. What is mended is not published again. Nothing here decides what is an alert.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.areas import Area
from monitor.errors import BusError
from monitor.logs import area_logger
from monitor.repeats import Repeats
from monitor.rules.health import bus_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.metrics import Metrics
    from monitor.model import ChannelName
    from monitor.ports import Bus, Now, Outbox, OutboxAlert, Tail
    from monitor.rules.health import HealthEvent

log = area_logger(Area.ALERTS)

BATCH: Final = 100
# Trouble of one channel's stream, which must not hold up the others.
_OF_ONE_CHANNEL: Final = frozenset({"redis_wrongtype", "second_writer", "stream_full"})
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 1.0
_LOOK_AGAIN_S: Final = 10.0  # a server may lose what it had while nothing is sent


class Relay:
    """Send what waits in the outbox; `wake` it after each write to the outbox.

    tell: Takes health events; never waits.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        bus: Bus,
        now: Now,
        metrics: Metrics,
        tell: Callable[[HealthEvent], None],
    ) -> None:
        self._outbox = outbox
        self._bus = bus
        self._now = now
        self._metrics = metrics
        self._tell = tell
        self._away_since: datetime | None = None
        self._something_came = asyncio.Event()
        self._is_closed = False
        self.trouble: str | None = None
        self._away = Repeats(area_logger(Area.REDIS), event="bus_away", over="bus_back")
        self._untrimmed = Repeats(log, event="stream_not_trimmed", over="stream_trimmed")
        self._refused = Repeats(log, event="stream_refused", over="stream_accepted")

    def wake(self) -> None:
        """Look into the outbox at once."""
        self._something_came.set()

    def close(self) -> None:
        """Let `run` end when the outbox is empty, or when the bus cannot take what is left."""
        self._is_closed = True
        self._something_came.set()

    async def run(self) -> None:
        """Send until closed; while the bus is away, alerts wait and it is tried again."""
        pause = _FIRST_PAUSE_S
        must_heal = True
        while True:
            self._something_came.clear()
            try:
                if must_heal:
                    await self._heal()
                    must_heal = False
                while await self._send_batch():
                    pass
            except BusError as error:
                self._note(error)
                if self._is_closed:
                    return
                must_heal = True  # whoever was away may have come back with less
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
                continue
            self._note(None)
            pause = _FIRST_PAUSE_S
            if self._is_closed and not self._something_came.is_set():
                return
            must_heal = not await self._wait_for_something()

    async def _wait_for_something(self) -> bool:
        """Wait to be woken; False if that takes so long that the streams should be looked at."""
        try:
            async with asyncio.timeout(_LOOK_AGAIN_S):
                await self._something_came.wait()
        except TimeoutError:
            return False
        return True

    async def trim(self) -> None:
        """Drop from the streams what the outbox forgot; if the bus is away, another time."""
        for channel, oldest in (await self._outbox.oldest_kept_seqs()).items():
            try:
                await self._bus.trim(channel, before=oldest)
            except BusError as error:
                self._untrimmed.met("bus", error.reason, channel=channel)
                return
        self._untrimmed.ended("bus")

    async def _heal(self) -> None:
        """See that the bus is there, and give back to each stream what it had and lost."""
        await self._bus.ping()
        for channel, last in (await self._outbox.last_sent_seqs()).items():
            try:
                tail = await self._bus.tail(channel)
                if tail < last:
                    await self._refill(channel, after=tail, until=last)
            except BusError as error:
                if error.reason not in _OF_ONE_CHANNEL:
                    raise
                self._refused.met(channel, error.reason, channel=channel, message=str(error))
            else:
                self._refused.ended(channel, channel=channel)

    async def _send_batch(self) -> bool:
        """Send up to `BATCH` alerts; say whether there were any."""
        waiting = await self._outbox.unsent_alerts(limit=BATCH)
        by_channel: defaultdict[ChannelName, list[OutboxAlert]] = defaultdict(list)
        for alert in waiting:
            by_channel[alert.channel].append(alert)
        failure: BusError | None = None
        for alerts in by_channel.values():
            try:
                await self._send_in_order(alerts)
            except BusError as error:
                if error.reason not in _OF_ONE_CHANNEL:
                    raise
                failure = error
        if failure is not None:
            raise failure
        return bool(waiting)

    async def _send_in_order(self, alerts: Sequence[OutboxAlert]) -> None:
        sent: list[OutboxAlert] = []
        try:
            for alert in alerts:
                tail = await self._bus.append(alert, onto=alert.seq - 1, publish=True)
                if tail is not None and not await self._is_placed(alert, tail):
                    return  # the channel was renumbered: what we hold is out of date
                sent.append(alert)
        finally:
            if sent:
                await self._mark_sent(sent)

    async def _is_placed(self, alert: OutboxAlert, tail: Tail) -> bool:
        """Make room for a refused alert and append it; False if the channel was renumbered."""
        if tail.holds == alert.id:
            return True  # it came through before, and we were stopped before we could note it
        if tail.seq >= alert.seq:
            # The stream is ahead of the outbox: the database is an older copy, or a new one.
            log.warning("stream_ahead", channel=alert.channel, tail=tail.seq, seq=alert.seq)
            await self._outbox.renumber_unsent(alert.channel, after=tail.seq)
            return False
        onto = await self._refill(alert.channel, after=tail.seq, until=alert.seq - 1)
        refused = await self._bus.append(alert, onto=onto, publish=True)
        if refused is not None:
            raise BusError(
                f"another writer appends to the stream of {alert.channel}", reason="second_writer"
            )
        return True

    async def _refill(self, channel: ChannelName, *, after: int, until: int) -> int:
        """Append again what the stream lost, without publishing; return the tail then.

        What the outbox no longer has leaves a gap, which readers see by the numbers.
        """
        log.warning("stream_refilled", channel=channel, after=after, until=until)
        tail = after
        while tail < until:
            lost = await self._outbox.alerts_between(
                channel, first=tail + 1, last=until, limit=BATCH
            )
            if not lost:
                break
            for alert in lost:
                if await self._bus.append(alert, onto=tail, publish=False) is not None:
                    raise BusError(
                        f"another writer appends to the stream of {channel}", reason="second_writer"
                    )
                tail = alert.seq
        return tail

    async def _mark_sent(self, sent: Sequence[OutboxAlert]) -> None:
        now = self._now()
        await self._outbox.mark_sent(sent, at=now)
        for alert in sent:
            delay_s = max((now - alert.created_at) / timedelta(seconds=1), 0)
            self._metrics.relay_delay.observe(delay_s)
            log.debug(
                "alert_sent",
                channel=alert.channel,
                seq=alert.seq,
                alert=alert.id,
                took_ms=round(delay_s * 1000),
            )

    def _note(self, error: BusError | None) -> None:
        """Tell a change for the worse or the better once."""
        reason = None if error is None else error.reason
        if error is None:
            self._away.ended("bus")
        else:
            self._away.met("bus", reason, message=str(error))
        if reason == self.trouble:
            return
        before, self.trouble = self.trouble, reason
        now = self._now()
        if self._away_since is not None and reason is None:
            self._tell(bus_back(reason=before, since=self._away_since, at=now))
        self._away_since = None if reason is None else self._away_since or now
