"""From a row of figures to one probability, and to what each part gave to it.

What was learned stands in `fusion-*.json`: one file for each encoder and one for going without,
`words`. Each has trees and a shift, so that 0.5 is the threshold that did best over all topics it
was tried on: one default for every watchlist. `benchmarks/train_fusion.py` wrote them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from monitor.matching.likeness import features, semantic
from monitor.matching.likeness.forest import Forest, parse_forest

WORDS: Final = "words"
_ODD_SIGNS: Final = re.compile(r"[^\w-]+")  # a model of a hub is called owner/name
_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Fusion:
    """The learned judgement for one encoder.

    space: Where its vectors are compared; None where there is no encoder.
    shift: Added to the trees' log-odds.
    """

    forest: Forest
    shift: float
    space: semantic.Space | None

    def odds(self, row: Sequence[float]) -> float:
        """Return the log-odds that a row belongs; 0 is the default threshold."""
        return self.shift + sum(map(self._leaf, self.forest.roots.tolist(), [row] * self.trees))

    @property
    def trees(self) -> int:
        """Return how many trees there are."""
        return len(self.forest.roots)

    def contributions(self, row: Sequence[float]) -> dict[str, float]:
        """Return by part (words, names, figures, places, meaning, text) what it added in log-odds.

        "base" is what an article gets of which nothing is known; together they are `odds`.
        """
        told = {**features.FEATURES, **semantic.FEATURES}
        parts: dict[str, float] = {}
        for name, pull in self.forest.pulls(row).items():
            part = told[name][0]
            parts[part] = parts.get(part, 0.0) + pull
        return {"base": self.odds(row) - sum(parts.values()), **parts}

    def _leaf(self, at: int, row: Sequence[float]) -> float:
        nodes = self.forest.nodes
        feature, threshold, left, right, value = nodes[at]
        while left != at:
            at = left if row[feature] <= threshold else right
            feature, threshold, left, right, value = nodes[at]
        return value


def probability(odds: float) -> float:
    """Turn log-odds into 0..1."""
    return 1.0 / (1.0 + math.exp(-odds))


def model_file(name: str) -> Path:
    """Return where the model for an encoder stands, whatever signs are in its name."""
    return _FOLDER / f"fusion-{_ODD_SIGNS.sub('--', name)}.json"


def is_trained(name: str) -> bool:
    """Say whether something was learned for an encoder."""
    return model_file(name).is_file()


@cache
def load(name: str) -> Fusion:
    """Return the judgement for an encoder, or for `words`; read once in each process."""
    told = json.loads(model_file(name).read_text("utf-8"))
    names = [*features.FEATURES, *(semantic.FEATURES if "space" in told else ())]
    return Fusion(
        forest=parse_forest(told["trees"], names),
        shift=float(told["shift"]),
        space=semantic.read_space(told["space"]) if "space" in told else None,
    )
