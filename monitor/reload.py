"""Reload: read the configuration again, on SIGHUP, on request, and when a file changed.

All that can fail happens before anything changes: a configuration that cannot be read, or that
the daemon cannot go by, leaves the running one as it was. What is done with a new one is for the
composition root; this module says when, and keeps what came of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

from monitor.areas import Area
from monitor.config.changes import HOW, NO_CHANGES, Changes, compare, needing_restart
from monitor.errors import ConfigError, MonitorError
from monitor.logs import area_logger
from monitor.rules import health
from monitor.rules.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from monitor.config.settings import Config
    from monitor.metrics import Metrics
    from monitor.ports import Now
    from monitor.rules.health import HealthEvent

log = area_logger(Area.CONFIG)

_LOOK_EVERY: Final = timedelta(seconds=2)
_LOOKING_SHARE: Final = 50  # of the time, at most one part in this many goes into looking
_SETTLE: Final = timedelta(seconds=0.3)  # an editor may still be writing
_MOST_NAMES: Final = 20


class Reader(Protocol):
    """Reads one configuration, again and again; called in a thread, one call at a time."""

    def read(self) -> Config:
        """Return it; raise ConfigError."""

    def has_changed(self) -> bool:
        """Say whether a file looks different from when it was read last; never raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What came of reading the configuration.

    error: Why it was refused; None if it was taken.
    problems: One line for each mistake, where the files have any.
    needs_restart: Keys that were changed and take hold at the next start.
    took: From the beginning of the reading until the daemon went by it.
    """

    at: datetime
    changes: Changes = NO_CHANGES
    error: str | None = None
    problems: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()
    took: timedelta = timedelta()

    def told(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "at": rfc3339(self.at),
            "ok": self.error is None,
            "error": self.error,
            "problems": list(self.problems),
            "needs_restart": list(self.needs_restart),
            "changes": names_of(self.changes, most=None),
            "took_ms": round(self.took / timedelta(milliseconds=1)),
        }


class Reloader:
    """Reload the configuration of a running daemon.

    running: What the daemon began with.
    apply: Makes the daemon go by another configuration; raises MonitorError and changes nothing
        where it cannot.
    on_outcome: Told of every reload that was asked for, changed something, or was refused for
        another reason than the last one; and whether that is news.
    last: What the last reading brought, whatever it was.
    """

    def __init__(
        self,
        reader: Reader,
        running: Config,
        *,
        apply: Callable[[Config, Changes], Awaitable[None]],
        on_outcome: Callable[[Reloaded, bool], None],
        now: Now,
    ) -> None:
        self._reader = reader
        self._began_with = running
        self._running = running
        self._apply = apply
        self._on_outcome = on_outcome
        self._now = now
        self._asked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self.last = Reloaded(at=now())

    def ask(self) -> None:
        """Reload soon; for a signal handler."""
        self._asked.set()

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Reload whenever it is asked for or a file changed, until `stopped` is set.

        A reload that is under way then is given up: nothing of it holds.
        """
        running = asyncio.create_task(self._run(), name="reload-run")
        over = asyncio.create_task(stopped.wait(), name="reload-stop")
        try:
            await asyncio.wait({running, over}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()  # it ends by failing only
        finally:
            running.cancel()
            over.cancel()
            await asyncio.gather(running, over, return_exceptions=True)

    async def _run(self) -> None:
        pause = _LOOK_EVERY
        while True:
            if await self._is_asked(within=pause):
                await self.reload(is_asked=True)
                continue
            async with self._one_at_a_time:
                began = monotonic()
                has_changed = await asyncio.to_thread(self._reader.has_changed)
            looked = timedelta(seconds=monotonic() - began)
            pause = max(_LOOK_EVERY, looked * _LOOKING_SHARE)
            if has_changed:
                await asyncio.sleep(_SETTLE.total_seconds())
                await self.reload()

    async def reload(self, *, is_asked: bool = False) -> Reloaded:
        """Read the configuration and go by it; say what came of it, also where it is refused.

        is_asked: Whether somebody wants to hear of it, whatever comes of it.
        """
        async with self._one_at_a_time:
            at, began, before = self._now(), monotonic(), self.last
            try:
                wanted, changes = await asyncio.to_thread(self._read)
                if changes:
                    await self._apply(wanted, changes)
            except MonitorError as error:
                self.last = _refused(error, at=at, running=before)
            else:
                self._running = wanted
                self.last = Reloaded(
                    at=at,
                    changes=changes,
                    needs_restart=needing_restart(self._began_with, wanted),
                    took=timedelta(seconds=monotonic() - began),
                )
            is_news = bool(self.last.changes) or _has_changed(before, self.last)
            if is_asked or is_news:
                self._on_outcome(self.last, is_news)
            return self.last

    def _read(self) -> tuple[Config, Changes]:
        wanted = self._reader.read()
        return wanted, compare(self._running, wanted)

    async def _is_asked(self, *, within: timedelta) -> bool:
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._asked.wait()
        except TimeoutError:
            return False
        self._asked.clear()
        return True


def tell_outcome(
    outcome: Reloaded,
    *,
    is_news: bool,
    counts: tuple[int, int],
    metrics: Metrics,
    tell: Callable[[HealthEvent], None],
) -> None:
    """Say on the log, in the metrics and to whoever listens what a reload brought.

    is_news: Whether it changed anything, or is the first of its trouble; else the log alone says
        so, since somebody asked.
    counts: How many feeds and how many enabled watchlists the daemon goes by now.
    tell: Takes health events; never waits.
    """
    metrics.config_reloaded(is_done=outcome.error is None, at=outcome.at)
    if outcome.error is not None:
        log.error("config_rejected", error=outcome.error, problems=list(outcome.problems))
        if is_news:
            tell(health.config_rejected(outcome.error, problems=outcome.problems, at=outcome.at))
        return
    names = names_of(outcome.changes)
    log.info("config_reloaded", **names, took_ms=round(outcome.took / timedelta(milliseconds=1)))
    if outcome.needs_restart:
        log.warning("restart_needed", settings=list(outcome.needs_restart))
    if not is_news:
        return
    tell(
        health.config_reloaded(
            feeds=counts[0],
            watchlists=counts[1],
            changes=names,
            needs_restart=outcome.needs_restart,
            at=outcome.at,
        )
    )


def _refused(error: MonitorError, *, at: datetime, running: Reloaded) -> Reloaded:
    return Reloaded(
        at=at,
        error=str(error).partition("\n")[0],
        problems=error.problems if isinstance(error, ConfigError) else (),
        needs_restart=running.needs_restart,
    )


def _has_changed(before: Reloaded, after: Reloaded) -> bool:
    """Say whether there is something new to tell: the same trouble is told once."""
    return (before.error, before.problems) != (after.error, after.problems)


def names_of(changes: Changes, *, most: int | None = _MOST_NAMES) -> dict[str, list[str]]:
    """Return what changed as lists of names, empty ones left out.

    most: Of each list; one more item then says how many there are beside. None gives all.
    """
    lists = {"settings": list(changes.settings)}
    for kind in ("feeds", "watchlists", "sinks", "host_rules"):
        named = getattr(changes, kind)
        lists |= {f"{kind}_{how}": list(getattr(named, how)) for how in HOW}
    return {name: _cut(names, most) for name, names in lists.items() if names}


def _cut(names: list[str], most: int | None) -> list[str]:
    if most is None or len(names) <= most:
        return names
    return [*names[:most], f"and {len(names) - most} more"]
