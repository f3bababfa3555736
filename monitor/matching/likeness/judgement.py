"""How like a watchlist's seeds an article is, and why: the one thing that scorers ask for.

With several seeds the best and the average count alike: one seed that fits says much, and a seed
that many articles are like says less when the others disagree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.likeness import features, semantic
from monitor.matching.likeness.encoding import fusion_in_use, meanings_of
from monitor.matching.likeness.fusion import WORDS, Fusion, load, probability
from monitor.matching.likeness.portrait import Portrait, portray
from monitor.matching.likeness.semantic import Meaning


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text, worked out; its meaning is None without an encoder or without a letter in it."""

    portrait: Portrait
    meaning: Meaning | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What came of the comparison.

    score: 0..1, calibrated so that 0.5 is the threshold for every watchlist.
    nearest: Which seed is nearest, by its place in the row.
    """

    score: float
    nearest: int
    fusion: Fusion
    row: Sequence[float]

    @property
    def contributions(self) -> Mapping[str, float]:
        """Return by part, in log-odds, what the nearest seed's likeness is made of."""
        return self.fusion.contributions(self.row)


def sketch_all(texts: Sequence[tuple[str, str, str | None]]) -> list[Sketch]:
    """Work out texts `(title, text, language)`, encoded together."""
    portraits = [portray(*each) for each in texts]
    meanings = meanings_of(
        [
            (title, text, portrait.language)
            for (title, text, _tag), portrait in zip(texts, portraits, strict=True)
        ]
    )
    return [Sketch(*each) for each in zip(portraits, meanings, strict=True)]


def liken(article: Sketch, seeds: Sequence[Sketch]) -> Likeness:
    """Say how like the seeds, at least one, an article is."""
    compared = [_compare(seed, article) for seed in seeds]
    odds = [fusion.odds(row) for fusion, row in compared]
    nearest = max(range(len(odds)), key=odds.__getitem__)
    fusion, row = compared[nearest]
    return Likeness(
        score=probability((odds[nearest] + math.fsum(odds) / len(odds)) / 2),
        nearest=nearest,
        fusion=fusion,
        row=row,
    )


def _compare(seed: Sketch, article: Sketch) -> tuple[Fusion, list[float]]:
    row = features.compare(seed.portrait, article.portrait)
    if seed.meaning is None or article.meaning is None:
        return load(WORDS), row
    return fusion_in_use(), [*row, *semantic.compare(seed.meaning, article.meaning)]
