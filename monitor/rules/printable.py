"""What may be shown: text from outside made safe for a terminal or a log line.

The one rule that every log line, error and terminal output goes through.
"""

from __future__ import annotations

import unicodedata

# Joiners shape Persian and Indic words and move no cursor; spaces of any width are spaces.
_HARMLESS_FORMAT = {"\u200c", "\u200d"}
_BASIC_PLANE_END = 0x10000


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char in _HARMLESS_FORMAT or unicodedata.category(char) == "Zs"


def escape_line(text: str) -> str:
    r"""Return `text` on one line, with what a terminal would act on written as an escape.

    Controls, line breaks, bidirectional overrides, surrogates and unassigned code points become
    `\x1b`, `\n`, `\u202e` ...; everything that only shows itself stays.
    """
    if text.isprintable():
        return text
    return "".join(
        c if _is_harmless(c) else c.encode("unicode_escape").decode("ascii") for c in text
    )


def escape_json(text: str) -> str:
    r"""Return a JSON text that means the same and holds nothing that a terminal would act on.

    What `escape_line` would escape becomes `\uXXXX`, so that a parser gets back exactly what was
    put in; letters of any script stay as they are.

    text: JSON on one line: what is odd in it stands within strings.
    """
    if text.isprintable():
        return text
    odd = {ord(char) for char in set(text) if not _is_harmless(char)}
    return text.translate({code: _escape(code) for code in odd})


def _escape(code: int) -> str:
    if code < _BASIC_PLANE_END:
        return f"\\u{code:04x}"
    above = code - _BASIC_PLANE_END
    return f"\\u{0xD800 + (above >> 10):04x}\\u{0xDC00 + (above & 0x3FF):04x}"
