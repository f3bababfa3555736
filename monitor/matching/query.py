"""Read a watchlist's boolean query: `AND OR NOT`, parentheses, "phrases", words and prefixes*.

A small grammar of our own, so that a mistake is told with its place and with what could have
stood there. It only reads; whether a query holds is for `compiled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.errors import QuerySyntaxError
from monitor.matching.tokens import words_of

MAX_LENGTH = 500_000  # characters
MAX_DEPTH = 50  # open parentheses
MAX_OPERANDS = 20_000
_SHOWN = 40  # characters of a word in a message

_OPERAND = 'a word, a "phrase", a prefix* or ('
_AFTER_OPERAND = "AND, OR, NOT, another operand or the end"
_LEXEME = re.compile(r'(?P<paren>[()])|"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+)|(?P<open>")')
_LATER = re.compile(r"[:@/]")  # fields, macros and NEAR/n will need them
_FOREIGN = re.compile("[|!~^?+=<>\\[\\]{}\\\\“”„«»]|^-")  # other languages' operators and quotes


class Kind(StrEnum):
    """Name what joins a query's parts."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


class Phrase(NamedTuple):
    """Words that stand side by side, folded; one word is a phrase too.

    is_prefix: Whether the last word may go on.
    is_exact: Whether the words stand as they are written, not in other forms.
    """

    words: tuple[str, ...]
    is_prefix: bool
    is_exact: bool = False

    @property
    def bends(self) -> bool:
        """Say whether the words may stand in other forms."""
        return not (self.is_exact or self.is_prefix)


class Operand(NamedTuple):
    """A phrase to look for, as it was written and where (1-based column)."""

    phrase: Phrase
    written: str
    column: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one operator: NOT has exactly one, AND and OR have two or more."""

    kind: Kind
    parts: tuple[Node, ...]


Node = Operand | Group


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read; it holds on no text that has none of its words."""

    root: Node


class _Lexeme(NamedTuple):
    kind: str  # AND, OR, NOT, (, ), operand, end
    column: int
    operand: Operand | None = None


def parse(text: str) -> Query:
    """Read a query; two operands side by side mean AND, NOT binds tightest, OR loosest.

    Words in capitals `AND`, `OR`, `NOT` are operators; a word with a hyphen or apostrophe inside
    is a phrase of its parts. Raises QuerySyntaxError where this is no query, where it is too
    long, too deep or too rich, and where it would hold on texts that have none of its words.
    """
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            f"the query has {len(text)} characters",
            column=MAX_LENGTH + 1,
            expected=f"at most {MAX_LENGTH} characters",
        )
    root = _Parser(_lex(text)).read()
    if _holds_on_nothing(root):
        raise QuerySyntaxError(
            "the query holds on every text that lacks its words",
            column=_first_operand(root).column,
            expected="a word that must be there, joined by AND to what must not",
        )
    return Query(root)


def phrase_of(written: str, *, is_exact: bool = False) -> Phrase | None:
    """Fold a word or phrase as a watchlist writes it; a trailing `*` makes it a prefix.

    None if it holds no letter or digit, so that there is nothing to find. Straight quotation
    marks around it make it exact.
    """
    stripped = written.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        stripped, is_exact = stripped[1:-1].strip(), True
    words = words_of(stripped.removesuffix("*"))
    return Phrase(words, stripped.endswith("*"), is_exact) if words else None


def sought(node: Node, *, is_sought: bool = True) -> Iterator[Operand]:
    """Give the operands that a text is to have, in order; not those that it is to lack."""
    if isinstance(node, Operand):
        if is_sought:
            yield node
        return
    for part in node.parts:
        yield from sought(part, is_sought=is_sought is not (node.kind is Kind.NOT))


def _lex(text: str) -> list[_Lexeme]:
    lexemes: list[_Lexeme] = []
    count = 0
    for found in _LEXEME.finditer(text):
        group = found.lastgroup or "open"
        lexeme = _lexeme(group, found[group], found.start(group) + 1)
        lexemes.append(lexeme)
        count += lexeme.operand is not None
        if count > MAX_OPERANDS:
            message = f"the query has more than {MAX_OPERANDS} words and phrases"
            expected = "fewer, or several watchlists on one channel"
            raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
    lexemes.append(_Lexeme("end", len(text.rstrip()) + 1))
    return lexemes


def _lexeme(group: str, written: str, column: int) -> _Lexeme:
    if group == "open":
        message = "this quotation mark is never closed"
        raise QuerySyntaxError(message, column=column, expected='a closing "')
    if group == "paren":
        return _Lexeme(written, column)
    if group == "word":
        if written in {"AND", "OR", "NOT"}:
            return _Lexeme(written, column)
        if not written.isalnum():
            _refuse_signs(written, column)
    else:
        column -= 1  # the quotation mark's own
    phrase = phrase_of(written, is_exact=group == "phrase")
    if phrase is None:
        message = f"{_shown(written)} holds no letter or digit"
        raise QuerySyntaxError(message, column=column, expected=_OPERAND)
    if "*" in written.rstrip()[:-1]:
        message = "* stands inside a word"
        raise QuerySyntaxError(message, column=column, expected="* at the end only, as in prefix*")
    return _Lexeme("operand", column, Operand(phrase, written, column))


def _refuse_signs(written: str, column: int) -> None:
    later = _LATER.search(written)
    foreign = _FOREIGN.search(written)
    if later is not None:
        message = f"{later[0]} is reserved (in {_shown(written)})"
        expected = f'a plain word, or a phrase in quotation marks as "a{later[0]}b"'
        raise QuerySyntaxError(message, column=column + later.start(), expected=expected)
    if foreign is not None:
        message = f"{foreign[0]} means nothing here (in {_shown(written)})"
        expected = 'AND, OR, NOT, parentheses or straight quotation marks "..."'
        raise QuerySyntaxError(message, column=column + foreign.start(), expected=expected)


def _shown(written: str) -> str:
    """Return a short form that is safe to print: control and direction marks escaped."""
    short = written if len(written) <= _SHOWN else written[:_SHOWN] + "…"
    return repr(short)


class _Parser:
    """Recursive descent over lexemes; depth is bounded, runs of NOT are counted, not nested."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._next = 0

    def read(self) -> Node:
        root = self._either(depth=0)
        rest = self._lexemes[self._next]
        if rest.kind != "end":
            message = "this ) closes nothing"
            raise QuerySyntaxError(message, column=rest.column, expected=_AFTER_OPERAND)
        return root

    def _either(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._peek() == "OR":
            self._next += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Group(Kind.OR, tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._peek() in {"AND", "NOT", "(", "operand"}:
            self._next += self._peek() == "AND"
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Group(Kind.AND, tuple(parts))

    def _one(self, depth: int) -> Node:
        negated = False
        while self._peek() == "NOT":
            negated = not negated
            self._next += 1
        node = self._operand(depth)
        return Group(Kind.NOT, (node,)) if negated else node

    def _operand(self, depth: int) -> Node:
        lexeme = self._lexemes[self._next]
        if lexeme.operand is not None:
            self._next += 1
            return lexeme.operand
        if lexeme.kind != "(":
            what = f"{lexeme.kind} stands here"
            if lexeme.kind == "end":
                what = "the query ends here" if self._next else "the query is empty"
            raise QuerySyntaxError(what, column=lexeme.column, expected=_OPERAND)
        if depth == MAX_DEPTH:
            message = f"more than {MAX_DEPTH} parentheses are open"
            raise QuerySyntaxError(message, column=lexeme.column, expected="a flatter query")
        self._next += 1
        node = self._either(depth + 1)
        if self._peek() != ")":
            message = f"the ( of column {lexeme.column} is never closed"
            column = self._lexemes[self._next].column
            raise QuerySyntaxError(message, column=column, expected=f") or {_AFTER_OPERAND}")
        self._next += 1
        return node

    def _peek(self) -> str:
        return self._lexemes[self._next].kind


def _holds_on_nothing(node: Node) -> bool:
    if isinstance(node, Operand):
        return False
    if node.kind is Kind.NOT:
        return not _holds_on_nothing(node.parts[0])
    join = all if node.kind is Kind.AND else any
    return join(_holds_on_nothing(part) for part in node.parts)


def _first_operand(node: Node) -> Operand:
    while not isinstance(node, Operand):
        node = node.parts[0]
    return node
