"""The same trouble once, then quietly until it changes, and once more when it is over.

A dead host, a bus that is away, a library that complains at every request: each would drown the
log. This remembers what was told. It bounds its memory and decides nothing but the level.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, Protocol

MOST: Final = 1_000


class Say(Protocol):
    """Writes one log line, if its level is wanted."""

    def __call__(self, event: str, /, **keys: Any) -> None:
        """Write the event with its keys; those that are None are left out."""


class Log(Protocol):
    """What is needed of a logger; `logs.AreaLogger` is one."""

    debug: Say
    info: Say
    warning: Say


@dataclass(slots=True)
class _Trouble:
    reason: str | None
    since: float
    told_at: float
    times: int = 1


class Repeats:
    """Tell trouble that is met again and again.

    event: Name of the line for trouble: a warning when it is new or its reason another, debug
        while it stays.
    over: Name of the line, at info, that says it is over; None where nobody can know.
    remind_after_s: How long after a warning the same trouble is worth another, with how many
        `times` it was met; None for never.
    most: How many troubles are remembered. Beyond, the one not met for longest is forgotten: it
        would be new the next time.
    clock: Seconds; never goes back.
    """

    def __init__(
        self,
        log: Log,
        *,
        event: str,
        over: str | None = None,
        remind_after_s: float | None = None,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._event = event
        self._over = over
        self._remind_after_s = remind_after_s
        self._most = most
        self._clock = clock
        self._troubles: dict[Hashable, _Trouble] = {}

    def __len__(self) -> int:
        return len(self._troubles)

    def met(self, key: Hashable, reason: str | None, **keys: Any) -> bool:
        """Note that trouble was met; say whether it was worth a warning.

        key: What is in trouble. The line says it only where `keys` do.
        """
        now = self._clock()
        known = self._troubles.pop(key, None)
        if known is not None and known.reason == reason:
            known.times += 1
            self._remember(key, known)
            if self._remind_after_s is None or now - known.told_at < self._remind_after_s:
                self._log.debug(self._event, reason=reason, **keys)
                return False
            known.told_at = now
            self._log.warning(self._event, reason=reason, times=known.times, **keys)
            return True
        since, times = (now, 1) if known is None else (known.since, known.times + 1)
        self._remember(key, _Trouble(reason, since, told_at=now, times=times))
        self._log.warning(self._event, reason=reason, **keys)
        return True

    def ended(self, key: Hashable, **keys: Any) -> bool:
        """Note that all is well; say whether there was trouble.

        The line tells the last reason, how long it lasted, and how many times it was met.
        """
        known = self._troubles.pop(key, None)
        if known is None:
            return False
        if self._over is not None:
            lasted_s = round(self._clock() - known.since, 1)
            self._log.info(
                self._over, **keys, reason=known.reason, lasted_s=lasted_s, times=known.times
            )
        return True

    def _remember(self, key: Hashable, trouble: _Trouble) -> None:
        """Put it last: the first in the dictionary is the one not met for longest."""
        self._troubles[key] = trouble
        if len(self._troubles) > self._most:
            del self._troubles[next(iter(self._troubles))]
