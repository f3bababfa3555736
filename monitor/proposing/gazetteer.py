"""Countries, cities and bodies with their names by language: from CLDR and from our own list.

CLDR names every country in every language, and the city of each time zone; a language's name gives
the adjective of its country (русский, turc). The only user of Babel.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from monitor.matching.fold import fold
from monitor.matching.query import phrase_of
from monitor.proposing.endings import adjective_forms, forms_of
from monitor.proposing.lists import ListedName, listed_names

CLDR: Final = "CLDR"
OUR_LIST: Final = "our list of names"

# Of countries cut into many time zones most cities are small towns whose names may be words.
_MOST_ZONES: Final = 3
_LARGE: Final = frozenset(
    [
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "America/Denver",
        "America/Detroit",
        "America/Toronto",
        "America/Vancouver",
        "America/Halifax",
        "America/Edmonton",
        "America/Sao_Paulo",
        "America/Mexico_City",
        "America/Tijuana",
        "America/Buenos_Aires",
        "America/Monterrey",
        "Australia/Sydney",
        "Australia/Melbourne",
        "Australia/Brisbane",
        "Australia/Perth",
        "Australia/Adelaide",
        "Asia/Jakarta",
        "America/Manaus",
        "America/Bogota",
        "America/Havana",
    ]
)  # fmt: skip - one a line would fill a page
_OF_MANY: Final = ("Europe/", "Asia/", "Africa/")
_REMOTE: Final = ("Antarctica/", "Etc/", "Indian/", "Arctic/")
_WORDS: Final = frozenset(["Asia/Oral", "Pacific/Wake", "Pacific/Midway"])  # and hardly in the news
_PLAIN_CITY: Final = re.compile(r"[^\W\d_][^,(\[0-9]*")

# The country whose adjective a language's name is, where it is one.
_ADJECTIVES: Final = {
    "AL": "sq",
    "AM": "hy",
    "AZ": "az",
    "BG": "bg",
    "BY": "be",
    "CN": "zh",
    "DE": "de",
    "DK": "da",
    "EE": "et",
    "ES": "es",
    "FI": "fi",
    "FR": "fr",
    "GE": "ka",
    "GR": "el",
    "HR": "hr",
    "HU": "hu",
    "ID": "id",
    "IE": "ga",
    "IS": "is",
    "IT": "it",
    "JP": "ja",
    "KG": "ky",
    "KH": "km",
    "KR": "ko",
    "LT": "lt",
    "LV": "lv",
    "MK": "mk",
    "MN": "mn",
    "NO": "no",
    "PL": "pl",
    "PT": "pt",
    "RO": "ro",
    "RS": "sr",
    "RU": "ru",
    "SE": "sv",
    "SI": "sl",
    "SK": "sk",
    "SO": "so",
    "TH": "th",
    "TJ": "tg",
    "TM": "tk",
    "TR": "tr",
    "UA": "uk",
    "UZ": "uz",
    "VN": "vi",
}  # fmt: skip - one line for each country would fill a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A country, city or body, with the forms of its name by language.

    id: ISO 3166 code of a country, IANA zone or English name of anything else.
    label: Its name in English, for people.
    country: ISO 3166 code of where it lies; "" for what lies nowhere.
    sources: Where the names come from.
    """

    id: str
    label: str
    kind: str
    country: str
    sources: tuple[str, ...]
    forms: Mapping[str, tuple[str, ...]]


def is_known_language(language: str) -> bool:
    """Say whether CLDR has names in a language."""
    return _locale(language) is not None


@cache
def gazetteer(languages: tuple[str, ...]) -> tuple[Named, ...]:
    """Return everything we have names for, in these languages."""
    by_kind: dict[str, dict[str, ListedName]] = {"countries": {}, "cities": {}, "bodies": {}}
    for each in listed_names():
        by_kind[each.kind][each.id] = each
    countries = _countries(languages, by_kind["countries"])
    listed = by_kind["cities"] | by_kind["bodies"]
    cities = [each for each in _cities(languages) if each.label not in listed]
    return (*countries, *cities, *(_ours(each, languages) for each in listed.values()))


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def _countries(languages: tuple[str, ...], ours: Mapping[str, ListedName]) -> Iterator[Named]:
    names = {language: _territories(language) for language in languages}
    folded = {language: Counter(_heads(each.values())) for language, each in names.items()}
    for code, label in sorted(_territories("en").items()):
        listed = ours.get(code)
        is_instead = listed is not None and listed.is_instead
        forms: dict[str, tuple[str, ...]] = {}
        for language in languages:
            found: list[str] = list(listed.forms.get(language, ())) if listed else []
            if not (is_instead and found):
                adjective = _adjective(code, language)
                own = _own_forms(
                    names[language].get(code, ""),
                    language,
                    heads=folded[language],
                    with_adjectives=not adjective and not found,
                )
                found = [*own, *adjective, *found]
            forms[language] = tuple(found)
        sources = (CLDR, OUR_LIST) if listed and not is_instead else (OUR_LIST if listed else CLDR,)
        yield Named(
            id=code, label=label, kind="countries", country=code, sources=sources, forms=forms
        )


@cache
def _territories(language: str) -> dict[str, str]:
    """Return the countries' names by ISO 3166 code; CLDR's regions of the world are numbers."""
    locale = _locale(language)
    names = locale.territories if locale else {}
    odd = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    return {
        code: _clean(name) for code, name in names.items() if code.isalpha() and code not in odd
    }


def _clean(name: str) -> str:
    return " ".join(name.replace("’", "'").partition("(")[0].split())


def _heads(names: Iterable[str]) -> Iterator[str]:
    """Give the beginnings of all names, so that a star is refused where it means two countries."""
    for name in names:
        word = fold(name).text.split(" ")[0]
        yield from {word[:length] for length in range(3, len(word) + 1)}


def _own_forms(
    name: str, language: str, *, heads: Mapping[str, int], with_adjectives: bool
) -> list[str]:
    """Return a name's forms, without the star where it would mean another country too.

    heads: How many countries' names have a beginning: Niger is one of Nigeria.
    """
    if not name or phrase_of(name) is None or set(name) & set('"*'):
        return []
    forms = []
    for form in forms_of(name, language, with_adjectives=with_adjectives):
        stem = fold(form.removesuffix("*")).text
        is_shared = form.endswith("*") and form[0].isupper() and heads.get(stem, 0) > 1
        forms.append(name if is_shared else form)
    return forms


def _adjective(code: str, language: str) -> tuple[str, ...]:
    locale = _locale(language)
    name = locale.languages.get(_ADJECTIVES.get(code, ""), "") if locale else ""
    return adjective_forms(name, language) if name else ()


def _cities(languages: tuple[str, ...]) -> Iterator[Named]:
    territories: Mapping[str, str] = get_global("zone_territories")
    zones_of = Counter(territories.values())
    for zone, code in sorted(territories.items()):
        is_small = zones_of[code] > _MOST_ZONES and not zone.startswith(_OF_MANY)
        if zone in _WORDS or zone.startswith(_REMOTE) or (is_small and zone not in _LARGE):
            continue
        forms = {
            language: tuple(
                _own_forms(_city(zone, language), language, heads={}, with_adjectives=False)
            )
            for language in languages
        }
        label = _city(zone, "en")
        # Zones of a whole country carry the country's name.
        if label and label not in _territories("en").values():
            yield Named(
                id=zone, label=label, kind="cities", country=code, sources=(CLDR,), forms=forms
            )


def _city(zone: str, language: str) -> str:
    locale = _locale(language)
    told = locale.time_zones.get(zone, {}).get("city") if locale else None
    # CLDR leaves out what the zone's own name says.
    name = told or zone.rpartition("/")[2].replace("_", " ")
    is_own_script = told is not None or language not in _OTHER_SCRIPTS
    return _clean(name) if is_own_script and _PLAIN_CITY.fullmatch(name) else ""


_OTHER_SCRIPTS: Final = frozenset(
    [
        "ru",
        "uk",
        "be",
        "bg",
        "sr",
        "mk",
        "kk",
        "ky",
        "mn",
        "ar",
        "fa",
        "ur",
        "ps",
        "he",
        "hi",
        "bn",
        "ta",
        "te",
        "th",
        "ka",
        "hy",
        "el",
        "zh",
        "ja",
        "ko",
        "am",
        "my",
        "km",
    ]
)  # fmt: skip - one a line would fill a page


def _ours(listed: ListedName, languages: tuple[str, ...]) -> Named:
    return Named(
        id=listed.id,
        label=listed.id,
        kind=listed.kind,
        country=listed.country,
        sources=(OUR_LIST,),
        forms={language: listed.forms.get(language, ()) for language in languages},
    )
