"""Look at a body's first bytes: what might this be.

Cheap, and before any parser: most broken feeds are an HTML page or an error in JSON, and the
parsers that would find that out cost a hundred times more. It decides nothing that matters to
a real feed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from monitor.reading.marks import decode_head

_HEAD_BYTES = 65_536
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_HTML_ROOTS = frozenset(
    """
    html head body title meta link script style div p br b h1 h2 center table font span a
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
_BLANK = " \t\r\n\f\0\ufeff"


class Kind(StrEnum):
    """Name what the first bytes look like."""

    EMPTY = "empty"
    JSON = "json"
    HTML = "html"
    MARKUP = "markup"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen.

    root: Local name of the first element, lower case; "" where there is none.
    head: The first 64 kB as text, good enough to search for tags.
    """

    kind: Kind
    root: str
    head: str


def look_at(body: bytes) -> Look:
    """Say what a body seems to be, from its first 64 kB."""
    head = decode_head(body, limit=_HEAD_BYTES)
    text = head.lstrip(_BLANK)
    if not text:
        return Look(kind=Kind.EMPTY, root="", head=head)
    if text[0] in "{[":
        return Look(kind=Kind.JSON, root="", head=head)
    start, doctype = _skip_prolog(text)
    found = _ROOT.match(text, start)
    root = found[1].lower() if found else ""
    if doctype == "html" or root in _HTML_ROOTS:
        kind = Kind.HTML
    else:
        kind = Kind.MARKUP if root or "<" in text else Kind.OTHER
    return Look(kind=kind, root=root, head=head)


def _skip_prolog(text: str) -> tuple[int, str]:
    # Returns where the first element begins, and the document type's name ("" for none).
    at, doctype = 0, ""
    while True:
        while at < len(text) and text[at] in _BLANK:
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            doctype = "".join(text[at + 2 : at + 40].lower().split()[1:2]).rstrip(">")
            end = text.find(">", at)
            subset = text.find("[", at, end if end >= 0 else None)
            end = text.find("]", subset) if subset >= 0 else end
            end = text.find(">", end) if end >= 0 else -1
        else:
            return at, doctype
        if end < 0:
            return len(text), doctype
        at = text.index(">", end) + 1
