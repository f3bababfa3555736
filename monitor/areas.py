"""The parts of the program as its log knows them, and what is logged of each.

Standard library only, like the model: configuration, logs and everything that logs go by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Area(StrEnum):
    """Name a part of the program whose log level can be set apart from the others'."""

    DAEMON = "daemon"  # start, stop, reload
    CONFIG = "config"
    FEEDS = "feeds"  # polls
    ENTRIES = "entries"  # from an entry to its outcome
    ALERTS = "alerts"  # outbox, relay, sinks
    REDIS = "redis"  # the bus and the embedded server
    STORE = "store"
    WORKERS = "workers"
    HTTP = "http"
    STATUS = "status"  # status port and control socket
    LIBRARY = "library"  # what libraries have to say


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is logged and how.

    level: `debug`, `info`, `warning` or `error`.
    levels: Of single areas, where they differ.
    format: `console`, `json`, or `auto`: readable on a terminal, JSON otherwise.
    """

    level: str = "info"
    levels: Mapping[Area, str] = field(default_factory=dict)
    format: str = "auto"
