"""The words that a seed of no known event is found again by: those that its title makes most of.

Only a makeshift, in the seed's own language: what is proposed from them is told to be weak.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from monitor.matching.fold import fold
from monitor.matching.score import LEAD_LENGTH
from monitor.proposing.lists import is_common_word, small_words
from monitor.watchlist import Seed

WORDS: Final = 2  # that have to stand in an article together
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG: Final = 5  # letters, of a word in a language whose small words we do not know
_LEAST: Final = 4
_LEAST_OF_CONSONANTS: Final = 3  # Arabic and Persian leave most vowels out
_ARABIC: Final = frozenset({"ar", "fa"})


def title_words(seed: Seed, language: str | None, *, taken: Iterable[str]) -> tuple[str, ...]:
    """Return the two words of the title that tell most, one of them of the opening if need be.

    taken: Names that are asked for anyway.

    Empty where fewer than two words are left that do not stand in stories of every kind.
    """
    used = {word for name in taken for word in _words(fold(name).text)}
    of_title = _telling(seed.title, seed, language, used)
    if not of_title:
        return ()
    more = _telling(seed.text[:LEAD_LENGTH], seed, language, used | {fold(of_title[0]).text})
    chosen = list(of_title[:WORDS])
    chosen += [word for word in more if word not in chosen][: WORDS - len(chosen)]
    return tuple(chosen) if len(chosen) == WORDS else ()


def _telling(text: str, seed: Seed, language: str | None, used: set[str]) -> list[str]:
    """Return the words of a text that are not common, what the seed repeats and long ones first."""
    counts = Counter(fold(word).text for word in _words(f"{seed.title} {seed.text}"))
    kept: dict[str, str] = {}
    for word in _words(text):
        folded = fold(word).text
        is_short = len(word) < _least(language)
        if not is_short and folded not in used and not is_common_word(word, language):
            kept.setdefault(folded, word)
    return sorted(kept.values(), key=lambda word: (-counts[fold(word).text], -len(word)))


def _least(language: str | None) -> int:
    if language in _ARABIC:
        return _LEAST_OF_CONSONANTS
    return _LEAST if language in small_words() else _LONG


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
