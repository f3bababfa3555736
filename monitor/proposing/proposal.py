"""From a seed to a proposed query: whom and where it is about, and what happens.

The rule, which the written file tells its reader: one group for the place the seed makes most of,
one for the other countries of its title, one for the events; a word of each has to stand in an
article. What is weaker is proposed too, but left out of the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.matching.query import phrase_of
from monitor.model import Seed
from monitor.proposing.endings import is_long_enough
from monitor.proposing.gazetteer import Named
from monitor.proposing.lists import EVENT_LANGUAGES, Event, small_words
from monitor.proposing.seed_names import SeedName, seed_names
from monitor.proposing.spotting import (
    Spotted,
    language_of,
    spot_events,
    spot_names,
)

MOST_EVENTS: Final = 6
MOST_LEFT_OUT: Final = 12
_FEWEST: Final = 2  # times that a name of no list has to stand in the seed
_LONG_WORD: Final = 5  # letters
_MOST_TEXT: Final = 20_000  # characters of a seed that are looked at; what it is about stands there
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words for one thing, any of which will do, and where they come from.

    label: What it is, in English or as the seed writes it.
    forms: As a watchlist writes them, in all languages asked for.
    why: For people: how often in the seed, and out of which list.
    """

    label: str
    forms: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines of which one has to hold. name: What the lines have in common, for people."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to look for: a line of every group.

    language: The seed's; None if it is not known.
    left_out: What seemed too weak, for the reader to decide.
    silent: Languages asked for in which we have no words for events.
    """

    language: str | None
    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    left_out: tuple[Line, ...]
    silent: tuple[str, ...]


def propose(seed: Seed, languages: Sequence[str]) -> Proposal:
    """Propose what to look for to find more of what `seed` tells of.

    languages: In which articles are wanted; the seed's own is added.

    `groups` is empty where the seed has no words to go by.
    """
    seed = replace(seed, text=seed.text[:_MOST_TEXT])
    language = language_of(seed)
    asked = tuple(dict.fromkeys([*languages, *([language] if language else [])]))
    names = spot_names(seed, language)
    happenings = spot_events(seed, language)
    own = _own_names(seed, language, names)
    lead, beside, other_names = _places(names)
    strong, weak = _sorted_events(happenings)
    named = [each for each in own if each.in_title and each.count >= _FEWEST]
    meeting = [each for each in other_names if _is_meeting_place(each)]
    words = _Words(asked)
    happens = [words.event(each) for each in strong]
    repeated = [words.own(each) for each in own if each.count >= _FEWEST]
    if lead:
        who = ("where", [words.name(each) for each in lead])
        happens += [words.name(each) for each in meeting] + [words.own(each) for each in named]
    else:
        who = ("who", [words.own(each) for each in named] or repeated[:_FEWEST])
    beside_them = ("and with whom", [words.name(each) for each in beside])
    if not happens:
        happens = repeated[:MOST_EVENTS] if lead and repeated else _title_words(seed, language)
    groups = [who, beside_them, ("what", happens)]
    used = {line.label for _, lines in groups for line in lines}
    rest = [
        *(words.name(each) for each in other_names),
        *(words.event(each) for each in weak),
        *repeated,
    ]
    return Proposal(
        language=language,
        languages=asked,
        groups=tuple(Group(name=name, lines=tuple(lines)) for name, lines in groups if lines),
        left_out=tuple(line for line in rest if line.label not in used)[:MOST_LEFT_OUT],
        silent=tuple(each for each in asked if each not in EVENT_LANGUAGES),
    )


def _own_names(seed: Seed, language: str | None, known: Iterable[Spotted[Named]]) -> list[SeedName]:
    """Return the names that no list has."""
    taken = [place for each in known for place in each.places]
    return [
        name
        for name in seed_names(seed.title, seed.text, language)
        if not any(start < name.end and name.first_at < end for start, end in taken)
    ]


def _places(
    names: list[Spotted[Named]],
) -> tuple[list[Spotted[Named]], list[Spotted[Named]], list[Spotted[Named]]]:
    """Return the place a seed is about, the other countries of its title, and all the rest."""
    titled = [each for each in names if each.in_title]
    # Who names a country in the title tells a story of the country, and its towns come under it.
    pool = titled or names[:1]
    countries = [each for each in pool if each.what.kind == "countries"]
    cities = [each for each in pool if each.what.kind == "cities"]
    bodies = [each for each in pool if each.what.kind == "bodies"]
    if not pool:
        return [], [], []
    best = (countries or cities or bodies)[0]
    lead = [each for each in names if each is best or _is_within(each, best)]
    beside = [
        each
        for each in countries
        if each not in lead and each.in_title and best.what.country != each.what.id
    ]
    return lead, beside, [each for each in names if each not in lead and each not in beside]


def _is_within(each: Spotted[Named], best: Spotted[Named]) -> bool:
    """Say whether a city may stand for the country that a seed is about."""
    return (
        best.what.kind == "countries"
        and each.what.kind == "cities"
        and each.what.country == best.what.id
        and (each.in_title or 2 * each.weight >= best.weight)
    )


def _is_meeting_place(each: Spotted[Named]) -> bool:
    """Say whether a city abroad names the event, as Astana does talks on Syria."""
    is_city = each.what.kind == "cities" and each.what.country != ""
    return is_city and each.in_title and each.count >= _FEWEST


def _sorted_events(
    found: list[Spotted[Event]],
) -> tuple[list[Spotted[Event]], list[Spotted[Event]]]:
    """Return the events that the query asks for, and those that it leaves out."""
    best = max((each.weight for each in found if not each.what.is_weak), default=0)
    strong = [
        each
        for each in found
        if not each.what.is_weak
        and (each.in_title or each.count >= _FEWEST)
        and 3 * each.weight >= best
    ][:MOST_EVENTS]
    if not any(each.in_title or each.in_lead for each in strong):
        strong += [each for each in found if each.what.is_weak and each.in_title]
    if not strong:
        strong = found[:1]
    return strong, [each for each in found if each not in strong]


def _title_words(seed: Seed, language: str | None) -> list[Line]:
    """Return the two longest words of the title, for a seed that tells nothing else."""
    small = small_words().get(language or "", frozenset())
    words = _WORD.findall(seed.title)
    long = [word for word in words if len(word) >= _LONG_WORD and word.lower() not in small]
    chosen = sorted(dict.fromkeys(long or words), key=len, reverse=True)[:2]
    return [Line(label=word, forms=(word,), why="a word of the seed's title") for word in chosen]


class _Words:
    """Put what was found into words, in the languages asked for."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages

    def name(self, found: Spotted[Named]) -> Line:
        from monitor.proposing.gazetteer import gazetteer

        known = {each.id: each for each in gazetteer(tuple(self._languages))}[found.what.id]
        forms = self._forms(known.forms[language] for language in self._languages)
        sources = " and ".join(found.what.sources)
        return Line(label=found.what.label, forms=forms, why=f"{_told(found)}; {sources}")

    def event(self, found: Spotted[Event]) -> Line:
        forms = self._forms(found.what.forms.get(language, ()) for language in self._languages)
        return Line(label=found.what.id, forms=forms, why=f"{_told(found)}; event words")

    def own(self, name: SeedName) -> Line:
        told = _times(name.count, in_title=name.in_title)
        why = f"{told}; as the seed writes it: add what it is called elsewhere"
        return Line(label=name.text.removesuffix("*"), forms=(name.text,), why=why)

    @staticmethod
    def _forms(by_language: Iterable[Sequence[str]]) -> tuple[str, ...]:
        return distinct([form for forms in by_language for form in forms if is_long_enough(form)])


def distinct(forms: Sequence[str]) -> tuple[str, ...]:
    """Leave out forms that fold to another one, and those that another's star finds anyway."""
    phrases = {form: phrase for form in forms if (phrase := phrase_of(form)) is not None}
    stars = {
        phrase.words[0]
        for phrase in phrases.values()
        if phrase.is_prefix and len(phrase.words) == 1
    }
    kept: dict[object, str] = {}
    for form, phrase in phrases.items():
        word = phrase.words[0]
        own = len(word) if not phrase.is_prefix else len(word) - 1
        covered = len(phrase.words) == 1 and any(word[:size] in stars for size in range(1, own + 1))
        if not covered:
            kept.setdefault(phrase, form)
    return tuple(kept.values())


def _told(found: Spotted[Named] | Spotted[Event]) -> str:
    return _times(found.count, in_title=found.in_title)


def _times(count: int, *, in_title: bool) -> str:
    if count == 1:
        return "once in the seed, in its title" if in_title else "once in the seed"
    often = "twice" if count == _FEWEST else f"{count} times"
    return f"{often} in the seed{', in its title too' if in_title else ''}"
