"""Words that stand in much other news: common ones in a watched language, prefixes of many words.

Every word is looked for in every article, so that `die` finds nearly every German story. How common
a word is comes from the lists of `wordfreq`, in no way from stored stories.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.matching.inflection import rules_for
from monitor.matching.likeness.rarity import folded_words
from monitor.matching.lint.findings import Finding, note, some, warning
from monitor.matching.lint.wanted import Wanted
from monitor.matching.query import Phrase

COMMON: Final = 1e-4  # of all words, Zipf 5: about one story in ten at 1,000 words
GRAMMAR: Final = 1e-3  # Zipf 6: words that hold sentences together, in half of all stories
_SHORT: Final = 3  # letters of a prefix that hardly mean one word
_STEM: Final = 4  # letters from which a prefix may be a word's stem
_CLEARLY: Final = 1.5
_TOLD_PREFIX: Final = 1e-6
_WHOLE_STORY: Final = 400  # words


def common_words(wanted: Iterable[Wanted], watched: Iterable[str]) -> Iterator[Finding]:
    """Give single words that are very common in a watched language.

    Where one is a reason by itself it has to be rarer than among others that must stand, too.
    """
    languages = sorted(watched)
    seen = set()
    for each in wanted:
        word = _single(each.phrase)
        if word is None or (word, each.group) in seen:
            continue
        seen.add((word, each.group))
        share, language = max(
            ((folded_words(known).get(word, 0.0), known) for known in languages),
            default=(0.0, ""),
        )
        if share >= (COMMON if each.is_enough or each.part == "exclude" else GRAMMAR):
            yield _common(each, share, language)


def _common(each: Wanted, share: float, language: str) -> Finding:
    stories = 1.0 - math.exp(-share * _WHOLE_STORY)
    often = f"in {language} it stands in about {stories:.0%} of all stories"
    if each.part == "exclude":
        text = f"“{each.written}” is a common word, and silences what it stands in: {often}"
    elif each.is_enough:
        text = f"“{each.written}” is one bare common word, and enough by itself: {often}"
    else:
        text = f"“{each.written}” is so common that it tells little: {often}"
        return note("common_word", text, each.keys, column=each.column)
    return warning("common_word", text, each.keys, column=each.column)


def wide_prefixes(wanted: Iterable[Wanted], watched: Iterable[str]) -> Iterator[Finding]:
    """Give prefixes that catch much else in a watched language than one word and its forms."""
    languages = sorted(watched)
    seen = set()
    for each in wanted:
        prefix = _prefix(each.phrase)
        if prefix is None or (prefix, each.is_enough) in seen:
            continue
        seen.add((prefix, each.is_enough))
        catches = (_catch(prefix, language) for language in languages)
        wide = (catch for catch in catches if catch.is_wide(prefix))
        worst = max(wide, key=lambda one: one.others, default=None)
        if worst is None:
            continue
        words = some([f"“{word}”" for word in worst.words])
        text = f"“{each.written}” catches much else in {worst.language}: {words}"
        tell = warning if each.is_enough or each.part == "exclude" else note
        yield tell("prefix", text, each.keys, column=each.column)


@dataclass(frozen=True, slots=True)
class _Catch:
    """What a prefix catches in one language.

    own, others: Share of all words that belongs to what is likely meant, and to the rest.
    words: The rest, the most frequent first.
    """

    language: str
    own: float
    others: float
    words: Sequence[str]

    def is_wide(self, prefix: str) -> bool:
        if self.others < COMMON:
            return False
        return len(prefix) <= _SHORT or self.others > _CLEARLY * self.own


def _catch(prefix: str, language: str) -> _Catch:
    caught = {
        word: share
        for word, share in folded_words(language).beginning(prefix)
        if share >= _TOLD_PREFIX
    }
    own = {word for word in caught if _is_form(prefix, word, language)}
    if len(prefix) >= _STEM:
        own |= _largest_family(prefix, caught)
    rest = sorted(caught.keys() - own, key=lambda word: -caught[word])
    return _Catch(
        language,
        sum(caught[word] for word in own),
        sum(caught[word] for word in rest),
        rest,
    )


def _is_form(prefix: str, word: str, language: str) -> bool:
    return word == prefix or rules_for(language).are_forms(prefix, word)


def _largest_family(prefix: str, caught: dict[str, float]) -> set[str]:
    """Return the words that share one letter more than the prefix, the commonest such family."""
    families: dict[str, set[str]] = {}
    for word in caught:
        families.setdefault(word[: len(prefix) + 1], set()).add(word)
    return max(
        families.values(), key=lambda words: sum(caught[word] for word in words), default=set()
    )


def _single(phrase: Phrase | None) -> str | None:
    """Return the one word that a phrase is."""
    if phrase is None or len(phrase.words) != 1:
        return None
    return phrase.words[0]


def _prefix(phrase: Phrase | None) -> str | None:
    word = _single(phrase)
    return word if phrase is not None and phrase.is_prefix else None
