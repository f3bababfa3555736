"""The composition root: a configuration in, a running daemon out.

The only place that knows every part. Parts are entered in the order in which they are needed and
left in the reverse one, so that the server that carries the alerts stops last.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.adapters.bus import RedisBus
from monitor.adapters.exchange import ExchangeableFetch
from monitor.adapters.folderlock import FolderLock
from monitor.adapters.valkey import EmbeddedValkey
from monitor.areas import Area
from monitor.config.settings import CONTROL_SOCKET, DATABASE, LOCK, VALKEY_FOLDER
from monitor.crews import Crews
from monitor.delivery import Delivery, World
from monitor.errors import MonitorError, PermanentError, TransientError, first_expected
from monitor.feeding import Feeding
from monitor.health import HealthChannel
from monitor.journal import Journal
from monitor.logs import area_logger, configure_logging, tell_bugs
from monitor.metrics import Metrics
from monitor.model import FeedId
from monitor.parts import enabled_count, fetch_of, loop_factory, make_state_folder, setting_of
from monitor.pipeline import Line
from monitor.relay import Relay
from monitor.reload import Reloaded, Reloader, tell_outcome
from monitor.report import feed_healths, poll_told, summary
from monitor.rules import health
from monitor.scheduler import Scheduler
from monitor.seeding import Seeding
from monitor.store import SqlStore
from monitor.store.outbox import unsent_count
from monitor.web.control import ControlSocket
from monitor.web.status import StatusPort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config.changes import Changes
    from monitor.config.settings import Config
    from monitor.reload import Reader

log = area_logger(Area.DAEMON)


def run(reader: Reader, *, once: bool, only: FeedId | None = None) -> Config:
    """Run the daemon until it is told to stop, or once through all feeds.

    Returns the configuration that it began with.

    only: Of all feeds, poll this one; for `once`.

    Raises MonitorError where it cannot start or go on; with `once` also where alerts are left
    in the outbox.
    """
    config = reader.read()
    configure_logging(config.log)
    tell_bugs()
    with asyncio.Runner(loop_factory=loop_factory(config.runtime.loop)) as runner:
        try:
            runner.run(Daemon(config, reader=reader, once=once, only=only).run())
        except BaseExceptionGroup as group:
            error = first_expected(group)
            if isinstance(error, MonitorError):
                log.error("failed", reason=error.reason, message=str(error))  # noqa: TRY400 - an expected error
            raise error from None
    return config


class Daemon:
    """One run of everything; see `run`.

    config: What `reader` read last.
    """

    def __init__(
        self, config: Config, *, reader: Reader, once: bool, only: FeedId | None = None
    ) -> None:
        self._config = config
        self._once = once
        self._only = only
        self._metrics = Metrics()
        self._told_to_stop = asyncio.Event()
        self._stopped_by: signal.Signals | None = None
        self._failure: BaseException | None = None
        self._reloader = Reloader(
            reader, config, apply=self._go_by, on_outcome=self._tell_reload, now=_now
        )

    async def run(self) -> None:
        """Build every part, run the line, leave in reverse order."""
        make_state_folder(self._config.state_dir)
        async with AsyncExitStack() as stack:
            lock = FolderLock(self._config.state_dir / LOCK)
            lock.acquire()
            stack.callback(lock.release)
            self._listen_for_signals()
            await self._enter_outlets(stack)
            await self._enter_line(stack)
            if not self._once:
                await self._enter_doors(stack)
            self._tell_started()
            await self._work()
        log.info("stopped")

    async def _enter_outlets(self, stack: AsyncExitStack) -> None:
        """Enter what alerts are kept in and what they go out by."""
        config = self._config
        redis_url = config.redis.url
        if redis_url is None:
            valkey = EmbeddedValkey(folder=config.state_dir / VALKEY_FOLDER, port=config.redis.port)
            redis_url = (await stack.enter_async_context(valkey)).url
        self._store = await stack.enter_async_context(SqlStore(config.state_dir / DATABASE))
        bus = await stack.enter_async_context(RedisBus(redis_url, prefix=config.redis.prefix))
        self._health = HealthChannel(bus=bus)
        self._relay = Relay(
            outbox=self._store, bus=bus, now=_now, metrics=self._metrics, tell=self._health.tell
        )
        self._delivery = Delivery(
            World(deliveries=self._store, now=_now, metrics=self._metrics, tell=self._health.tell),
            config.sinks,
        )
        self._metrics.bus_away.set_function(lambda: self._relay.trouble is not None)
        self._metrics.health_events_dropped.set_function(lambda: self._health.dropped)

    async def _enter_line(self, stack: AsyncExitStack) -> None:
        """Enter what makes alerts of feeds."""
        config = self._config
        self._feeding = Feeding(store=self._store, tidy=self._tidy, now=_now)
        due, again = self._feeding.due, self._feeding.again
        self._scheduler = Scheduler(
            due=due, again=again, tidy=self._tidy, on_failure=self._fail, now=_now
        )
        self._crews = await stack.enter_async_context(Crews(config, self._metrics))
        self._fetch = await stack.enter_async_context(ExchangeableFetch(fetch_of(config.fetch)))
        self._seeding = Seeding(
            fetch=self._fetch,
            offload=self._crews.offload,
            now=_now,
            on_fetched=self._reloader.ask,
        )
        self._journal = Journal(
            metrics=self._metrics, watchlists=enabled_count(config), tell=self._health.tell
        )
        self._line = Line(
            due=due,
            again=again,
            setting=setting_of(config, retries=not self._once),
            states=await self._store.feed_states(),
            store=self._store,
            fetch=self._fetch,
            offload=self._crews.offload,
            deciding=self._crews.deciding,
            timetable=self._scheduler,
            on_alert=self._on_alert,
            journal=self._journal,
            now=_now,
        )
        self._metrics.backlog.set_function(lambda: self._line.backlog)
        self._metrics.scheduler_lag.set_function(self._scheduler.lag_s)

    async def _enter_doors(self, stack: AsyncExitStack) -> None:
        """Enter what others look in by."""
        config = self._config
        await stack.enter_async_context(
            ControlSocket(
                config.state_dir / CONTROL_SOCKET,
                status=self._snapshot,
                reload=self._reload_now,
                poll=self._poll_now,
            )
        )
        if config.status_listen is not None:
            port = StatusPort(
                config.status_listen,
                registry=self._metrics.registry,
                snapshot=self._snapshot,
                trouble=lambda: self._relay.trouble,
                refresh=self._count_state,
            )
            await stack.enter_async_context(port)

    # ---- from the start to the stop -----------------------------------------------------------

    async def _work(self) -> None:
        """Run line, relay and all beside them until the one is drained and the other empty."""
        try:
            async with asyncio.timeout(None) as limit, asyncio.TaskGroup() as group:
                group.create_task(self._feed(), name="feeder")
                outlets = (
                    group.create_task(self._relay.run(), name="relay"),
                    group.create_task(self._delivery.run(), name="delivery"),
                )
                group.create_task(self._run_line(outlets), name="line")
                group.create_task(self._health.run(), name="health")
                group.create_task(self._stop(limit), name="stop")
                if not self._once:
                    group.create_task(self._reloader.run_until(self._told_to_stop), name="reload")
                    group.create_task(self._seeding.run_until(self._told_to_stop), name="seeds")
                    self._seeding.look(self._config)
        except TimeoutError:
            log.warning("grace_over", grace_s=self._config.runtime.grace.total_seconds())
        if self._failure is not None:
            raise self._failure
        unsent = await self._store.read(unsent_count) if self._once else 0
        if unsent:
            raise TransientError(
                f"{unsent} alert(s) wait in the outbox: Redis cannot take them "
                f"({self._relay.trouble or 'stopped too early'})"
            )

    def _tell_started(self) -> None:
        counts = {"feeds": len(self._config.feeds), "watchlists": enabled_count(self._config)}
        self._metrics.started(version=__version__, at=_now())
        log.info("started", version=__version__, **counts, state_dir=str(self._config.state_dir))
        self._health.tell(health.started(version=__version__, **counts, at=_now()))

    async def _run_line(self, outlets: tuple[asyncio.Task[None], ...]) -> None:
        """Run the line to its end, then empty what it fed, then say the last word of it."""
        await self._line.run()
        self._told_to_stop.set()
        self._relay.close()
        self._delivery.close()
        await asyncio.wait(outlets)
        self._health.close()

    async def _feed(self) -> None:
        if self._once:
            if await self._seeding.fetch_missing(self._config):
                await self._reloader.reload()
            await self._feeding.once(self._line, self._config.feeds, only=self._only)
            return
        await self._feeding.take_up(self._line, self._scheduler)
        if not self._told_to_stop.is_set():
            self._feeding.schedule(self._config.feeds, self._line, self._scheduler)
            self._scheduler.start()

    async def _stop(self, limit: asyncio.Timeout) -> None:
        """Once told to: begin nothing new, and give what has begun its time."""
        await self._told_to_stop.wait()
        if self._stopped_by is not None:
            self._health.tell(health.stopping(self._stopped_by.name.lower(), at=_now()))
        self._scheduler.stop()
        await self._feeding.close()
        self._line.drop_waiting()
        grace = self._config.runtime.grace.total_seconds()
        limit.reschedule(asyncio.get_running_loop().time() + grace)

    async def _tidy(self) -> None:
        forgotten = await self._store.forget(before=_now() - self._config.retention)
        await self._relay.trim()
        if forgotten:
            area_logger(Area.STORE).info("forgotten", entries=forgotten)

    def _on_alert(self) -> None:
        self._relay.wake()
        self._delivery.wake()

    def _fail(self, error: BaseException) -> None:
        """Stop because of what a scheduled job raised."""
        self._failure = error
        self._told_to_stop.set()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal, number)
        loop.add_signal_handler(signal.SIGHUP, self._reloader.ask)

    def _on_signal(self, number: signal.Signals) -> None:
        if self._told_to_stop.is_set():
            # Workers and server end with us; whoever insists does not want to wait for them.
            os._exit(128 + number)
        log.info("stopping", signal=number.name)
        self._stopped_by = number
        self._told_to_stop.set()

    # ---- while it runs: another configuration, and questions ------------------------------------

    async def _go_by(self, wanted: Config, changes: Changes) -> None:
        """Go by another configuration: first all that can fail, then all at once."""
        before = self._config
        setting = await asyncio.to_thread(setting_of, wanted, retries=True)
        fetch = None
        if wanted.fetch != before.fetch:
            fetch = await asyncio.to_thread(fetch_of, wanted.fetch)
        crews = None
        if changes.watchlists or changes.host_rules or wanted.runtime != before.runtime:
            crews = await self._crews.prepare(wanted)
        # From here on nothing fails and nothing waits.
        if fetch is not None:
            await self._fetch.exchange(fetch)
        if crews is not None:
            self._crews.adopt(crews)
        self._line.adopt(setting)
        self._journal.watchlists = enabled_count(wanted)
        self._config = wanted
        configure_logging(wanted.log)
        self._delivery.replace(wanted.sinks)
        self._seeding.look(wanted)
        self._feeding.reschedule(before.feeds, wanted.feeds, self._line, self._scheduler)

    def _tell_reload(self, outcome: Reloaded, is_news: bool) -> None:
        tell_outcome(
            outcome,
            is_news=is_news,
            counts=(len(self._config.feeds), enabled_count(self._config)),
            metrics=self._metrics,
            tell=self._health.tell,
        )

    async def _reload_now(self) -> Mapping[str, Any]:
        return (await self._reloader.reload(is_asked=True)).told()

    async def _poll_now(self, feed_id: str) -> Mapping[str, Any]:
        if FeedId(feed_id) not in {feed.id for feed in self._config.feeds}:
            raise PermanentError(f"the daemon has no feed {feed_id}", reason="unknown_feed")
        return poll_told(await self._line.poll_now(FeedId(feed_id)))

    async def _count_state(self) -> None:
        """Set the metrics that nothing moves: they are counted when they are asked for."""
        self._metrics.show_feeds(feed_healths(self._config.feeds, self._line.states))
        self._metrics.unsent.set(await self._store.read(unsent_count))

    async def _snapshot(self) -> Mapping[str, Any]:
        told = await self._store.read(summary, self._config.feeds, self._line.states)
        return {
            "version": __version__,
            "pid": os.getpid(),
            "bus": self._relay.trouble or "ok",
            "sinks": dict(self._delivery.troubles),
            "backlog": self._line.backlog,
            "config": self._reloader.last.told(),
            **told,
        }


def _now() -> datetime:
    return datetime.now(UTC)
