"""Phrases that are looked for in lines: their notation, and a quick search through very many.

    suivez|suivre nous?     one of several words; a word that may be missing
    abonnier* ... NETWORK   a beginning of a word; any words or none; names that `sets.txt` lists
    NUM min|mins * read     a number; any one word
    lire aussi : ...        a colon, dash or arrow and what it offers, or nothing after the words

A phrase is the whole line, unless it begins or ends with `...`. Words are compared folded
(`folding`). A phrase is kept under its first word (its last, where it begins with `...`), so a
line that begins and ends with other words costs two look-ups; patterns are compiled when the
first such line comes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.reading.chrome.folding import COLON, words_of

_KEY = 3  # letters of a word that phrases are kept under
_ANY = "..."
_NUMBER, _NUMBER_KEY = "NUM", "0"
# What is no word of its own, as a pattern.
_SIGNS = {_NUMBER: r"\d\S* ", "*": r"\S+ ", COLON: "(?:: )+"}
_HEADING = re.compile(r"\[(\w+)\]$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the lexicon: its kind, its language, and how it is written there."""

    kind: str
    language: str
    text: str

    @property
    def is_loose(self) -> bool:
        """Whether any words may stand between its own."""
        return f" {_ANY} " in self.text.removeprefix(_ANY)


def read_phrases(lines: Iterable[str], *, language: str) -> list[Phrase]:
    """Return the phrases of a file: `[kind]` heads those below it, `#` begins a remark.

    Raises ValueError where a phrase stands under no kind.
    """
    kind, found = "", []
    for line in lines:
        text = line.partition("#")[0].strip()
        if heading := _HEADING.match(text):
            kind = heading[1]
        elif text and not kind:
            raise ValueError(f"{language}: {text!r} stands under no [kind]")
        elif text:
            found.append(Phrase(kind, language, text))
    return found


def read_sets(lines: Iterable[str]) -> dict[str, Sequence[str]]:
    """Return sets of names by the name of each: `[NAME]` heads lines of names with commas."""
    sets: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        text = line.partition("#")[0].strip()
        if heading := _HEADING.match(text):
            name = heading[1]
            sets[name] = []
        elif text:
            sets[name] += (word.strip() for word in text.split(",") if word.strip())
    return dict(sets)


class PhraseIndex:
    """All phrases, each under the beginning of its first or last word."""

    def __init__(self, phrases: Iterable[Phrase], sets: Mapping[str, Sequence[str]]) -> None:
        """Index `phrases`; `sets` are the names in capitals that they may hold."""
        self._sets = sets
        self._first: dict[str, list[Phrase]] = defaultdict(list)
        self._last: dict[str, list[Phrase]] = defaultdict(list)
        self._compiled: dict[str, re.Pattern[str]] = {}
        for phrase in phrases:
            parts = phrase.text.split()
            if parts[0] == _ANY:
                for key in self._keys(parts[::-1], end=-1):
                    self._last[key].append(phrase)
            else:
                for key in self._keys(parts, end=0):
                    self._first[key].append(phrase)

    def may_begin(self, word: str) -> bool:
        """Say whether a phrase may begin with the folded `word`."""
        return _key(word) in self._first

    def may_end(self, word: str) -> bool:
        """Say whether a phrase that begins with anything may end with the folded `word`."""
        return _key(word) in self._last

    def matches(self, words: Sequence[str]) -> Iterable[Phrase]:
        """Yield the phrases that a line's folded words are, in the lexicon's order."""
        line = " ".join(words) + " "
        waiting = (
            *self._first.get(_key(words[0]), ()),
            *self._last.get(_key(words[-1]), ()),
        )
        for phrase in waiting:
            pattern = self._compiled.get(phrase.text)
            if pattern is None:
                pattern = self._compiled[phrase.text] = re.compile(self._pattern(phrase.text))
            if pattern.fullmatch(line):
                yield phrase

    def _keys(self, parts: Sequence[str], *, end: int) -> set[str]:
        """Return the beginnings of all words that may stand first (0) or last (-1)."""
        keys: set[str] = set()
        for part in parts:
            for choice in self._choices(part.removesuffix("?")):
                if choice == _NUMBER:
                    keys.add(_NUMBER_KEY)
                    continue
                words = words_of(choice.removesuffix("*"))
                if not words or (choice.endswith("*") and len(words[end]) < _KEY):
                    raise ValueError(f"{' '.join(parts)}: {choice} is too little to look for")
                keys.add(_key(words[end]))
            if not part.endswith("?"):
                return keys
        raise ValueError(f"{' '.join(parts)}: everything in it may be missing")

    def _choices(self, part: str) -> Sequence[str]:
        return self._sets[part] if part in self._sets else part.split("|")

    def _pattern(self, text: str) -> str:
        parts = text.split()
        # What a colon offers may be missing: then the line ends with the colon.
        offers = parts[-2:] == [COLON, _ANY]
        pieces = []
        for index, part in enumerate(parts[:-2] if offers else parts):
            if part == _ANY:
                pieces.append(r"(?:\S+ )*?")
            elif part == COLON:
                pieces.append("(?:: )+")
            else:
                is_before_colon = parts[index + 1 : index + 2] == [COLON]
                pieces.append(self._word(part) + ("" if is_before_colon else "(?:: )*"))
        return "".join(pieces) + (r"(?:(?:: )+(?:\S+ )*)?" if offers else "")

    def _word(self, part: str) -> str:
        written = [self._choice(choice) for choice in self._choices(part.removesuffix("?"))]
        return f"(?:{'|'.join(written)}){'?' if part.endswith('?') else ''}"

    @staticmethod
    def _choice(choice: str) -> str:
        if choice in _SIGNS:
            return _SIGNS[choice]
        # A choice of a set may be of several words, and so is what folding takes apart.
        words = " ".join(map(re.escape, words_of(choice.removesuffix("*"))))
        return words + (r"\S* " if choice.endswith("*") else " ")


def _key(word: str) -> str:
    return _NUMBER_KEY if word[0].isdigit() else word[:_KEY]
