"""Cut a text into words that know where they stand.

A watchlist's terms and an article's text go through the same cut, so they meet. Words, never
substrings: "ai" is not in "training".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from monitor.matching.fold import UNSEGMENTED, Folded, fold, fold_text

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
# An apostrophe parts words, but for two cuts that would make names of verbs: don't and won't (a
# river, a currency), and French j'ai (every story would be about AI).
_VERB_ENDING = r"(?:(?<=n)'t|(?<=\b[jnt])'ai)(?![^\W_])"
_SPACED = rf"[^\W_{UNSEGMENTED}]"
_WORD = re.compile(
    rf"{_SPACED}++(?:[{_MARKS}]++{_SPACED}*+)*+(?:{_VERB_ENDING})?"
    rf"|(?=[^\W_])[{UNSEGMENTED}][{_MARKS}]*+",
)
# Most texts need neither of the two long classes, and are cut in half the time without them.
_NEEDS_CLASSES = re.compile(f"[{UNSEGMENTED}{_MARKS}]")
_PLAIN_WORD = re.compile(rf"[^\W_]++(?:{_VERB_ENDING})?")


class Tokens:
    """A text's folded words in order, and where each stands in the original.

    Places are worked out when first asked for: most texts hold nothing that anybody looks for.
    """

    __slots__ = ("_folded", "_starts", "words")

    def __init__(self, folded: Folded, words: list[str]) -> None:
        self.words = words
        self._folded = folded
        self._starts: list[int] = []

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where words `first` to `last` (inclusive) stand in the original.

        Half-open, in code points. Accents, vowel points and tatweel after the last letter are
        inside; soft hyphens, zero-width and direction marks after it are not.
        """
        starts = self._starts or self._find_starts()
        original, offsets = self._folded.original, self._folded.offsets
        start, end = offsets[starts[first]], offsets[starts[last] + len(self.words[last])]
        while unicodedata.category(original[end - 1]) == "Cf":
            end -= 1
        return start, end

    def _find_starts(self) -> list[int]:
        # Between two words stands nothing that a word begins with, so the next place is the right
        # one; this is twice as fast as asking the pattern for all places.
        text, end = self._folded.text, 0
        for word in self.words:
            start = text.index(word, end)
            end = start + len(word)
            self._starts.append(start)
        return self._starts


def tokenize(text: str) -> Tokens:
    """Cut `text` into folded words: maximal runs of letters, digits and marks.

    Apostrophes, hyphens and underscores separate (`Astana'da` gives `astana` and `da`), save in
    verbs such as don't. Scripts without spaces between words (Han, kana, Thai, Lao, Khmer,
    Burmese) give one token for each character with its marks, so that a word there is found as a
    phrase.
    """
    folded = fold(text)
    letters = folded.text if folded.text.isascii() else "".join(set(folded.text))
    return Tokens(folded, _pattern(letters).findall(folded.text))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words that `tokenize` gives, for a short text whose places nobody asks for."""
    folded = fold_text(text)
    if folded.isascii() and folded.isalnum():
        return (folded,)
    return tuple(_pattern(folded).findall(folded))


def _pattern(letters: str) -> re.Pattern[str]:
    """Choose the pattern that cuts a text of these letters."""
    return _PLAIN_WORD if letters.isascii() or not _NEEDS_CLASSES.search(letters) else _WORD
