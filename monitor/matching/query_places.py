"""Where the words of a query stand in an article, as its fields and its NEARs have them.

A word under a field is shown where it stands in that field, one beside NEAR where it is near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from monitor.matching.condition import Nearness, nearness_of
from monitor.matching.query.tree import WORDS, Near, Node, Operand, Phrase, operands, sought
from monitor.matching.sightings import Shown, Sightings

_WORDS = int(WORDS)


@dataclass(frozen=True, slots=True)
class QueryPlaces:
    """The words that a query wants to be in title and text.

    phrases: All their numbers.
    plain: Those that may stand anywhere, each as a span shows it.
    fielded: Those under a field, with where.
    near: What is to stand near each other.
    """

    phrases: frozenset[int]
    plain: Mapping[int, str]
    fielded: tuple[tuple[int, str, int], ...]
    near: tuple[tuple[Nearness, Mapping[int, str]], ...]

    def shown(self, seen: Sightings, hits: Iterable[int]) -> list[Shown]:
        """Return what a match shows, given which of the phrases stand in the article."""
        shown: list[Shown] = [(hit, self.plain[hit]) for hit in hits if hit in self.plain]
        if self.fielded or self.near:
            shown += self._placed(seen)
        return shown

    def _placed(self, seen: Sightings) -> Iterable[Shown]:
        for phrase, written, where in self.fielded:
            if phrase in seen.found:
                yield from seen.spans_within(phrase, written, where)
        for nearness, written_by in self.near:
            yield from seen.spans_near(nearness, written_by)


def places_of(
    node: Node, number: Callable[[Phrase], int], *, is_negated_too: bool = False
) -> QueryPlaces:
    """Say where the words of a query may stand.

    is_negated_too: Whether to show also what the query wants to be absent, wherever it stands.
    """
    each = [*sought(node)]
    near = [found for found in each if isinstance(found, Near)]
    words = [found for found in each if isinstance(found, Operand)]
    if is_negated_too:
        known = {operand.column for found in near for part in found.parts for operand in part}
        words = [found for found in operands(node) if found.column not in known]
    wanted = [(number(found.phrase), found) for found in words if found.where & WORDS]
    return QueryPlaces(
        phrases=frozenset(
            [at for at, _ in wanted]
            + [number(one.phrase) for found in near for part in found.parts for one in part]
        ),
        plain={at: found.shown for at, found in wanted if found.where == _WORDS},
        fielded=tuple(
            (at, found.shown, int(found.where)) for at, found in wanted if found.where != _WORDS
        ),
        near=tuple(
            (
                nearness_of(found, number),
                {number(one.phrase): one.shown for part in found.parts for one in part},
            )
            for found in near
        ),
    )
