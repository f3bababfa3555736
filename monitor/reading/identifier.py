"""How likely a text is to be in each language: py3langid's model, loaded once in each process.

The model takes half a second to load and 75 MB, which worker processes share because their fork
server loads it (`reading.preload`). It knows 140 languages and no declaration; it decides nothing.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from py3langid.langid import MODEL_FILE, LanguageIdentifier

if TYPE_CHECKING:
    from collections.abc import Mapping

# Labels that a reader of news knows by a wider name: Chinese and Arabic as they are spoken
# somewhere, both Norwegians, Creole; and Southern Kurdish, which is what the model calls Sorani.
_WIDER = {
    "wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar", "nn": "no", "sdh": "ckb", "uzs": "uz",
    "gcf": "ht", "gcr": "ht",
}  # fmt: skip
_NO_LANGUAGE = "zxx"
_LEAST = 1e-9  # of a probability; smaller ones are rounded to 0 by the model


def log_likelihoods(text: str) -> Mapping[str, float]:
    """Return for each language the logarithm of its probability, at least about -21.

    Tempered by the square root of the length, so that a long text's answer is no surer than it
    ought to be (py3langid's `norm_probs`). "Norwegian" is `no`, any Chinese `zh`.
    """
    found: dict[str, float] = {}
    for label, probability in identifier().rank(text):
        if label != _NO_LANGUAGE:
            language = _WIDER.get(label, label)
            found[language] = found.get(language, 0.0) + probability
    return {language: math.log(max(p, _LEAST)) for language, p in found.items()}


@cache
def identifier() -> LanguageIdentifier:
    """Return the model; the first call loads it."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
