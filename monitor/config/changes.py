"""What differs between two configurations, by the names that the user gave.

For the log and whoever listens to a reload. Nothing is judged here; a secret's value is never
told, only the name of its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from monitor.config.settings import NEEDS_RESTART, Config

# Every key of the main file but `watchlists`, `host_rules`, `feeds` and `sinks`, with how to look
# it up; a test holds this against the models.
SETTINGS: Final[Mapping[str, Callable[[Config], Any]]] = {
    "state_dir": lambda config: config.state_dir,
    "redis.url": lambda config: config.redis.url,
    "redis.prefix": lambda config: config.redis.prefix,
    "redis.port": lambda config: config.redis.port,
    "fetch.allow_networks": lambda config: config.fetch.allow_networks,
    "fetch.first_run_max_age_h": lambda config: config.fetch.first_run_max_age,
    "fetch.min_poll_s": lambda config: config.fetch.min_poll,
    "fetch.page_pause_s": lambda config: config.fetch.page_pause,
    "fetch.timeout_s": lambda config: config.fetch.timeout,
    "fetch.feed_max_mb": lambda config: config.fetch.feed_max_bytes,
    "fetch.page_max_mb": lambda config: config.fetch.page_max_bytes,
    "fetch.contact": lambda config: config.fetch.contact,
    "runtime.loop": lambda config: config.runtime.loop,
    "runtime.workers": lambda config: config.runtime.workers,
    "runtime.encoder": lambda config: config.runtime.encoder,
    "runtime.grace_s": lambda config: config.runtime.grace,
    "status.listen": lambda config: config.status_listen,
    "log.level": lambda config: config.log.level,
    "log.levels": lambda config: config.log.levels,
    "log.format": lambda config: config.log.format,
    "timezone": lambda config: config.timezone,
    "retention_days": lambda config: config.retention,
    "catch_up_max_age_h": lambda config: config.catch_up_max_age,
}

HOW: Final = ("added", "removed", "changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which of many things came, went, or are not what they were; ids in the new order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one configuration has that the other has not.

    settings: Dotted names of keys with another value.
    host_rules: By host.
    """

    settings: tuple[str, ...]
    feeds: Named
    watchlists: Named
    sinks: Named
    host_rules: Named = Named()

    def __bool__(self) -> bool:
        named = (self.feeds, self.watchlists, self.sinks, self.host_rules)
        return bool(self.settings or any(named))


_NOTHING: Final = Named()
NO_CHANGES: Final = Changes(settings=(), feeds=_NOTHING, watchlists=_NOTHING, sinks=_NOTHING)


def compare(old: Config, new: Config) -> Changes:
    """Say what changed from `old` to `new`.

    A watchlist also counts as changed when a seed's file beside it says something else.
    """
    return Changes(
        settings=tuple(name for name, of in SETTINGS.items() if of(old) != of(new)),
        feeds=_compare_named({f.id: f for f in old.feeds}, {f.id: f for f in new.feeds}),
        watchlists=_compare_named(
            {w.id: w for w in old.watchlists}, {w.id: w for w in new.watchlists}
        ),
        sinks=_compare_named({s.id: s for s in old.sinks}, {s.id: s for s in new.sinks}),
        host_rules=_compare_named(_by_host(old), _by_host(new)),
    )


def needing_restart(running: Config, wanted: Config) -> tuple[str, ...]:
    """Name the keys whose wanted value takes hold only at the next start."""
    return tuple(
        name for name in SETTINGS if name in NEEDS_RESTART and _differ(name, running, wanted)
    )


def _differ(name: str, one: Config, other: Config) -> bool:
    return bool(SETTINGS[name](one) != SETTINGS[name](other))


def _by_host(config: Config) -> Mapping[Any, Any]:
    return {host: rule for rule in config.host_rules for host in rule.hosts}


def _compare_named(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Named:
    return Named(
        added=_ids(id_ for id_ in new if id_ not in old),
        removed=_ids(id_ for id_ in old if id_ not in new),
        changed=_ids(id_ for id_ in new if id_ in old and old[id_] != new[id_]),
    )


def _ids(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, found))
