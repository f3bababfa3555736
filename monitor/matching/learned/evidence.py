"""What a learned model looks at in one article: a row of figures, most of them named by a key.

Examples go through here when a model is learned, articles when it judges: alike to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.matching import score
from monitor.matching.likeness.portrait import Portrait
from monitor.matching.likeness.semantic import Meaning, Vectors
from monitor.model import Part

SEEDS: Final = "seeds"  # the name of the part that tells of likeness to seeds
TITLE_WEIGHT: Final = 0.7  # of a title's vector beside that of title and lead
_MOST_KEYWORDS: Final = 6.0  # log-odds: from here on more words tell nothing new
_PLACE: Final = "@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of an article without its meaning.

    keywords: What query, terms, people and places of the watchlist add in log-odds, 0 to 6.
    seeds: What likeness to its seeds adds, or takes off; 0 without seeds.
    names: Skeletons of names, and countries as `@SY`, each with its weight in the article, 0..1.
    """

    keywords: float
    seeds: float
    names: Mapping[str, float]


def evidence_of(parts: Iterable[Part], portrait: Portrait, *, has_seeds: bool) -> Evidence:
    """Put together what other scorers found and what the article names.

    has_seeds: Whether there are seeds to be unlike; then no part means very much unlike.
    """
    found = list(parts)
    keywords = sum(score.worth(part.value) for part in found if part.name != SEEDS)
    likeness = [score.worth(part.value) for part in found if part.name == SEEDS]
    return Evidence(
        keywords=min(_MOST_KEYWORDS, max(0.0, keywords)),
        seeds=likeness[0] if likeness else score.worth(0.0) if has_seeds else 0.0,
        names={
            **portrait.name_vector,
            **{_PLACE + code: weight for code, weight in portrait.places.items()},
        },
    )


def meaning_row(meaning: Meaning) -> Vectors:
    """Return the figures of an article's meaning: of title and lead, then of the title alone.

    Shape (2 * size,). The plain vectors of `semantic.Space.place`: which directions tell something
    is for the model to learn.
    """
    return np.concatenate([meaning.lead[1], TITLE_WEIGHT * meaning.title[1]])
