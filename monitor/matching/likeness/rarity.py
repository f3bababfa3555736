"""How common a word is in its language: from the lists of `wordfreq`, never from what is scored.

Its short lists (words met at least once in a million) are enough: what stands in none is rare, and
a list takes 3 to 7 MB once its language was met. The only user of wordfreq.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Final

from wordfreq import available_languages, get_frequency_dict

UNLISTED: Final = 2.0  # Zipf value of a word that stands in no list

# Languages without a list of their own, each with the nearest that has one.
_NEAREST: Final = {
    "af": "nl",
    "be": "uk",
    "bjn": "id",
    "bs": "sh",
    "hr": "sh",
    "min": "id",
    "nn": "nb",
    "no": "nb",
    "pnb": "ur",
    "sco": "en",
    "sr": "sh",
    "wuu": "zh",
}  # fmt: skip - one a line would fill a page


def zipf(word: str, language: str) -> float | None:
    """Return log10 of how often a word stands in a billion; None for a language without a list.

    The Zipf scale (van Heuven and others 2014) runs from 2, rare, to about 7.7.

    word: In lower case.
    language: Primary subtag (RFC 5646 2.2.1), lower case.
    """
    listed = _frequencies(language)
    if listed is None:
        return None
    often = listed.get(word)
    return math.log10(often) + 9.0 if often else UNLISTED


@cache
def _frequencies(language: str) -> Mapping[str, float] | None:
    wanted = _NEAREST.get(language, language)
    if wanted not in available_languages("small"):
        return None
    listed: Mapping[str, float] = get_frequency_dict(wanted, "small")
    return listed
