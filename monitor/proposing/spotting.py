"""Find in a seed the names and events that we have words for, and say how much it makes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from monitor.matching.lexicon import Lexicon
from monitor.matching.query import Phrase, phrase_of
from monitor.matching.score import LEAD_LENGTH
from monitor.matching.tokens import tokenize
from monitor.proposing.gazetteer import Named, gazetteer
from monitor.proposing.lists import EVENT_LANGUAGES, Event, events, small_words
from monitor.watchlist import Seed

_MOST_COUNTED: Final = 6
_TITLE_WEIGHT: Final = 4
_LEAD_WEIGHT: Final = 2
_FEWEST_SMALL_WORDS: Final = 3

T = TypeVar("T", Named, Event)
_Place = tuple[int, int]  # in title, line end and text


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted(Generic[T]):
    """A name or event that stands in the seed: how often, and how high up."""

    what: T
    places: tuple[_Place, ...]
    in_title: bool
    in_lead: bool

    @property
    def count(self) -> int:
        """Return how often it stands there."""
        return len(self.places)

    @property
    def weight(self) -> int:
        """Say how much the seed makes of it; comparable within one seed only."""
        return weight_of(self.count, in_title=self.in_title, in_lead=self.in_lead)


def weight_of(count: int, *, in_title: bool, in_lead: bool) -> int:
    """Say how much a seed makes of what stands there `count` times."""
    return min(count, _MOST_COUNTED) + _TITLE_WEIGHT * in_title + _LEAD_WEIGHT * in_lead


def language_of(seed: Seed) -> str | None:
    """Return the seed's language: as it says, else that of most of its small words; None if few."""
    if seed.language:
        return seed.language
    words = [word.lower() for word in f"{seed.title} {seed.text}".split()]
    counts = {
        language: sum(word in small for word in words) for language, small in small_words().items()
    }
    best = max(counts, key=lambda language: (counts[language], language))
    return best if counts[best] >= _FEWEST_SMALL_WORDS else None


def spot_names(seed: Seed, language: str | None) -> list[Spotted[Named]]:
    """Return the countries, cities and bodies of a seed, what it makes most of first."""
    languages = (language,) if language else tuple(sorted(EVENT_LANGUAGES))
    found = _find(seed, gazetteer(languages), languages)
    return _sorted(_without_inner(found))


def spot_events(seed: Seed, language: str | None) -> list[Spotted[Event]]:
    """Return the kinds of events of a seed, what it makes most of first."""
    languages = (language,) if language else tuple(sorted(EVENT_LANGUAGES))
    return _sorted(_without_inner(_find(seed, events(), languages)))


def _find(seed: Seed, known: Sequence[T], languages: Iterable[str]) -> list[Spotted[T]]:
    owners: dict[Phrase, list[tuple[int, bool]]] = {}
    for number, each in enumerate(known):
        for language in languages:
            for form in each.forms.get(language, ()):
                phrase = phrase_of(form, is_exact=True)
                if phrase is not None:
                    is_name = isinstance(each, Named) and form[0].isupper()
                    owners.setdefault(phrase, []).append((number, is_name))
    phrases = list(owners)
    whole = f"{seed.title}\n{seed.text}"
    tokens = tokenize(whole)
    places: dict[int, set[_Place]] = {}
    for at, found in Lexicon(phrases).find(tokens).items():
        for first, last in found:
            start, end = tokens.place(first, last)
            for number, is_name in owners[phrases[at]]:
                # A name has its capital where the script has any: turkey is not Turkey.
                if not (is_name and whole[start].islower()):
                    places.setdefault(number, set()).add((start, end))
    return [_spotted(known[number], each, len(seed.title)) for number, each in places.items()]


def _spotted(what: T, places: Iterable[_Place], title_length: int) -> Spotted[T]:
    apart: list[_Place] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return Spotted(
        what=what,
        places=tuple(apart),
        in_title=any(start <= title_length for start, _ in apart),
        in_lead=any(0 < start - title_length <= LEAD_LENGTH for start, _ in apart),
    )


def _without_inner(found: list[Spotted[T]]) -> list[Spotted[T]]:
    """Leave out what only stands inside of something longer, as Sudan does in Port Sudan."""
    longest = {place for each in found for place in each.places}
    kept = []
    for each in found:
        inner = [
            place
            for place in each.places
            if any(
                other != place and other[0] <= place[0] and place[1] <= other[1]
                for other in longest
            )
        ]
        if len(inner) < len(each.places):
            kept.append(each)
    return kept


def _sorted(found: list[Spotted[T]]) -> list[Spotted[T]]:
    return sorted(found, key=lambda each: (-each.weight, each.places[0], each.what.id))
