"""Logging and metrics: how the program speaks to its operator.

Log lines are an event name that never changes, then keys with units. Whatever comes from outside
is escaped, so that one event is one line and no control character reaches a terminal; only a
bug's traceback takes more lines, all set in. Metrics' labels come from closed sets only.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_BARE: Final = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/+@%")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = value if isinstance(value, str) else str(value)
    if text and _BARE.issuperset(text):
        return text
    # Backslashes doubled before quotes: else a value could close its own quotes.
    return '"' + escape_line(text.replace("\\", "\\\\")).replace('"', '\\"') + '"'


def _render(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    """Render `time level event key=value ...` on one line."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    level, name = event.pop("level", "info"), event.pop("event", "")
    traceback = event.pop("exception", None)
    head = f"{stamp} {level:<7} {escape_line(str(name))}"
    line = " ".join([head, *(f"{k}={_value(v)}" for k, v in event.items() if v is not None)])
    if traceback is not None:
        # Set in, so that no line of an error's message can pose as an event.
        line += "".join(f"\n  | {escape_line(part)}" for part in str(traceback).splitlines())
    return line


def configure_logging(level: str) -> None:
    """Send structlog and the standard library's logging to stderr in one form.

    level: `debug`, `info`, `warning` or `error`.
    """
    number = getattr(logging, level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(
            _Stderr()  # type: ignore[arg-type]  # all it needs of a file
        ),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Bridge()], level=logging.WARNING, force=True)


class _Stderr:
    """Stderr for log lines: where it cannot be written, the line is lost and the daemon goes on."""

    def write(self, text: str) -> None:
        """Write, or lose it."""
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Flush what was written."""
        with suppress(OSError, ValueError):
            sys.stderr.flush()


class _Bridge(logging.Handler):
    """Passes libraries' warnings on as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger()
        report = logger.warning if record.levelno < logging.ERROR else logger.error
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # the library's own format does not fit its values
            message = str(record.msg)
        report("library", logger=record.name, message=message, exc_info=record.exc_info)


class Metrics:
    """The daemon's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.polls = Counter(
            "monitor_polls", "Feed polls by result.", ["result"], registry=self.registry
        )
        self.entries = Counter("monitor_entries", "Entries first seen.", registry=self.registry)
        self.outcomes = Counter(
            "monitor_outcomes", "Entries ended, by outcome.", ["outcome"], registry=self.registry
        )
        self.text_sources = Counter(
            "monitor_text_sources",
            "Where scored text came from.",
            ["source"],
            registry=self.registry,
        )
        self.decisions = Counter(
            "monitor_decisions", "Decisions by verdict.", ["verdict"], registry=self.registry
        )
        self.alerts = Counter("monitor_alerts", "Alerts written.", registry=self.registry)
        self.relay_delay = Histogram(
            "monitor_relay_delay_seconds",
            "From an alert's writing to its place on the bus.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300),
            registry=self.registry,
        )
        self.backlog = Gauge(
            "monitor_backlog_entries",
            "Entries that wait or are being read.",
            registry=self.registry,
        )
        self.bus_away = Gauge(
            "monitor_bus_away", "1 while the bus cannot take alerts.", registry=self.registry
        )
        self.deliveries = Counter(
            "monitor_deliveries",
            "Tries to hand an alert to a sink, by result: delivered, refused, failed.",
            ["sink", "result"],
            registry=self.registry,
        )
        self.sink_failing = Gauge(
            "monitor_sink_failing",
            "1 while a sink takes no alerts.",
            ["sink"],
            registry=self.registry,
        )
        self.config_reloads = Counter(
            "monitor_config_reloads",
            "Readings of a changed configuration, by result: done, rejected.",
            ["result"],
            registry=self.registry,
        )
        self.config_is_good = Gauge(
            "monitor_config_last_reload_success",
            "1 unless the last reading of the configuration was refused.",
            registry=self.registry,
        )
        self.config_is_good.set(1)
        self.config_reloaded_at = Gauge(
            "monitor_config_last_reload_success_timestamp_seconds",
            "When the configuration in force was read.",
            registry=self.registry,
        )

    def config_reloaded(self, *, is_done: bool, at: datetime) -> None:
        """Count a reading of the configuration, and whether it holds now."""
        self.config_reloads.labels(result="done" if is_done else "rejected").inc()
        self.config_is_good.set(is_done)
        if is_done:
            self.config_reloaded_at.set(at.timestamp())
