"""What may be shown: text from outside made safe for a terminal or a log line.

The one rule that every log line, error and terminal output goes through.
"""

from __future__ import annotations

import unicodedata

# Joiners shape Persian and Indic words and move no cursor; spaces of any width are spaces.
_HARMLESS_FORMAT = {"\u200c", "\u200d"}


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
