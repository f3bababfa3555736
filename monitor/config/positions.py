"""Find where a character of a YAML text value stands in its file.

A query may be folded over many lines; its author wants the line and column of the mistake in the
file, not in the value. Folding changes white space only, so the other characters are counted.
"""

from __future__ import annotations

import re

from monitor.config.document import Document, line_and_column
from monitor.config.problems import Keys

_CHARACTER = re.compile(r"\S")
_SINGLE_QUOTED = re.compile(r"''|\S")
_DOUBLE_QUOTED = re.compile(r"\\(?:x..|u.{4}|U.{8}|[\s\S])|\S")
_ESCAPED_SPACE = re.compile(r"\\[\sntrvfN_LP]")


def place_of(document: Document, keys: Keys, offset: int) -> tuple[str, int, int | None]:
    """Return the file and the 1-based line and column of the value's character at `offset`.

    Of a value from another file the place there. The column is None where the value refers to
    environment variables: what they hold stands in no file.

    offset: 0-based, in characters of the value; at white space or past its end, the place right
        after the character before.
    """
    origin = document.origins.get(keys)
    if origin is not None and origin.file is not None:
        line, column = line_and_column(document.value_at(keys), offset)
        return str(origin.file), line, column
    if origin is not None or keys not in document.scalars:
        return document.shown, document.line_of(keys), None
    start, end, style = document.scalars[keys]
    value = str(document.value_at(keys))
    marks = _visible_characters(document.text[start:end], style)
    before = len(_CHARACTER.findall(value[:offset]))
    if offset < len(value) and not value[offset].isspace() and before < len(marks):
        index = marks[before][0]
    else:
        index = marks[min(before, len(marks)) - 1][1] if before and marks else 0
    return (document.shown, *line_and_column(document.text, start + index))


def _visible_characters(source: str, style: str) -> list[tuple[int, int]]:
    """Return start and end of each piece of source that is one non-white character."""
    begin, end = 0, len(source)
    pattern = _CHARACTER
    if style in {"|", ">"}:
        begin = source.find("\n") + 1 or end
    elif style == "'":
        pattern, begin, end = _SINGLE_QUOTED, 1, end - 1
    elif style == '"':
        pattern, begin, end = _DOUBLE_QUOTED, 1, end - 1
    pieces = pattern.finditer(source, begin, end)
    return [piece.span() for piece in pieces if not _ESCAPED_SPACE.fullmatch(piece[0])]
