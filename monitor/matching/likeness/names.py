"""Names across scripts: a word romanised and reduced to its consonants.

Мистура, ميستورا and Mistura are all `mstr`. Sounds that scripts do not tell apart are one (p and b,
v and f, the hissing ones), because a missed name costs more than one too many: what speaks for an
article is several names, weighed by how rare the words are. The only user of anyascii.
"""

from __future__ import annotations

import re
from typing import Final

from anyascii import anyascii

FEWEST_CONSONANTS: Final = 2
SHORT_SKELETON: Final = 4

# Several letters for one sound, longest first.
_SOUNDS: Final = {
    "shch": "s",
    "tsch": "s",
    "sch": "s",
    "tch": "s",
    "dzh": "s",
    "dj": "s",
    "zh": "s",
    "sh": "s",
    "ch": "s",
    "cz": "s",
    "sz": "s",
    "rz": "s",
    "kh": "k",
    "gh": "k",
    "ph": "f",
    "th": "t",
    "ck": "k",
    "qu": "k",
    "ts": "s",
    "tz": "s",
    "x": "ks",
}  # fmt: skip - one a line would fill a page
_SEVERAL: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_LETTERS: Final = str.maketrans(
    {"p": "b", "v": "f", "w": "f", "q": "k", "c": "k", "g": "k", "z": "s", "j": "s", "d": "t"}
    | dict.fromkeys("yh", "")
)
_NO_LETTER: Final = re.compile("[^a-z]")
_VOWEL: Final = re.compile("[aeiou]")
_TWICE: Final = re.compile(r"(.)\1+")
# A name of few consonants is many names.
_WEIGHTS: Final = {2: 0.25, 3: 0.65, 4: 0.9}


def romanise(word: str) -> str:
    """Return a word in the letters a to z; Han as its Mandarin reading."""
    # Emoji have names there.
    latin = anyascii("".join(filter(str.isalpha, word))).lower()
    if latin.startswith("'"):  # how hamza and ain come out, which carry a vowel
        latin = "a" + latin
    return _NO_LETTER.sub("", latin)


def skeleton(romanised: str) -> str:
    """Return the consonants of a romanised word, with an `a` for a vowel it begins with."""
    if not romanised:
        return ""
    begins = "a" if romanised[0] in "aeiouy" and len(romanised) > 1 else ""
    word = re.sub("c(?=[eiy])", "s", romanised)
    word = re.sub("g(?=[eiy])", "j", word)
    word = _SEVERAL.sub(lambda found: _SOUNDS[found[0]], word)
    word = re.sub("w(?![aeiou])", "", word)  # Arabic writes o and u so
    word = _VOWEL.sub("", word.translate(_LETTERS))
    return begins + _TWICE.sub(r"\1", word)


def distinctness(name: str) -> float:
    """Say how much a skeleton of this length tells, 0..1."""
    return _WEIGHTS.get(len(name), 1.0) if len(name) >= FEWEST_CONSONANTS else 0.0
