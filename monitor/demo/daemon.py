"""Run the real daemon as a process of its own, and end it whatever happens.

It gets a session of its own, so that Ctrl-C in a terminal reaches only us and we stop it in
order. It must not outlive the context by more than the few seconds it has to stop.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import deque
from pathlib import Path
from typing import Self

import monitor
from monitor.rules.printable import escape_line

_STOP_WITHIN_S = 10.0
_TAIL_LINES = 12
_PACKAGE_PARENT = Path(monitor.__file__).parent.parent


class DaemonProcess:
    """Run `python -m monitor run -c config`, its log in a file, until the context is left."""

    def __init__(self, config: Path, *, log: Path) -> None:
        self._config = config
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "monitor", "run", "-c", str(self._config))
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                cwd=_PACKAGE_PARENT,  # `-m` looks there first: this program and no other `monitor`
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        process = self._running()
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            pass
        finally:
            # Also where a second Ctrl-C ends our waiting; its own servers and workers follow it.
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
        await process.wait()

    @property
    def pid(self) -> int:
        """Give the daemon's process id."""
        return self._running().pid

    async def wait_until_dead(self) -> int:
        """Return the exit status once the daemon has ended by itself; negative for a signal."""
        return await self._running().wait()

    def log_tail(self) -> tuple[str, ...]:
        """Return the last lines of the daemon's log, safe to print."""
        with self._log.open(encoding="utf-8", errors="replace") as lines:
            return tuple(escape_line(line.rstrip("\n")) for line in deque(lines, _TAIL_LINES))

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the daemon was not started")
        return self._process
