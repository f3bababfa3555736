"""What a scorer makes of a watchlist, and what that finds in an article.

The shape that all scorers have; none of them is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.matching.sightings import Shown, Sightings
from monitor.model import Part


@dataclass(frozen=True, slots=True)
class Pending:
    """What a rule would know if the article were encoded, which costs most of all.

    least, most: Between which values its part will then be.
    settle: Encodes it and gives the finding; raises MeaningNeeded where this process cannot.
    """

    least: float
    most: float
    settle: Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in one article.

    parts: What each thing found adds to the score and why, in the order of being told; at least
        one.
    shown: Phrases by number, each with how the watchlist writes it, whose places the match shows;
        or single places.
    pending: What is still open; the parts, of which there is one, are a guess until then.
    """

    parts: Sequence[Part]
    shown: Sequence[Shown] = ()
    pending: Pending | None = None


class Rule(Protocol):
    """One watchlist as one scorer looks at it; holds no state of any article."""

    @property
    def wakes_on(self) -> Collection[int] | None:
        """Return the numbers of the phrases without which there is nothing to find.

        The rule is asked about articles only that hold at least one of them; None means every
        article, which costs as much as it sounds, and every one of which another rule of the
        watchlist found something.
        """

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        """Say what of the watchlist is in the article; None if nothing is.

        Must depend on this article and this watchlist alone.

        seen: The article and what stands in it; `seen.once` keeps what all watchlists can share.
        hits: Those of `wakes_on` that stand in the article, in no order.
        """
