"""All that is looked at in one text, worked out once: of a seed at start, of an article when read.

Zones weigh: what stands in the title says more of a story than what stands far below.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.matching.likeness import places
from monitor.matching.likeness.figures import figures_in
from monitor.matching.likeness.names import SHORT_SKELETON
from monitor.matching.likeness.words import words_in
from monitor.matching.score import LEAD_LENGTH

LONGEST_TITLE: Final = 400
LONGEST_TEXT: Final = 6_000  # characters; what stands below tells nothing new of a story
_ZONE_WEIGHTS: Final = (3.0, 1.5, 1.0)
_PLACE_WEIGHTS: Final = (3.0, 1.5, 0.7)
_TELLING: Final = 0.2  # rarity of a title's word that counts as one to be found again

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A text as likeness sees it. Vectors are sparse and of length 1, or empty.

    language: Primary subtag, lower case; "" if unknown.
    size: Characters of title and text together.
    words, lead_words: Stems weighed by rarity, of all and of title and lead.
    title_words: The telling stems of the title with their rarity.
    stems: All stems.
    names: Skeletons with their weights.
    name_vector, short_names: Names weighed by zone; the latter cut to their first consonants.
    title_names, lead_names: The names that stand there, with their weights.
    figures: Figures with their weights.
    places: Countries weighed by zone.
    """

    language: str
    size: int
    words: Vector
    lead_words: Vector
    title_words: Vector
    stems: frozenset[str]
    names: Vector
    name_vector: Vector
    short_names: Vector
    title_names: Vector
    lead_names: Vector
    figures: Vector
    places: Vector


def portray(title: str, text: str, language: str | None) -> Portrait:
    """Work out a text's portrait.

    language: BCP 47 tag; None if unknown.
    """
    tongue = (language or "").replace("_", "-").partition("-")[0].lower()
    title = _normal(title[:LONGEST_TITLE])
    text = _normal(text[:LONGEST_TEXT])
    zones = (title, text[:LEAD_LENGTH], text[LEAD_LENGTH:])
    counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
    rarity: dict[str, float] = {}
    weights: dict[str, float] = {}
    written: Counter[str] = Counter()
    highest: dict[str, int] = {}
    for zone, part in enumerate(zones):
        for word in words_in(part, tongue):
            counts[zone][word.stem] += 1
            rarity[word.stem] = min(word.rarity, rarity.get(word.stem, 1.0))
            name = word.skeleton
            if name:
                weights[name] = max(word.name_weight, weights.get(name, 0.0))
                written[name] += _ZONE_WEIGHTS[zone]  # type: ignore[assignment]
                highest.setdefault(name, zone)
    everywhere: Counter[str] = Counter()
    for zone, weight in enumerate(_ZONE_WEIGHTS):
        for each, count in counts[zone].items():
            everywhere[each] += count * weight  # type: ignore[assignment]
    return Portrait(
        language=tongue,
        size=len(title) + len(text),
        words=_by_rarity(everywhere, rarity),
        lead_words=_by_rarity(counts[0] + counts[1], rarity),
        title_words={each: rarity[each] for each in counts[0] if rarity[each] > _TELLING},
        stems=frozenset(everywhere),
        names=weights,
        name_vector=_unit({name: weights[name] * math.sqrt(written[name]) for name in weights}),
        short_names=_shortened(weights, written),
        title_names={name: weights[name] for name, zone in highest.items() if zone == 0},
        lead_names={name: weights[name] for name, zone in highest.items() if zone <= 1},
        figures=figures_in(title + "\n" + text),
        places=_place_vector(zones, tongue),
    )


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _by_rarity(counts: Mapping[str, float], rarity: Vector) -> Vector:
    return _unit(
        {each: (1 + math.log(n)) * rarity[each] for each, n in counts.items() if rarity[each]}
    )


def _shortened(weights: Vector, written: Mapping[str, float]) -> Vector:
    best: dict[str, float] = {}
    total: dict[str, float] = {}
    for name, weight in weights.items():
        short = name[:SHORT_SKELETON]
        best[short] = max(weight, best.get(short, 0.0))
        total[short] = total.get(short, 0.0) + written[name]
    return _unit({short: best[short] * math.sqrt(total[short]) for short in best})


def _place_vector(zones: tuple[str, ...], language: str) -> Vector:
    total: dict[str, float] = {}
    for part, weight in zip(zones, _PLACE_WEIGHTS, strict=True):
        for code, count in places.places_in(part, language).items():
            total[code] = total.get(code, 0.0) + count * weight
    return _unit({code: places.WEIGHTS.get(code, 1.0) * math.sqrt(n) for code, n in total.items()})


def _unit(vector: dict[str, float]) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {key: value / length for key, value in vector.items()} if length else {}
