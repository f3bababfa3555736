"""Turn what was found into a score and a verdict: the plain rule, by zones of an article.

What stands in the title says more of a story than what stands far below. The figures are chosen,
not learned; a calibrated score can take this module's place without a change elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from math import prod

from monitor.model import Part, Verdict

LEAD_LENGTH = 400  # characters of the text that count as its opening
HIGHEST = 0.99  # no words make certain
DECIMALS = 4

QUERY_NEAR_THE_TOP = 0.8
QUERY_ANYWHERE = 0.65


class Zone(IntEnum):
    """Name where in an article a term stands, the highest first."""

    TITLE = 0
    LEAD = 1
    REST = 2


TERM_VALUES = {Zone.TITLE: 0.8, Zone.LEAD: 0.65, Zone.REST: 0.55}
_ZONE_WORDS = {
    Zone.TITLE: "in the title",
    Zone.LEAD: f"in the first {LEAD_LENGTH} characters",
    Zone.REST: "further down",
}


def zone_in_text(start: int) -> Zone:
    """Name the zone of what begins at this code point of the text."""
    return Zone.LEAD if start < LEAD_LENGTH else Zone.REST


def query_part(*, near_the_top: bool) -> Part:
    """Say what a query that holds adds: more where title and lead alone suffice."""
    if near_the_top:
        return Part(
            name="query",
            value=QUERY_NEAR_THE_TOP,
            why=f"the query holds on the title and the first {LEAD_LENGTH} characters",
        )
    return Part(name="query", value=QUERY_ANYWHERE, why="the query holds on the whole article")


def term_part(term: str, zone: Zone) -> Part:
    """Say what one found term adds, by the highest zone in which it or an alias stands."""
    return Part(name="term", value=TERM_VALUES[zone], why=f"“{term}” stands {_ZONE_WORDS[zone]}")


def exclude_part(term: str, zone: Zone) -> Part:
    """Say which excluded term brings the score to 0."""
    why = f"“{term}” stands {_ZONE_WORDS[zone]}, and the watchlist excludes it"
    return Part(name="exclude", value=0.0, why=why)


def language_part(language: str, wanted: Iterable[str]) -> Part:
    """Say that the article's language brings the score to 0."""
    why = f"the article is in {language}, the watchlist takes {', '.join(sorted(wanted))}"
    return Part(name="language", value=0.0, why=why)


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
