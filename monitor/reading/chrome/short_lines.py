"""Lines that are not the story and say so themselves: follow us, read also, share, advertisement.

The words are in `lexicon/`, a file for each language and a kind over each group; all languages are
looked for in every text, since pages of one language carry lines of another. Precision goes before
recall: a line must be the phrase, or begin or end with it, and be as short as its kind allows, so
that a sentence of a story that holds such words stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.folding import words_of
from monitor.reading.chrome.phrases import Phrase, PhraseIndex, read_phrases, read_sets
from monitor.reading.chrome.shapes import shape_of

_LEXICON = Path(__file__).parent / "lexicon"
# Most words of a line of each kind. What offers a headline, or asks for money, talks longer.
MOST_WORDS: Mapping[str, int] = MappingProxyType(
    {
        "advert": 30,
        "byline": 16,
        "comments": 30,
        "consent": 60,
        "copyright": 45,
        "credit": 45,
        "follow": 32,
        "media": 30,
        "navigation": 14,
        "newsletter": 45,
        "paywall": 45,
        "read_also": 36,
        "share": 20,
        "time": 14,
        "topics": 30,
    }
)
_MOST_LOOSE = 30  # words, where any words may stand between the phrase's own
_EVERYWHERE = frozenset({"en", "all"})
_MOST_CHARS = 420
_END_CHARS = 40
# Chinese and Japanese count letters.
_LETTERS_PER_WORD = 2
_CJK = "\u3040"


def short_lines(draft: Draft) -> Mapping[int, str]:
    """Return the lines that are one of the lexicon's kinds; the reason names kind and language."""
    found = {}
    for index, line in enumerate(draft.lines):
        if reason := chrome_reason(line.text, language=draft.language):
            found[index] = reason
    return found


def chrome_reason(text: str, *, language: str | None = None) -> str | None:
    """Say what makes one line no part of a story, as `follow (fr)`; None where nothing does.

    language: Of the text around; phrases that let any words between theirs are looked for in it
        and in English only, since a word of one language may be another in the next. None looks
        for those of all.
    """
    if len(text) > _MOST_CHARS:
        return None
    if kind := shape_of(text):
        return kind
    index = _index()
    head, tail = words_of(text[:_END_CHARS]), words_of(text[-_END_CHARS:])
    if not head or not tail:
        return None
    if not index.may_begin(head[0]) and not index.may_end(tail[-1]):
        return None
    phrase = _first_match(
        index, words_of(text) if len(text) > _END_CHARS else head, language=language
    )
    return phrase and f"{phrase.kind} ({phrase.language})"


def _first_match(index: PhraseIndex, words: list[str], *, language: str | None) -> Phrase | None:
    per_word = _LETTERS_PER_WORD if any(word >= _CJK for word in words) else 1
    for phrase in index.matches(words):
        most = MOST_WORDS[phrase.kind]
        if phrase.is_loose:
            if language and phrase.language not in {language, *_EVERYWHERE}:
                continue
            most = min(most, _MOST_LOOSE)
        if len(words) <= most * per_word:
            return phrase
    return None


@cache
def _index() -> PhraseIndex:
    sets: Mapping[str, Sequence[str]] = {}
    phrases: list[Phrase] = []
    for file in sorted(_LEXICON.glob("*.txt")):
        lines = file.read_text("utf-8").splitlines()
        if file.stem == "sets":
            sets = read_sets(lines)
        else:
            phrases.extend(read_phrases(lines, language=file.stem))
    return PhraseIndex(phrases, sets)
