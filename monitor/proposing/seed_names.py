"""Names that an article itself shows: runs of words with capitals, and acronyms.

For scripts with capitals only. German writes every noun with one, so there a name takes two words
or capitals throughout. A sentence begins with a capital too: such a word counts where it stands
with a capital inside a sentence as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.matching.fold import fold
from monitor.proposing.endings import STEM_LETTERS, shared_beginning, written_out
from monitor.proposing.lists import small_words

_PARTICLES: Final = "de|del|della|di|da|du|des|van|von|der|den|bin|ibn|al|el|ul"
_WORD: Final = r"[^\W\d_](?:[\w]|['’-](?=\w))*"
_RUN: Final = re.compile(rf"{_WORD}(?: (?:(?:{_PARTICLES}) )?{_WORD})*")
_TOKEN: Final = re.compile(_WORD)
# A full stop and the like with what closes quotes, or a dash, then what opens quotes.
_SENTENCE_BEGINS: Final = re.compile(r"(?:^|[.!?…:;–—-][\"»”)\]]*\s)\s*[«“„\"(\[]*\s*$")
# What stands before a place where something happens, by language; Turkish says it behind.
_BEFORE_PLACES: Final = {
    "en": "in|near|outside|town of|city of|province of|region of",
    "fr": "à|près de|au large de|ville de|province de|région de",
    "ru": r"в|во|под|близ|возле|город\w*|провинци\w*|област\w*|район\w*|остров\w*",
    "uk": r"в|у|під|біля|міст\w*|провінці\w*|област\w*|район\w*|остров\w*",
    "de": "in|bei|nahe|Stadt|Provinz|Region",
    "es": "en|cerca de|ciudad de|provincia de|región de",
    "it": "vicino a|città di|provincia di|regione di",
    "pt": "em|perto de|cidade de|província de|região de",
}
_NO_TITLE_CASE: Final = frozenset({"ru", "uk"})  # however many names a title has
_LEAST: Final = 3  # letters of a name
_SAME_STEM: Final = 4  # letters that the cases of one name share
_LONGEST_ENDING: Final = 3
_FEWEST_WORDS: Final = 4  # of a title that may be in title case
_MOST_CAPITALS: Final = 0.7  # of the words of one that is not


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedName:
    """A name as an article writes it.

    text: The form that stands there most, or a stem with a star where its cases differ.
    forms: What to look for: the text, or the cases of a name too short for a star.
    count: How often it stands there.
    first_at, end: Where it stands first, in code points of title, line end and text.
    in_title: Whether it stands in the title too.
    is_place: Whether something happens in or near it, as words before it say.
    """

    text: str
    forms: tuple[str, ...]
    count: int
    first_at: int
    end: int
    in_title: bool
    is_place: bool


def seed_names(title: str, text: str, language: str | None) -> list[SeedName]:
    """Return the names of an article, those that stand there most first.

    language: Of the article; None takes the words that begin sentences in any language.
    """
    whole = f"{title}\n{text}"
    small = _small(language)
    lower = {found[0] for found in _TOKEN.finditer(whole) if found[0].islower()}
    title_is_odd = language not in _NO_TITLE_CASE and _is_title_case(title, small)
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
    return [
        SeedName(
            text=forms[0],
            forms=forms,
            count=sum(counts[run] for run in group),
            first_at=first[group[0]],
            end=first[group[0]] + len(group[0]),
            in_title=any(first[run] <= len(title) for run in group),
            is_place=_is_place(group, whole, language),
        )
        for group in _joined(counts, first)
        for forms in [_forms_of(group, counts, language)]
    ]


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


def _joined(counts: Counter[str], first: Mapping[str, int]) -> list[list[str]]:
    """Put the cases of one name together, and a surname with its full name; the most told first."""
    groups: list[list[str]] = []
    for run in sorted(counts, key=lambda each: first[each]):
        home = next((group for group in groups if _is_same(group[0], run)), None)
        if home is None:
            groups.append([run])
        else:
            home.append(run)
    return sorted(groups, key=lambda group: (-sum(counts[run] for run in group), first[group[0]]))


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


def _forms_of(group: list[str], counts: Counter[str], language: str | None) -> tuple[str, ...]:
    """Return what to look for: a surname where it stands alone too, else the run as it is."""
    lasts = frozenset(run.split(" ")[-1] for run in group)
    shared = shared_beginning(lasts)
    if len(lasts) > 1:
        return (f"{shared}*",) if len(shared) >= STEM_LETTERS else written_out(lasts, language)
    alone = [run for run in group if " " not in run]
    text = alone[0] if alone else max(group, key=lambda run: (counts[run], -len(run)))
    return written_out(lasts, language) if text.endswith("й") and text in lasts else (text,)


def _is_place(group: list[str], whole: str, language: str | None) -> bool:
    before = _BEFORE_PLACES.get(language or "")
    named = "|".join(map(re.escape, group))
    if language == "tr":
        return re.search(rf"(?<!\w)(?:{named})['’][dt][ae]\b", whole) is not None
    return (
        before is not None
        and re.search(rf"(?<!\w)(?i:{before})\s(?:{named})(?!\w)", whole) is not None
    )
