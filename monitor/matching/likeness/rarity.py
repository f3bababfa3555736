"""How common a word is in its language: from the lists of `wordfreq`, never from what is scored.

Its short lists (words met at least once in a million) are enough: what stands in none is rare, and
a list takes 3 to 7 MB once its language was met. The only user of wordfreq.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from wordfreq import available_languages, get_frequency_dict

from monitor.matching.fold import fold_text

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


class FoldedWords:
    """The words of a language's list as a watchlist's are compared, each with its share of all."""

    def __init__(self, listed: Mapping[str, float]) -> None:
        folded: defaultdict[str, float] = defaultdict(float)
        for word, share in listed.items():
            folded[fold_text(word)] += share
        self._shares = dict(folded)
        self._sorted = sorted(folded)

    def get(self, word: str, default: float) -> float:
        """Return a folded word's share of all words."""
        return self._shares.get(word, default)

    def beginning(self, prefix: str) -> Iterator[tuple[str, float]]:
        """Give the words that begin with a folded prefix, in order, each with its share."""
        for at in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            word = self._sorted[at]
            if not word.startswith(prefix):
                return
            yield word, self._shares[word]


@cache
def folded_words(language: str) -> FoldedWords:
    """Return the words of a language, folded; none for a language without a list."""
    return FoldedWords(_frequencies(language) or {})


@cache
def _frequencies(language: str) -> Mapping[str, float] | None:
    wanted = _NEAREST.get(language, language)
    if wanted not in available_languages("small"):
        return None
    listed: Mapping[str, float] = get_frequency_dict(wanted, "small")
    return listed
