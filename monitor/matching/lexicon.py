"""Find many phrases in one text at once, in one pass over its words.

The work grows with the text and with what it holds, not with how many phrases are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.matching.clitics import FIRST_LETTERS, with_article, with_clitics
from monitor.matching.inflection import Rules, rules_for, stems
from monitor.matching.query.tree import Phrase
from monitor.matching.tokens import Tokens

MAX_PLACES = 1000  # for each phrase in one text; NEAR has to know more than anybody is shown
_HEAD = 2  # letters that a word and any form of it share

Places = dict[int, list[tuple[int, int]]]
"""Phrase numbers to the first and last word of each place, ascending, at most MAX_PLACES."""

_Anchor = tuple[int, int]  # a phrase's number, and which of its words it is looked up by
_MOST_REMEMBERED = 50_000  # words of texts; some 8 MB


class _Memory:
    """What the words of earlier texts in one language are looked up for.

    silent: Words of no phrase, which nearly all are.
    """

    __slots__ = ("anchors", "silent")

    def __init__(self) -> None:
        self.anchors: dict[str, tuple[_Anchor, ...]] = {}
        self.silent: set[str] = set()


class Lexicon:
    """A dictionary of phrases, each with a number: its place in `phrases`.

    remembered: Words of texts that it keeps what was found for, to be quick; bounded.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._by_word: defaultdict[str, list[_Anchor]] = defaultdict(list)
        self._by_prefix: defaultdict[str, list[_Anchor]] = defaultdict(list)
        self._bending: defaultdict[str, list[_Anchor]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            at = _anchor(phrase)
            is_open = phrase.is_prefix and at == len(phrase.words) - 1
            index = self._by_prefix if is_open else self._by_word
            word = phrase.words[at]
            for form in _with_fronts(phrase, at):
                index[form].append((number, at))
            if phrase.bends:
                self._bending[word].append((number, at))
        # Words by what they share with their forms.
        self._by_stem: dict[str, tuple[str, ...]] = {}
        self._heads = {word[:_HEAD] for word in self._bending}
        for word in self._bending:
            for stem in (word, *stems(word)):
                self._by_stem[stem] = (*self._by_stem.get(stem, ()), word)
        self._memories: dict[Rules, _Memory] = {}
        self.remembered = 0
        # Prefixes by their first letters, so that a word is cut only to lengths that may fit.
        self._head = min(map(len, self._by_prefix), default=0)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        for prefix in self._by_prefix:
            self._lengths[prefix[: self._head]].add(len(prefix))

    def find(self, tokens: Tokens, language: str | None = None) -> Places:
        """Say which phrases stand in the text, and at which words.

        language: What the text is written in, as a primary tag: its rules say which words are
            forms of one. None if unknown; see `inflection.rules_for`.
        """
        words = tokens.words
        places: Places = {}
        rules = rules_for(language)
        known = self._known(set(words), rules)
        if not known:
            return places
        for position, word in enumerate(words):
            for number, at in known.get(word, ()):
                if len(places.get(number, ())) == MAX_PLACES:
                    continue
                first = position - at
                phrase = self._phrases[number]
                if _stands(phrase, words, first, rules):
                    places.setdefault(number, []).append((first, first + len(phrase.words) - 1))
        return places

    def _known(self, distinct: set[str], rules: Rules) -> dict[str, tuple[_Anchor, ...]]:
        """Return those of the words that phrases are looked up by, each with its phrases.

        Texts share most of their words, so that what was worked out for one is kept.
        """
        if self.remembered > _MOST_REMEMBERED:
            self._memories.clear()
            self.remembered = 0
        memory = self._memories.setdefault(rules, _Memory())
        known = {}
        for word in distinct - memory.silent:
            anchors = memory.anchors.get(word)
            if anchors is None:
                anchors = tuple(dict.fromkeys(self._anchors(word, rules)))
                self.remembered += 1
                if not anchors:
                    memory.silent.add(word)
                    continue
                memory.anchors[word] = anchors
            known[word] = anchors
        return known

    def _anchors(self, word: str, rules: Rules) -> Iterator[_Anchor]:
        yield from self._by_word.get(word, ())
        for length in self._lengths.get(word[: self._head], ()):
            if length <= len(word):
                yield from self._by_prefix.get(word[:length], ())
        if word[:_HEAD] not in self._heads and word[0] not in FIRST_LETTERS:
            return
        for stem, paradigms in rules.splits(word, self._by_stem):
            for whole in self._by_stem[stem]:
                if rules.shares(whole[len(stem) :], paradigms):
                    yield from self._bending[whole]


def _stands(phrase: Phrase, words: list[str], first: int, rules: Rules) -> bool:
    """Say whether the phrase stands at `first`, of which its anchor is known to fit there."""
    size = len(phrase.words)
    if size == 1:
        return True
    if first < 0 or first + size > len(words):
        return False
    if phrase.bends:
        return all(
            words[first + at] in _with_fronts(phrase, at)
            or rules.are_forms(word, words[first + at], is_first=at == 0)
            for at, word in enumerate(phrase.words)
        )
    begin, end = words[first], words[first + size - 1]
    return (
        (begin == phrase.words[0] or begin in with_clitics(phrase.words[0]))
        and (end == phrase.words[-1] or (phrase.is_prefix and end.startswith(phrase.words[-1])))
        and tuple(words[first + 1 : first + size - 1]) == phrase.words[1:-1]
    )


def _with_fronts(phrase: Phrase, at: int) -> tuple[str, ...]:
    """Return one of a phrase's words as it may stand there, with what is written in front."""
    if at == 0:
        return with_clitics(phrase.words[0])
    return with_article(phrase.words[at]) if phrase.bends else (phrase.words[at],)


def _anchor(phrase: Phrase) -> int:
    """Choose the word by which a phrase is looked up: a long one, because those are rare."""
    whole = len(phrase.words) - phrase.is_prefix
    if whole <= 1:
        return 0
    return max(range(whole), key=lambda at: len(phrase.words[at]))
