"""CPU work in processes that can be killed: the only user of Pebble.

Parsers of the open web can take minutes on a few hundred kilobytes. A thread cannot be stopped,
so each task runs in a worker process with a deadline and a memory limit; the worker that breaks
either is killed and replaced. Workers are forked from a small server process that has the parsers
loaded, so a new one costs milliseconds; idle ones exit. When the daemon dies, so do they all.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, cast

import pebble

from monitor.adapters.worker_process import as_monitor_error, perform, prepare
from monitor.errors import WorkerError
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import timedelta

P = ParamSpec("P")
T = TypeVar("T")

# What the fork server loads, so that workers have it from birth. A name that cannot be imported
# is passed over by multiprocessing without a word.
PRELOADED = (
    "pebble",
    "monitor.adapters.worker_process",
    "feedparser",
    "lxml.html",
    "trafilatura",
    "monitor.sources",
    "monitor.reading.extract",
    "monitor.reading.preload",
    "monitor.matching.worker",
)
_RECYCLE_AFTER_TASKS = 2_000  # lxml and trafilatura leak a little; a fork costs 20 ms
# A service manager may send these to every process of ours, while the daemon still drains.
_FOR_THE_DAEMON_ONLY = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_SILENCE_S = 10.0  # a worker takes up what waits within milliseconds, a new one within a second

_PROBE = pickle.dumps((os.getpid, (), {}))  # a task that says no more than that it was done

# Pebble sends SIGTERM first, waits this long with the whole pool held up, then kills. Our workers
# have nothing to tidy up, and block SIGTERM.
pebble.CONSTS.term_timeout = 0


@dataclass(eq=False, slots=True)
class _Crew:
    """One pool of Pebble's, and what it owes us.

    heard_at: When it last answered, or was given work after a rest; the loop's clock.
    busy_at: When no task waited for a worker that had nothing to do, as far as we looked.
    """

    workers: int
    pool: pebble.ProcessPool
    owed: set[Future[bytes]] = field(default_factory=set)
    heard_at: float = 0.0
    busy_at: float = 0.0
    watch: asyncio.TimerHandle | None = None
    is_relieved: bool = False
    is_leaving: bool = False

    def start(self) -> None:
        """Start the processes; blocks until the fork server has loaded what it preloads."""
        resource_tracker.ensure_running()  # first: starting it unblocks the signals
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_THE_DAEMON_ONLY)
        try:
            _ = self.pool.active  # starts it
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def stop(self) -> None:
        """Kill the processes; blocks until they are gone."""
        self.pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves it so
        self.pool.join()


@dataclass(frozen=True, slots=True)
class NewWorkers:
    """Workers that are set up and wait to be adopted; see `WorkerPool.prepare`."""

    crew: _Crew
    setup: bytes
    workers: int


class WorkerPool:
    """Run functions in worker processes; fulfils `ports.Offload`. An async context manager.

    Processes start with the first task, or with `warm_up`.

    workers: How many processes at most; at least 1.
    deadline: How long one task may run, counted from when a worker takes it up.
    memory_limit_mb: Address space of a worker (RLIMIT_AS), MiB.
    idle_after: How long without a task before the workers exit; None keeps them.
    initializer, initargs: Called once in each new worker; must pickle. If it fails, every task
        fails with what it raised.
    """

    def __init__(
        self,
        *,
        workers: int,
        deadline: timedelta,
        memory_limit_mb: int = 1024,
        idle_after: timedelta | None = None,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[object, ...] = (),
    ) -> None:
        self._workers = workers
        self._deadline_s = deadline.total_seconds()
        self._memory_limit_mb = memory_limit_mb
        self._idle_after = idle_after
        self._setup = pickle.dumps(partial(initializer, *initargs) if initializer else dict)
        self._crew: _Crew | None = None
        self._starting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()
        self._active = 0
        self._idle_timer: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_closed = True
        self._let_go()
        await asyncio.gather(*self._leaving)

    async def warm_up(self) -> None:
        """Start the processes now, so that the first task need not wait; raise WorkerError."""
        await self.run(os.getpid)

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `function(...)` from a worker; see `ports.Offload`.

        Also raises WorkerError with reason `crashed`, for any other exception of the function and
        for values that do not pickle.
        """
        try:
            task = pickle.dumps((function, args, kwargs))
        except Exception as error:
            raise as_monitor_error(error) from error
        self._cancel_idle_timer()
        self._active += 1
        try:
            answer = await self._ask(task)
        finally:
            self._active -= 1
            self._start_idle_timer()
        try:
            result, failure = pickle.loads(answer)  # noqa: S301 - from our own worker
        except Exception as error:
            raise as_monitor_error(error) from error
        if failure is not None:
            raise failure
        return cast("T", result)

    async def prepare(
        self, initializer: Callable[..., object], *initargs: object, workers: int | None = None
    ) -> NewWorkers:
        """Start workers with another setup, beside those that work; `adopt` puts them to work.

        workers: How many at most; None for as many as now.

        Raises WorkerError or what the initializer raised; then nothing has changed.
        """
        # Ten thousand watchlists are megabytes: not on the event loop.
        setup = await asyncio.to_thread(pickle.dumps, partial(initializer, *initargs))
        workers = workers or self._workers
        crew = await self._start_crew(setup, workers)
        try:
            _, failure = pickle.loads(await self._answer(crew, _PROBE))  # noqa: S301 - our own worker
            if failure is not None:
                raise failure  # noqa: TRY301 - the crew has to go then, as below
        except (TimeoutError, RuntimeError, pebble.ProcessExpired) as error:
            self._dismiss(crew)
            raise WorkerError("no worker could be set up", reason="died") from error
        except BaseException:
            self._dismiss(crew)
            raise
        return NewWorkers(crew, setup, workers)

    def adopt(self, prepared: NewWorkers) -> None:
        """Give every further task to these workers; the others finish what they have and leave."""
        before = self._crew
        # It may have died since; then the next task starts others with the new setup.
        self._crew = None if prepared.crew.is_leaving else prepared.crew
        self._setup, self._workers = prepared.setup, prepared.workers
        if before is not None:
            before.is_relieved = True
            if not before.owed:
                self._dismiss(before)
        if self._active == 0:
            self._cancel_idle_timer()
            self._start_idle_timer()

    async def install(self, initializer: Callable[..., object], *initargs: object) -> None:
        """Work with another setup from now on: `prepare` and `adopt` in one."""
        self.adopt(await self.prepare(initializer, *initargs))

    def discard(self, prepared: NewWorkers) -> None:
        """Let workers go that are not adopted after all."""
        self._dismiss(prepared.crew)

    async def _ask(self, task: bytes) -> bytes:
        """Return a worker's answer; ask once more where the pool broke, not the task's worker."""
        for _ in range(2):
            crew = await self._ready_crew()
            try:
                return await self._answer(crew, task)
            except TimeoutError as error:
                raise WorkerError(
                    f"took longer than {self._deadline_s:g} s", reason="deadline"
                ) from error
            except pebble.ProcessExpired as error:
                raise WorkerError("its process died", reason="died") from error
            except RuntimeError:
                self._dismiss(crew)
        raise WorkerError("the worker processes died", reason="died")

    async def _answer(self, crew: _Crew, task: bytes) -> bytes:
        clock = asyncio.get_running_loop().time
        future: Future[bytes] = crew.pool.schedule(perform, args=(task,), timeout=self._deadline_s)
        if not crew.owed:
            crew.heard_at = clock()
        crew.owed.add(future)
        try:
            return await asyncio.wrap_future(future)
        finally:
            crew.owed.discard(future)
            if not future.cancelled():
                crew.heard_at = clock()
            if crew.is_relieved and not crew.owed:
                self._dismiss(crew)

    async def _ready_crew(self) -> _Crew:
        async with self._starting:
            if self._is_closed:
                raise WorkerError("the workers have left", reason="died")
            while self._crew is None:
                setup = self._setup
                crew = await self._start_crew(setup, self._workers)
                if self._crew is None and self._setup is setup:
                    self._crew = crew
                else:  # others were adopted meanwhile
                    self._dismiss(crew)
            return self._crew

    async def _start_crew(self, setup: bytes, workers: int) -> _Crew:
        crew = _Crew(
            workers,
            pebble.ProcessPool(
                max_workers=workers,
                max_tasks=_RECYCLE_AFTER_TASKS,
                initializer=prepare,
                initargs=(self._memory_limit_mb, setup),
                context=_fork_server(),
            ),
        )
        try:
            await asyncio.to_thread(crew.start)
        except BaseException as error:
            self._dismiss(crew)
            if isinstance(error, RuntimeError | OSError | EOFError):
                raise WorkerError(
                    f"no worker could be started: {escape_line(str(error))}", reason="died"
                ) from error
            raise
        crew.busy_at = asyncio.get_running_loop().time()
        self._look_after(crew)
        return crew

    def _look_after(self, crew: _Crew) -> None:
        """Dismiss a crew that can no longer answer; look again later.

        A worker that is killed while it reads a task takes the lock of Pebble's pipe with it:
        then new workers cannot read, and old ones neither answer nor be killed.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        begun = sum(future.running() for future in crew.owed)
        if begun in {len(crew.owed), crew.workers}:
            crew.busy_at = now
        is_silent = crew.owed and now - crew.heard_at > self._deadline_s + _SILENCE_S
        if is_silent or now - max(crew.busy_at, crew.heard_at) > _SILENCE_S:
            self._dismiss(crew)
        else:
            crew.watch = loop.call_later(_SILENCE_S / 5, self._look_after, crew)

    def _dismiss(self, crew: _Crew) -> None:
        """Let a crew go in the background; what it owes will fail with RuntimeError."""
        if crew.is_leaving:
            return
        crew.is_leaving = True
        if self._crew is crew:
            self._crew = None
        if crew.watch is not None:
            crew.watch.cancel()
        task = asyncio.create_task(_leave(crew), name="workers-leave")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _let_go(self) -> None:
        self._cancel_idle_timer()
        if self._crew is not None:
            self._dismiss(self._crew)

    def _cancel_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _start_idle_timer(self) -> None:
        if self._idle_after is not None and self._active == 0 and self._crew is not None:
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self._idle_after.total_seconds(), self._let_go)


async def _leave(crew: _Crew) -> None:
    await asyncio.to_thread(crew.stop)
    for future in crew.owed:  # Pebble forgets what a stopped pool had not begun
        if not future.done():
            future.set_exception(RuntimeError("the pool was dismissed"))


def _fork_server() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context
