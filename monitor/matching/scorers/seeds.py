"""Score how like its seeds an article is: the whole of a watchlist that has nothing else.

What likeness is made of is for `matching.likeness`. A seed by address has no text until it was
fetched, and counts for nothing until then. Beside a query or terms seeds count for nothing yet:
what words found and how like a seed an article is are no independent findings to be added up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.matching.rule import Finding
from monitor.matching.score import DECIMALS, HIGHEST
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Seed, Watchlist

if TYPE_CHECKING:
    from monitor.matching.likeness.judgement import Likeness, Sketch

_LEAST: Final = 0.005  # below it an article is like no seed
_MOST_LETTERS: Final = 60  # of a seed's title in a reason
_TOLD_FROM: Final = 0.05  # log-odds
_TOLD: Final = ("meaning", "names", "words", "places", "figures")


@dataclass(frozen=True, slots=True)
class _SeedsRule:
    """Seeds with their sketches."""

    seeds: Sequence[Seed]
    sketches: Sequence[Sketch]

    @property
    def wakes_on(self) -> Collection[int] | None:
        return None  # an article in another language may share no word with a seed

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:  # noqa: ARG002
        from monitor.matching.likeness.judgement import liken

        likeness = liken(seen.once(_sketch), self.sketches)
        if likeness.score < _LEAST:
            return None
        value = round(min(HIGHEST, likeness.score), DECIMALS)
        return Finding([Part(name="seeds", value=value, why=_why(likeness, self.seeds))])


def compile_rule(watchlist: Watchlist, vocabulary: Vocabulary) -> _SeedsRule | None:  # noqa: ARG001
    """Make a rule of the watchlist's seeds; None if there is a query or no seed has a letter."""
    if watchlist.query is not None or watchlist.terms:
        return None
    seeds = [each for each in watchlist.seeds if any(map(str.isalnum, each.title + each.text))]
    if not seeds:
        return None
    # What knows the words of many languages takes a quarter of a second and 33 MB to import.
    from monitor.matching.likeness.judgement import sketch_all

    return _SeedsRule(seeds, sketch_all([(s.title, s.text, s.language) for s in seeds]))


def most(watchlist: Watchlist) -> list[float]:
    """Return the values of the parts that an article can get at best."""
    is_alone = watchlist.query is None and not watchlist.terms
    return [HIGHEST] if watchlist.seeds and is_alone else []


def _sketch(seen: Sightings) -> Sketch:
    from monitor.matching.likeness.judgement import sketch_all

    article = seen.article
    return sketch_all([(article.title, article.text, article.language)])[0]


def _why(likeness: Likeness, seeds: Sequence[Seed]) -> str:
    seed = seeds[likeness.nearest]
    name = " ".join((seed.title or seed.text).split())
    name = name if len(name) <= _MOST_LETTERS else name[: _MOST_LETTERS - 1].rstrip() + "…"
    given = likeness.contributions
    parts = [
        f"{part} {given[part]:+.1f}" for part in _TOLD if abs(given.get(part, 0.0)) >= _TOLD_FROM
    ]
    return f"like the seed “{name}”" + (f" ({', '.join(parts)} in log-odds)" if parts else "")
