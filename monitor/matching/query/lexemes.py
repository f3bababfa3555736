"""Cut a query's text into its signs: parentheses, operators, fields, macros, phrases and words.

What a sign means, and whether it may stand there, is for `parser`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from monitor.errors import QuerySyntaxError
from monitor.matching.query.tree import FIELDS

MAX_LENGTH: Final = 500_000  # characters
MAX_OPERANDS: Final = 20_000
MAX_NEAR: Final = 100  # words apart
USUAL_NEAR: Final = 10

OPERAND: Final = 'a word, a "phrase", a prefix* or ('
_SHOWN: Final = 40  # characters of a word in a message
_LEXEME: Final = re.compile(
    r'(?P<paren>[()])|"(?P<phrase>[^"]*)"|(?P<macro>@[^\s()"]*+(?:\([^()]*+\)?+)?+)'
    r'|(?P<field>[^\W\d]\w*+:)|(?P<word>[^\s()"]+)|(?P<open>")'
)
_NEAR: Final = re.compile(r"NEAR(?:/(?P<words>.*))?", re.DOTALL)
_NEAR_WORDS: Final = re.compile("[0-9]{1,4}")
_OPERATORS: Final = frozenset(["AND", "OR", "NOT"])


class Lexeme(NamedTuple):
    """One sign of a query, with its place (1-based column).

    kind: AND, OR, NOT, NEAR, (, ), field, macro, phrase, word or end.
    written: Of a field its name, of a phrase what stands between the quotation marks.
    number: Of NEAR, how many words apart.
    """

    kind: str
    column: int
    written: str = ""
    number: int = 0


def cut(text: str) -> list[Lexeme]:
    """Cut a query; the last sign is its end. Raises QuerySyntaxError."""
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            f"the query has {len(text)} characters",
            column=MAX_LENGTH + 1,
            expected=f"at most {MAX_LENGTH} characters",
        )
    lexemes: list[Lexeme] = []
    count = 0
    for found in _LEXEME.finditer(text):
        group = found.lastgroup or "open"
        lexeme = _lexeme(group, found[group], found.start() + 1)
        if group == "field":
            _check_field(lexeme, text[found.end() : found.end() + 1])
        lexemes.append(lexeme)
        count += lexeme.kind in {"word", "phrase", "macro"}
        if count > MAX_OPERANDS:
            message = f"the query has more than {MAX_OPERANDS} words and phrases"
            expected = "fewer, or several watchlists on one channel"
            raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
    lexemes.append(Lexeme("end", len(text.rstrip()) + 1))
    return lexemes


def shown(written: str) -> str:
    """Return a short form that is safe to print: control and direction marks escaped."""
    short = written if len(written) <= _SHOWN else written[:_SHOWN] + "…"
    return repr(short)


def _lexeme(group: str, written: str, column: int) -> Lexeme:
    if group == "open":
        message = "this quotation mark is never closed"
        raise QuerySyntaxError(message, column=column, expected='a closing "')
    if group == "paren" or written in _OPERATORS:
        return Lexeme("phrase" if group == "phrase" else written, column, written)
    if group == "word" and (near := _NEAR.fullmatch(written)):
        return Lexeme("NEAR", column, written, _words_apart(near["words"], column))
    if group == "field":
        return Lexeme(group, column, written[:-1].lower())
    return Lexeme(group, column, written)


def _words_apart(written: str | None, column: int) -> int:
    if written is None:
        return USUAL_NEAR
    number = int(written) if _NEAR_WORDS.fullmatch(written) else 0
    if 1 <= number <= MAX_NEAR:
        return number
    message = f"NEAR/{shown(written)[1:-1]} says no number of words"
    expected = f"NEAR, or NEAR/ with a number from 1 to {MAX_NEAR}"
    raise QuerySyntaxError(message, column=column, expected=expected)


def _check_field(lexeme: Lexeme, following: str) -> None:
    name = lexeme.written
    if name not in FIELDS:
        message = f"there is no field {shown(name)}"
        known = ", ".join(f"{each}:" for each in FIELDS)
        expected = f"one of {known}, or quotation marks around what holds a colon"
        raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
    if not following.strip() or following == ")":
        message = f"the field {name}: has no value"
        expected = f"{OPERAND} right after the colon"
        column = lexeme.column + len(name) + 1
        raise QuerySyntaxError(message, column=column, expected=expected)
