"""Score a watchlist's people and places: each that is found adds a little, by its highest zone.

One alone is hardly a reason, for the same people and places are in much other news; a person and a
place together are. Places are looked for by what they are called in every language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.gazetteer import place_names
from monitor.matching.query import phrase_of
from monitor.matching.rule import Finding
from monitor.matching.score import ZONE_WORDS, Zone
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Watchlist

PERSON = {Zone.TITLE: 0.35, Zone.LEAD: 0.25, Zone.REST: 0.18}
PLACE = {Zone.TITLE: 0.3, Zone.LEAD: 0.22, Zone.REST: 0.15}


@dataclass(frozen=True, slots=True)
class _NamesRule:
    """Numbers of the phrases that are names of people and of places, each with how it is told."""

    people: Mapping[int, str]
    places: Mapping[int, str]
    wakes_on: Mapping[int, str]

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        parts = [_part("person", name, zone) for zone, name in seen.zones(self.people, hits)]
        parts += [_part("place", name, zone) for zone, name in seen.zones(self.places, hits)]
        return Finding(parts, [(phrase, self.wakes_on[phrase]) for phrase in hits])


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _NamesRule | None:
    """Make a rule of the watchlist's people and places; None if there is nothing to find."""
    people = vocabulary.number_terms(watchlist.people)
    places: dict[int, str] = {}
    for place in watchlist.places:
        for name in place_names(place) or (place,):
            phrase = phrase_of(name)
            if phrase is not None and (number := vocabulary.number(phrase)) not in people:
                places.setdefault(number, place)
    return _NamesRule(people, places, {**people, **places}) if people or places else None


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    people = [PERSON[Zone.TITLE]] * len(watchlist.people)
    return people + [PLACE[Zone.TITLE]] * len(watchlist.places)


def _part(kind: str, name: str, zone: Zone) -> Part:
    value = PERSON[zone] if kind == "person" else PLACE[zone]
    return Part(name=kind, value=value, why=f"“{name}” stands {ZONE_WORDS[zone]}")
