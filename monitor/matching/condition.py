"""Say whether a query holds on an article, given what was found there and where.

A query's words are numbers of a lexicon here; those directly under one operator are held together
as a set, so that twenty thousand alternatives cost as much as the few words that were found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from monitor.matching.query.tree import (
    WHOLE,
    WORDS,
    Fact,
    Kind,
    Near,
    Node,
    Operand,
    Phrase,
    Where,
)

_WORDS = int(WORDS)
_WHOLE = int(WHOLE)


class Seen(Protocol):
    """What a condition asks of an article."""

    def standing(self, where: int) -> AbstractSet[Hashable]:
        """Return what stands there: numbers of phrases, and facts as `(field, value)`."""

    def is_near(self, nearness: Nearness, within: int) -> bool:
        """Say whether phrases stand near each other, in one field, within a part."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Phrases that stand near each other in one field; see `nearness.near`."""

    parts: tuple[frozenset[int], ...]
    gaps: tuple[int, ...]
    where: int

    def holds(self, seen: Seen, within: int = _WHOLE) -> bool:
        """Say whether this holds on the parts of an article that are looked at."""
        found = seen.standing(self.where & within)
        if any(part.isdisjoint(found) for part in self.parts):
            return False
        return seen.is_near(self, within)


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator over things that stand in one part of an article, and further conditions.

    NOT means: none of them.

    things: Numbers of phrases, or facts.
    where: Where the things should stand, as bits of `Where`.
    """

    kind: Kind
    things: frozenset[Hashable]
    parts: tuple[Condition | Nearness, ...] = ()
    where: int = _WORDS

    def holds(self, seen: Seen, within: int = _WHOLE) -> bool:
        """Say whether this holds on the parts of an article that are looked at."""
        found = seen.standing(self.where & within)
        if self.kind is Kind.AND:
            return self.things <= found and all(part.holds(seen, within) for part in self.parts)
        is_any = not self.things.isdisjoint(found)
        is_any = is_any or any(part.holds(seen, within) for part in self.parts)
        return is_any if self.kind is Kind.OR else not is_any


def condition_of(node: Node, number: Callable[[Phrase], int]) -> Condition | Nearness:
    """Make a condition of a query's tree; `number` gives each phrase its number."""
    if isinstance(node, Near):
        return nearness_of(node, number)
    if isinstance(node, Operand | Fact):
        thing, where = _thing(node, number)
        return Condition(Kind.AND, frozenset([thing]), (), where)
    things: defaultdict[int, list[Hashable]] = defaultdict(list)
    parts: list[Condition | Nearness] = []
    for part in node.parts:
        if isinstance(part, Operand | Fact):
            thing, where = _thing(part, number)
            things[where].append(thing)
        else:
            parts.append(condition_of(part, number))
    # The most of them at hand, what stands elsewhere as parts of its own.
    where = max(things, key=lambda each: len(things[each]), default=_WORDS)
    kind = Kind.AND if node.kind is Kind.AND else Kind.OR
    parts += [
        Condition(kind, frozenset(rest), (), at) for at, rest in things.items() if at != where
    ]
    return Condition(node.kind, frozenset(things[where]), tuple(parts), where)


def nearness_of(near: Near, number: Callable[[Phrase], int]) -> Nearness:
    """Make a nearness of a query's."""
    parts = (frozenset(number(operand.phrase) for operand in part) for part in near.parts)
    return Nearness(tuple(parts), near.gaps, int(near.where))


def _thing(node: Operand | Fact, number: Callable[[Phrase], int]) -> tuple[Hashable, int]:
    if isinstance(node, Fact):
        return (node.field, node.value), int(Where.FACTS)
    return number(node.phrase), int(node.where)
