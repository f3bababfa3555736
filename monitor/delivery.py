"""From the outbox to the sinks: each gets every alert of its channels at its own pace.

A task for each sink: it reads what the sink is owed, hands over one alert at a time, and only then
moves the sink's cursor, so that a crash repeats one alert and loses none. A sink that is away, or
that does not end, waits for itself alone; nothing here can hold up Redis or another sink.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.areas import Area
from monitor.errors import PermanentError, TransientError
from monitor.logs import area_logger
from monitor.repeats import Repeats
from monitor.rules.delivery import delivery_wait
from monitor.rules.health import sink_failing, sink_recovered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.metrics import Metrics
    from monitor.model import SinkId
    from monitor.ports import Deliveries, Now, OutboxAlert
    from monitor.rules.health import HealthEvent
    from monitor.sinks import SinkSpec

log = area_logger(Area.ALERTS)

BATCH: Final = 100
LEAVE_WITHIN: Final = timedelta(seconds=5)
_LOOK_AGAIN: Final = timedelta(seconds=10)  # a command may have written to the outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What every sink's task needs beside its sink.

    tell: Takes health events; never waits.
    wait: How long to wait before the next try, see `rules.delivery`.
    leave_within: How long a sink that is not wanted any more, or not as it was, has for the alert
        in hand before it is cut off; and any sink that ends for letting go of what it holds.
    """

    deliveries: Deliveries
    now: Now
    metrics: Metrics
    tell: Callable[[HealthEvent], None]
    wait: Callable[..., timedelta] = delivery_wait
    leave_within: timedelta = LEAVE_WITHIN


class Delivery:
    """Deliver to all sinks; `wake` it after each write to the outbox."""

    def __init__(self, world: World, sinks: Sequence[SinkSpec] = ()) -> None:
        self._world = world
        self._wanted = {spec.id: spec for spec in sinks}
        self._running: dict[SinkId, tuple[_Deliverer, asyncio.Task[None]]] = {}
        self._something_changed = asyncio.Event()
        self._is_closed = False

    @property
    def troubles(self) -> Mapping[SinkId, str]:
        """Give the sinks that take nothing now, each with the reason."""
        return {
            sink: deliverer.trouble
            for sink, (deliverer, _task) in self._running.items()
            if deliverer.trouble is not None
        }

    def wake(self) -> None:
        """Look for new alerts at once."""
        for deliverer, _task in self._running.values():
            deliverer.wake()

    def replace(self, sinks: Sequence[SinkSpec]) -> None:
        """Deliver to these from now on; those that stay as they are do not notice."""
        self._wanted = {spec.id: spec for spec in sinks}
        self._something_changed.set()

    def close(self) -> None:
        """Let `run` end when every sink has what it is owed, or cannot take it."""
        self._is_closed = True
        self._something_changed.set()

    async def run(self) -> None:
        """Deliver until closed."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._something_changed.clear()
                await self._rearrange(group)
                deliverers = [deliverer for deliverer, _task in self._running.values()]
                if self._is_closed:
                    for deliverer in deliverers:
                        deliverer.close()
                    if not any(deliverer.is_leaving for deliverer in deliverers):
                        break
                await self._something_changed.wait()

    async def _rearrange(self, group: asyncio.TaskGroup) -> None:
        """Let sinks leave that are not wanted any more, or not as they were; start the new ones.

        Waits for none that leaves: its end is a change, for which `run` comes here again. Until
        then the new one of its id is not started, so that there is one at a time for a cursor.
        """
        wanted = dict(self._wanted)
        for sink, (deliverer, task) in list(self._running.items()):
            if deliverer.is_leaving:
                if task.done():
                    del self._running[sink]
            elif wanted.get(sink) != deliverer.spec:
                deliverer.leave()
                asyncio.get_running_loop().call_later(
                    self._world.leave_within.total_seconds(), _cut_off, sink, task
                )
        # One that leaves is still known: its cursor is to move with what it has in hand.
        kept = {sink: deliverer.spec for sink, (deliverer, _task) in self._running.items()} | wanted
        await self._world.deliveries.settle_sinks(
            {sink: spec.channels for sink, spec in kept.items()}, at=self._world.now()
        )
        for sink, spec in wanted.items():
            if sink not in self._running:
                deliverer = _Deliverer(spec, self._world)
                task = group.create_task(deliverer.run(), name=f"sink:{sink}")
                task.add_done_callback(lambda _task: self._something_changed.set())
                self._running[sink] = (deliverer, task)


def _cut_off(sink: SinkId, task: asyncio.Task[None]) -> None:
    if not task.done():
        log.warning("sink_cut_off", sink=sink)
        task.cancel()


class _Deliverer:
    """Deliver to one sink.

    trouble: Why it takes nothing now; None if it does.
    is_leaving: Whether it was told to `leave`; it goes on until its task is done.
    """

    def __init__(self, spec: SinkSpec, world: World) -> None:
        self.spec = spec
        self.trouble: str | None = None
        self.is_leaving = False
        self._world = world
        self._sink = spec.open()
        self._something_came = asyncio.Event()
        self._closed = asyncio.Event()
        self._failures = 0  # in a row
        self._failing_since: datetime | None = None
        self._failing = Repeats(log, event="sink_failing", over="sink_recovered")

    def wake(self) -> None:
        self._something_came.set()

    def close(self) -> None:
        self._closed.set()
        self._something_came.set()

    def leave(self) -> None:
        """End after the alert in hand; what else is owed is for whoever comes after."""
        self.is_leaving = True
        self.close()

    async def run(self) -> None:
        """Deliver until closed; then once more what is left, as long as the sink takes it."""
        self._world.metrics.sink_failing.labels(sink=self.spec.id).set(0)
        try:
            await self._deliver_until_closed()
        finally:
            self._world.metrics.sink_failing.remove(self.spec.id)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._world.leave_within.total_seconds()):
                    await self._sink.aclose()

    async def _deliver_until_closed(self) -> None:
        while not self.is_leaving:
            self._something_came.clear()
            try:
                while await self._deliver_batch():
                    pass
            except TransientError as error:
                self._note_failure(error)
                if self._closed.is_set():
                    return
                wait = self._world.wait(
                    self._failures, asked=error.retry_after, jitter=random.random()
                )
                await _wait_for(self._closed, wait)
                continue
            if self._closed.is_set() and not self._something_came.is_set():
                return
            await _wait_for(self._something_came, _LOOK_AGAIN)

    async def _deliver_batch(self) -> bool:
        """Deliver up to `BATCH` alerts; say whether there may be more."""
        owed = await self._world.deliveries.undelivered(
            self.spec.id, self.spec.channels, limit=BATCH
        )
        for alert in owed:
            if self.is_leaving:
                return False
            await self._deliver(alert)
        return bool(owed)

    async def _deliver(self, alert: OutboxAlert) -> None:
        sink = self.spec.id
        try:
            await self._sink.deliver(alert)
        except PermanentError as error:
            self._count("refused")
            log.warning(
                "alert_given_up",
                sink=sink,
                channel=alert.channel,
                seq=alert.seq,
                alert=alert.id,
                reason=error.reason,
                message=str(error),
            )
            await self._world.deliveries.give_up(
                sink, alert, reason=error.reason, message=str(error), at=self._world.now()
            )
        else:
            self._count("delivered")
            await self._world.deliveries.mark_delivered(sink, alert)
        self._note_success()

    def _note_failure(self, error: TransientError) -> None:
        """Tell once that the sink takes nothing."""
        self._count("failed")
        self._failing.met(self.spec.id, error.reason, sink=self.spec.id, message=str(error))
        self.trouble = error.reason
        self._failures += 1
        if self._failing_since is None:
            self._failing_since = self._world.now()
            self._world.metrics.sink_failing.labels(sink=self.spec.id).set(1)
            self._world.tell(
                sink_failing(self.spec.id, error, kind=self.spec.kind, at=self._failing_since)
            )

    def _note_success(self) -> None:
        """Tell once that the sink takes alerts again."""
        if self._failing_since is None:
            return
        self._failing.ended(self.spec.id, sink=self.spec.id)
        self._world.metrics.sink_failing.labels(sink=self.spec.id).set(0)
        self._world.tell(
            sink_recovered(
                self.spec.id,
                reason=self.trouble,
                since=self._failing_since,
                kind=self.spec.kind,
                at=self._world.now(),
            )
        )
        self.trouble, self._failing_since, self._failures = None, None, 0

    def _count(self, result: str) -> None:
        self._world.metrics.deliveries.labels(sink=self.spec.id, result=result).inc()


async def _wait_for(event: asyncio.Event, longest: timedelta) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(longest.total_seconds()):
            await event.wait()
