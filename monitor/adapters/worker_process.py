"""What happens inside a worker process: its limits, its end with the daemon, and its tasks.

Whatever a task does, an answer comes back: results and exceptions are packed here, where a value
that does not pickle can still be told of. It must not know the pool.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import traceback
from pathlib import Path

from monitor.errors import MonitorError, WorkerError
from monitor.rules.printable import escape_line

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LONGEST_MESSAGE = 300

_setup_failures: list[MonitorError] = []  # of this worker


def prepare(memory_limit_mb: int, setup: bytes) -> None:
    """Make a worker of a new process. A failing setup is told by every task, not by a crash."""
    _die_with_the_daemon()
    limit = memory_limit_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # libraries' remarks about pages are no log lines of ours
    try:
        pickle.loads(setup)()  # noqa: S301 - from our own parent
    except Exception as error:  # noqa: BLE001 - whatever it is, it has to be told by the tasks
        _setup_failures.append(as_monitor_error(error))
    gc.freeze()  # a collection would copy the pages that the fork shares


def _die_with_the_daemon() -> None:
    """Let the kernel end this process with the daemon, even while it is deep in C code.

    The fork server outlives the daemon for as long as a worker lives, so its death alone is not
    enough: the end of the daemon's pipe raises SIGIO, whose default is to terminate.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        pipe = parent.sentinel
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)


def perform(task: bytes) -> bytes:
    """Run one task in a worker; its result and its exception are packed the same way.

    Packed here and not by Pebble, whose pool breaks, or waits forever, over a value that does not
    pickle.
    """
    try:
        if _setup_failures:
            raise _setup_failures[0]  # noqa: TRY301 - answered like a failure of the task itself
        function, args, kwargs = pickle.loads(task)  # noqa: S301 - from our own parent
        return pickle.dumps((function(*args, **kwargs), None))
    except BaseException as error:  # noqa: BLE001 - parsers of strange input raise anything
        failure = as_monitor_error(error)
    try:
        return pickle.dumps((None, failure))
    except Exception as error:  # noqa: BLE001 - whatever it carries, the task is answered
        return pickle.dumps((None, as_monitor_error(error)))


def as_monitor_error(error: BaseException) -> MonitorError:
    """Return our own errors as they are; tell of all others what happened, and where."""
    if isinstance(error, MonitorError):
        return error
    if isinstance(error, MemoryError):
        return WorkerError("needed more memory than allowed", reason="memory")
    told = escape_line("".join(traceback.format_exception_only(error)).strip())[:_LONGEST_MESSAGE]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return WorkerError(f"failed with {told}{where}", reason="crashed")
