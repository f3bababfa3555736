"""Cut a text into words and say of each what is known of it whatever the article.

Scripts without spaces (Han, kana, Thai, Khmer, Burmese) are cut into pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitor.matching.fold import UNSEGMENTED
from monitor.matching.likeness.names import distinctness, romanise, skeleton
from monitor.matching.likeness.rarity import UNLISTED, zipf
from monitor.matching.likeness.stems import stem

_MARKS: Final = "\u0300-\u036f\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0b82-\u0bcd\u0d80-\u0dff"
_RUN: Final = re.compile(f"[{UNSEGMENTED}]+|(?:(?![{UNSEGMENTED}])[^\\W_]|[{_MARKS}])+")
_IS_UNSEGMENTED: Final = re.compile(f"[{UNSEGMENTED}]")
_ARTICLE: Final = re.compile("^[وف]?(?:ال|بال|كال|لل)")
_WORDS_REMEMBERED: Final = 1 << 16
_LONGEST: Final = 60  # letters of a word that is looked at

# Zipf values between which a word goes from common to rare; where a script has no capitals, only
# rarer words pass for names.
_COMMON, _RARE = 6.5, 2.5
_COMMON_UNCASED, _RARE_UNCASED = 5.5, 2.0
_UNCASED: Final = 0.8
_GERMAN: Final = 0.8  # it writes every noun with a capital
_FAINT: Final = 0.05
_SHORT_WORD: Final = 5
_PAIR: Final = 3.0  # Zipf value of a pair of characters that stands in no list
_UNKNOWN_NAME, _UNKNOWN_SHORT, _UNKNOWN_LONG = 2.5, 4.5, 3.5  # without a list
_FEWEST_WITHOUT_ARTICLE: Final = 3


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word.

    stem: What it is counted under.
    rarity: 0 for a word that everybody uses, 1 for one in no list.
    skeleton: Its consonants if it may be a name, else "".
    name_weight: How surely it is a telling name, 0..1.
    written: As it stands in the text, if it may be a name.
    """

    stem: str
    rarity: float
    skeleton: str = ""
    name_weight: float = 0.0
    written: str = ""


def words_in(text: str, language: str) -> Iterator[Word]:
    """Give the words of a text in order, without figures and single letters.

    language: Primary subtag, lower case; "" if unknown.
    """
    for run in _RUN.findall(text):
        if _IS_UNSEGMENTED.match(run):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
            for pair in pairs:
                yield _pair(pair, language)
        elif len(run) > 1 and not run[0].isdigit():
            yield word(run[:_LONGEST], language)


@lru_cache(_WORDS_REMEMBERED)
def word(written: str, language: str) -> Word:
    """Say what is known of a word as it is written, case and all."""
    lower = written.lower()
    is_capital = written[0] != lower[0]
    rate = zipf(lower, language)
    if rate is None:
        rate = _UNKNOWN_SHORT if len(lower) < _SHORT_WORD else _UNKNOWN_LONG
        rate = _UNKNOWN_NAME if is_capital else rate
    rarity = _between(rate, _COMMON, _RARE)
    if language == "ar" and len(lower) >= _SHORT_WORD:
        bare = _ARTICLE.sub("", lower)
        if len(bare) >= _FEWEST_WITHOUT_ARTICLE:
            lower = bare
            rarity = min(rarity, _between(zipf(bare, "ar") or UNLISTED, _COMMON, _RARE))
    if is_capital:
        weight = rarity * (_GERMAN if language == "de" else 1.0)
    elif written.upper() != written:
        weight = 0.0
    else:
        weight = _between(rate, _COMMON_UNCASED, _RARE_UNCASED) * _UNCASED
    name = skeleton(romanise(lower)) if weight > _FAINT else ""
    weight *= distinctness(name)
    stemmed = stem(lower, language)
    return Word(stemmed, rarity, name, weight, written) if weight else Word(stemmed, rarity)


@lru_cache(_WORDS_REMEMBERED)
def _pair(pair: str, language: str) -> Word:
    rate = zipf(pair, language)
    if rate is None:
        rate = _UNKNOWN_LONG
    return Word(pair, _between(_PAIR if rate == UNLISTED else rate, _COMMON, _RARE))


def _between(rate: float, common: float, rare: float) -> float:
    return min(1.0, max(0.0, (common - rate) / (common - rare)))
