"""What countries and cities are called in every language, from two files that are shipped.

Countries come from CLDR and our own list, cities from GeoNames (CC BY 4.0); the files say so, and
`benchmarks/build_gazetteer.py` makes them. They are read when first asked for, never before.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from monitor.matching.fold import fold_text

_CACHED: Final = 4096  # names asked for; a watchlist asks for the same ones again and again
_BETWEEN_WORDS: Final = re.compile(r"[-'. ]+")
_CODE: Final = re.compile("[A-Za-z]{2}")


@lru_cache(_CACHED)
def country_names(wanted: str) -> tuple[str, ...] | None:
    """Return what a country is called, each form as a watchlist writes it: `Syria*`, `叙利亚`.

    None if there is no such country, or several go by that name.

    wanted: ISO 3166 code in either case, or the name in English or any other language.
    """
    if _CODE.fullmatch(wanted):
        named = [names for code, _, *names in _lines("countries") if code == wanted.upper()]
        if named:
            return tuple(named[0])
    key = f"\t{_key(wanted)}\t"
    in_english = [line for line in _lines("countries") if f"\t{_key(line[1])}\t" == key]
    found = in_english or list(_lines_with(key, "countries"))
    return tuple(found[0][2:]) if len(found) == 1 else None


@lru_cache(_CACHED)
def city_names(wanted: str, *, country: str | None = None) -> tuple[str, ...] | None:
    """Return what a city is called, each form as a watchlist writes it.

    Of several cities of one name the largest; None if none is known.

    wanted: Its name in any language.
    country: ISO 3166 code in either case or English name of where it lies; None for anywhere.
    """
    code = country and _code_of(country)
    if code is None and country:
        return None
    found = _lines_with(f"\t{_key(wanted)}\t", "cities")
    # The file has the largest first.
    names = next((names for _, at, *names in found if not country or at == code), None)
    return None if names is None else tuple(names)


def place_names(wanted: str) -> tuple[str, ...] | None:
    """Return what a country or else a city is called; None if neither is known.

    wanted: As for `country_names`, or a city's name, after a comma its country if need be.
    """
    name, _, country = (part.strip() for part in wanted.partition(","))
    found = None if country else country_names(name)
    return found or city_names(name, country=country or None)


def _code_of(country: str) -> str | None:
    for code, name, *_ in _lines("countries"):
        if code == country.upper() or _key(name) == _key(country):
            return code
    return None


def _lines_with(key: str, file: str) -> Iterator[list[str]]:
    """Give the lines on which a name stands, in the file's order."""
    lines, folded = _lines(file), _folded(file)
    at, line, start = folded.find(key), 0, 0
    while at >= 0:
        line += folded.count("\n", start, at)
        yield lines[line]
        start = folded.find("\n", at)
        at = folded.find(key, start)


@cache
def _lines(file: str) -> list[list[str]]:
    packed = (resources.files(__package__) / f"{file}.tsv.xz").read_bytes()
    text = lzma.decompress(packed).decode("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@cache
def _folded(file: str) -> str:
    """Return all names of a file as `_key` has them, one line for each of its own."""
    text = "\n".join("\t" + "\t".join(line[2:]) + "\t" for line in _lines(file))
    return _key(text.replace("*", ""))


def _key(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", fold_text(name)).strip(" ")
