"""Who turns what was found into log-odds: the plain rule, or what a watchlist learned.

A judge says within which bounds its judgement will be before anything is encoded, so that encoding
is left out where it could not change the decision.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from monitor.matching import score
from monitor.matching.score import DECIMALS
from monitor.matching.sightings import Sightings
from monitor.matching.sketching import sketch
from monitor.model import Part
from monitor.watchlist import Watchlist

if TYPE_CHECKING:
    from monitor.matching.learned.evidence import Evidence
    from monitor.matching.learned.model import LearnedModel, Weights

SEEDS: Final = "seeds"
MEANING: Final = "meaning"
BASE: Final = "base"
_MOST_NAMES: Final = 6  # told in a reason
_TOLD_FROM: Final = 0.05  # log-odds


# Who writes a query says what has to be there. Likeness to seeds tells a story from its look-alikes
# worse than words do that somebody chose (docs/matching.md): beside them it only moves a score a
# little, and without them it makes a near miss at most.
_BESIDE_WORDS: Final = (-0.5, 0.2)  # log-odds
_WITHOUT_WORDS: Final = -5.0
_NO_WORD: Final = Part(
    name="words",
    value=score.score_of(score.BASE + _WITHOUT_WORDS),
    why="nothing of the query or the terms was found",
    log_odds=_WITHOUT_WORDS,
)
_FAINT: Final = frozenset([SEEDS, "person", "place"])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says.

    odds: Log-odds that the article belongs: the sum of what the parts add, and of the base.
    """

    parts: tuple[Part, ...]
    odds: float


class Judge(Protocol):
    """Weighs the parts that scorers found, and may look at the article itself."""

    @property
    def is_always_asked(self) -> bool:
        """Say whether it has an opinion of articles in which no scorer found anything."""

    def bounds(self, parts: Sequence[Part], seen: Sightings) -> tuple[float, float]:
        """Return the least and the most log-odds that `judge` can come to."""

    def judge(self, parts: Sequence[Part], seen: Sightings, *, with_meaning: bool) -> Judgement:
        """Weigh the parts.

        with_meaning: Whether to encode the article, if that is asked for; raises MeaningNeeded
            where this process cannot.
        """


@dataclass(frozen=True, slots=True)
class PlainJudge:
    """Adds up what each part is worth.

    looks_for_words: Whether the watchlist has a query or terms.
    """

    looks_for_words: bool

    is_always_asked: ClassVar[bool] = False

    def bounds(self, parts: Sequence[Part], seen: Sightings) -> tuple[float, float]:  # noqa: ARG002
        """Return the same twice: nothing but the parts is looked at."""
        odds = score.BASE + math.fsum(map(_odds, self._all(parts)))
        return odds, odds

    def judge(
        self,
        parts: Sequence[Part],
        seen: Sightings,
        *,
        with_meaning: bool,  # noqa: ARG002
    ) -> Judgement:
        """Add up the parts."""
        weighed = tuple(_worth(part, _odds(part)) for part in self._all(parts))
        return Judgement(weighed, self.bounds(parts, seen)[0])

    def _all(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Return the parts, likeness with what it adds beside words or for want of them."""
        if not self.looks_for_words or not any(part.name == SEEDS for part in parts):
            return parts
        if all(part.name in _FAINT for part in parts):
            return [*parts, _NO_WORD]
        least, most = _BESIDE_WORDS
        return [
            replace(part, log_odds=min(most, max(least, score.log_odds(part.value))))
            if part.name == SEEDS
            else part
            for part in parts
        ]


@dataclass(frozen=True)
class LearnedJudge:
    """Weighs by what was learned from examples.

    has_seeds: Whether the watchlist has seeds that an article may be unlike.
    """

    model: LearnedModel
    has_seeds: bool

    is_always_asked: ClassVar[bool] = True

    def bounds(self, parts: Sequence[Part], seen: Sightings) -> tuple[float, float]:
        """Return what words come to with the least and the most that meaning can add."""
        known = self._evidence(parts, seen)
        if not self._can_mean(seen):
            odds = sum(self.model.words.odds(known).values())
            return odds, odds
        odds = sum(self.model.whole.odds(known).values())
        return odds + self.model.least, odds + self.model.most

    def judge(self, parts: Sequence[Part], seen: Sightings, *, with_meaning: bool) -> Judgement:
        """Weigh the parts and the article's names; its meaning too, if that is asked for."""
        known = self._evidence(parts, seen)
        is_whole = with_meaning and self._can_mean(seen)
        weights = self.model.whole if is_whole else self.model.words
        own = [_names(self.model, weights, known)]
        odds = sum(weights.odds(known).values())
        if is_whole:
            meaning = self._meaning_odds(seen)
            own.append(_meaning(weights, meaning))
            odds += meaning
        least, most = self.bounds(parts, seen)
        weighed = self._scaled(parts, weights, known)
        base = Part(
            name=BASE,
            value=score.score_of(weights.bias),
            why="what an article begins with before anything is known of it",
            log_odds=round(weights.bias, DECIMALS),
        )
        told = [part for part in own if abs(part.log_odds or 0.0) >= _TOLD_FROM]
        return Judgement((*weighed, *told, base), min(most, max(least, odds)))

    def _evidence(self, parts: Iterable[Part], seen: Sightings) -> Evidence:
        from monitor.matching.learned.evidence import evidence_of

        return evidence_of(parts, seen.once(sketch).portrait, has_seeds=self.has_seeds)

    def _can_mean(self, seen: Sightings) -> bool:
        from monitor.matching.likeness.encoding import encoder_in_use

        encoder, article = encoder_in_use(), seen.once(sketch)
        is_same = encoder is not None and encoder.name == self.model.encoder
        return is_same and article.can_mean and article.is_known

    def _meaning_odds(self, seen: Sightings) -> float:
        from monitor.matching.learned.evidence import meaning_row

        meaning = seen.once(sketch).meaning
        return self.model.meaning_odds(meaning_row(meaning)) if meaning else 0.0

    def _scaled(self, parts: Iterable[Part], weights: Weights, known: Evidence) -> list[Part]:
        """Return the parts with what they add by the learned factors."""
        listed = list(parts)
        whole = sum(score.worth(part.value) for part in listed if part.name != SEEDS)
        share = weights.keywords * known.keywords / whole if whole > 0 else 0.0
        return [
            _worth(
                part,
                score.worth(part.value) * (weights.seeds if part.name == SEEDS else share),
            )
            for part in listed
        ]


def _names(model: LearnedModel, weights: Weights, known: Evidence) -> Part:
    """Say what the article's names add, and which of them most."""
    worth = {
        name: weight * weights.names[name]
        for name, weight in known.names.items()
        if name in weights.names
    }
    ranked = sorted(worth.items(), key=lambda each: -abs(each[1]))[:_MOST_NAMES]
    told = ", ".join(
        f"{model.told.get(name, name)} {odds:+.1f}"
        for name, odds in ranked
        if abs(odds) >= _TOLD_FROM
    )
    odds = math.fsum(worth.values())
    return Part(
        name="names",
        value=score.score_of(weights.bias + odds),
        why=f"names that examples taught: {told}",
        log_odds=round(odds, DECIMALS),
    )


def _meaning(weights: Weights, odds: float) -> Part:
    """Say what the article's meaning adds."""
    side = "accepted" if odds > 0 else "rejected"
    return Part(
        name=MEANING,
        value=score.score_of(weights.bias + odds),
        why=f"its meaning is like that of stories that were {side}",
        log_odds=round(odds, DECIMALS),
    )


def judge_of(watchlist: Watchlist) -> Judge:
    """Return who judges for a watchlist: what it learned, else the plain rule."""
    if watchlist.model is None:
        return PlainJudge(looks_for_words=bool(watchlist.query or watchlist.terms))
    # What knows the words of many languages takes a quarter of a second and 33 MB to import.
    from monitor.matching.learned.model import parse_model

    return LearnedJudge(parse_model(watchlist.model), bool(watchlist.seeds))


def _odds(part: Part) -> float:
    return score.worth(part.value) if part.log_odds is None else part.log_odds


def _worth(part: Part, odds: float) -> Part:
    return replace(part, log_odds=round(odds, DECIMALS))
