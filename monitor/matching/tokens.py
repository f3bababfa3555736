"""Cut a text into words that know where they stand.

A watchlist's terms and an article's text go through the same cut, so they meet. Words, never
substrings: "ai" is not in "training".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from monitor.matching.fold import UNSEGMENTED, Folded, fold

# Blocks that hold the marks which folding leaves: vowel signs and the like.
_MARK_BLOCKS = ((0x0300, 0x1DFF), (0x3099, 0x309A), (0xA66F, 0xABFF), (0x10A00, 0x11FFF))


def _mark_ranges() -> Iterator[str]:
    for first, last in _MARK_BLOCKS:
        start: int | None = None
        for code in range(first, last + 2):
            is_mark = code <= last and unicodedata.category(chr(code))[0] == "M"
            if is_mark and start is None:
                start = code
            elif not is_mark and start is not None:
                yield f"{chr(start)}-{chr(code - 1)}"
                start = None


_MARKS = "".join(_mark_ranges())
_SPACED = rf"[^\W_{UNSEGMENTED}]"
_WORD = re.compile(
    rf"{_SPACED}+(?:[{_MARKS}]+{_SPACED}*)*|(?=[^\W_])[{UNSEGMENTED}][{_MARKS}]*",
)
# Most texts need neither of the two long classes, and are cut in half the time without them.
_NEEDS_CLASSES = re.compile(f"[{UNSEGMENTED}{_MARKS}]")
_PLAIN_WORD = re.compile(r"[^\W_]+")


class Tokens:
    """A text's folded words in order, and where each stands in the original.

    Places are worked out when first asked for: most texts hold nothing that anybody looks for.
    """

    __slots__ = ("_bounds", "_folded", "_pattern", "words")

    def __init__(self, folded: Folded, pattern: re.Pattern[str]) -> None:
        self.words: list[str] = pattern.findall(folded.text)
        self._folded = folded
        self._pattern = pattern
        self._bounds: list[tuple[int, int]] | None = None

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where words `first` to `last` (inclusive) stand in the original.

        Half-open, in code points; characters that folding drops count with the word before.
        """
        if self._bounds is None:
            self._bounds = [found.span() for found in self._pattern.finditer(self._folded.text)]
        offsets = self._folded.offsets
        return offsets[self._bounds[first][0]], offsets[self._bounds[last][1]]


def tokenize(text: str) -> Tokens:
    """Cut `text` into folded words: maximal runs of letters, digits and marks.

    Apostrophes, hyphens and underscores separate (`Astana'da` gives `astana` and `da`).
    Scripts without spaces between words (Han, kana, Thai, Lao, Khmer, Burmese) give one token
    for each character with its marks, so that a word there is found as a phrase.
    """
    folded = fold(text)
    needs_classes = _NEEDS_CLASSES.search("".join(set(folded.text)))
    return Tokens(folded, _WORD if needs_classes else _PLAIN_WORD)
