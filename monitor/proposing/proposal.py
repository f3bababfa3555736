"""From a seed to a proposed query: whom and where it is about, and what happens.

The rule, which the written file tells its reader: one group for the place the seed makes most of,
one for the other countries of its title, one for the events; a word of each has to stand in an
article. What is weaker is proposed too, but left out of the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.matching.query import phrase_of
from monitor.proposing.endings import is_long_enough
from monitor.proposing.gazetteer import Named
from monitor.proposing.happenings import MOST_EVENTS, choose, is_venue
from monitor.proposing.lists import EVENT_LANGUAGES, Event, is_common_word, small_words
from monitor.proposing.seed_names import SeedName, seed_names
from monitor.proposing.spotting import (
    Spotted,
    language_of,
    spot_events,
    spot_names,
)
from monitor.proposing.title_words import title_words
from monitor.watchlist import Seed

MOST_LEFT_OUT: Final = 12
_FEWEST: Final = 2  # times that a name of no list has to stand in the seed
_MOST_TEXT: Final = 20_000  # characters of a seed that are looked at; what it is about stands there


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
    query_languages: In which the query can hold; of `languages`, or "" where that is not known.
    left_out: What seemed too weak, for the reader to decide.
    silent: Languages asked for in which we have no words for events.
    cautions: What is weak about it, for people; empty where nothing is.
    """

    language: str | None
    languages: tuple[str, ...]
    query_languages: tuple[str, ...]
    groups: tuple[Group, ...]
    left_out: tuple[Line, ...]
    silent: tuple[str, ...]
    cautions: tuple[str, ...]


def propose(seed: Seed, languages: Sequence[str]) -> Proposal:
    """Propose what to look for to find more of what `seed` tells of.

    languages: In which articles are wanted; the seed's own is added.

    `groups` is empty where the seed has too little to go by.
    """
    seed = replace(seed, text=seed.text[:_MOST_TEXT])
    language = language_of(seed)
    asked = tuple(dict.fromkeys([*languages, *([language] if language else [])]))
    names = spot_names(seed, language)
    own = _own_names(seed, language, names)
    lead, beside, other_names = _places(names)
    happens = choose(spot_events(seed, language), names, lead)
    words = _Words(asked)
    named = [each for each in own if each.in_title and each.count >= _FEWEST]
    repeated = [each for each in own if each.count >= _FEWEST]
    # Beside a place, other names tell what happens there: Peru AND (vaccine OR Borvexo).
    of_where = [each for each in named if each.is_place] if lead else named or repeated[:_FEWEST]
    of_what = [words.name(each) for each in other_names if lead and is_venue(each, happens)]
    of_what += [words.own(each) for each in named if each not in of_where]
    groups = [
        _who(words, lead, of_where),
        _group("and with whom", [words.name(each) for each in beside]),
    ]
    groups = [group for group in groups if group.lines]
    told = _told_of([words.event(each) for each in happens.strong], of_what, has_names=bool(groups))
    if not told and lead and (others := [each for each in repeated if each not in of_where]):
        told = [_group("what", [words.own(each) for each in others[:MOST_EVENTS]])]
    makeshift = [] if told else _makeshift(seed, language, groups)
    groups += told or makeshift
    used = {line.label for group in groups for line in group.lines}
    rest = [
        *(words.name(each) for each in other_names),
        *(words.event(each) for each in (*happens.strong, *happens.weak)),
        *(words.own(each) for each in repeated),
    ]
    cautions = _cautions(groups, told=told, makeshift=makeshift, language=language)
    return Proposal(
        language=language,
        languages=asked,
        query_languages=((language or "",) if makeshift else asked),
        groups=tuple(groups),
        left_out=tuple(line for line in rest if line.label not in used)[:MOST_LEFT_OUT],
        silent=() if makeshift else tuple(each for each in asked if each not in EVENT_LANGUAGES),
        cautions=tuple(cautions),
    )


def _group(name: str, lines: Iterable[Line]) -> Group:
    return Group(name=name, lines=tuple(lines))


def _who(words: _Words, lead: Iterable[Spotted[Named]], own: Iterable[SeedName]) -> Group:
    """Return the group of the place, or of the names that stand for one."""
    own = list(own)
    lines = [*(words.name(each) for each in lead), *(words.own(each) for each in own)]
    return _group("where" if all(each.is_place for each in own) else "who", lines)


def _told_of(events: Sequence[Line], names: Sequence[Line], *, has_names: bool) -> list[Group]:
    """Return the groups of the events: one beside a name, else two where there are two events."""
    if has_names or len(events) == 1:
        group = _group("what", [*events, *names])
        return [group] if group.lines else []
    groups = [_group("what", events[:1]), _group("and what", events[1:])]
    return [group for group in groups if group.lines]


def _makeshift(seed: Seed, language: str | None, groups: Sequence[Group]) -> list[Group]:
    """Return words of the title: either will do beside a name, else both have to stand there."""
    taken = [form for group in groups for line in group.lines for form in line.forms]
    lines = [
        Line(label=word, forms=(word,), why="a word of the seed; in no list of ours")
        for word in title_words(seed, language, taken=taken)
    ]
    # Of languages without a list of small words, one of these may be such.
    if groups and lines and language in small_words():
        return [_group("word", lines)]
    names = ("word", "and word")
    return [_group(name, [line]) for name, line in zip(names, lines, strict=False)]


def _cautions(
    groups: Sequence[Group],
    *,
    told: Sequence[Group],
    makeshift: Sequence[Group],
    language: str | None,
) -> Iterator[str]:
    """Say what is weak about a proposal."""
    if not groups:
        return
    if makeshift:
        own = f"in {language}" if language else "in the seed's language"
        yield (
            f"no event of our lists is told here, so the query holds words of the seed, {own} "
            "alone; it finds little: add what other newsrooms and languages call it"
        )
    elif not told:
        yield "no event is known here, so every story of these names alerts: add words with AND"
    elif len(groups) == len(told) == 1:
        yield (
            f"no place and no name is known here, so every story of {groups[0].lines[0].label} "
            "alerts: add a group with AND"
        )


def _own_names(seed: Seed, language: str | None, known: Iterable[Spotted[Named]]) -> list[SeedName]:
    """Return the names that no list has."""
    taken = [place for each in known for place in each.places]
    return [
        name
        for name in seed_names(seed.title, seed.text, language)
        if not any(start < name.end and name.first_at < end for start, end in taken)
        and (" " in name.text or not is_common_word(name.text.removesuffix("*"), language))
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
        return Line(label=name.text.removesuffix("*"), forms=name.forms, why=why)

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
