"""Logging: a logger for each area of the program, and one place that says what is written and how.

A line that is not wanted costs next to nothing. What is set may be set again while the daemon
runs, and holds for every logger at once. What libraries say comes out in the same form.
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import structlog
from structlog.dev import Column, ConsoleRenderer, KeyValueColumnFormatter, plain_traceback

from monitor.areas import Area, LogSettings
from monitor.repeats import Repeats, Say
from monitor.rules.loglines import console_traceback, console_value, json_log_line
from monitor.rules.printable import escape_line
from monitor.stderr import Stderr

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    Event = MutableMapping[str, Any]
    Render = Callable[[Any, str, Event], str]

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_LONGEST_AREA: Final = max(map(len, Area))
_EVENT_WIDTH: Final = 16  # most names fit
_REMIND_AFTER_S: Final = 3600.0


class AreaLogger:
    """The logger of one area: `log.info("event_name", key=value, took_ms=4)`.

    The name of an event is a constant and never changes; keys carry their unit. `exc_info` takes
    an exception, for bugs only.
    """

    __slots__ = ("area", "debug", "error", "info", "warning")

    debug: Say
    info: Say
    warning: Say
    error: Say

    def __init__(self, area: Area) -> None:
        self.area = area


_loggers: dict[Area, AreaLogger] = {}
_settings = LogSettings()


def area_logger(area: Area) -> AreaLogger:
    """Return the logger of an area; modules of one area share it."""
    if area not in _loggers:
        logger = _loggers[area] = AreaLogger(area)
        _equip(logger, _renderer(_settings.format))
    return _loggers[area]


def configure_logging(settings: LogSettings) -> None:
    """Set what is logged and how, for existing loggers too; may be called again at any time."""
    global _settings  # noqa: PLW0603 - as in the standard library, one log for a process
    _settings = settings
    render = _renderer(settings.format)
    for logger in _loggers.values():
        _equip(logger, render)
    level = _level_of(Area.LIBRARY)
    logging.basicConfig(handlers=[_Bridge()], level=level, force=True)
    logging.captureWarnings(capture=True)


def tell_bugs() -> None:
    """Let an exception that nothing catches be a log line and no bare traceback."""
    sys.excepthook = _tell_bug


def _tell_bug(kind: type[BaseException], error: BaseException, traceback: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        area_logger(Area.DAEMON).error("bug", exc_info=error)


def _equip(logger: AreaLogger, render: Render) -> None:
    """Give a logger its methods; those below its level are functions that do nothing."""
    kind: Any = structlog.make_filtering_bound_logger(_level_of(logger.area))
    bound = kind(
        _Sink(),
        [structlog.processors.add_log_level, structlog.processors.format_exc_info, _stamp, render],
        {"area": logger.area.value},
    )
    logger.debug, logger.info = bound.debug, bound.info
    logger.warning, logger.error = bound.warning, bound.error


def _level_of(area: Area) -> int:
    """Return an area's own level; libraries are heard from warnings on unless theirs is set."""
    if area in _settings.levels:
        return _LEVELS[_settings.levels[area]]
    level = _LEVELS[_settings.level]
    return max(level, logging.WARNING) if area is Area.LIBRARY else level


def _stamp(_: Any, __: str, event: Event) -> Event:
    event["time"] = datetime.now(UTC)
    return event


def _renderer(form: str) -> Render:
    """Return what makes a line: `console`, `json`, or `auto`, which looks where stderr goes."""
    is_terminal = sys.stderr.isatty()
    if form == "console" or (form == "auto" and is_terminal):
        return _console(colours=is_terminal and not _wants_no_colours())
    ascii_only = "utf" not in (sys.stderr.encoding or "utf-8").lower()
    return lambda _, __, event: json_log_line(event, ascii_only=ascii_only)


def _wants_no_colours() -> bool:
    """Heed https://no-color.org, and terminals that know no colours."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _console(*, colours: bool) -> Render:
    styles = ConsoleRenderer.get_default_column_styles(colours)
    by_level = ConsoleRenderer.get_default_level_styles(colours)

    def column(key: str, style: str, width: int = 0) -> Column:
        shown = KeyValueColumnFormatter(
            key_style=styles.kv_key if not key else None,
            value_style=style,
            reset_style=styles.reset,
            value_repr=console_value if not key else lambda value: escape_line(str(value)),
            width=width,
        )
        return Column(key, shown)

    def level(key: str, value: object) -> str:  # noqa: ARG001 - structlog's signature
        return f"{by_level[str(value)]}{value!s:<7}{styles.reset}"

    layout = ConsoleRenderer(
        columns=[
            column("time", styles.timestamp),
            Column("level", level),
            column("area", styles.logger_name, _LONGEST_AREA),
            column("event", styles.bright, _EVENT_WIDTH),
            column("", styles.kv_value),
        ],
        exception_formatter=plain_traceback,
        sort_keys=False,
    )

    def render(logger: Any, name: str, event: Event) -> str:
        shown = {key: value for key, value in event.items() if value is not None}
        shown["time"] = f"{event['time']:%H:%M:%S}"
        if "exception" in shown:
            shown["exception"] = console_traceback(str(shown["exception"]))
        return layout(logger, name, shown).rstrip(" ")

    return render


def _lost_line(count: int) -> str:
    event = {"level": "warning", "area": Area.DAEMON.value, "event": "lines_lost", "lines": count}
    return _renderer(_settings.format)(None, "warning", _stamp(None, "warning", event))


class _Sink:
    """What structlog hands its lines to."""

    _stderr: Final = Stderr(_lost_line)

    def msg(self, line: str) -> None:
        self._stderr.write_line(line)

    debug = info = warning = error = msg


class _Bridge(logging.Handler):
    """Passes on what libraries say, as lines of ours; the same warning once an hour."""

    def __init__(self) -> None:
        super().__init__()
        self._log = area_logger(Area.LIBRARY)
        self._warnings = Repeats(self._log, event="library", remind_after_s=_REMIND_AFTER_S)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # the library's own format does not fit its values
            message = str(record.msg)
        keys = {"logger": record.name, "message": message, "exc_info": record.exc_info}
        if record.levelno >= logging.ERROR:
            self._log.error("library", **keys)
        elif record.levelno >= logging.WARNING:
            # Its values change from time to time, the complaint does not.
            self._warnings.met((record.name, str(record.msg)), None, **keys)
        elif record.levelno >= logging.INFO:
            self._log.info("library", **keys)
        else:
            self._log.debug("library", **keys)
