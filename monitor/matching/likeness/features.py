"""How two portraits compare, as the row of figures that the learned judgement reads."""

from __future__ import annotations

import math
from typing import Final

from monitor.matching.likeness.places import WEIGHTS
from monitor.matching.likeness.portrait import Portrait, Vector

_MOST_NAMES: Final = 10
_NO_PLACES: Final = 0.2  # as much in common as two texts have that name none

# What each figure is called, and the part of an explanation it belongs to; 1 where more of it may
# only raise the likeness, -1 where only lower it.
FEATURES: Final[dict[str, tuple[str, int]]] = {
    "same_language": ("text", 0),
    "words": ("words", 1),
    "lead_words": ("words", 1),
    "seed_title_words_found": ("words", 1),
    "article_title_words_found": ("words", 1),
    "names": ("names", 1),
    "short_names": ("names", 1),
    "names_sum": ("names", 1),
    "best_name": ("names", 1),
    "second_name": ("names", 1),
    "names_covered": ("names", 1),
    "seed_title_names_found": ("names", 1),
    "article_title_names_found": ("names", 1),
    "lead_names_sum": ("names", 1),
    "figures": ("figures", 1),
    "figures_sum": ("figures", 1),
    "places": ("places", 1),
    "places_sum": ("places", 1),
    "other_places": ("places", -1),
    "seed_size": ("text", 0),
    "article_size": ("text", 0),
    "seed_names": ("text", 0),
    "article_names": ("text", 0),
}


def compare(seed: Portrait, article: Portrait) -> list[float]:
    """Return the figures of FEATURES, in their order."""
    names = _shared(seed.names, article.names)
    figures = _shared(seed.figures, article.figures)
    return [
        float(seed.language == article.language),
        dot(seed.words, article.words),
        dot(seed.lead_words, article.lead_words),
        _share_found(seed.title_words, article.stems),
        _share_found(article.title_words, seed.stems),
        dot(seed.name_vector, article.name_vector),
        dot(seed.short_names, article.short_names),
        math.log1p(sum(names)),
        names[0] if names else 0.0,
        names[1] if len(names) > 1 else 0.0,
        _covered(names, seed, article),
        _share_found(seed.title_names, article.names),
        _share_found(article.title_names, seed.names),
        math.log1p(sum(_shared(seed.lead_names, article.lead_names))),
        _figures(figures, seed, article),
        math.log1p(sum(figures)),
        *_places(seed.places, article.places),
        math.log1p(seed.size),
        math.log1p(article.size),
        math.log1p(len(seed.names)),
        math.log1p(len(article.names)),
    ]


def dot(one: Vector, other: Vector) -> float:
    """Return the inner product of two sparse vectors."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[key] for key, value in one.items() if key in other)


def _shared(one: Vector, other: Vector) -> list[float]:
    """Return the lesser weight of each that both have, the greatest first."""
    if len(one) > len(other):
        one, other = other, one
    found = [min(weight, other[key]) for key, weight in one.items() if key in other]
    return sorted(found, reverse=True)


def _share_found(wanted: Vector, where: frozenset[str] | Vector) -> float:
    whole = sum(wanted.values())
    return sum(weight for key, weight in wanted.items() if key in where) / whole if whole else 0.0


def _covered(shared: list[float], seed: Portrait, article: Portrait) -> float:
    least = min(_best(seed.names), _best(article.names))
    return min(1.5, sum(shared[:_MOST_NAMES]) / least) if least else 0.0


def _best(names: Vector) -> float:
    return sum(sorted(names.values(), reverse=True)[:_MOST_NAMES])


def _figures(shared: list[float], seed: Portrait, article: Portrait) -> float:
    whole = sum(seed.figures.values()) * sum(article.figures.values())
    return sum(shared) / math.sqrt(whole) if whole else 0.0


def _places(one: Vector, other: Vector) -> tuple[float, float, float]:
    if not one or not other:
        return _NO_PLACES, 0.0, 0.0
    shared = [code for code in one if code in other]
    return (
        dot(one, other),
        sum(WEIGHTS.get(code, 1.0) for code in shared),
        float(not shared),
    )
