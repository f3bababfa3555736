"""Say whether a query holds, given which of its phrases were found.

A query's words are numbers of a lexicon here; those directly under one operator are held together
as a set, so that twenty thousand alternatives cost as much as the few words that were found.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.matching.query import Kind, Node, Operand, Phrase


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator over phrases and further conditions; NOT means: none of them."""

    kind: Kind
    phrases: frozenset[int]
    parts: tuple[Condition, ...]

    def holds(self, found: AbstractSet[int]) -> bool:
        """Say whether this holds where exactly these phrases stand."""
        if self.kind is Kind.AND:
            return self.phrases <= found and all(part.holds(found) for part in self.parts)
        is_any = not self.phrases.isdisjoint(found) or any(part.holds(found) for part in self.parts)
        return is_any if self.kind is Kind.OR else not is_any


def condition_of(node: Node, number: Callable[[Phrase], int]) -> Condition:
    """Make a condition of a query's tree; `number` gives each phrase its number."""
    if isinstance(node, Operand):
        return Condition(Kind.AND, frozenset([number(node.phrase)]), ())
    leaves = [part.phrase for part in node.parts if isinstance(part, Operand)]
    groups = [part for part in node.parts if not isinstance(part, Operand)]
    return Condition(
        node.kind,
        frozenset(map(number, leaves)),
        tuple(condition_of(group, number) for group in groups),
    )
