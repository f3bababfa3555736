"""Which places of several phrases are near each other: the arithmetic behind NEAR.

A place is the first and the last word of something found. Two places are near if neither begins
inside the other and the words from one to the other are no more than asked; side by side is 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Place = tuple[int, int, int]
"""First word, last word, and the number of the phrase that stands there."""


def near(parts: Sequence[Sequence[Place]], gaps: Sequence[int]) -> list[list[Place]]:
    """Return those places of each part that are in a chain from the first part to the last.

    A chain takes one place of each part, each near the next; empty if there is none.

    parts: The places of each, ascending.
    gaps: How far apart each part and the next may be, in words; one less than parts.
    """
    reached = [list(parts[0])]
    for part, gap in zip(parts[1:], gaps, strict=True):
        reached.append(_beside(part, reached[-1], gap))
    if not reached[-1]:
        return []
    for at in range(len(gaps) - 1, -1, -1):
        reached[at] = _beside(reached[at], reached[at + 1], gaps[at])
    return reached


def _beside(places: Sequence[Place], others: Sequence[Place], gap: int) -> list[Place]:
    """Return the places that are near one of `others`."""
    if not others:
        return []
    begins = [first for first, _, _ in others]
    longest = max(last - first for first, last, _ in others)
    return [
        place
        for place in places
        if any(
            _is_near(place, others[at], gap)
            for at in range(
                bisect_left(begins, place[0] - gap - longest), bisect_right(begins, place[1] + gap)
            )
        )
    ]


def _is_near(one: Place, other: Place, gap: int) -> bool:
    return 0 < one[0] - other[1] <= gap or 0 < other[0] - one[1] <= gap
