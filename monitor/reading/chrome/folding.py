"""A line of any script to plain words, so that one written phrase finds all its spellings.

Case, accents, vowel points, tatweel, full width, dotless i, the kaf and ya of Persian and Arabic,
quotes, arrows and emoji make no difference. Nothing is shown of it: it is for comparing only.
"""

from __future__ import annotations

import re
import unicodedata

# Kept beside the words: what stands between a prompt and the headline that it offers.
COLON = ":"
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\u3099\u309a\ufe00-\ufe0f\ufeff]"
)
# Letters that no decomposition brings to the ones they are written for.
_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ٱ": "ا", "\u200c": " ",
        "’": "'", "ʼ": "'", "…": " ",
    }
)  # fmt: skip
# A word; one letter of a script that has no spaces; or what parts a prompt from a headline.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]"
    r"(?:[^\W_\u3040-\u30ff\u3400-\u9fff]|[\u0900-\u0dff])*"
    r"|[:|»›→▶►⇒>]+|(?:(?<=\s)|^)[-–—―]+(?=\s)"
)


def fold(text: str) -> str:
    """Return `text` without what spellings of the same words differ in; length may change."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold()
    return _MARKS.sub("", text).translate(_LETTERS)


def first_word(text: str) -> str:
    """Return the first folded word of `text`; "" if it has none."""
    return next((t[0] for t in _TOKEN.finditer(fold(text)) if t[0][0].isalnum()), "")


def last_word(text: str) -> str:
    """Return the last folded word of `text`; "" if it has none."""
    return next((t for t in reversed(_TOKEN.findall(fold(text))) if t[0].isalnum()), "")


def words_of(text: str) -> list[str]:
    """Return the folded words of `text`, and COLON for each sign that parts them like one.

    Chinese and Japanese give a word for each letter. No COLON stands first or last.
    """
    found = [token if token[0].isalnum() else COLON for token in _TOKEN.findall(fold(text))]
    start, end = 0, len(found)
    while start < end and found[start] is COLON:
        start += 1
    while end > start and found[end - 1] is COLON:
        end -= 1
    return found[start:end]
