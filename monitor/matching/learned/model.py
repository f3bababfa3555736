"""A learned model: its numbers, how they are written down, and what they make of an article."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from monitor.matching.learned.evidence import Evidence
from monitor.matching.likeness.semantic import Vectors

VERSION: Final = 1
_SCALE: Final = 1000.0  # vectors are written as whole thousandths
_MOST_NAMES: Final = 5_000
_MOST_SIZE: Final = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each kind of evidence is worth.

    bias: Log-odds of an article of which nothing is known.
    keywords, seeds: Factors of what those parts add; 1 where nothing was learned. Never negative.
    names: Log-odds of a name that is the only one in an article.
    """

    bias: float
    keywords: float
    seeds: float
    names: Mapping[str, float]

    def odds(self, known: Evidence) -> dict[str, float]:
        """Return what each kind of evidence adds in log-odds; together they are the judgement."""
        return {
            "base": self.bias,
            "keywords": self.keywords * known.keywords,
            "seeds": self.seeds * known.seeds,
            "names": math.fsum(
                weight * self.names[name]
                for name, weight in known.names.items()
                if name in self.names
            ),
        }


@dataclass(frozen=True, kw_only=True)
class LearnedModel:
    """What was learned for one watchlist.

    basis: Hash of what it was learned from (`training.basis_of`).
    accepted, rejected: How many examples of each kind it was learned from.
    encoder: Whose vectors it reads; None where it goes by words alone.
    whole, words: Weights with a look at meaning, and without.
    direction: One factor for each figure of `evidence.meaning_row`; empty without an encoder.
    least, most: Between these meaning adds to the log-odds, whatever an article says: what goes
        beyond the examples tells nothing more.
    told: Names as they are written, by their skeletons.
    sentences: Titles of examples with what their meaning adds, the strongest for and against.
    """

    basis: str
    accepted: int
    rejected: int
    encoder: str | None
    whole: Weights
    words: Weights
    direction: Sequence[float]
    least: float
    most: float
    told: Mapping[str, str]
    sentences: Sequence[tuple[str, float]]

    @cached_property
    def _direction(self) -> Vectors:
        return np.array(self.direction, np.float32)

    def meaning_odds(self, row: Vectors) -> float:
        """Return what an article's meaning adds in log-odds."""
        return min(self.most, max(self.least, float(self._direction @ row)))


def dump_model(model: LearnedModel) -> str:
    """Return a model as JSON, a line for each key; `parse_model` gives it back."""
    told = {
        "version": VERSION,
        "basis": model.basis,
        "examples": {"accepted": model.accepted, "rejected": model.rejected},
        "encoder": model.encoder,
        "whole": _weights_data(model.whole),
        "words": _weights_data(model.words),
        "meaning": {
            "least": round(model.least, 4),
            "most": round(model.most, 4),
            "direction": [round(each * _SCALE) for each in model.direction],
        },
        "told": dict(sorted(model.told.items())),
        "sentences": [[title, round(odds, 2)] for title, odds in model.sentences],
    }
    lines = (f"{json.dumps(key)}: {json.dumps(told[key], ensure_ascii=False)}" for key in told)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse_model(text: str) -> LearnedModel:
    """Read what `dump_model` wrote. Raises ValueError, worded for people, for anything else."""
    try:
        told = json.loads(text)
        if told["version"] != VERSION:
            raise ValueError(f"is of version {told['version']!r}, and should be of {VERSION}")
        meaning = told["meaning"]
        direction = [int(each) / _SCALE for each in meaning["direction"]]
        if len(direction) > _MOST_SIZE:
            raise ValueError("has too long a direction")
        return LearnedModel(
            basis=str(told["basis"]),
            accepted=int(told["examples"]["accepted"]),
            rejected=int(told["examples"]["rejected"]),
            encoder=None if told["encoder"] is None else str(told["encoder"]),
            whole=_weights(told["whole"]),
            words=_weights(told["words"]),
            direction=direction,
            least=_finite(meaning["least"]),
            most=_finite(meaning["most"]),
            told={str(key): str(name) for key, name in told["told"].items()},
            sentences=[(str(title), _finite(odds)) for title, odds in told["sentences"]],
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg} in line {error.lineno}") from error
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("is no learned model, or one that was cut off") from error


def _weights_data(weights: Weights) -> dict[str, Any]:
    return {
        "bias": round(weights.bias, 4),
        "keywords": round(weights.keywords, 4),
        "seeds": round(weights.seeds, 4),
        "names": {key: round(odds, 3) for key, odds in sorted(weights.names.items())},
    }


def _weights(told: Mapping[str, Any]) -> Weights:
    names = {str(key): _finite(odds) for key, odds in told["names"].items()}
    if len(names) > _MOST_NAMES:
        raise ValueError(f"has more than {_MOST_NAMES} names")
    return Weights(
        bias=_finite(told["bias"]),
        keywords=_finite(told["keywords"]),
        seeds=_finite(told["seeds"]),
        names=names,
    )


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"has {value!r:.40} where a number belongs")
    return float(value)
