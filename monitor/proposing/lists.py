"""Our own lists, read from the YAML files beside this module: events, names and common words.

Lists of forms are written in one line, parted by commas. Read once, and only when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from monitor.matching.fold import fold

EVENT_LANGUAGES: Final = frozenset(
    ["en", "fr", "ru", "ar", "tr", "de", "es", "it", "pt", "uk", "fa"]
)

_FOLDER: Final = Path(__file__).parent
_NO_LANGUAGE: Final = frozenset({"weak", "conflict", "counts_as", "in", "instead"})
_SHORTEST_STEM: Final = 4  # letters before a star in the list of everyday words


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A kind of event, such as a ceasefire, with what it is called by language.

    is_weak: It stands in most stories of a country and tells little.
    is_conflict: It is of war, peace or diplomacy.
    counts_as: The event that its words tell of, where the seed tells of conflict; "" for itself.
    """

    id: str
    is_weak: bool
    is_conflict: bool
    counts_as: str
    forms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """A name of our own list: what it is, where, and its forms by language.

    id: ISO 3166 code of a country; else the name in English.
    kind: `countries`, `cities` or `bodies`.
    country: ISO 3166 code of where a city lies; "" for a sea, which is of no country.
    is_instead: The forms stand in place of CLDR's, not beside them.
    """

    id: str
    kind: str
    country: str
    is_instead: bool
    forms: Mapping[str, tuple[str, ...]]


@cache
def events() -> tuple[Event, ...]:
    """Return all kinds of events that we have words for."""
    return tuple(
        Event(
            id=name,
            is_weak=bool(each.get("weak")),
            is_conflict=bool(each.get("conflict")),
            counts_as=each.get("counts_as", ""),
            forms=_forms(each),
        )
        for name, each in _read("vocabulary.yaml").items()
    )


@cache
def listed_names() -> tuple[ListedName, ...]:
    """Return the names that CLDR lacks or writes otherwise."""
    return tuple(
        ListedName(
            id=name,
            kind=kind,
            country=each.get("in", name if kind == "countries" else ""),
            is_instead=bool(each.get("instead")),
            forms=_forms(each),
        )
        for kind, names in _read("names.yaml").items()
        for name, each in names.items()
    )


@cache
def small_words() -> Mapping[str, frozenset[str]]:
    """Return by language the words, in small letters, that name nothing by themselves."""
    return {
        language: frozenset(words.split()) for language, words in _read("small_words.yaml").items()
    }


@cache
def _everyday_words() -> Mapping[str, frozenset[str]]:
    return {
        language: frozenset(fold(word).text for word in words.split())
        for language, words in _read("everyday_words.yaml").items()
    }


@cache
def _folded_small_words() -> Mapping[str, frozenset[str]]:
    return {
        language: frozenset(fold(word).text for word in words)
        for language, words in small_words().items()
    }


def is_common_word(word: str, language: str | None) -> bool:
    """Say whether a word stands in stories of every kind, so that a query cannot go by it.

    language: None takes the words of all languages.
    """
    folded = fold(word).text
    stems = {f"{folded[:size]}*" for size in range(_SHORTEST_STEM, len(folded) + 1)}
    known = _everyday_words()
    languages = [language] if language is not None and language in known else list(known)
    return any(
        not stems.isdisjoint(known[each])
        or folded in known[each]
        or folded in _folded_small_words()[each]
        for each in languages
    )


def _read(name: str) -> Any:
    # libyaml's loader takes 40 ms for what Python's takes half a second for.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_FOLDER / name).read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader, and our own file


def _forms(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(form.strip() for form in forms.split(","))
        for language, forms in entry.items()
        if language not in _NO_LANGUAGE
    }
