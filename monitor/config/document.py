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
from monitor.config.inputs import Inputs
from monitor.config.problems import Keys, Problem, describe, printable

MAIN_FILE_BYTES = 4_000_000
WATCHLIST_FILE_BYTES = 1_000_000

# libyaml breaks lines at these, as YAML 1.1 did; no editor counts them, and pasted text holds them.
LINE_SEPARATORS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")

_HAS_SEPARATOR = re.compile("[\x85\u2028\u2029]")

# YAML 1.2.2, section 5.1, without the byte order mark.
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value comes from that does not stand in the file itself.

    variables: The environment variables it refers to, in their order.
    defaulted: Those of them that are not set or empty, so that a default stands for them.
    file: Whose content it is, by its `<key>_file`; None if it is none.
    """

    variables: tuple[str, ...] = ()
    defaulted: frozenset[str] = frozenset()
    file: Path | None = None

    def __str__(self) -> str:
        if self.file is not None:
            return f"the file {printable(str(self.file), limit=500)}"
        return " and ".join(f"${{{name}}}" for name in self.variables)


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
    origins: Of each value that comes from the environment or from another file; see `environment`
        and `filekeys`.
    """

    shown: str
    value: Any = None
    text: str = ""
    lines: dict[Keys, int] = field(default_factory=dict)
    scalars: dict[Keys, tuple[int, int, str]] = field(default_factory=dict)
    doubtful: frozenset[Keys] = frozenset()
    unfinished: frozenset[Keys] = frozenset()
    origins: dict[Keys, Origin] = field(default_factory=dict)
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

    def value_at(self, keys: Keys) -> Any:
        """Return what stands at a way that exists."""
        value = self.value
        for key in keys:
            value = value[key]
        return value

    def describe(self, value: Any, *, keys: Keys) -> str:
        """Say what stood at `keys`; of what came from elsewhere, only whence: it may be secret."""
        origin = self.origins.get(keys)
        if origin is None:
            return describe(value, keys=keys)
        return f"what {origin} gives" if value not in (None, "") else f"nothing: {origin} is empty"

    def problem(self, keys: Keys, text: str) -> Problem:
        """Word a mistake at the line where `keys` leads."""
        return Problem(file=self.shown, line=self.line_of(keys), keys=keys, text=text)


def read_document(file: Path, *, max_bytes: int, inputs: Inputs | None = None) -> Document:
    """Read and parse one YAML file; whatever is wrong with it is among its `problems`.

    max_bytes: Larger files are refused.
    inputs: Told of the file.
    """
    try:
        text = read_text(file, max_bytes=max_bytes, inputs=inputs)
    except ValueError as error:
        return Document(
            shown=str(file), problems=(Problem(file=str(file), line=None, text=str(error)),)
        )
    return parse_document(text, shown=str(file))


def read_text(file: Path, *, max_bytes: int, inputs: Inputs | None = None) -> str:
    """Return a UTF-8 file's text with line-feed ends and without a byte order mark.

    inputs: Told of the file.

    Raises ValueError with a text for people: unreadable, not a file, too large, not UTF-8.
    """
    if inputs is not None:
        inputs.about_to_read(file)
    try:
        body = _read_bytes(file, max_bytes + 1)
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
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _read_bytes(file: Path, most: int) -> bytes:
    # Not waiting: to open a pipe would else take until somebody writes to it.
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            kind = ", not a folder" if stat.S_ISDIR(found.st_mode) else ""
            raise ValueError(f"should be a file{kind}")
        body = os.read(handle, most)
        while len(body) < most and (more := os.read(handle, most - len(body))):
            body += more  # the file grew, or is one that gives itself in pieces
        return body
    finally:
        os.close(handle)


def parse_document(text: str, *, shown: str) -> Document:
    """Parse YAML text with line-feed ends; see `Document` for what comes out."""
    if not text.isascii() and _HAS_SEPARATOR.search(text):
        text = text.translate(LINE_SEPARATORS)
    composer = Composer(text, shown)
    unprintable = find_control_character(text)
    if unprintable is not None:
        line, column = line_and_column(text, unprintable)
        code = f"U+{ord(text[unprintable]):04X}"
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


def find_control_character(text: str) -> int | None:
    """Return where the first character stands that YAML and we do not take; None if none does."""
    found = _UNPRINTABLE.search(text)
    return found.start() if found else None


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Return the 1-based line and column of a character."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
