"""Phrases that are looked for in lines: their notation, and a quick search through very many.

    suivez|suivre nous?     one of several words; a word that may be missing
    abonnier* ... NETWORK   a beginning of a word; any words or none; names that `sets.txt` lists
    NUM min|mins * read     a number; any one word
    lire aussi : ...        a colon, dash or arrow and what it offers, or nothing after the words
    tags, mots cles : ...   several phrases; the colon holds for each

A phrase is the whole line, unless it begins or ends with `...`. Words are compared folded
(`folding`). A phrase is kept under its first word (its last, where it begins with `...`), so a
line that begins and ends with other words costs two look-ups; patterns are compiled when the
first such line comes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.reading.chrome.folding import COLON, words_of

_STEM = 3  # letters of a beginning of a word that phrases are kept under
_ANY = "..."
_OPEN_PARTS = 3
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

    @property
    def is_of_its_language(self) -> bool:
        """Whether it is too little to be looked for in other languages."""
        return self.is_loose or self.is_open

    @property
    def is_open(self) -> bool:
        """Whether it begins a line with a word or two and any words may follow."""
        parts = self.text.split()
        is_short = len(parts) <= _OPEN_PARTS and parts[0] != _ANY
        return is_short and parts[-1] == _ANY and parts[-2:] != [COLON, _ANY]


def read_phrases(lines: Iterable[str], *, language: str) -> list[Phrase]:
    """Return the phrases of a file: `[kind]` heads those below it, `#` begins a remark.

    Raises ValueError where a phrase stands under no kind.
    """
    kind = ""
    found: list[Phrase] = []
    for line in lines:
        text = line.partition("#")[0].strip()
        if heading := _HEADING.match(text):
            kind = heading[1]
        elif text and not kind:
            raise ValueError(f"{language}: {text!r} stands under no [kind]")
        elif text:
            found.extend(Phrase(kind, language, phrase) for phrase in _listed(text))
    return found


def _listed(text: str) -> Iterable[str]:
    """Return the phrases of a line with commas; what a colon offers holds for each."""
    if "," not in text:
        return [text]
    offer = f" {COLON} {_ANY}"
    tail = offer if text.endswith(offer) else ""
    return [f"{part.strip()}{tail}" for part in text.removesuffix(offer).split(",")]


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


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for: the words that may stand second (None: any), and the whole line."""

    second: frozenset[str] | None
    line: re.Pattern[str]


class PhraseIndex:
    """All phrases, each under its first or last word."""

    def __init__(self, phrases: Iterable[Phrase], sets: Mapping[str, Sequence[str]]) -> None:
        """Index `phrases`; `sets` are the names in capitals that they may hold."""
        self._sets = sets
        self._first: dict[str, list[Phrase]] = defaultdict(list)
        self._last: dict[str, list[Phrase]] = defaultdict(list)
        self._sought: dict[str, _Sought] = {}
        for phrase in phrases:
            parts = phrase.text.split()
            if parts[0] == _ANY:
                for key in self._keys(parts[::-1], end=-1):
                    self._last[key].append(phrase)
            else:
                for key in self._keys(parts, end=0):
                    self._first[key].append(phrase)

    def first_words(self) -> list[str]:
        """Return the folded words that phrases begin with."""
        return [key for key in self._first if not key.endswith("*")]

    def may_begin(self, word: str) -> bool:
        """Say whether a phrase may begin with the folded `word`."""
        return any(key in self._first for key in _keys_of(word))

    def may_end(self, word: str) -> bool:
        """Say whether a phrase that begins with anything may end with the folded `word`."""
        return any(key in self._last for key in _keys_of(word))

    def matches(self, words: Sequence[str], *, languages: Collection[str]) -> Iterable[Phrase]:
        """Yield the phrases that a line's folded words are.

        languages: Those whose loose and open phrases are looked for; empty means all.
        """
        line = " ".join(words) + " "
        second = next((word for word in words[1:] if word != COLON), "")
        for phrase in self._waiting(words):
            if languages and phrase.language not in languages and phrase.is_of_its_language:
                continue
            sought = self._sought.get(phrase.text) or self._seek(phrase.text)
            if sought.second is not None and second not in sought.second:
                continue
            if sought.line.fullmatch(line):
                yield phrase

    def _waiting(self, words: Sequence[str]) -> Iterable[Phrase]:
        for key in _keys_of(words[0]):
            yield from self._first.get(key, ())
        for key in _keys_of(words[-1]):
            yield from self._last.get(key, ())

    def _keys(self, parts: Sequence[str], *, end: int) -> set[str]:
        """Return the keys of all words that may stand first (0) or last (-1)."""
        keys: set[str] = set()
        for part in parts:
            for choice in self._choices(part):
                if choice == _NUMBER:
                    keys.add(_NUMBER_KEY)
                    continue
                words = words_of(choice.removesuffix("*"))
                is_stem = choice.endswith("*")
                if not words or (is_stem and len(words[end]) < _STEM):
                    raise ValueError(f"{' '.join(parts)}: {choice} is too little to look for")
                keys.add(words[end][:_STEM] + "*" if is_stem else words[end])
            if not part.endswith("?"):
                return keys
        raise ValueError(f"{' '.join(parts)}: everything in it may be missing")

    def _choices(self, part: str) -> Sequence[str]:
        choices: list[str] = []
        for choice in part.removesuffix("?").split("|"):
            choices += self._sets.get(choice, (choice,))
        return choices

    def _seek(self, text: str) -> _Sought:
        parts = text.split()
        sought = _Sought(self._second(parts), re.compile(self._pattern(parts)))
        self._sought[text] = sought
        return sought

    def _second(self, parts: Sequence[str]) -> frozenset[str] | None:
        """Return the words that may stand second, where that can be told."""
        if len(parts) == 1 or any(part.endswith("?") for part in parts[:2]):
            return None
        choices = self._choices(parts[1])
        if any(len(words_of(first)) != 1 for first in self._choices(parts[0])):
            return None
        if any(choice in _SIGNS or choice == _ANY or choice.endswith("*") for choice in choices):
            return None
        return frozenset(words[0] for choice in choices if (words := words_of(choice)))

    def _pattern(self, parts: Sequence[str]) -> str:
        # What a colon offers may be missing: then the line ends with the colon.
        offers = list(parts[-2:]) == [COLON, _ANY]
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
        written = map(_written, self._choices(part))
        return f"(?:{'|'.join(written)}){'?' if part.endswith('?') else ''}"


def _written(choice: str) -> str:
    """Return the pattern of one choice, which may be of several words."""
    if choice in _SIGNS:
        return _SIGNS[choice]
    words = " ".join(map(re.escape, words_of(choice.removesuffix("*"))))
    return words + (r"\S* " if choice.endswith("*") else " ")


def _keys_of(word: str) -> tuple[str, str]:
    return (_NUMBER_KEY if word[0].isdigit() else word), f"{word[:_STEM]}*"
