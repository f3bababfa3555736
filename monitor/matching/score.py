"""Turn what was found into a score and a verdict: the plain rule, by zones of an article.

What stands in the title says more of a story than what stands far below. The figures are chosen,
not learned; a calibrated score can take this module's place without a change elsewhere. What each
kind of finding is worth stands with its scorer.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from math import prod

from monitor.model import Verdict

LEAD_LENGTH = 400  # characters of the text that count as its opening
HIGHEST = 0.99  # no words make certain
DECIMALS = 4


class Zone(IntEnum):
    """Name where in an article a term stands, the highest first."""

    TITLE = 0
    LEAD = 1
    REST = 2


ZONE_WORDS = {
    Zone.TITLE: "in the title",
    Zone.LEAD: f"in the first {LEAD_LENGTH} characters",
    Zone.REST: "further down",
}


def zone_in_text(start: int) -> Zone:
    """Name the zone of what begins at this code point of the text."""
    return Zone.LEAD if start < LEAD_LENGTH else Zone.REST


def combine(values: Iterable[float]) -> float:
    """Combine contributions 0..1 by noisy-or (Pearl 1988, 4.3.2), at most 0.99; none give 0."""
    return round(min(HIGHEST, 1.0 - prod(1.0 - value for value in values)), DECIMALS)


def decide(score: float, *, threshold: float, near_miss_margin: float) -> Verdict:
    """Say what a score is worth to a watchlist; a score of 0 is never worth anything."""
    if score <= 0.0:
        return Verdict.NONE
    if score >= threshold:
        return Verdict.ALERT
    if score >= round(threshold - near_miss_margin, DECIMALS):
        return Verdict.NEAR_MISS
    return Verdict.NONE
