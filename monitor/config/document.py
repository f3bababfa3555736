"""Read a YAML file into plain values, and remember the line of each.

A narrow YAML: one document, no aliases, anchors, merge keys, tags or duplicate keys (a kilobyte of
merge keys can hang a loader for ever, and duplicates hide mistakes), capped in size, depth and
count, with the scalars of the YAML 1.2 core schema, so that `no` and `12:30` stay texts.
It reports, and never raises for what a file holds.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.config.composer import Composer
from monitor.config.problems import Keys, Problem

MAIN_FILE_BYTES = 4_000_000
WATCHLIST_FILE_BYTES = 1_000_000

# libyaml breaks lines at these, as YAML 1.1 did; no editor counts them, and pasted text holds them.
LINE_SEPARATORS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")

# YAML 1.2.2, section 5.1, without the byte order mark.
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one file says, with the place of everything it says.

    shown: The file's name as people should see it.
    value: Of str, int, float, bool, None, list and dict with str keys. None if nothing stands
        there; up to the mistake if it is not valid YAML.
    lines: 1-based line of each value: that of its key, or of itself in a list.
    scalars: Start and end in `text`, and the style, of each text value.
    doubtful: Ways to values that were refused; nothing more should be said of them.
    unfinished: Ways to lists and mappings that a mistake in the YAML cut off; what they lack may
        stand after it.
    """

    shown: str
    value: Any = None
    text: str = ""
    lines: dict[Keys, int] = field(default_factory=dict)
    scalars: dict[Keys, tuple[int, int, str]] = field(default_factory=dict)
    doubtful: frozenset[Keys] = frozenset()
    unfinished: frozenset[Keys] = frozenset()
    problems: tuple[Problem, ...] = ()

    def line_of(self, keys: Keys) -> int:
        """Return the line of the value, or of the nearest value around it that exists."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def existing(self, keys: Keys) -> Keys:
        """Cut `keys` to the longest beginning that stands in the file."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return keys

    def is_doubtful(self, keys: Keys) -> bool:
        """Say whether something refused stands at `keys`, above it, or merged into it."""
        ways = [keys[:length] for length in range(len(keys) + 1)]
        return any(way in self.doubtful for way in (*ways, (*keys, "<<")))

    def problem(self, keys: Keys, text: str) -> Problem:
        """Word a mistake at the line where `keys` leads."""
        return Problem(file=self.shown, line=self.line_of(keys), keys=keys, text=text)


def read_document(file: Path, *, max_bytes: int) -> Document:
    """Read and parse one YAML file; whatever is wrong with it is among its `problems`.

    max_bytes: Larger files are refused.
    """
    try:
        text = read_text(file, max_bytes=max_bytes)
    except ValueError as error:
        return Document(
            shown=str(file), problems=(Problem(file=str(file), line=None, text=str(error)),)
        )
    return parse_document(text, shown=str(file))


def read_text(file: Path, *, max_bytes: int) -> str:
    """Return a UTF-8 file's text with line-feed ends and without a byte order mark.

    Raises ValueError with a text for people: unreadable, not a file, too large, not UTF-8.
    """
    try:
        # Asked first: opening a pipe would wait for its writer.
        if not stat.S_ISREG(file.stat().st_mode):
            raise ValueError("should be a file")
        with file.open("rb") as handle:
            body = handle.read(max_bytes + 1)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ValueError(f"cannot be read: {reason}") from error
    if len(body) > max_bytes:
        raise ValueError(f"should be at most {max_bytes} bytes")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"should be UTF-8 text (byte {error.start} in line {line} is not)"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_document(text: str, *, shown: str) -> Document:
    """Parse YAML text with line-feed ends; see `Document` for what comes out."""
    text = text.translate(LINE_SEPARATORS)
    composer = Composer(text, shown)
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line, column = line_and_column(text, unprintable.start())
        code = f"U+{ord(unprintable[0]):04X}"
        composer.complain(f"should not hold the control character {code}", line, column)
    else:
        composer.compose()
    return Document(
        shown=shown,
        value=composer.value,
        text=text,
        lines=composer.lines,
        scalars=composer.scalars,
        doubtful=frozenset(composer.doubtful),
        unfinished=frozenset(composer.unfinished),
        problems=tuple(composer.problems),
    )


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Return the 1-based line and column of a character."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
