"""Score a watchlist's boolean query: whether it holds, on an article's top or only on all of it.

Which words mean what is for `matching.query`, whether they hold for `matching.condition`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.condition import Condition, condition_of
from monitor.matching.query import parse, sought
from monitor.matching.rule import Finding
from monitor.matching.score import LEAD_LENGTH
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Watchlist

NEAR_THE_TOP = 0.8
ANYWHERE = 0.65

_NEAR_THE_TOP = Part(
    name="query",
    value=NEAR_THE_TOP,
    why=f"the query holds on the title and the first {LEAD_LENGTH} characters",
)
_ANYWHERE = Part(name="query", value=ANYWHERE, why="the query holds on the whole article")


@dataclass(frozen=True, slots=True)
class _QueryRule:
    """A query.

    operands: Numbers of the phrases that it wants to be there, each as it writes it.
    """

    condition: Condition
    operands: Mapping[int, str]

    @property
    def wakes_on(self) -> Collection[int]:
        # A query that would hold without any of its words is refused when it is read.
        return self.operands

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        if not self.condition.holds(seen.found):
            return None
        part = _NEAR_THE_TOP if self.condition.holds(seen.near_the_top) else _ANYWHERE
        return Finding((part,), [(phrase, self.operands[phrase]) for phrase in hits])


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _QueryRule | None:
    """Make a rule of the watchlist's query; None without one. Raises QuerySyntaxError."""
    if watchlist.query is None:
        return None
    root = parse(watchlist.query).root
    number = vocabulary.number
    return _QueryRule(
        condition=condition_of(root, number),
        operands={number(operand.phrase): operand.written for operand in sought(root)},
    )


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    return [NEAR_THE_TOP] if watchlist.query is not None else []
