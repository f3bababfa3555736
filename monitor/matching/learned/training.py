"""Learn a watchlist's model from judged examples: logistic regression drawn to what stood before.

Without examples a score is what keywords and seeds add up to. Learning begins there: the factors of
both are drawn to 1, the bias to its old place, everything else to 0 (a Gaussian prior, that is a
squared penalty on the distance: Bishop 2006, Pattern Recognition and Machine Learning, 4.5), so
that few examples change little. Newton's method on the examples' own span: with more figures than
examples nothing is lost by it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.matching import score
from monitor.matching.learned.evidence import Evidence
from monitor.matching.learned.model import LearnedModel, Weights
from monitor.matching.likeness.semantic import Vectors

FEWEST_EXAMPLES: Final = 10  # of which one at least of each kind
_PENALTY: Final = (0.1, 1.0)  # with few examples, with many
_MANY: Final = 800.0  # examples, by weight
_BIAS_PENALTY: Final = 0.3
_FACTOR_SCALE: Final = 0.5  # how freely the factors of keywords and seeds move
_FEWEST_TEXTS: Final = 2  # in which a name must stand
_MOST_STEPS: Final = 50
_NEAR_ENOUGH: Final = 1e-6
_LEAST_NAME: Final = 0.02  # log-odds; names worth less are left out
_MOST_SENTENCES: Final = 12
_MOST_BY_MEANING: Final = 2.5  # log-odds: meaning alone, without a name or a word, is no proof

_Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An example, worked out.

    row: `evidence.meaning_row` of it; None where it was not encoded.
    weight: How much it counts beside others, above 0.
    is_own: Whether its title may be told; what came from elsewhere is counted only.
    """

    title: str
    known: Evidence
    row: Vectors | None
    is_accepted: bool
    weight: float = 1.0
    is_own: bool = True


def basis_of(texts: Sequence[tuple[str, str, bool]], *, query: str | None) -> str:
    """Hash the examples `(title, text, is accepted)` and the query: what a model hangs on."""
    told = json.dumps([sorted(texts), query], ensure_ascii=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()[:12]


def can_learn(verdicts: Sequence[bool]) -> bool:
    """Say whether there are examples enough, of both kinds."""
    return len(verdicts) >= FEWEST_EXAMPLES and len(set(verdicts)) > 1


def learn(
    examples: Sequence[Judged],
    *,
    basis: str,
    encoder: str | None,
    told: Mapping[str, str],
    counted: tuple[int, int],
) -> LearnedModel:
    """Learn a model; the same examples in the same order give the same one.

    encoder: Whose vectors the rows are; None where there are none.
    told: Names as they are written, by skeleton.
    counted: How many of the examples are accepted and rejected ones of the watchlist.
    """
    names = _names_in(examples)
    words, _ = _fit(examples, names, with_meaning=False)
    rows = [each.row for each in examples if each.row is not None]
    if encoder is None or not rows:
        whole, direction = words, np.zeros(0)
    else:
        meant = [each for each in examples if each.row is not None]
        whole, direction = _fit(meant, names, with_meaning=True)
    odds = [float(direction @ each.row) if each.row is not None else 0.0 for each in examples]
    known = {name: told[name] for name in (*whole.names, *words.names) if name in told}
    return LearnedModel(
        basis=basis,
        accepted=counted[0],
        rejected=counted[1],
        encoder=encoder if rows else None,
        whole=whole,
        words=words,
        direction=[float(each) for each in direction],
        least=max(-_MOST_BY_MEANING, min(odds)),
        most=min(_MOST_BY_MEANING, max(odds)),
        told=known,
        sentences=_strongest(
            [(each.title, n) for each, n in zip(examples, odds, strict=True) if each.is_own]
        ),
    )


def _names_in(examples: Sequence[Judged]) -> list[str]:
    counts = Counter(name for each in examples for name in each.known.names)
    return sorted(name for name, count in counts.items() if count >= _FEWEST_TEXTS)


def _fit(
    examples: Sequence[Judged], names: Sequence[str], *, with_meaning: bool
) -> tuple[Weights, _Matrix]:
    place = {name: at for at, name in enumerate(names)}
    named = np.zeros((len(examples), len(names)))
    for at, each in enumerate(examples):
        for name, weight in each.known.names.items():
            if name in place:
                named[at, place[name]] = weight
    factors = np.array([[each.known.keywords, each.known.seeds] for each in examples])
    columns = [factors * _FACTOR_SCALE, named]
    if with_meaning:
        columns.append(np.array([each.row for each in examples], np.float64))
    learned, bias = _logistic(
        np.hstack(columns),
        offset=score.BASE + factors.sum(axis=1),
        wanted=np.array([float(each.is_accepted) for each in examples]),
        weights=np.array([each.weight for each in examples]),
    )
    keywords, seeds = np.maximum(0.0, 1.0 + learned[:2] * _FACTOR_SCALE)
    worth = learned[2 : 2 + len(names)]
    return Weights(
        bias=score.BASE + bias,
        keywords=float(keywords),
        seeds=float(seeds),
        names={
            name: float(odds)
            for name, odds in zip(names, worth, strict=True)
            if abs(odds) >= _LEAST_NAME
        },
    ), learned[2 + len(names) :]


def _logistic(
    rows: _Matrix, *, offset: _Matrix, wanted: _Matrix, weights: _Matrix
) -> tuple[_Matrix, float]:
    """Return the penalised maximum-likelihood factors of the columns, and the bias.

    rows: Shape (examples, columns). offset: What each row has in log-odds before anything is
    learned.
    """
    left, sizes, right = np.linalg.svd(rows, full_matrices=False)
    kept = sizes > _NEAR_ENOUGH
    span = np.c_[left[:, kept] * sizes[kept], np.ones(len(rows))]
    penalty = np.full(span.shape[1], np.clip(weights.sum() / _MANY, *_PENALTY))
    penalty[-1] = _BIAS_PENALTY

    def loss(factors: _Matrix) -> float:
        odds = offset + span @ factors
        # -ln of what the model gives to the truth: ln(1 + e^x) - x where it is wanted.
        surprise = weights @ (np.logaddexp(0.0, odds) - wanted * odds)
        return float(surprise + 0.5 * penalty @ factors**2)

    found = np.zeros(span.shape[1])
    for _ in range(_MOST_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(offset + span @ found, -30.0, 30.0)))
        slope = span.T @ (weights * (likely - wanted)) + penalty * found
        bend = (span.T * (weights * likely * (1.0 - likely))) @ span + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        before, size = loss(found), 1.0
        # A whole step may leap over the lowest place: then half of it is tried.
        while size > _NEAR_ENOUGH and loss(found - size * step) > before:
            size /= 2
        found -= size * step
        if np.abs(size * step).max() < _NEAR_ENOUGH:
            break
    return right[kept].T @ found[:-1], float(found[-1])


def _strongest(sentences: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    ranked = sorted((each for each in sentences if each[0] and each[1]), key=lambda each: -each[1])
    half = _MOST_SENTENCES // 2
    return ranked if len(ranked) <= _MOST_SENTENCES else [*ranked[:half], *ranked[-half:]]
