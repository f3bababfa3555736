"""What speaks for a page being of one kind: signs with their weights, and how many are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What was found for one kind.

    seen: Each sign's weight and what it is, for people.
    needed: The weight from which the page is of the kind.
    """

    quality: Quality
    seen: tuple[tuple[int, str], ...]
    needed: int

    @property
    def weight(self) -> int:
        """How much was found."""
        return sum(weight for weight, _ in self.seen)

    @property
    def is_enough(self) -> bool:
        """Whether the page is of the kind."""
        return self.weight >= self.needed

    @property
    def confidence(self) -> float:
        """How sure that is, 0..1: half at the least that is enough."""
        return min(1.0, 0.5 + 0.5 * (self.weight - self.needed + 1) / (self.needed + 1))

    @property
    def share(self) -> float:
        """How much of what is needed was found."""
        return self.weight / self.needed

    @property
    def reason(self) -> str:
        """What was found, for people."""
        return "; ".join(what for _, what in self.seen)


def signs(quality: Quality, *, needed: int, seen: Iterable[tuple[int, bool, str]]) -> Signs:
    """Gather signs.

    seen: Weight, whether it was found, and what it is, for people.
    """
    found = tuple((weight, what) for weight, is_seen, what in seen if is_seen)
    return Signs(quality=quality, seen=found, needed=needed)
