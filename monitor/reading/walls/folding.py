"""Text made comparable for the lexicons of walls, and its size in letters.

The lexicons are written as this leaves text: lower case, straight quotes, single spaces, Arabic and
Persian letters of one kind, no vowel marks.
"""

from __future__ import annotations

import re

# Sizes are in letters and digits; what is written without spaces says more with fewer.
_DENSE = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSE_WEIGHT = 2.5
_NO_LETTER = re.compile(r"[\W_]+")
_MEASURED = 40_000  # characters; a longer text is longer than any size here
_ALIKE = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "\xa0": " ",
        "ё": "е",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ة": "ه",
        "\u0640": None,
        "\u200c": " ",
        "\u200d": None,
        "\u0307": None,  # Turkish İ in lower case
        **dict.fromkeys(map(chr, range(0x064B, 0x0653))),
    }
)


def fold_pattern(source: str) -> str:
    """Return a lexicon's pattern written as texts are folded."""
    return source.translate(_ALIKE)


def fold(text: str) -> str:
    """Return a text as the lexicons are written."""
    return text.lower().translate(_ALIKE).replace("…", "...").strip()


def size_of(text: str) -> float:
    """Return how much a text says, in letters of an alphabet."""
    letters = _NO_LETTER.sub("", text[:_MEASURED])
    return len(letters) + (_DENSE_WEIGHT - 1) * len(_DENSE.findall(letters))
