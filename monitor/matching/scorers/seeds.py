"""Score how like its seeds an article is.

What likeness is made of is for `matching.likeness`. A seed by address has no text until it was
fetched, and counts for nothing until then. Seeds alone find stories in any language; beside words
that were found they add to the score, or take off, as any part does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from monitor.matching.rule import Finding, Pending
from monitor.matching.score import DECIMALS, HIGHEST
from monitor.matching.sightings import Sightings
from monitor.matching.sketching import sketch
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Seed, Watchlist

if TYPE_CHECKING:
    from monitor.matching.likeness.judgement import Comparison, Likeness, Sketch

_LEAST: Final = 0.005  # below it an article is like no seed
_MOST_LETTERS: Final = 60  # of a seed's title in a reason
_TOLD_FROM: Final = 0.05  # log-odds
_TOLD: Final = ("meaning", "names", "words", "places", "figures")


@dataclass(frozen=True, slots=True)
class _SeedsRule:
    """Seeds with their sketches.

    by_words: Whether meaning is left to what the watchlist learned, which looks at it itself.
    """

    seeds: Sequence[Seed]
    sketches: Sequence[Sketch]
    by_words: bool

    @property
    def wakes_on(self) -> Collection[int] | None:
        return None  # an article in another language may share no word with a seed

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:  # noqa: ARG002
        from monitor.matching.likeness.judgement import Comparison

        compared = Comparison(seen.once(sketch), self.sketches)
        bounds = None if self.by_words else compared.bounds()
        if bounds is None:
            return self._finding(compared.by_words())
        least, most = map(_told, bounds)
        if most < _LEAST:
            return None
        guess = self._part(compared.by_words())
        value = min(max(guess.value, least), most)
        return Finding(
            [replace(guess, value=value)],
            pending=Pending(least, most, lambda: self._settled(compared)),
        )

    def _settled(self, compared: Comparison) -> Finding:
        return Finding([self._part(compared.by_meaning())])

    def _finding(self, likeness: Likeness) -> Finding | None:
        return None if likeness.score < _LEAST else Finding([self._part(likeness)])

    def _part(self, likeness: Likeness) -> Part:
        return Part(name="seeds", value=_told(likeness.score), why=_why(likeness, self.seeds))


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _SeedsRule | None:  # noqa: ARG001
    """Make a rule of the watchlist's seeds; None if no seed has a letter."""
    seeds = [each for each in watchlist.seeds if any(map(str.isalnum, each.title + each.text))]
    if not seeds:
        return None
    # What knows the words of many languages takes a quarter of a second and 33 MB to import.
    from monitor.matching.likeness.judgement import Sketch

    sketches = [Sketch((seed.title, seed.text, seed.language)) for seed in seeds]
    return _SeedsRule(seeds, sketches, by_words=watchlist.model is not None)


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    return [HIGHEST] if watchlist.seeds else []


def _told(score: float) -> float:
    return round(min(HIGHEST, score), DECIMALS)


def _why(likeness: Likeness, seeds: Sequence[Seed]) -> str:
    seed = seeds[likeness.nearest]
    name = " ".join((seed.title or seed.text).split())
    name = name if len(name) <= _MOST_LETTERS else name[: _MOST_LETTERS - 1].rstrip() + "…"
    given = likeness.contributions
    parts = [
        f"{part} {given[part]:+.1f}" for part in _TOLD if abs(given.get(part, 0.0)) >= _TOLD_FROM
    ]
    return f"like the seed “{name}”" + (f" ({', '.join(parts)} in log-odds)" if parts else "")
