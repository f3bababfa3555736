"""Read a query's signs as a tree, by recursive descent; mistakes are told with their place.

NEAR binds tightest, then NOT, AND, OR. Depth is bounded, runs of NOT are counted, not nested.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import QuerySyntaxError
from monitor.matching.query.lexemes import OPERAND, Lexeme, cut
from monitor.matching.query.macros import expand
from monitor.matching.query.tree import (
    WORDS,
    Group,
    Kind,
    Near,
    Node,
    Operand,
    Query,
    may_hold_without_words,
)
from monitor.matching.query.values import operand_of
from monitor.watchlist import Term

MAX_DEPTH = 50  # open parentheses
MAX_MACROS = 200  # each stands for some hundred names

_AFTER_OPERAND = "AND, OR, NOT, NEAR/n, another operand or the end"
_NEAR_OPERAND = 'a word, a "phrase", a prefix*, a macro, or several of them joined by OR in ( )'
_OPENING = frozenset(["(", "word", "phrase", "field", "macro"])


def parse(text: str, *, people: Sequence[Term] = ()) -> Query:
    """Read a query; two operands side by side mean AND.

    Words in capitals `AND`, `OR`, `NOT`, `NEAR` are operators; a word with a hyphen or apostrophe
    inside is a phrase of its parts. Raises QuerySyntaxError where this is no query, where it is
    too long, too deep or too rich, where it names what is not known, and where it would hold on
    texts that have none of its words.

    people: The watchlist's own table of names, for `@person(...)`.
    """
    root = _Parser(cut(text), people).read()
    if may_hold_without_words(root, any_fact=False):
        raise QuerySyntaxError(
            "the query holds on every text that lacks its words",
            column=_first_column(root),
            expected="a word that must be there, joined by AND to what must not",
        )
    return Query(root, needs_words=not may_hold_without_words(root, any_fact=True))


class _Parser:
    """The signs of one query, and which is next."""

    def __init__(self, lexemes: list[Lexeme], people: Sequence[Term]) -> None:
        self._lexemes = lexemes
        self._people = people
        self._next = 0
        self._macros = 0

    def read(self) -> Node:
        root = self._either(0, "")
        rest = self._lexemes[self._next]
        if rest.kind != "end":
            message = "this ) closes nothing"
            raise QuerySyntaxError(message, column=rest.column, expected=_AFTER_OPERAND)
        return root

    def _either(self, depth: int, field: str) -> Node:
        parts = [self._all(depth, field)]
        while self._peek() == "OR":
            self._next += 1
            parts.append(self._all(depth, field))
        return parts[0] if len(parts) == 1 else Group(Kind.OR, tuple(parts))

    def _all(self, depth: int, field: str) -> Node:
        parts = [self._one(depth, field)]
        while self._peek() in _OPENING or self._peek() in {"AND", "NOT"}:
            self._next += self._peek() == "AND"
            parts.append(self._one(depth, field))
        return parts[0] if len(parts) == 1 else Group(Kind.AND, tuple(parts))

    def _one(self, depth: int, field: str) -> Node:
        negated = False
        while self._peek() == "NOT":
            negated = not negated
            self._next += 1
        node = self._near(depth, field)
        return Group(Kind.NOT, (node,)) if negated else node

    def _near(self, depth: int, field: str) -> Node:
        node = self._operand(depth, field)
        if self._peek() != "NEAR":
            return node
        first = self._lexemes[self._next]
        parts, gaps = [_alternatives(node, first)], []
        while self._peek() == "NEAR":
            sign = self._lexemes[self._next]
            self._next += 1
            if self._peek() not in _OPENING:
                self._refuse(_NEAR_OPERAND)
            parts.append(_alternatives(self._operand(depth, field), sign))
            gaps.append(sign.number)
        near = Near(tuple(parts), tuple(gaps), first.column)
        if not near.where:
            message = "what NEAR joins stands in different fields"
            expected = "words of one field, as in title:(a NEAR/5 b)"
            raise QuerySyntaxError(message, column=first.column, expected=expected)
        return near

    def _operand(self, depth: int, field: str) -> Node:
        lexeme = self._lexemes[self._next]
        if lexeme.kind not in _OPENING:
            self._refuse(OPERAND)
        if lexeme.kind == "(":
            return self._parenthesis(depth, field)
        self._next += 1
        if lexeme.kind == "field":
            return self._field(lexeme, depth, field)
        if lexeme.kind == "macro":
            self._macros += 1
            if self._macros > MAX_MACROS:
                message = f"the query has more than {MAX_MACROS} macros"
                raise QuerySyntaxError(message, column=lexeme.column, expected="fewer")
            return expand(lexeme, field, people=self._people)
        return operand_of(lexeme, field)

    def _field(self, lexeme: Lexeme, depth: int, outer: str) -> Node:
        if outer:
            message = f"{lexeme.written}: stands inside {outer}:(...)"
            expected = f"words without a field; what is in both: {lexeme.written}:a AND {outer}:b"
            raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
        if self._peek() not in _OPENING:
            self._refuse(OPERAND)
        return self._operand(depth, lexeme.written)

    def _parenthesis(self, depth: int, field: str) -> Node:
        lexeme = self._lexemes[self._next]
        if depth == MAX_DEPTH:
            message = f"more than {MAX_DEPTH} parentheses are open"
            raise QuerySyntaxError(message, column=lexeme.column, expected="a flatter query")
        self._next += 1
        node = self._either(depth + 1, field)
        if self._peek() != ")":
            message = f"the ( of column {lexeme.column} is never closed"
            column = self._lexemes[self._next].column
            raise QuerySyntaxError(message, column=column, expected=f") or {_AFTER_OPERAND}")
        self._next += 1
        return node

    def _refuse(self, expected: str) -> None:
        """Raise for what stands next, where an operand should."""
        lexeme = self._lexemes[self._next]
        what = f"{lexeme.kind} stands here"
        if lexeme.kind == "end":
            what = "the query ends here" if self._next else "the query is empty"
        raise QuerySyntaxError(what, column=lexeme.column, expected=expected)

    def _peek(self) -> str:
        return self._lexemes[self._next].kind


def _alternatives(node: Node, sign: Lexeme) -> tuple[Operand, ...]:
    """Return the words of one side of NEAR; raise where it is anything but words or ORs of them."""
    found: list[Operand] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Operand) and each.where & WORDS:
            found.append(each)
        elif isinstance(each, Group) and each.kind is Kind.OR:
            waiting += reversed(each.parts)
        else:
            message = f"NEAR joins {_named(each)}"
            expected = f"{_NEAR_OPERAND}, on both sides, of title, lead or text"
            raise QuerySyntaxError(message, column=sign.column, expected=expected)
    if len({each.field for each in found}) > 1:
        message = "alternatives beside NEAR stand under different fields"
        expected = "one field for all of them, as in title:(a OR b) NEAR/5 title:c"
        raise QuerySyntaxError(message, column=sign.column, expected=expected)
    return tuple(found)


def _named(node: Node) -> str:
    if isinstance(node, Group):
        return f"parts with {node.kind}"
    return "another NEAR" if isinstance(node, Near) else f"what stands under {node.field}:"


def _first_column(node: Node) -> int:
    while isinstance(node, Group):
        node = node.parts[0]
    return node.column
