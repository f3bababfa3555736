"""CPU work in processes that can be killed: the only user of Pebble.

Parsers of the open web can take minutes on a few hundred kilobytes. A thread cannot be stopped,
so each task runs in a worker process with a deadline and a memory limit; the worker that breaks
either is killed and replaced. Workers are forked from a small server process that has the parsers
loaded, so a new one costs milliseconds; idle ones exit. When the daemon dies, so do they all.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import multiprocessing
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

import pebble

from monitor.errors import MonitorError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import timedelta

P = ParamSpec("P")
T = TypeVar("T")

_PR_SET_PDEATHSIG = 1  # prctl(2)
_RECYCLE_AFTER_TASKS = 2_000  # lxml and trafilatura leak a little; a fork costs 20 ms


def _prepare(
    memory_limit_mb: int, initializer: Callable[..., object] | None, initargs: tuple[object, ...]
) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    limit = memory_limit_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # libraries' remarks about pages are no log lines of ours
    if initializer is not None:
        initializer(*initargs)
    gc.freeze()


def _fork_server() -> multiprocessing.context.BaseContext:
    # A fork server ends by itself when the daemon's end of its pipe closes, however it died;
    # its children get their parent-death signal from it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitor.sources", "monitor.reading", "monitor.matching"])
    return context


class WorkerPool:
    """Run functions in worker processes; fulfils `ports.Offload`.

    workers: How many processes at most; at least 1.
    deadline: How long one task may run, counted from when a worker takes it up.
    memory_limit_mb: Address space of a worker (RLIMIT_AS), MiB.
    idle_after: How long without a task before the workers exit; None keeps them.
    initializer, initargs: Called once in each new worker; must pickle.
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
        self._deadline = deadline
        self._idle_after = idle_after
        self._initargs = (memory_limit_mb, initializer, initargs)
        self._pool: pebble.ProcessPool | None = None
        self._active = 0
        self._idle_timer: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._cancel_idle_timer()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await asyncio.to_thread(_stop, pool)
        await asyncio.gather(*self._leaving)

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `function(...)` from a worker; see `ports.Offload`."""
        self._cancel_idle_timer()
        self._active += 1
        try:
            future = self._schedule(function, args, kwargs)
            return await asyncio.wrap_future(future)
        except MonitorError:
            raise
        except TimeoutError as error:
            seconds = self._deadline.total_seconds()
            raise WorkerError(f"took longer than {seconds:g} s", reason="deadline") from error
        except MemoryError as error:
            raise WorkerError("needed more memory than allowed", reason="memory") from error
        except pebble.ProcessExpired as error:
            raise WorkerError("its process died", reason="died") from error
        except Exception as error:
            # Parsers meet input that nobody has tried: what they raise costs this one task.
            raise WorkerError(f"failed with {type(error).__name__}", reason="crashed") from error
        finally:
            self._active -= 1
            self._start_idle_timer()

    def _schedule(
        self,
        function: Callable[..., T],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> Future[T]:
        seconds = self._deadline.total_seconds()
        if self._pool is not None:
            try:
                return self._pool.schedule(function, args=args, kwargs=kwargs, timeout=seconds)
            except RuntimeError:  # the pool broke, e.g. the system refused a fork: begin anew
                self._let_go()
        self._pool = pebble.ProcessPool(
            max_workers=self._workers,
            max_tasks=_RECYCLE_AFTER_TASKS,
            initializer=_prepare,
            initargs=self._initargs,
            context=_fork_server(),
        )
        return self._pool.schedule(function, args=args, kwargs=kwargs, timeout=seconds)

    def _cancel_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _start_idle_timer(self) -> None:
        if self._idle_after is not None and self._active == 0 and self._pool is not None:
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self._idle_after.total_seconds(), self._let_go)

    def _let_go(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            task = asyncio.create_task(asyncio.to_thread(_stop, pool), name="workers-leave")
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)


def _stop(pool: pebble.ProcessPool) -> None:
    pool.stop()
    pool.join()


def available_cpus() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
