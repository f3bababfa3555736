"""Turn what was found into a score and a verdict: the plain rule, by zones of an article.

What stands in the title says more of a story than what stands far below. The figures are chosen,
not learned; a calibrated score can take this module's place without a change elsewhere. What each
kind of finding is worth stands with its scorer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import IntEnum

from monitor.model import Verdict

LEAD_LENGTH = 400  # characters of the text that count as its opening
HIGHEST = 0.99  # no words make certain
DECIMALS = 4
PRIOR = 0.1  # what an article scores of which hardly anything was found
LEAST = 0.04  # what no part alone can go below: a query that holds on the title still alerts
BASE = math.log(PRIOR / (1.0 - PRIOR))
_FAR = 50.0


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


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)) of a probability, which is taken to be at least LEAST."""
    known = min(max(probability, LEAST), 1.0 - LEAST)
    return math.log(known / (1.0 - known))


def worth(value: float) -> float:
    """Return what a part adds in log-odds that would score `value` if it stood alone.

    Below PRIOR it takes off: to have looked for something and to know that it is not there.
    """
    return log_odds(value) - BASE


def score_of(odds: float) -> float:
    """Turn log-odds into a score, at most 0.99."""
    return round(min(HIGHEST, 1.0 / (1.0 + math.exp(-max(odds, -_FAR)))), DECIMALS)


def combine(values: Iterable[float]) -> float:
    """Combine parts, each by its value alone, by adding up log-odds; none give 0.

    Parts count as independent evidence (naive Bayes: Good 1950, Probability and the Weighing of
    Evidence), beginning with PRIOR.
    """
    worths = [worth(value) for value in values]
    return score_of(BASE + math.fsum(worths)) if worths else 0.0


def decide(score: float, *, threshold: float, near_miss_margin: float) -> Verdict:
    """Say what a score is worth to a watchlist; a score of 0 is never worth anything."""
    if score <= 0.0:
        return Verdict.NONE
    if score >= threshold:
        return Verdict.ALERT
    if score >= round(threshold - near_miss_margin, DECIMALS):
        return Verdict.NEAR_MISS
    return Verdict.NONE
