"""What a look at a watchlist finds: a sentence, how much it matters, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Keys = tuple[str | int, ...]


class Severity(StrEnum):
    """Say how much a finding matters."""

    WARNING = "warning"  # the watchlist does not do what it says
    NOTE = "note"  # worth a look


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a watchlist that will surprise.

    rule: A code that never changes, for scripts.
    keys: The way to what it is about, from the watchlist down; empty for all of it.
    column: Within the query, 1-based; None elsewhere.
    """

    rule: str
    severity: Severity
    text: str
    keys: Keys = ()
    column: int | None = None


def warning(rule: str, text: str, keys: Keys = (), *, column: int | None = None) -> Finding:
    """Make a finding that says that something does not work."""
    return Finding(rule=rule, severity=Severity.WARNING, text=text, keys=keys, column=column)


def note(rule: str, text: str, keys: Keys = (), *, column: int | None = None) -> Finding:
    """Make a finding that is worth a look."""
    return Finding(rule=rule, severity=Severity.NOTE, text=text, keys=keys, column=column)


def some(names: list[str], *, most: int = 5) -> str:
    """List names for a sentence, the first of them and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
