"""Names that an article itself shows: runs of words with capitals, and acronyms.

For scripts with capitals only. German writes every noun with one, so there a name takes two words
or capitals throughout. A sentence begins with a capital too: such a word counts where it stands
with a capital inside a sentence as well.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from monitor.matching.fold import fold
from monitor.proposing.lists import small_words

_PARTICLES: Final = "de|del|della|di|da|du|des|van|von|der|den|bin|ibn|al|el|ul"
_WORD: Final = r"[^\W\d_](?:[\w]|['’-](?=\w))*"
_RUN: Final = re.compile(rf"{_WORD}(?: (?:(?:{_PARTICLES}) )?{_WORD})*")
_TOKEN: Final = re.compile(_WORD)
# A full stop and the like with what closes quotes, or a dash, then what opens quotes.
_SENTENCE_BEGINS: Final = re.compile(r"(?:^|[.!?…:;–—-][\"»”)\]]*\s)\s*[«“„\"(\[]*\s*$")
_LEAST: Final = 3  # letters of a name
_SAME_STEM: Final = 4  # letters that the cases of one name share
_LONGEST_ENDING: Final = 3
_FEWEST_WORDS: Final = 4  # of a title that may be in title case
_MOST_CAPITALS: Final = 0.7  # of the words of one that is not


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedName:
    """A name as an article writes it.

    text: The form that stands there most, or a stem with a star where its cases differ.
    count: How often it stands there.
    first_at, end: Where it stands first, in code points of title, line end and text.
    in_title: Whether it stands in the title too.
    """

    text: str
    count: int
    first_at: int
    end: int
    in_title: bool


def seed_names(title: str, text: str, language: str | None) -> list[SeedName]:
    """Return the names of an article, those that stand there most first.

    language: Of the article; None takes the words that begin sentences in any language.
    """
    whole = f"{title}\n{text}"
    small = _small(language)
    lower = {found[0] for found in _TOKEN.finditer(whole) if found[0].islower()}
    title_is_odd = _is_title_case(title, small)
    runs: list[tuple[str, int, bool]] = []  # text, place, whether inside a sentence
    for line_start, line in _lines(whole):
        runs += [
            (run, line_start + at, inside)
            for run, at, inside in _runs(line, small=small, language=language)
        ]
    sure = {run for run, at, inside in runs if inside and not (title_is_odd and at <= len(title))}
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for run, at, _inside in runs:
        in_odd_title = title_is_odd and at <= len(title)
        if run in sure or (_is_sure(run, lower) and not in_odd_title):
            counts[run] += 1
            first.setdefault(run, at)
    return _joined(counts, first, len(title))


def _small(language: str | None) -> frozenset[str]:
    known = small_words()
    if language is not None and language in known:
        return known[language]
    return frozenset().union(*known.values())


def _lines(whole: str) -> list[tuple[int, str]]:
    lines, at = [], 0
    for line in whole.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    return lines


def _runs(line: str, *, small: frozenset[str], language: str | None) -> list[tuple[str, int, bool]]:
    """Return the capitalised runs of a line, where each stands, and whether inside a sentence."""
    found: list[tuple[str, int, bool]] = []
    for chain in _RUN.finditer(line):
        words = [(word[0], chain.start() + word.start()) for word in _TOKEN.finditer(chain[0])]
        group: list[tuple[str, int]] = []
        for word, at in [*words, ("", chain.end())]:
            if word[:1].isupper() and word.lower() not in small:
                group.append((word, at))
                continue
            if group and re.fullmatch(_PARTICLES, word):
                group.append((word, at))
                continue
            found += _named(group, line, language)
            group = []
    return found


def _named(
    group: list[tuple[str, int]], line: str, language: str | None
) -> list[tuple[str, int, bool]]:
    while group and not group[-1][0][:1].isupper():
        group = group[:-1]
    if not group:
        return []
    at = group[0][1]
    end = group[-1][1] + len(group[-1][0])
    text = line[at:end]
    is_acronym = text.isupper() and len(group) == 1
    if language == "de" and len(group) == 1 and not is_acronym:
        return []
    if len(text) < _LEAST:
        return []
    return [(text, at, not _SENTENCE_BEGINS.search(line[:at]))]


def _is_sure(run: str, lower: set[str]) -> bool:
    """Say whether a run at a sentence's beginning is a name all the same."""
    return " " in run and run.partition(" ")[0].lower() not in lower


def _is_title_case(title: str, small: frozenset[str]) -> bool:
    words = [found[0] for found in _TOKEN.finditer(title) if found[0].lower() not in small]
    return len(words) >= _FEWEST_WORDS and sum(
        word[0].isupper() for word in words
    ) > _MOST_CAPITALS * len(words)


def _joined(counts: Counter[str], first: dict[str, int], title_length: int) -> list[SeedName]:
    """Put the cases of one name together, and a surname with its full name."""
    groups: list[list[str]] = []
    for run in sorted(counts, key=lambda each: first[each]):
        home = next((group for group in groups if _is_same(group[0], run)), None)
        if home is None:
            groups.append([run])
        else:
            home.append(run)
    names = [
        SeedName(
            text=_text_of(group, counts),
            count=sum(counts[run] for run in group),
            first_at=first[group[0]],
            end=first[group[0]] + len(group[0]),
            in_title=any(first[run] <= title_length for run in group),
        )
        for group in groups
    ]
    return sorted(names, key=lambda name: (-name.count, name.first_at))


def _is_same(one: str, other: str) -> bool:
    first, second = one.rpartition(" ")[2], other.rpartition(" ")[2]
    if first == second:
        return True
    shared = 0
    for left, right in zip(fold(first).text, fold(second).text, strict=False):
        if left != right:
            break
        shared += 1
    longest = max(len(first), len(second))
    return (
        shared >= _SAME_STEM
        and longest - shared <= _LONGEST_ENDING
        and min(len(first), len(second)) - shared <= _LONGEST_ENDING - 1
        and _is_inflected(first)
    )


def _is_inflected(word: str) -> bool:
    return any("а" <= letter <= "я" or letter in "іїєё" for letter in word.lower())


def _text_of(group: list[str], counts: Counter[str]) -> str:
    """Return what to look for: a surname where it stands alone too, else the run as it is."""
    lasts = {run.split(" ")[-1] for run in group}
    if len(lasts) > 1:
        shared = min(lasts, key=len)
        while not all(last.startswith(shared) for last in lasts):
            shared = shared[:-1]
        return f"{shared}*"
    alone = [run for run in group if " " not in run]
    return alone[0] if alone else max(group, key=lambda run: (counts[run], -len(run)))
