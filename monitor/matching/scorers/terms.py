"""Score a watchlist's terms: each that is found adds its part, by the highest zone it stands in.

A term's aliases are the same thing under other names, and count once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.rule import Finding
from monitor.matching.score import ZONE_WORDS, Zone
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Watchlist

VALUES = {Zone.TITLE: 0.8, Zone.LEAD: 0.65, Zone.REST: 0.55}


@dataclass(frozen=True, slots=True)
class _TermsRule:
    """Numbers of the phrases that fulfil a term, each with the term's text."""

    wakes_on: Mapping[int, str]

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        terms = self.wakes_on
        parts = [_part(term, zone) for zone, term in seen.zones(terms, hits)]
        return Finding(parts, [(phrase, terms[phrase]) for phrase in hits])


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _TermsRule | None:
    """Make a rule of the watchlist's terms; None if there is nothing to find."""
    terms = vocabulary.number_terms(watchlist.terms)
    return _TermsRule(terms) if terms else None


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    return [VALUES[Zone.TITLE]] * len(watchlist.terms)


def _part(term: str, zone: Zone) -> Part:
    why = f"“{term}” stands {ZONE_WORDS[zone]}"
    return Part(name="term", value=VALUES[zone], why=why)
