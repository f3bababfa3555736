"""Which of a seed's events a query asks for, and how: what is told of, not every word that fits.

Words of many trades count only with support; without a place or a name beside them, an article has
to tell of two events, because one word is too little to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.proposing.gazetteer import Named
from monitor.proposing.lists import Event, events
from monitor.proposing.spotting import Spotted

MOST_EVENTS: Final = 6
_FEWEST: Final = 2  # times that an event outside of the title has to be told of
# Organisations that deal in war and peace.
_POWERS: Final = frozenset(
    {
        "United Nations",
        "NATO",
        "African Union",
        "Arab League",
        "Islamic State",
        "Hamas",
        "Hezbollah",
        "Taliban",
        "Houthis",
        "Kurds",
    }
)
# Towns after which newsrooms call talks on other countries; of any other, such as Jeddah or
# Istanbul, a country makes news with it besides: trade, football, pilgrims.
_VENUES: Final = frozenset({"Astana", "Geneva"})
# Events that talks between countries are about as well, so that they speak for no other trade.
_OF_TALKS: Final = frozenset(
    ["summit", "treaty", "memorandum", "guarantor", "constitution", "sanctions", "hostages"]
)
_MEETINGS: Final = frozenset({"peace talks", "summit", "conference"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """What happens in a seed, the most important first.

    strong: What the query asks for.
    weak: What it leaves out.
    """

    strong: tuple[Spotted[Event], ...]
    weak: tuple[Spotted[Event], ...]


def choose(
    found: Sequence[Spotted[Event]], names: Sequence[Spotted[Named]], lead: Sequence[Spotted[Named]]
) -> Happenings:
    """Choose the events of a query.

    names: All names of the seed; lead: those that the query asks for as its place.
    """
    supported = _is_of_conflict(found, names, lead)
    usable, unsupported = _merged(found) if supported else _parted(found)
    best = max((each.weight for each in usable if not each.what.is_weak), default=0)
    strong = [
        each
        for each in usable
        if not each.what.is_weak
        and (each.in_title or each.count >= _FEWEST)
        and 3 * each.weight >= best
    ][:MOST_EVENTS]
    if lead and not any(each.in_title or each.in_lead for each in strong):
        strong += [each for each in usable if each.what.is_weak and each.in_title]
    if not strong:
        strong = [each for each in usable if lead or not each.what.is_weak][:1]
    rest = [*(each for each in usable if each not in strong), *unsupported]
    return Happenings(strong=tuple(strong), weak=tuple(rest))


def is_venue(name: Spotted[Named], happens: Happenings) -> bool:
    """Say whether a town names the talks of a seed, as Astana does those on Syria."""
    is_told = name.in_title and name.count >= _FEWEST and name.what.id in _VENUES
    return is_told and any(each.what.id in _MEETINGS for each in happens.strong)


def _is_of_conflict(
    found: Sequence[Spotted[Event]], names: Sequence[Spotted[Named]], lead: Sequence[Spotted[Named]]
) -> bool:
    """Say whether a seed's talks are such of war, peace or diplomacy."""
    if any(
        each.what.is_conflict and (not each.what.is_weak or each.in_title or each.in_lead)
        for each in found
    ):
        return True
    if any(each.what.id in _POWERS for each in names):
        return True
    # Talks of a country, or in a title with a town, unless they are about what else is told there.
    is_of_a_country = any(each.what.kind == "countries" for each in lead)
    is_titled = any(each.what.counts_as and each.in_title for each in found)
    others = [
        each
        for each in found
        if not (each.what.is_weak or each.what.counts_as or each.what.id in _OF_TALKS)
    ]
    return (is_of_a_country or (is_titled and bool(lead))) and not any(
        each.in_title for each in others
    )


def _parted(found: Iterable[Spotted[Event]]) -> tuple[list[Spotted[Event]], list[Spotted[Event]]]:
    usable = [each for each in found if not each.what.counts_as]
    return usable, [each for each in found if each.what.counts_as]


def _merged(found: Iterable[Spotted[Event]]) -> tuple[list[Spotted[Event]], list[Spotted[Event]]]:
    """Put the words of many trades to the event that they tell of here."""
    merged: dict[str, Spotted[Event]] = {}
    for each in found:
        name = each.what.counts_as or each.what.id
        other = merged.get(name)
        both = each if other is None else _together(other, each)
        merged[name] = replace(both, what=full_event(name))
    return sorted(merged.values(), key=lambda each: (-each.weight, each.places[0])), []


def _together(one: Spotted[Event], other: Spotted[Event]) -> Spotted[Event]:
    return replace(
        one,
        places=tuple(sorted({*one.places, *other.places})),
        in_title=one.in_title or other.in_title,
        in_lead=one.in_lead or other.in_lead,
    )


def full_event(name: str) -> Event:
    """Return an event with the words that count as it."""
    known = {each.id: each for each in events()}
    event = known[name]
    more = [each for each in known.values() if each.counts_as == name]
    forms = {
        language: (*own, *(form for each in more for form in each.forms[language]))
        for language, own in event.forms.items()
    }
    return replace(event, forms=forms)
