"""Which words are forms of one word, by their endings: Сирия and Сирию, accord and accords.

A watchlist's word has no language and a text has one, so that the text's rules decide; where it
is unknown, those of its script. Endings are matched in pairs of one paradigm, so that a common
beginning alone joins nothing: мир is not мирный, Türke not Türkei.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from monitor.matching.clitics import without_clitics

_ENDINGS: Final = Path(__file__).with_name("endings.txt")


class _Paradigm(NamedTuple):
    """One line of the table.

    languages: Those that it holds for.
    is_known_by_script: Whether it holds, too, for a text of unknown language.
    before: Letters in which the stem must end, or must not if `is_barred`; empty for any.
    texts_only: Those of the endings that a watchlist's word is not taken to have.
    """

    languages: tuple[str, ...]
    is_known_by_script: bool
    script: str
    fewest: int
    before: str
    is_barred: bool
    endings: frozenset[str]
    texts_only: frozenset[str]


class Rules:
    """The paradigms that hold for one language, and those of other scripts."""

    def __init__(self, paradigms: Iterable[_Paradigm]) -> None:
        self._paradigms = tuple(paradigms)
        self._by_ending: dict[str, int] = {}
        self._of_watchlists: dict[str, int] = {}
        for number, paradigm in enumerate(self._paradigms):
            for ending in paradigm.endings:
                self._by_ending[ending] = self._by_ending.get(ending, 0) | 1 << number
            for ending in paradigm.endings - paradigm.texts_only:
                self._of_watchlists[ending] = self._of_watchlists.get(ending, 0) | 1 << number
        self._longest = max(map(len, self._by_ending), default=0)
        self._fewest = min((each.fewest for each in self._paradigms), default=0)
        self._before: dict[tuple[str, int], int] = {}

    def are_forms(self, word: str, other: str, *, is_first: bool = True) -> bool:
        """Say whether `other`, in a text, is a form of `word`, in a watchlist; both folded.

        is_first: Whether it is the first of its phrase, before which "and" or "for" may stand.
        """
        return any(
            self.shares(word[len(stem) :], paradigms)
            for stem, paradigms in self.splits(other, {word, *stems(word)}, is_first=is_first)
        )

    def shares(self, ending: str, paradigms: int) -> bool:
        """Say whether a watchlist's word may have the ending in any of these paradigms."""
        return bool(self._of_watchlists.get(ending, 0) & paradigms)

    def splits(
        self, word: str, among: Container[str], *, is_first: bool = True
    ) -> Iterator[tuple[str, int]]:
        """Cut a folded word of a text into stem and ending, in every way that the rules know.

        Gives the stems that are `among` some, each with the paradigms of which the rest is an
        ending, as bits for `shares`.
        """
        yield from self._cut(word, 0, among)
        for rest, fewest in without_clitics(word, of_article_alone=not is_first):
            yield from self._cut(rest, fewest, among)

    def _cut(self, word: str, fewest: int, among: Container[str]) -> Iterator[tuple[str, int]]:
        size = len(word)
        shortest = max(fewest, self._fewest, size - self._longest)
        for length in range(size, shortest - 1, -1):
            stem = word[:length]
            if stem in among:
                paradigms = self._by_ending.get(word[length:], 0) & self._taking(stem)
                if paradigms:
                    yield stem, paradigms

    def _taking(self, stem: str) -> int:
        """Return the paradigms that a stem's length and last letter allow."""
        letters = _letters(stem)
        key = (stem[-1], min(letters, 9))
        if key not in self._before:
            self._before[key] = sum(
                1 << number
                for number, each in enumerate(self._paradigms)
                if letters >= each.fewest
                and (not each.before or (stem[-1] in each.before) is not each.is_barred)
            )
        return self._before[key]


@cache
def rules_for(language: str | None) -> Rules:
    """Return what holds for a text in a language (primary tag); None where it is unknown.

    Words in a script that the language does not use go by the rules of that script: a Russian
    name in a Turkish text. In Latin letters a word of an unknown language has no other forms.
    """
    own = [each for each in _paradigms() if language in each.languages]
    scripts = {each.script for each in own}
    return Rules(
        own + [e for e in _paradigms() if e.is_known_by_script and e.script not in scripts]
    )


def stems(word: str) -> Iterator[str]:
    """Give what a watchlist's word may have in common with its forms, in any language.

    The word itself is not among them; none for a short word, which has no other forms.
    """
    fewest, longest = _all_endings()
    for length in range(max(1, len(word) - longest), len(word)):
        if _letters(word[:length]) >= fewest.get(word[length:], len(word)):
            yield word[:length]


def in_all_forms(word: str) -> str:
    """Return a piece of a watchlist's word that stands in all its forms, in any language."""
    piece = min(stems(word), key=len, default=word)
    return piece[1:] if piece.startswith("ال") else piece  # after "for", the alef is lost


def _letters(stem: str) -> int:
    """Count a stem's letters; the Arabic article is none of them."""
    return len(stem) - 2 * stem.startswith("ال")


@cache
def _all_endings() -> tuple[dict[str, int], int]:
    """Return all endings, each with the fewest letters it leaves, and how long the longest is."""
    fewest: dict[str, int] = {}
    for each in _paradigms():
        for ending in each.endings - each.texts_only - {""}:
            fewest[ending] = min(each.fewest, fewest.get(ending, each.fewest))
    return fewest, max(map(len, fewest))


@cache
def _paradigms() -> tuple[_Paradigm, ...]:
    lines = _ENDINGS.read_text(encoding="utf-8").splitlines()
    return tuple(_paradigm(line) for line in lines if line and not line.startswith("#"))


def _paradigm(line: str) -> _Paradigm:
    languages, fewest, *rest = line.split()
    condition = rest.pop(0) if rest[0][0] in "/!" else ""
    parts = " ".join(rest).replace("-", "").split(" | ")
    groups = [[group.split(" ") for group in part.split(" * ")] for part in parts]
    marked = frozenset(ending for part in groups for ending in map("".join, product(*part)))
    texts_only = frozenset(ending.strip("()") for ending in marked if ending.startswith("("))
    endings = texts_only | {ending for ending in marked if not ending.startswith("(")}
    return _Paradigm(
        languages=tuple(languages.rstrip("?").split(",")),
        is_known_by_script=languages.endswith("?"),
        script=unicodedata.name(max(endings)[0]).split()[0],
        fewest=int(fewest),
        before=condition[1:],
        is_barred=condition.startswith("!"),
        endings=endings,
        texts_only=texts_only,
    )
