"""Times as people write and read them: "2h", "3d", a clock time; shown in the configured zone."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from typing import Final

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN: Final = re.compile(r"([0-9]{1,9})([smhdw])", re.ASCII)


def show_time(time: datetime | None, timezone: tzinfo) -> str | None:
    """Return a time to the minute, with its zone; None for None."""
    if time is None:
        return None
    with suppress(OverflowError):  # feeds do send the first day of year 1
        time = time.astimezone(timezone)
    return f"{time:%Y-%m-%d %H:%M %Z}"


def read_moment(
    text: str, *, now: datetime, timezone: tzinfo, is_future: bool = False
) -> datetime | None:
    """Read a time such as 2026-03-01T12:00, or how long before or after `now`, such as 2h.

    now: Aware. timezone: Of a time that names none. is_future: Whether a length of time leads
        forward; nothing else is asked of the moment.

    Returns None if it is neither, or out of the calendar's range.
    """
    text = text.strip()
    try:
        if span := _SPAN.fullmatch(text):
            length = timedelta(**{_UNITS[span[2]]: int(span[1])})
            return now + length if is_future else now - length
        time = datetime.fromisoformat(text)
        time = time if time.tzinfo else time.replace(tzinfo=timezone)
        return time.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return None


def read_past(text: str | None, *, now: datetime, timezone: tzinfo, option: str) -> datetime | None:
    """Read what an option says of the past, as `read_moment`; None for None.

    Raises typer.BadParameter.
    """
    if text is None:
        return None
    time = read_moment(text, now=now, timezone=timezone)
    if time is None:
        raise _refusal(option, text, "a time such as 2026-03-01T12:00, or how long ago: 30m, 2h")
    return time


def read_future(text: str, *, now: datetime, timezone: tzinfo, option: str) -> datetime:
    """Read what an option says of the future, as `read_moment`; raise typer.BadParameter."""
    time = read_moment(text, now=now, timezone=timezone, is_future=True)
    if time is None or time <= now:
        raise _refusal(
            option, text, "a time to come such as 2026-03-01T12:00, or for how long: 30m, 2h"
        )
    return time


def _refusal(option: str, text: str, expected: str) -> Exception:
    import typer

    from monitor.rules.printable import escape_line

    return typer.BadParameter(
        f"should be {expected} or 7d (got {escape_line(text[:100])})", param_hint=option
    )
