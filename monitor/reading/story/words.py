"""Words of a text in any language: letters and digits in a row; of scripts without spaces, each."""

from __future__ import annotations

import re

DENSE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{DENSE}]|[^\W{DENSE}]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())
