"""The composition root: a configuration in, a running daemon out.

The only place that knows every part. Parts are entered in the order in which they are needed and
left in the reverse one, so that the server that carries the alerts stops last.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from monitor import __version__, tasks
from monitor.adapters.bus import RedisBus
from monitor.adapters.folderlock import FolderLock
from monitor.adapters.http import HttpFetch
from monitor.adapters.valkey import EmbeddedValkey
from monitor.adapters.workers import WorkerPool
from monitor.channel import Channel, ChannelClosedError
from monitor.errors import MonitorError, PermanentError, TransientError
from monitor.journal import Journal
from monitor.pipeline import Line, Policy
from monitor.relay import Relay
from monitor.report import summary
from monitor.rules.articles import LONGEST_RETRY
from monitor.rules.polling import first_poll
from monitor.scheduler import Scheduler
from monitor.store import SqlStore
from monitor.store.outbox import unsent_count
from monitor.telemetry import Metrics, configure_logging
from monitor.web.status import StatusPort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.config.settings import Config
    from monitor.model import FeedId
    from monitor.ports import PendingEntry

log = structlog.get_logger()

LOCK: Final = "monitor.lock"
DATABASE: Final = "monitor.sqlite3"
VALKEY_FOLDER: Final = "valkey"
TASK_DEADLINE: Final = timedelta(seconds=20)
_IDLE_WORKERS_LEAVE: Final = timedelta(seconds=30)
_IN_THE_CHANNELS: Final = 64


def run(config: Config, *, once: bool) -> None:
    """Run the daemon until it is told to stop, or once through all feeds.

    Raises MonitorError where it cannot start or go on; with `once` also where alerts are left
    in the outbox.
    """
    configure_logging(config.log_level)
    with asyncio.Runner(loop_factory=_loop_factory(config.runtime.loop)) as runner:
        try:
            runner.run(Daemon(config, once=once).run())
        except BaseExceptionGroup as group:
            raise _first_expected(group) from None


class Daemon:
    """One run of everything; see `run`."""

    def __init__(self, config: Config, *, once: bool) -> None:
        self._config = config
        self._once = once
        self._metrics = Metrics()
        self._due: Channel[FeedId] = Channel(_IN_THE_CHANNELS)
        self._again: Channel[PendingEntry] = Channel(_IN_THE_CHANNELS)
        self._told_to_stop = asyncio.Event()
        self._failure: BaseException | None = None

    async def run(self) -> None:
        """Build every part, run the line, leave in reverse order."""
        config = self._config
        _make_state_folder(config)
        async with AsyncExitStack() as stack:
            lock = FolderLock(config.state_dir / LOCK)
            lock.acquire()
            stack.callback(lock.release)
            self._listen_for_signals()
            redis_url = config.redis.url
            if redis_url is None:
                valkey = EmbeddedValkey(
                    folder=config.state_dir / VALKEY_FOLDER, port=config.redis.port
                )
                redis_url = (await stack.enter_async_context(valkey)).url
            self._store = await stack.enter_async_context(SqlStore(config.state_dir / DATABASE))
            bus = await stack.enter_async_context(RedisBus(redis_url, prefix=config.redis.prefix))
            self._relay = Relay(outbox=self._store, bus=bus, now=_now, metrics=self._metrics)
            self._scheduler = Scheduler(
                due=self._due, again=self._again, tidy=self._tidy, on_failure=self._fail, now=_now
            )
            offload = await stack.enter_async_context(self._workers())
            await offload.warm_up()  # a worker that cannot be set up is told now, not by every task
            fetch = await stack.enter_async_context(_fetch(config))
            self._line = await self._build_line(offload=offload, fetch=fetch)
            self._metrics.backlog.set_function(lambda: self._line.backlog)
            self._metrics.bus_away.set_function(lambda: self._relay.trouble is not None)
            if config.status_listen is not None and not self._once:
                await stack.enter_async_context(self._status_port(config.status_listen))
            log.info(
                "started",
                version=__version__,
                feeds=len(config.feeds),
                watchlists=sum(watchlist.enabled for watchlist in config.watchlists),
                state_dir=str(config.state_dir),
            )
            await self._work()
        log.info("stopped")

    async def _build_line(self, *, offload: WorkerPool, fetch: HttpFetch) -> Line:
        config = self._config
        return Line(
            due=self._due,
            again=self._again,
            feeds=config.feeds,
            states=await self._store.feed_states(),
            watchlists=config.watchlists,
            policy=Policy(
                min_poll=config.fetch.min_poll,
                first_run_max_age=config.fetch.first_run_max_age,
                catch_up_max_age=config.catch_up_max_age,
                retries=not self._once,
                revision=_revision(config),
            ),
            store=self._store,
            fetch=fetch,
            offload=offload,
            timetable=self._scheduler,
            on_alert=self._relay.wake,
            journal=Journal(
                metrics=self._metrics,
                watchlists=sum(watchlist.enabled for watchlist in config.watchlists),
            ),
            now=_now,
        )

    async def _work(self) -> None:
        """Run line and relay until the one is drained and the other empty."""
        try:
            async with asyncio.timeout(None) as limit, asyncio.TaskGroup() as group:
                feeder = self._feed_once if self._once else self._feed_until_told
                group.create_task(feeder(), name="feeder")
                group.create_task(self._run_line(), name="line")
                group.create_task(self._relay.run(), name="relay")
                group.create_task(self._stop(limit), name="stop")
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

    async def _run_line(self) -> None:
        await self._line.run()
        self._relay.close()
        self._told_to_stop.set()

    async def _feed_once(self) -> None:
        """Send every feed and every unfinished entry through the line, whatever its time."""
        await self._tidy()
        for entry in await self._store.pending_entries():
            self._line.take_up(entry)
        with suppress(ChannelClosedError):  # told to stop before all were sent
            for feed in self._config.feeds:
                await self._due.send(feed.id)
        await self._close_channels()

    async def _feed_until_told(self) -> None:
        """Take up what an earlier run left, and put every feed on its schedule."""
        await self._tidy()
        pending = await self._store.pending_entries()
        if self._told_to_stop.is_set():
            return
        now = _now()
        for entry in pending:
            if entry.retry_at is not None and entry.retry_at > now:
                # At most as long as a fresh wait may be: the clock may have been wrong.
                self._scheduler.schedule_entry(entry, min(entry.retry_at, now + LONGEST_RETRY))
            else:
                self._line.take_up(entry)
        for place, feed in enumerate(self._config.feeds):
            first = first_poll(feed, self._line.states.get(feed.id), now=now)
            if first is not None:
                # Spread a little: a thousand at once would only queue.
                spread = now + timedelta(milliseconds=5 * place)
                self._scheduler.schedule_feed(feed.id, max(first, spread))
        self._scheduler.start()

    async def _stop(self, limit: asyncio.Timeout) -> None:
        """Once told to: begin nothing new, and give what has begun its time."""
        await self._told_to_stop.wait()
        self._scheduler.stop()
        await self._close_channels()
        self._line.drop_waiting()
        grace = self._config.runtime.grace.total_seconds()
        limit.reschedule(asyncio.get_running_loop().time() + grace)

    async def _close_channels(self) -> None:
        await self._due.close()
        await self._again.close()

    async def _tidy(self) -> None:
        forgotten = await self._store.forget(before=_now() - self._config.retention)
        await self._relay.trim()
        if forgotten:
            log.info("forgotten", entries=forgotten)

    def _fail(self, error: BaseException) -> None:
        """Stop because of what a scheduled job raised."""
        self._failure = error
        self._told_to_stop.set()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal, number)

    def _on_signal(self, number: signal.Signals) -> None:
        if self._told_to_stop.is_set():
            # Workers and server end with us; whoever insists does not want to wait for them.
            os._exit(128 + number)
        log.info("stopping", signal=number.name)
        self._told_to_stop.set()

    def _workers(self) -> WorkerPool:
        return WorkerPool(
            workers=self._config.runtime.workers,
            deadline=TASK_DEADLINE,
            idle_after=_IDLE_WORKERS_LEAVE,
            initializer=tasks.install_watchlists,
            initargs=(self._config.watchlists,),
        )

    def _status_port(self, listen: tuple[str, int]) -> StatusPort:
        return StatusPort(
            listen,
            registry=self._metrics.registry,
            snapshot=self._snapshot,
            trouble=lambda: self._relay.trouble,
        )

    async def _snapshot(self) -> Mapping[str, Any]:
        told = await self._store.read(summary, self._config.feeds, self._line.states)
        return {
            "version": __version__,
            "pid": os.getpid(),
            "bus": self._relay.trouble or "ok",
            "backlog": self._line.backlog,
            **told,
        }


def _now() -> datetime:
    return datetime.now(UTC)


def _revision(config: Config) -> str:
    """Hash the revisions of all enabled watchlists."""
    told = ",".join(f"{w.id}={w.revision}" for w in config.watchlists if w.enabled)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _fetch(config: Config) -> HttpFetch:
    return HttpFetch(
        allow_networks=config.fetch.allow_networks,
        timeout=config.fetch.timeout,
        feed_max_bytes=config.fetch.feed_max_bytes,
        page_max_bytes=config.fetch.page_max_bytes,
        page_pause=config.fetch.page_pause,
        contact=config.fetch.contact,
        version=__version__,
    )


def _make_state_folder(config: Config) -> None:
    try:
        config.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PermanentError(
            f"state_dir: cannot make {config.state_dir}: {error.strerror}", reason="state_folder"
        ) from error


def _loop_factory(name: str) -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the event loop: uvloop where it is wanted or `auto` finds it."""
    if name != "asyncio":
        try:
            import uvloop
        except ImportError:
            if name == "uvloop":
                raise PermanentError("runtime.loop: uvloop is not installed here") from None
        else:
            return uvloop.new_event_loop
    return asyncio.new_event_loop


def _first_expected(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the one error to tell: a bug before an expected error, else the group's first."""
    leaves: list[BaseException] = []
    waiting: list[BaseException] = [group]
    while waiting:
        error = waiting.pop(0)
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
        else:
            leaves.append(error)
    bugs = [error for error in leaves if not isinstance(error, MonitorError)]
    return group if bugs else leaves[0]
