"""How well a watchlist decides before and after learning, on examples held out in turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.matching import score
from monitor.matching.learned.lesson import Lesson
from monitor.matching.learned.model import LearnedModel
from monitor.matching.learned.training import Judged

FOLDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Decisions on the watchlist's own examples.

    right, wrong, missed: How many were rightly found, wrongly found, and missed.
    """

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall (van Rijsbergen 1979), 0..1."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What learning changes; `after` by models that had not seen the example they judge."""

    before: Tally
    after: Tally


def rehearse(lesson: Lesson, *, threshold: float) -> Rehearsal:
    """Judge each of the watchlist's own examples without and with what the others teach."""
    own = [at for at, each in enumerate(lesson.judged) if each.is_own]
    before = {at: _untaught(lesson.judged[at]) for at in own}
    after: dict[int, float] = {}
    for fold in range(FOLDS):
        held = _share(lesson.judged, own, fold)
        if held:
            model = lesson.model(without=held)
            after |= {at: judged_odds(model, lesson.judged[at]) for at in held}
    return Rehearsal(
        before=_tally(lesson.judged, before, threshold),
        after=_tally(lesson.judged, after, threshold),
    )


def judged_odds(model: LearnedModel, example: Judged) -> float:
    """Return the log-odds that a model gives to an example."""
    if example.row is None or model.encoder is None:
        return math.fsum(model.words.odds(example.known).values())
    odds = math.fsum(model.whole.odds(example.known).values())
    return odds + model.meaning_odds(example.row)


def _untaught(example: Judged) -> float:
    return score.BASE + example.known.keywords + example.known.seeds


def _share(judged: Sequence[Judged], own: Sequence[int], fold: int) -> frozenset[int]:
    """Return every fifth of the accepted and of the rejected ones."""
    return frozenset(
        at
        for verdict in (True, False)
        for number, at in enumerate(at for at in own if judged[at].is_accepted is verdict)
        if number % FOLDS == fold
    )


def _tally(judged: Sequence[Judged], odds: dict[int, float], threshold: float) -> Tally:
    found = {at: score.score_of(each) >= threshold for at, each in odds.items()}
    return Tally(
        right=sum(is_found and judged[at].is_accepted for at, is_found in found.items()),
        wrong=sum(is_found and not judged[at].is_accepted for at, is_found in found.items()),
        missed=sum(not is_found and judged[at].is_accepted for at, is_found in found.items()),
    )
