"""Text that was wrapped at a column, as e-mail and old archives are, back to paragraphs.

Lines are joined only where the whole text is plainly wrapped: where a line ends, the next word
would have gone over the column. That is how every program wraps, and no list of headlines or
paragraphs looks so by chance.
"""

from __future__ import annotations

import re
from itertools import pairwise

from monitor.reading.plain import fold_space

_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NARROWEST, _WIDEST = 40, 100  # columns at which people have text wrapped
_LEAST_LINES = 6  # that must be full before a text counts as wrapped
_FULL_SHARE = 0.9


def joined_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line with single spaces."""
    blocks = [block.split("\n") for block in _BLANK.split(_LINE_END.sub("\n", text).strip("\n"))]
    width = max((len(line.rstrip()) for block in blocks for line in block), default=0)
    if _is_wrapped(blocks, width=width):
        blocks = [_joined(block, width=width) for block in blocks]
    lines = (fold_space(line) for block in blocks for line in block)
    return [line for line in lines if line]


def _is_wrapped(blocks: list[list[str]], *, width: int) -> bool:
    if not _NARROWEST <= width <= _WIDEST:
        return False
    pairs = [pair for block in blocks for pair in pairwise(block)]
    full = sum(_is_full(line, after, width=width) for line, after in pairs)
    return full >= _LEAST_LINES and full >= len(pairs) * _FULL_SHARE


def _is_full(line: str, after: str, *, width: int) -> bool:
    """Say whether the next line's first word would not have fitted on this one."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    return len(line.rstrip()) + 1 + len(word) > width


def _joined(block: list[str], *, width: int) -> list[str]:
    joined = [block[0].rstrip()]
    for line, after in pairwise(block):
        if _is_full(line, after, width=width):
            joined[-1] += " " + after.strip()
        else:
            joined.append(after.rstrip())
    return joined
