"""Fold a text so that spellings of one word become equal, and remember where each letter stood.

News spell a name with and without accents, points, ligatures and full-width forms; a watchlist
should not have to. Folding must not touch what tells words apart: vowel signs of Indic scripts,
voiced kana and the Cyrillic short i stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Marks that only decorate: general combining marks, Arabic tashkeel and Quranic signs, Hebrew
# points, variation selectors (Unicode 15 block charts).
_DROPPED_RANGES = (
    (0x0300, 0x036F),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),  # tatweel, which only stretches the line
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08D3, 0x08FF),
    (0x180B, 0x180F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
_DROPPED = frozenset(
    chr(code) for first, last in _DROPPED_RANGES for code in range(first, last + 1)
)

# What is typed or typeset for an apostrophe, letters that look like one among them.
_APOSTROPHES = frozenset(
    "'`\u00b4\u0374\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\ua78b\ua78c\uff07"
)

# Letters that Unicode does not decompose but readers hold for the same; both half rings of
# romanised Arabic go.
_LETTERS = {
    "\u02bc": "'",  # out of ŉ
    **dict.fromkeys("\u02be\u02bf", ""),
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ٱ": "ا",
    "ٲ": "ا",
    "ٳ": "ا",
    "ة": "ه",
    "ۃ": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ە": "ه",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ڤ": "ف",  # the v of foreign names, which most write with an f
    "ڥ": "ف",
}

# Two characters that are one letter: the Cyrillic short i, which its breve tells apart, Korean
# syllables spelt out, voiced kana; they are composed before they are folded.
_SEQUENCES = (
    "[иИ]\u0306"
    "|[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?"
    "|[\u3041-\u30ff\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]"
)
_SEQUENCE_PARTS = frozenset(
    ["\u0306", "\u3099", "\u309a", "\uff9e", "\uff9f", *map(chr, range(0x1160, 0x11A8))]
)
_COMPOSED = re.compile("[й\u3041-\u30ff\uac00-\ud7a3]")

# Scripts that write no spaces between words, as ranges of a regular expression's class:
# Thai, Lao, Burmese, Khmer, kana, Han.
UNSEGMENTED = (
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u2e80-\u2fdf"
    "\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_IS_UNSEGMENTED = re.compile(f"[{UNSEGMENTED}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    original: The text that was folded.
    offsets: One longer than `text`, ascending: `text[i:j]` came out of the original's
        `[offsets[i]:offsets[j]]`, in code points, dropped characters included.
    """

    text: str
    original: str
    offsets: Sequence[int]


class _FoldTable(dict[int, str]):
    """Code points to what they fold to, worked out when first met; for `str.translate`."""

    def __init__(self) -> None:
        self._changing: list[str] = []
        self._patterns: dict[bool, re.Pattern[str]] = {}

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        if len(folded) != 1:
            self._changing.append(re.escape(chr(code)))
            self._patterns.clear()
        return folded

    def length_changing(self, *, sequences: bool) -> re.Pattern[str]:
        """Return a pattern of all that was met and does not fold to one character."""
        if sequences not in self._patterns:
            choices = [f"[{''.join(self._changing)}]"] if self._changing else []
            choices += [_SEQUENCES] if sequences else []
            self._patterns[sequences] = re.compile("|".join(choices))
        return self._patterns[sequences]


_TABLE = _FoldTable()


def fold(text: str) -> Folded:
    """Fold case, width, diacritics and letter variants, keeping each character's place.

    Compatibility forms as in NFKC (Unicode Annex 15), full case folding (Unicode 3.13), Turkish
    dotted and dotless i both to `i`, ß to `ss`; Latin, Greek and Cyrillic diacritics, Arabic
    tashkeel and tatweel and Hebrew points dropped; alef, hamza carriers, teh marbuta, yeh and
    kaf unified; apostrophes of all shapes to `'`; digits of all scripts to 0..9; soft hyphens,
    zero-width and direction marks dropped. Anything else, lone surrogates and NUL too, stays.
    """
    if text.isascii():
        return Folded(text.lower().replace("`", "'"), text, range(len(text) + 1))
    table = _TABLE
    letters = set(text)
    lengths = {len(table[ord(letter)]) for letter in letters}  # meets every letter, too
    sequences = not _SEQUENCE_PARTS.isdisjoint(letters)
    if lengths <= {1} and not sequences:
        return Folded(text.translate(table), text, range(len(text) + 1))
    return _fold_around(text, table.length_changing(sequences=sequences))


def fold_text(text: str) -> str:
    """Fold as `fold` does, at half the cost, where nobody asks for the way back."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return text.translate(_TABLE) if _SEQUENCE_PARTS.isdisjoint(text) else fold(text).text


def folded_letters(text: str) -> frozenset[str] | None:
    """Return which characters `fold(text).text` is made of, at a fifth of its cost.

    None where that takes folding: some characters of this text are composed first.
    """
    letters = set(text)
    if not _SEQUENCE_PARTS.isdisjoint(letters):
        return None
    table = _TABLE
    return frozenset("".join(table[ord(letter)] for letter in letters))


def _fold_around(text: str, changing: re.Pattern[str]) -> Folded:
    """Fold the stretches that keep their length at once, and what changes it one by one."""
    table = _TABLE
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for found in changing.finditer(text):
        start, end = found.span()
        if start > done:
            pieces.append(text[done:start].translate(table))
            offsets.extend(range(done, start))
        one = found.group()
        folded = (unicodedata.normalize("NFKC", one) if len(one) > 1 else one).translate(table)
        pieces.append(folded)
        offsets.extend([start] * len(folded))
        done = end
    pieces.append(text[done:].translate(table))
    offsets.extend(range(done, len(text) + 1))
    return Folded("".join(pieces), text, offsets)


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category == "Cf" or character in _DROPPED:
        return ""
    if category[0] not in "LNM":
        return character
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) > 1 and not _is_one_word(character, compatible):
        # A fraction or a whole formula in one character: taken apart, it would be other words.
        compatible = character
    if _COMPOSED.fullmatch(compatible.casefold()):
        return compatible.casefold()
    # Taken apart for good: Indic vowel signs come both ways, and must meet.
    bare = "".join(c for c in unicodedata.normalize("NFD", compatible) if c not in _DROPPED)
    return "".join(_plain_digit(_LETTERS.get(c, c)) for c in bare.casefold())


def _is_one_word(character: str, compatible: str) -> bool:
    if _IS_UNSEGMENTED.match(character):
        return False
    return all(c.isalnum() or unicodedata.category(c)[0] == "M" for c in compatible)


def _plain_digit(letter: str) -> str:
    digit = unicodedata.decimal(letter, None) if len(letter) == 1 else None
    return letter if digit is None else str(digit)
