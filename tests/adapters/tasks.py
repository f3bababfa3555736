"""What the tests let workers do; apart from the tests, so that workers need not load pytest."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from monitor.errors import (
    ConfigError,
    QuerySyntaxError,
    TransientError,
    UnreadableError,
)

ERRORS = {
    "query": QuerySyntaxError("no closing bracket", column=7, expected=")"),
    "transient": TransientError("later", reason="http_429", retry_after=timedelta(seconds=9)),
    "unreadable": UnreadableError("not a feed", reason="not_a_feed"),
    "config": ConfigError("2 problems", ["first", "second"]),
}
installed = []


def add(first, second=0):
    """Return the sum."""
    return first + second


def raise_error(name):
    """Raise one of our own errors."""
    raise ERRORS[name]


def raise_value_error():
    """Raise what a parser may raise."""
    raise ValueError("unexpected \x1b[31m token")


def raise_local():
    """Raise an exception whose class no other process can find."""

    class OddError(Exception):
        """Known in here alone."""

    raise OddError("odd")


def raise_exit():
    """Raise what would end a program."""
    raise SystemExit(3)


def raise_unpicklable():
    """Raise an error of ours that carries what does not pickle."""
    error = UnreadableError("odd")
    error.carried = lambda: None
    raise error


def return_lambda():
    """Return what does not pickle."""
    return lambda: None


class UnpicklesBadly:
    """Pickles, but cannot be built again."""

    def __reduce__(self):
        return int, ("no number",)


def return_bad_pickle():
    """Return what cannot be unpickled."""
    return UnpicklesBadly()


def take(_value):
    """Do nothing with the argument."""


def spin():
    """Run for hours in C code that looks at no signal."""
    return sum(itertools.repeat(0, 10**13))


def spin_and_tell(path):
    """Write this worker's pid to `path`, then spin."""
    Path(path).write_text(str(os.getpid()))
    spin()


def fill_memory():
    """Ask for 8 GiB."""
    return len(bytearray(8 * 2**30))


def leave(code):
    """End this process."""
    os._exit(code)


def kill_self():
    """Die as if the kernel were out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_with_the_lock():
    """Die holding the lock of the pipe that all workers read."""
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].mutex.acquire()
    kill_self()


def nap(seconds=0.05):
    """Sleep, then return this worker's pid."""
    time.sleep(seconds)
    return os.getpid()


def loaded(names):
    """Return those of these modules that are not loaded here."""
    return [name for name in names if name not in sys.modules]


def install(value):
    """Keep a value in this process."""
    installed.append(value)


def installed_values():
    """Return what was installed in this process."""
    return installed


def installed_after(folder):
    """Return what was installed in this process, once the test wants it."""
    (Path(folder) / "begun").write_text("yes")
    while not (Path(folder) / "go").exists():
        time.sleep(0.005)
    return installed


def fail_to_install():
    """Fail as an initializer may."""
    raise ConfigError("no watchlists")
