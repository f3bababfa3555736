"""How like a watchlist's seeds an article is, and why: the one thing that scorers ask for.

Words, names, figures and places are compared first. Encoding costs ten times as much, so that what
it could still change is known before it is done. With several seeds the best and the average count
alike: one seed that fits says much, and a seed that many articles are like says less when the
others disagree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.matching.likeness import features, semantic
from monitor.matching.likeness.encoding import encoder_in_use, fusion_in_use, meanings_of
from monitor.matching.likeness.fusion import WORDS, Fusion, load, probability
from monitor.matching.likeness.portrait import Portrait, portray
from monitor.matching.likeness.semantic import Meaning, passages

Text = tuple[str, str, str | None]  # title, text, language tag

_BEST = [1.0] * len(semantic.FEATURES)  # cosines; the last figure is put in
_WORST = [-1.0] * len(semantic.FEATURES)


class Sketch:
    """A text, worked out as far as it was asked for."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.portrait: Portrait = portray(*text)

    @cached_property
    def can_mean(self) -> bool:
        """Say whether there is an encoder here or elsewhere, and a letter to encode."""
        title, text, _ = self._text
        return encoder_in_use() is not None and passages(title, text) is not None

    @cached_property
    def meaning(self) -> Meaning | None:
        """Return its vectors, encoded at the first call; None where it cannot mean anything.

        Raises MeaningNeeded, and ConfigError where the encoder's model cannot be loaded.
        """
        title, text, _ = self._text
        return meanings_of([(title, text, self.portrait.language)])[0]

    @property
    def is_known(self) -> bool:
        """Say whether the encoder was made for the text's language."""
        encoder = encoder_in_use()
        languages = encoder.languages if encoder else frozenset()
        return languages is None or self.portrait.language in languages


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


class Comparison:
    """An article held against the seeds, at least one, of a watchlist."""

    def __init__(self, article: Sketch, seeds: Sequence[Sketch]) -> None:
        self._article, self._seeds = article, seeds
        self._rows = [features.compare(seed.portrait, article.portrait) for seed in seeds]

    def by_words(self) -> Likeness:
        """Say how like they are without a look at what they mean."""
        return _judge([(load(WORDS), row) for row in self._rows])

    def bounds(self) -> tuple[float, float] | None:
        """Return the least and the highest score that meaning could make it; None if none can.

        Certain, because more likeness of meaning never lowers the odds.
        """
        if not any(self._can_mean(seed) for seed in self._seeds):
            return None
        pairs = list(zip(self._seeds, self._rows, strict=True))
        least, most = (
            _judge([self._row(seed, row, end) for seed, row in pairs]) for end in (_WORST, _BEST)
        )
        return least.score, most.score

    def by_meaning(self) -> Likeness:
        """Say how like they are by words and by meaning.

        Raises MeaningNeeded, and ConfigError where the encoder's model cannot be loaded.
        """
        compared: list[tuple[Fusion, list[float]]] = []
        for seed, row in zip(self._seeds, self._rows, strict=True):
            if self._can_mean(seed) and seed.meaning and self._article.meaning:
                meant = semantic.compare(seed.meaning, self._article.meaning)
                compared.append((fusion_in_use(), [*row, *meant]))
            else:
                compared.append((load(WORDS), row))
        return _judge(compared)

    def _can_mean(self, seed: Sketch) -> bool:
        return seed.can_mean and self._article.can_mean

    def _row(
        self, seed: Sketch, row: list[float], end: list[float]
    ) -> tuple[Fusion, Sequence[float]]:
        if not self._can_mean(seed):
            return load(WORDS), row
        known = float(seed.is_known + self._article.is_known)
        return fusion_in_use(), [*row, *end[:-1], known]


def _judge(compared: Sequence[tuple[Fusion, Sequence[float]]]) -> Likeness:
    odds = [fusion.odds(row) for fusion, row in compared]
    nearest = max(range(len(odds)), key=odds.__getitem__)
    fusion, row = compared[nearest]
    return Likeness(
        score=probability((odds[nearest] + math.fsum(odds) / len(odds)) / 2),
        nearest=nearest,
        fusion=fusion,
        row=row,
    )
