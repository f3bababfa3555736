"""Stderr for log lines: it holds up nobody, and a line that cannot be written is lost.

Whoever reads our log may be slow, stopped (Ctrl-S), or gone; the daemon goes on. A reader that is
only slow is waited for a moment; from one that is stuck, lines are kept until it reads again.
It must not log: it is what logging ends in.
"""

from __future__ import annotations

import select
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE_MS: Final = 100
# A pipe that says it takes more takes 4096 bytes (PIPE_BUF, pipe(7)); a character has at most 4.
_AT_ONCE: Final = 1_000


class Stderr:
    """Write lines to stderr, from any thread.

    lost_line: Makes the line that tells how many were lost, once lines can be written again.
    """

    def __init__(self, lost_line: Callable[[int], str]) -> None:
        self._lost_line = lost_line
        self._lock = threading.Lock()
        self._lost = 0
        self._is_stuck = False
        self._is_cut = False

    @property
    def lost(self) -> int:
        """How many lines were lost and not told of yet."""
        return self._lost

    def write_line(self, line: str) -> None:
        """Write a line, or lose it; `line` has no line end."""
        with self._lock:
            if self._lost and self._can_write():
                told, self._lost = self._lost, 0
                self._write(self._lost_line(told))
            self._write(line)

    def _write(self, line: str) -> None:
        text = f"{line}\n"
        if self._is_cut:
            text = f"\n{text}"
        for at, part in _parts(text):
            if not self._can_write():
                self._lost += 1
                self._is_cut = self._is_cut or at > 0
                return
            with suppress(OSError, ValueError):  # e.g. a full disk, a closed stream
                sys.stderr.write(part)
                sys.stderr.flush()
        self._is_cut = False

    def _can_write(self) -> bool:
        """Say whether writing would not block; a reader that is stuck is not waited for again."""
        try:
            waiting = select.poll()
            waiting.register(sys.stderr.fileno(), select.POLLOUT)
            has_room = bool(waiting.poll(0 if self._is_stuck else _PATIENCE_MS))
        except (OSError, ValueError, AttributeError):  # no file at all, as in tests
            return True
        self._is_stuck = not has_room
        return has_room


def _parts(text: str) -> Iterator[tuple[int, str]]:
    for at in range(0, len(text), _AT_ONCE):
        yield at, text[at : at + _AT_ONCE]
