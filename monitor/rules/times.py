"""How a time is written for machines: alike in alerts, health events, log lines and JSON."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(time: datetime | None) -> str | None:
    """Write a time as RFC 3339 in UTC with milliseconds; None where UTC cannot express it."""
    if time is None:
        return None
    try:
        in_utc = time.astimezone(UTC)
    except OverflowError:  # 0001-01-01 east of Greenwich is a date that feeds do send
        return None
    return in_utc.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
