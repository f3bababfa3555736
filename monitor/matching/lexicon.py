"""Find many phrases in one text at once, in one pass over its words.

The work grows with the text and with what it holds, not with how many phrases are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.matching.query import Phrase
from monitor.matching.tokens import Tokens

MAX_PLACES = 50  # for each phrase in one text; more would say nothing new

Places = dict[int, list[tuple[int, int]]]
"""Phrase numbers to the first and last word of each place, ascending, at most MAX_PLACES."""


class Lexicon:
    """A dictionary of phrases, each with a number."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._by_word: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._by_prefix: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            at = _anchor(phrase)
            is_open = phrase.is_prefix and at == len(phrase.words) - 1
            index = self._by_prefix if is_open else self._by_word
            index[phrase.words[at]].append((number, at))
        # Prefixes by their first letters, so that a word is cut only to lengths that may fit.
        self._head = min(map(len, self._by_prefix), default=0)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        for prefix in self._by_prefix:
            self._lengths[prefix[: self._head]].add(len(prefix))

    def find(self, tokens: Tokens) -> Places:
        """Say which phrases stand in the text, and at which words."""
        words = tokens.words
        places: Places = {}
        known = {word: found for word in set(words) if (found := tuple(self._begun_by(word)))}
        if not known:
            return places
        for position, word in enumerate(words):
            for number, at in known.get(word, ()):
                first = position - at
                if self._stands(self._phrases[number], words, first):
                    last = first + len(self._phrases[number].words) - 1
                    seen = places.setdefault(number, [])
                    if len(seen) < MAX_PLACES:
                        seen.append((first, last))
        return places

    def _begun_by(self, word: str) -> Iterator[tuple[int, int]]:
        if word in self._by_word:
            yield from self._by_word[word]
        head = word[: self._head]
        if head in self._lengths:
            for length in self._lengths[head]:
                if length <= len(word) and word[:length] in self._by_prefix:
                    yield from self._by_prefix[word[:length]]

    @staticmethod
    def _stands(phrase: Phrase, words: list[str], first: int) -> bool:
        size = len(phrase.words)
        if size == 1:
            return True
        if first < 0 or first + size > len(words):
            return False
        stretch = words[first : first + size]
        if not phrase.is_prefix:
            return tuple(stretch) == phrase.words
        return tuple(stretch[:-1]) == phrase.words[:-1] and stretch[-1].startswith(phrase.words[-1])


def _anchor(phrase: Phrase) -> int:
    """Choose the word by which a phrase is looked up: a long one, because those are rare."""
    whole = len(phrase.words) - phrase.is_prefix
    if whole == 0:
        return 0
    return max(range(whole), key=lambda at: len(phrase.words[at]))
