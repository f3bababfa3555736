"""Words to stems, so that Путина and Путиным meet; the only user of snowballstemmer.

A language without a stemmer is cut: the beginning of a word tells more of it than its ending.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import snowballstemmer

_ALGORITHMS: Final = {
    "ar": "arabic",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hr": "serbian",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ms": "indonesian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sh": "serbian",
    "sk": "czech",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip - one a line would fill a page
_SHORT: Final = 5  # letters that a cut word keeps; one more where it is long
_LONG: Final = 7


def stem(word: str, language: str) -> str:
    """Return the stem of a word in lower case."""
    stemmer = _stemmer(language)
    if stemmer is not None:
        return stemmer(word)
    return word[: _SHORT + 1] if len(word) > _LONG else word[:_SHORT]


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    name = _ALGORITHMS.get(language)
    if name is None:
        return None
    found: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return found
