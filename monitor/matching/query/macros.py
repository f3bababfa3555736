"""Macros: a name that stands for what a country, a city or a person is called in every language.

Countries and cities come from the gazetteer, people from the watchlist's own table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NoReturn

from monitor.errors import QuerySyntaxError
from monitor.matching.gazetteer import city_names, country_names
from monitor.matching.query.lexemes import Lexeme, shown
from monitor.matching.query.tree import Group, Kind, Operand, phrase_of
from monitor.watchlist import Term

_MACRO: Final = re.compile(r"@(?P<name>[^\s()\"]*)(?:\((?P<value>[^()]*)(?P<end>\)?))?")
_FEW: Final = 5  # names in a message


def expand(lexeme: Lexeme, field: str, *, people: Sequence[Term]) -> Group:
    """Return the names that a macro stands for, as alternatives under `field`.

    Raises QuerySyntaxError for a macro or a name that is not known.
    """
    found = _MACRO.fullmatch(lexeme.written)
    name = found["name"] if found else ""
    if found is None or name not in _MACROS:
        _refuse(lexeme, f"there is no macro {shown('@' + name)}", _KNOWN)
    if field in {"site", "lang"}:
        _refuse(lexeme, f"names stand under {field}:", "a macro without a field, or another one")
    if found["value"] is None:
        column = lexeme.column + len(lexeme.written)
        _refuse(lexeme, f"@{name} names nothing", f"{_EXAMPLES[name]}, without a space", column)
    if not found["end"]:
        message = f"the ( of @{name} is never closed"
        _refuse(lexeme, message, ")", lexeme.column + len(lexeme.written))
    value = " ".join(found["value"].replace('"', " ").split())
    column = lexeme.column + found.start("value")
    if not value:
        _refuse(lexeme, f"@{name} names nothing", _EXAMPLES[name], column)
    written = f"@{name}({value})"
    phrases = {
        phrase: form
        for form in _MACROS[name](value, lexeme, column, people)
        if (phrase := phrase_of(form)) is not None
    }
    return Group(
        Kind.OR,
        tuple(
            Operand(phrase, form, lexeme.column, field, written) for phrase, form in phrases.items()
        ),
        macro=written,
    )


def _country(value: str, lexeme: Lexeme, column: int, _people: Sequence[Term]) -> Iterable[str]:
    names = country_names(value)
    if names is None:
        message = f"no country is called {shown(value)}"
        _refuse(lexeme, message, "an ISO 3166 code as SY, or an English name as Syria", column)
    return names


def _city(value: str, lexeme: Lexeme, column: int, _people: Sequence[Term]) -> Iterable[str]:
    name, _, country = value.partition(",")
    names = city_names(name.strip(), country=country.strip() or None)
    if names is None:
        message = f"no city is known as {shown(value)}"
        expected = (
            "a capital or a city of some size, by any of its names, and where there are several "
            "the country's ISO 3166 code, as @city(Paris, FR)"
        )
        _refuse(lexeme, message, expected, column)
    return names


def _person(value: str, lexeme: Lexeme, column: int, people: Sequence[Term]) -> Iterable[str]:
    wanted = phrase_of(value)
    for term in people:
        forms = [term.text, *(form for _, aliases in term.aliases for form in aliases)]
        if wanted is not None and wanted in map(phrase_of, forms):
            return forms
    known = ", ".join(shown(term.text)[1:-1] for term in people[:_FEW])
    known += ", ..." if len(people) > _FEW else ""
    expected = f"one of {known}" if people else "a name that stands under `people`, which is empty"
    return _refuse(lexeme, f"the watchlist's people have no {shown(value)}", expected, column)


def _refuse(lexeme: Lexeme, message: str, expected: str, column: int | None = None) -> NoReturn:
    raise QuerySyntaxError(message, column=column or lexeme.column, expected=expected)


_MACROS: Final[dict[str, Callable[[str, Lexeme, int, Sequence[Term]], Iterable[str]]]] = {
    "country": _country,
    "city": _city,
    "person": _person,
}
_EXAMPLES: Final = {
    "country": "@country(SY)",
    "city": "@city(Astana)",
    "person": "@person(Name), a name of the watchlist's `people`",
}
_KNOWN: Final = "@country(SY), @city(Astana), @person(Name), or quotation marks around the word"
