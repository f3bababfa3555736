"""What a log line looks like: JSON for machines, aligned columns for people at a terminal.

An event is a name that never changes and keys with units. Whatever comes from outside is escaped,
so that one event is one line, no control character reaches a terminal, and no text can pose as an
event or a key. Nothing here writes, or knows the time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from monitor.rules.printable import escape_json, escape_line
from monitor.rules.times import rfc3339

LONGEST_VALUE: Final = 2_000  # characters; more only hides the rest of the line
LONGEST_TRACEBACK: Final = 50_000
_FIRST: Final = ("time", "level", "area", "event")
_BARE: Final = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/+@%")
_SIGNIFICANT: Final = 6  # digits of a number with a fraction


def json_log_line(event: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    r"""Return an event as one JSON object on one line, without a line end.

    First come `time` (RFC 3339, UTC, milliseconds), `level`, `area` and `event`, then the other
    keys in their order; what is None is left out. A traceback is the text of `exception`.

    ascii_only: Whether letters beyond ASCII are escaped too, for outputs that cannot carry them.
    """
    keys = [*(key for key in _FIRST if key in event), *(key for key in event if key not in _FIRST)]
    values = {key: _json_value(key, event[key]) for key in keys if event[key] is not None}
    return escape_json(json.dumps(values, ensure_ascii=ascii_only, allow_nan=False))


def _json_value(key: str, value: object) -> Any:
    match value:
        case None | bool() | int():
            plain: Any = value
        case float():
            plain = float(f"{value:.{_SIGNIFICANT}g}") if math.isfinite(value) else str(value)
        case datetime():
            plain = rfc3339(value)
        case str():
            plain = _cut(value, LONGEST_TRACEBACK if key == "exception" else LONGEST_VALUE)
        case Mapping():
            plain = {str(name): _json_value(key, part) for name, part in value.items()}
        case Sequence():
            plain = [_json_value(key, part) for part in value]
        case _:
            plain = _cut(str(value), LONGEST_VALUE)
    return plain


def console_value(value: object) -> str:
    r"""Return a value as it stands behind `key=`: bare words bare, everything else in quotes.

    Bare words of a list stand side by side, with commas. Within quotes `"` and `\` have a
    backslash before them, so no value can end its own quotes.
    """
    if isinstance(value, float):
        return f"{value:.{_SIGNIFICANT}g}"
    plain = _json_value("", value)
    if isinstance(plain, list) and plain and all(map(_is_bare, plain)):
        return ",".join(plain)
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    if _is_bare(text):
        return text
    # Backslashes doubled before quotes: else a value could close its own quotes.
    return '"' + escape_line(text.replace("\\", "\\\\")).replace('"', '\\"') + '"'


def _is_bare(text: object) -> bool:
    return isinstance(text, str) and bool(text) and _BARE.issuperset(text)


def console_traceback(traceback: str) -> str:
    """Return a traceback as lines that are all set in, so that none can pose as an event."""
    lines = _cut(traceback, LONGEST_TRACEBACK).splitlines()
    return "\n".join(f"  | {escape_line(line)}" for line in lines)


def _cut(text: str, most: int) -> str:
    """Leave out the middle of what is too long: both ends tell something."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {text[-half:]}"
