"""Find many phrases in one text at once, in one pass over its words.

The work grows with the text and with what it holds, not with how many phrases are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from monitor.matching.arabic import with_clitics
from monitor.matching.query.tree import Phrase
from monitor.matching.tokens import Tokens

MAX_PLACES = 1000  # for each phrase in one text; NEAR has to know more than anybody is shown

Places = dict[int, list[tuple[int, int]]]
"""Phrase numbers to the first and last word of each place, ascending, at most MAX_PLACES."""

_Anchor = tuple[int, int]  # a phrase's number, and which of its words it is looked up by


class Lexicon:
    """A dictionary of phrases, each with a number: its place in `phrases`."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._by_word: defaultdict[str, list[_Anchor]] = defaultdict(list)
        self._by_prefix: defaultdict[str, list[_Anchor]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            at = _anchor(phrase)
            is_open = phrase.is_prefix and at == len(phrase.words) - 1
            index = self._by_prefix if is_open else self._by_word
            word = phrase.words[at]
            for form in with_clitics(word) if at == 0 else (word,):
                index[form].append((number, at))
        # Prefixes by their first letters, so that a word is cut only to lengths that may fit.
        self._head = min(map(len, self._by_prefix), default=0)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        for prefix in self._by_prefix:
            self._lengths[prefix[: self._head]].add(len(prefix))

    def find(self, tokens: Tokens) -> Places:
        """Say which phrases stand in the text, and at which words."""
        words = tokens.words
        places: Places = {}
        distinct = set(words)
        promising = {word for word in distinct if word[: self._head] in self._lengths}
        promising |= distinct & self._by_word.keys()
        known = {word: found for word in promising if (found := self._anchors(word))}
        if not known:
            return places
        for position, word in enumerate(words):
            for number, at in known.get(word, ()):
                if len(places.get(number, ())) == MAX_PLACES:
                    continue
                first = position - at
                phrase = self._phrases[number]
                if _stands(phrase, words, first):
                    places.setdefault(number, []).append((first, first + len(phrase.words) - 1))
        return places

    def _anchors(self, word: str) -> list[_Anchor]:
        found = [*self._by_word.get(word, ())]
        for length in self._lengths.get(word[: self._head], ()):
            if length <= len(word):
                found += self._by_prefix.get(word[:length], ())
        return found


def _stands(phrase: Phrase, words: list[str], first: int) -> bool:
    """Say whether the phrase stands at `first`, of which its anchor is known to fit there."""
    size = len(phrase.words)
    if size == 1:
        return True
    if first < 0 or first + size > len(words):
        return False
    begin, end = words[first], words[first + size - 1]
    return (
        (begin == phrase.words[0] or begin in with_clitics(phrase.words[0]))
        and (end == phrase.words[-1] or (phrase.is_prefix and end.startswith(phrase.words[-1])))
        and tuple(words[first + 1 : first + size - 1]) == phrase.words[1:-1]
    )


def _anchor(phrase: Phrase) -> int:
    """Choose the word by which a phrase is looked up: a long one, because those are rare."""
    whole = len(phrase.words) - phrase.is_prefix
    if whole <= 1:
        return 0
    return max(range(whole), key=lambda at: len(phrase.words[at]))
