"""Everything that a watchlist looks for, one by one, each with its place.

Names that a macro or a place stands for are not the user's own words, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matching.lint.findings import Keys
from monitor.matching.query import Group, Kind, Node, Operand, Phrase, parse, phrase_of
from monitor.matching.query.tree import WORDS, Near
from monitor.watchlist import Term, Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One word or phrase that a watchlist looks for.

    phrase: None where it holds no letter or digit.
    language: As an alias says; None where nobody does.
    group: What it is an alternative in: of two with one group, either does.
    part: `query`, `terms`, `people` or `exclude`.
    is_sought: Whether it should be there; else it is left out.
    is_enough: Whether it is a reason to alert by itself.
    column: Within the query, 1-based; None elsewhere.
    """

    written: str
    phrase: Phrase | None
    keys: Keys
    group: Keys
    part: str
    language: str | None = None
    is_sought: bool = True
    is_enough: bool = False
    column: int | None = None


def wanted_of(watchlist: Watchlist) -> list[Wanted]:
    """Return what a watchlist looks for, in the order of its keys. Raises QuerySyntaxError."""
    found: list[Wanted] = []
    if watchlist.query is not None:
        root = parse(watchlist.query, people=watchlist.people).root
        found += _in_query(root, group=("query", 0), is_sought=True, is_enough=True)
    for part, terms in (
        ("terms", watchlist.terms),
        ("people", watchlist.people),
        ("exclude", watchlist.exclude),
    ):
        for at, term in enumerate(terms):
            # Of what is excluded any does; two terms are two reasons.
            group: Keys = (part,) if part == "exclude" else (part, at)
            found += _forms(term, (part, at), group)
    return found


def _forms(term: Term, keys: Keys, group: Keys) -> Iterator[Wanted]:
    part, _ = keys
    forms: list[tuple[str | None, str, Keys]] = [(None, term.text, keys)]
    forms += [
        (language, form, (*keys, "aliases", language, at))
        for language, aliases in term.aliases
        for at, form in enumerate(aliases)
    ]
    for language, form, way in forms:
        yield Wanted(
            written=form,
            phrase=phrase_of(form),
            keys=way,
            group=group,
            part=str(part),
            language=language,
            is_sought=part != "exclude",
            is_enough=part == "terms",
        )


def _in_query(node: Node, *, group: Keys, is_sought: bool, is_enough: bool) -> Iterator[Wanted]:
    """Give the words of a query that stand there by themselves, alternatives in one group."""
    if isinstance(node, Operand):
        if node.where & WORDS and not node.macro:
            yield _operand(node, group, is_sought=is_sought, is_enough=is_enough)
    elif isinstance(node, Near):
        for number, alternatives in enumerate(node.parts):
            for operand in alternatives:
                if not operand.macro:
                    yield _operand(operand, (*group, "near", number), is_sought=is_sought)
    elif isinstance(node, Group) and not node.macro:
        is_either = node.kind is Kind.OR
        for number, part in enumerate(node.parts):
            yield from _in_query(
                part,
                group=group if is_either else (*group, number),
                is_sought=is_sought is not (node.kind is Kind.NOT),
                is_enough=is_enough and (is_either or len(node.parts) == 1),
            )


def _operand(operand: Operand, group: Keys, *, is_sought: bool, is_enough: bool = False) -> Wanted:
    return Wanted(
        written=operand.written,
        phrase=operand.phrase,
        keys=("query",),
        group=(*group, operand.field),  # beside a word anywhere, one in the title adds something
        part="query",
        is_sought=is_sought,
        is_enough=is_sought and is_enough,
        column=operand.column,
    )
