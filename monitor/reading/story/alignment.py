"""Which blocks of a page stand in a text that somebody took out of it.

An extractor returns a text without places. Its lines are found again among the page's blocks, in
order, since a headline or a teaser may stand on a page several times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.reading.story.blocks import Block

# A text this long is not found inside another by chance.
_PART = 12  # characters without spaces: of a block that is a part of a line
_WHOLE = 25  # ... and of a line that is a part of a block
_MOST_UNFOUND = 300
_BACKWARDS = 1.5  # a step back counts this much more than one forward


def taken(lines: Sequence[str], blocks: Sequence[Block]) -> list[bool]:
    """Say of each block whether the text has it.

    lines: Of the text, in order; how they are spaced does not matter.
    """
    squeezed = ["".join(block.text.split()) for block in blocks]
    places: dict[str, list[int]] = {}
    for index, text in enumerate(squeezed):
        places.setdefault(text, []).append(index)
    found = [False] * len(blocks)
    unfound: list[str] = []
    at = 0
    for line in lines:
        text = "".join(line.split())
        if where := places.get(text):
            after = bisect_left(where, at)
            near = where[max(after - 1, 0) : after + 1]
            at = min(near, key=lambda place, at=at: _way(at, place))  # type: ignore[misc]
            found[at] = True
        elif text:
            unfound.append(text)
    if unfound:
        _find_parts(unfound[:_MOST_UNFOUND], squeezed, found)
    return found


def _way(start: int, end: int) -> float:
    return end - start if end >= start else (start - end) * _BACKWARDS


def _find_parts(unfound: Sequence[str], squeezed: Sequence[str], found: list[bool]) -> None:
    """Mark blocks that were joined to one line, and those of which a line is a piece."""
    joined = "\n".join(unfound)
    for index, text in enumerate(squeezed):
        if len(text) >= _PART and not found[index] and text in joined:
            found[index] = True
    page = "\n".join(squeezed)
    starts = list(accumulate((len(text) + 1 for text in squeezed), initial=0))
    for text in unfound:
        place = page.find(text) if len(text) >= _WHOLE else -1
        if place >= 0:
            found[bisect_right(starts, place) - 1] = True
