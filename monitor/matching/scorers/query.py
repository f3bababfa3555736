"""Score a watchlist's boolean query: whether it holds, on an article's top or only on all of it.

Which words mean what is for `matching.query`, whether they hold for `matching.condition`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.matching.condition import Condition, Nearness, condition_of
from monitor.matching.query import parse
from monitor.matching.query.tree import TOP
from monitor.matching.query_places import QueryPlaces, places_of
from monitor.matching.rule import Finding
from monitor.matching.score import LEAD_LENGTH
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Watchlist

NEAR_THE_TOP = 0.8
ANYWHERE = 0.65

_TOP = int(TOP)
_NEAR_THE_TOP = Part(
    name="query",
    value=NEAR_THE_TOP,
    why=f"the query holds on the title and the first {LEAD_LENGTH} characters",
)
_ANYWHERE = Part(name="query", value=ANYWHERE, why="the query holds on the whole article")


@dataclass(frozen=True, slots=True)
class _QueryRule:
    """A query.

    places: Where the words that it wants to be there may stand.
    wakes_on: None where its address, author, site or language may be enough for it.
    """

    condition: Condition | Nearness
    places: QueryPlaces
    wakes_on: Collection[int] | None

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        if not self.condition.holds(seen):
            return None
        part = _NEAR_THE_TOP if self.condition.holds(seen, _TOP) else _ANYWHERE
        if self.wakes_on is None:
            hits = [phrase for phrase in self.places.phrases if phrase in seen.found]
        return Finding((part,), self.places.shown(seen, hits))


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _QueryRule | None:
    """Make a rule of the watchlist's query; None without one. Raises QuerySyntaxError."""
    if watchlist.query is None:
        return None
    query = parse(watchlist.query, people=watchlist.people)
    places = places_of(query.root, vocabulary.number)
    return _QueryRule(
        condition=condition_of(query.root, vocabulary.number),
        places=places,
        wakes_on=places.phrases if query.needs_words else None,
    )


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    return [NEAR_THE_TOP] if watchlist.query is not None else []
