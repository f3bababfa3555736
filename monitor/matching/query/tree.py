"""What a query is once it was read: a tree of operands, facts, nearness and groups.

Values only. Where each may stand in an article is a set of places; `matching.condition` makes of a
tree what can be held against an article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import NamedTuple

from monitor.matching.tokens import words_of


class Where(IntFlag):
    """Name the parts of an article in which something may stand, one bit each."""

    TITLE = 1
    LEAD = 2  # the first `score.LEAD_LENGTH` characters of the text
    REST = 4
    URL = 8
    AUTHOR = 16
    FACTS = 32  # its language and its hosts


WORDS = Where.TITLE | Where.LEAD | Where.REST
TEXT = Where.LEAD | Where.REST
WHOLE = WORDS | Where.URL | Where.AUTHOR | Where.FACTS
TOP = WHOLE & ~Where.REST

# The fields that a query may name, each with where it looks.
FIELDS = {
    "title": Where.TITLE,
    "lead": Where.LEAD,
    "text": TEXT,
    "url": Where.URL,
    "site": Where.FACTS,
    "lang": Where.FACTS,
    "author": Where.AUTHOR,
}


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
    """A phrase to look for, as it was written and where (1-based column).

    field: The field that it was written under; "" for none, which is title and text.
    macro: The macro that it came out of, as it was written; "" for none.
    """

    phrase: Phrase
    written: str
    column: int
    field: str = ""
    macro: str = ""

    @property
    def where(self) -> Where:
        """Return where it may stand."""
        return FIELDS.get(self.field, WORDS)

    @property
    def shown(self) -> str:
        """Return what a span says was found: the word as written, or the macro."""
        return self.macro or self.written


class Fact(NamedTuple):
    """A claim about the article beside its words: `lang` or `site`, and the value, canonical."""

    field: str
    value: str
    written: str
    column: int


class Near(NamedTuple):
    """Words that stand near each other in one field, in either order.

    parts: Alternatives for each; at least two.
    gaps: How many words apart each part and the next may be; 1 is side by side.
    """

    parts: tuple[tuple[Operand, ...], ...]
    gaps: tuple[int, ...]
    column: int

    @property
    def where(self) -> Where:
        """Return where all of them may stand; nothing where their fields exclude each other."""
        shared = WORDS
        for part in self.parts:
            for operand in part:
                shared &= operand.where
        return shared


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one operator: NOT has exactly one, AND and OR have one or more.

    macro: The macro that the parts are the names of, as it was written; "" for none.
    """

    kind: Kind
    parts: tuple[Node, ...]
    macro: str = ""


Node = Operand | Fact | Near | Group


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read.

    needs_words: Whether it holds on no title and text that have none of its words; else its
        address, author, site or language may be enough.
    """

    root: Node
    needs_words: bool


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


def operands(node: Node) -> Iterator[Operand]:
    """Give all words and phrases, in order."""
    if isinstance(node, Operand):
        yield node
    elif isinstance(node, Near):
        for part in node.parts:
            yield from part
    elif isinstance(node, Group):
        for each in node.parts:
            yield from operands(each)


def sought(node: Node, *, is_sought: bool = True) -> Iterator[Operand | Near]:
    """Give what of a text's words it is to have, in order; not what it is to lack."""
    if isinstance(node, Operand | Near):
        if is_sought:
            yield node
    elif isinstance(node, Group):
        for part in node.parts:
            yield from sought(part, is_sought=is_sought is not (node.kind is Kind.NOT))


def sought_facts(node: Node, *, is_sought: bool = True) -> Iterator[Fact]:
    """Give what of the article itself is to be so, in order."""
    if isinstance(node, Fact):
        if is_sought:
            yield node
    elif isinstance(node, Group):
        for part in node.parts:
            yield from sought_facts(part, is_sought=is_sought is not (node.kind is Kind.NOT))


def may_hold_without_words(node: Node, *, any_fact: bool) -> bool:
    """Say whether a query may hold on a title and a text that have none of its words.

    any_fact: Whether address, author, site and language may be as the query wants them; if not,
        all of them are taken to be otherwise.
    """
    return _without_words(node, any_fact=any_fact)[1]


def _without_words(node: Node, *, any_fact: bool) -> tuple[bool, bool]:
    """Say whether it must hold, and whether it may."""
    if isinstance(node, Near):
        return False, False
    if isinstance(node, Operand):
        return False, any_fact and not node.where & WORDS
    if isinstance(node, Fact):
        return False, any_fact
    each = [_without_words(part, any_fact=any_fact) for part in node.parts]
    if node.kind is Kind.NOT:
        must, may = each[0]
        return not may, not must
    join = all if node.kind is Kind.AND else any
    return join(must for must, _ in each), join(may for _, may in each)
