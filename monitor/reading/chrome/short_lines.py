"""Lines that are not the story and say so themselves: follow us, read also, share, advertisement.

The words are in `lexicon/`, a file for each language and a kind over each group; all languages are
looked for in every text, since pages of one language carry lines of another. Precision goes before
recall: a line must be the phrase, or begin or end with it, and be as short as its kind allows, so
that a sentence of a story that holds such words stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.folding import first_word, last_word, words_of
from monitor.reading.chrome.phrases import Phrase, PhraseIndex, read_phrases, read_sets
from monitor.reading.chrome.shapes import shape_of
from monitor.reading.chrome.speech import is_quoted, is_reported

LEXICON = Path(__file__).parent / "lexicon"
# Most words of a line of each kind: what offers a headline, or asks for money, talks longer. Where
# a line is of two kinds, the one that stands first here names it.
LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "advert": 30,
        "newsletter": 45,
        "consent": 60,
        "copyright": 45,
        "credit": 45,
        "comments": 30,
        "media": 30,
        "time": 14,
        "byline": 16,
        "topics": 30,
        "follow": 32,
        "paywall": 45,
        "share": 20,
        "read_also": 36,
        "navigation": 14,
    }
)
_RANK = {kind: rank for rank, kind in enumerate(LONGEST)}
_MOST_LOOSE = 30  # words, where any words may stand between the phrase's own
# Words of a line that one or two words begin and anything may follow: with a full stop, without.
_MOST_OPEN_SENTENCE, _MOST_OPEN = 12, 24
# Pages of the first language carry lines of the second.
_BESIDE = MappingProxyType(
    {
        "uk": "ru", "be": "ru", "kk": "ru", "bg": "ru", "ky": "ru", "ru": "uk",
        "nb": "no", "nn": "no", "no": "da", "da": "no", "sk": "cs", "ms": "id",
    }
)  # fmt: skip
_EVERYWHERE = frozenset({"en", "all"})
_MOST_CHARS = 420
_END_CHARS = 40
# Links whose spaces got lost: "Follow us onTelegram". Only tried where nothing else was found,
# since YouTube is written so.
_GLUED = re.compile(r"([^\W\d_]{2})(?=[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё])(?<=[a-zà-ÿа-яё])")
_MOST_GLUED = 150
# Kinds that name a thing and say nothing of it: "Photo: ...", "Comments on ..." as a whole sentence
# are the story's.
_LABELS = frozenset({"credit", "comments"})
_SENTENCE_WORDS = 6
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


# Several rules ask about the same lines of a page, one after the other.
@lru_cache(maxsize=2_048)
def chrome_reason(text: str, *, language: str | None = None) -> str | None:
    """Say what makes one line no part of a story, as `follow (fr)`; None where nothing does.

    language: Of the text around; phrases that let any words between theirs are looked for in it
        and in English only, since a word of one language may be another in the next. None looks
        for those of all.
    """
    if len(text) > _MOST_CHARS or is_quoted(text):
        return None
    # What is nothing in any language is nothing in one; it was mostly asked before.
    if language is not None and chrome_reason(text) is None:
        return None
    if kind := shape_of(text):
        return kind
    index = _index()
    first, last = first_word(text[:_END_CHARS]), last_word(text[-_END_CHARS:])
    if not first or not last or not (index.may_begin(first) or index.may_end(last)):
        return None
    phrase = _first_match(index, text, language=language)
    if phrase is None and len(text) <= _MOST_GLUED and _GLUED.search(text):
        phrase = _first_match(index, _GLUED.sub(r"\1 ", text), language=language)
    if phrase is None or (_is_sentence(text) and (phrase.kind in _LABELS or is_reported(text))):
        return None
    return f"{phrase.kind} ({phrase.language})"


def _is_sentence(text: str) -> bool:
    ends = text.rstrip().endswith((".", "!", "?", "。", "؟"))
    return ends and (len(text.split()) >= _SENTENCE_WORDS or text >= _CJK)


def _first_match(index: PhraseIndex, text: str, *, language: str | None) -> Phrase | None:
    words = words_of(text)
    is_sentence = text.rstrip().endswith((".", "。", "۔", "।"))
    per_word = _LETTERS_PER_WORD if any(word >= _CJK for word in words) else 1
    if len(words) > max(LONGEST.values()) * per_word:
        return None
    languages = {language, _BESIDE.get(language, language), *_EVERYWHERE} if language else ()
    found = (
        phrase
        for phrase in index.matches(words, languages=languages)
        if len(words) <= _most_words(phrase, is_sentence=is_sentence) * per_word
    )
    return min(found, key=lambda p: (p.language != language, _RANK[p.kind]), default=None)


def _most_words(phrase: Phrase, *, is_sentence: bool) -> int:
    most = LONGEST[phrase.kind]
    if phrase.is_open:
        return min(most, _MOST_OPEN_SENTENCE if is_sentence else _MOST_OPEN)
    return min(most, _MOST_LOOSE) if phrase.is_loose else most


@cache
def _index() -> PhraseIndex:
    sets: Mapping[str, Sequence[str]] = {}
    phrases: list[Phrase] = []
    for file in sorted(LEXICON.glob("*.txt")):
        lines = file.read_text("utf-8").splitlines()
        if file.stem == "sets":
            sets = read_sets(lines)
        else:
            phrases.extend(read_phrases(lines, language=file.stem))
    return PhraseIndex(phrases, sets)
