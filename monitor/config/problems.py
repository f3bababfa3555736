"""One mistake in a configuration, as a line that is safe to print.

What stood in a file is somebody's text: it is escaped, cut short, and kept out altogether where
it may be a secret. This module does not judge; it only words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.errors import ConfigError
from monitor.rules.addresses import masked_text
from monitor.rules.printable import escape_line

Keys = tuple[str | int, ...]

_SHOWN_CHARACTERS = 60
_MOST_PROBLEMS = 500  # a file of rubbish should not scroll a terminal for minutes

# What people write for a key of ours in other programs' configurations; the likelier first.
_OTHER_NAMES = {
    "address": ("url",),
    "aliases_by_language": ("aliases",),
    "directory": ("state_dir",),
    "every": ("poll_every_s",),
    "feed": ("url",),
    "href": ("url",),
    "http_timeout": ("timeout_s",),
    "interval": ("poll_every_s",),
    "interval_s": ("poll_every_s",),
    "keywords": ("terms",),
    "lang": ("language", "languages"),
    "link": ("url",),
    "loglevel": ("log",),
    "min_score": ("threshold",),
    "name": ("id", "outlet", "title"),
    "not": ("exclude",),
    "poll_interval": ("poll_every_s",),
    "publisher": ("outlet",),
    "refresh": ("poll_every_s",),
    "source": ("outlet",),
    "sources": ("feeds",),
    "tz": ("timezone",),
    "xml_url": ("url",),
}
# Of the keys under these, all texts may be secrets but for those that are known not to be.
_MAY_BE_SECRET = frozenset({"redis", "sinks"})
_NOT_SECRET = frozenset({"channels", "fsync", "id", "kind", "path", "port", "prefix"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A mistake and where it stands.

    file: As people should see it.
    line, column: 1-based; None where the mistake has no such place.
    keys: Way from the file's top to the value; empty for the file as a whole.
    """

    file: str
    line: int | None
    column: int | None = None
    keys: Keys = ()
    text: str

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (printable(self.file, limit=500), self.line, self.column) if part
        )
        name = dotted(self.keys)
        return f"{place}: {name}: {self.text}" if name else f"{place}: {self.text}"


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Sort problems by file and place, drop repeats, and word each as one line.

    At most 500 lines; then one that says how many more there are.
    """
    ordered = sorted(problems, key=lambda each: (each.file, each.line or 0, each.column or 0))
    lines = list(dict.fromkeys(str(each) for each in ordered))
    if len(lines) > _MOST_PROBLEMS:
        lines = [*lines[:_MOST_PROBLEMS], f"and {len(lines) - _MOST_PROBLEMS} more problems"]
    return lines


def config_error(path: Path, problems: Iterable[Problem]) -> ConfigError:
    """Return the error that tells every problem of a configuration.

    path: What was to be read.
    """
    lines = problem_lines(problems)
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return ConfigError(f"{printable(str(path), limit=500)}: {count}", lines)


def dotted(keys: Keys) -> str:
    """Write a way through a file as `feeds[1].url`."""
    name = ""
    for key in keys:
        if isinstance(key, int):
            name += f"[{key}]"
        else:
            name += ("." if name else "") + printable(key)
    return name


def printable(text: str, *, limit: int = _SHOWN_CHARACTERS) -> str:
    """Cut to `limit` characters and escape what a terminal would act on."""
    return escape_line(text[:limit]) + ("…" if len(text) > limit else "")


def describe(value: Any, *, keys: Keys = ()) -> str:
    """Say what stood in the file, without giving a secret away.

    Texts under `redis` and `sinks` are hidden whole, but for those that cannot be one; user names,
    passwords and query strings are cut out of every address; lists and mappings are only named.
    """
    if isinstance(value, bool) or value is None:
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "keys and values"
    if not isinstance(value, str):
        return printable(str(value))
    if _MAY_BE_SECRET.intersection(keys[:1]) and _NOT_SECRET.isdisjoint(keys):
        return "***"
    return printable(masked_text(value)) or "an empty text"


def guess(wrong: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was most likely meant; None where nothing is near.

    Names that other programs give to the same key are known too.
    """
    wanted = {candidate: candidate for candidate in candidates}
    if not wanted:
        return None
    others = {
        other: next((name for name in ours if name in wanted), None)
        for other, ours in _OTHER_NAMES.items()
    }
    names = {other: ours for other, ours in others.items() if ours} | wanted
    near = difflib.get_close_matches(wrong[:100].lower(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None
