"""What of a query can never hold: it asks for what it leaves out, or for two languages at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.matching.lint.cover import Coverers
from monitor.matching.lint.findings import Finding, warning
from monitor.matching.query import Fact, Group, Kind, Near, Node, Operand, Phrase, Where, parse
from monitor.matching.sightings import primary
from monitor.watchlist import Watchlist


class _LeftOut:
    """What an AND leaves out: words by their phrases, each with where and how it is written."""

    def __init__(self, listed: list[Operand]) -> None:
        self._by_phrase: dict[Phrase, list[Operand]] = {}
        for operand in listed:
            self._by_phrase.setdefault(operand.phrase, []).append(operand)
        self._coverers = Coverers(self._by_phrase)

    def barring(self, operand: Operand) -> str | None:
        """Return what is left out wherever the operand stands; None if nothing is."""
        for phrase in self._coverers.of(operand.phrase):
            for other in self._by_phrase[phrase]:
                if operand.where & other.where == operand.where:
                    return other.shown
        return None


@dataclass(frozen=True, slots=True)
class _Around:
    """What a part of a query stands among.

    languages: Those that an article may be in; None for any.
    """

    left_out: tuple[_LeftOut, ...] = ()
    languages: frozenset[str] | None = None


def impossible_parts(watchlist: Watchlist) -> list[Finding]:
    """Return the parts of the query that can never hold, and whether all of it cannot.

    Raises QuerySyntaxError.
    """
    if watchlist.query is None:
        return []
    root = parse(watchlist.query, people=watchlist.people).root
    languages = frozenset(map(primary, watchlist.languages)) or None
    found: list[Finding] = []
    can_hold = _can_hold(root, _Around(languages=languages), found)
    if not can_hold:
        found.insert(0, warning("query", "the query can never hold", ("query",)))
    return found


def _can_hold(node: Node, around: _Around, found: list[Finding]) -> bool:
    if isinstance(node, Operand):
        barring = next(filter(None, (each.barring(node) for each in around.left_out)), None)
        if barring is not None:
            text = f"“{node.shown}” can never count here: the query leaves out “{barring}”"
            found.append(warning("query", text, ("query",), column=node.column))
        return barring is None
    if isinstance(node, Near):
        return True
    if isinstance(node, Fact):
        return _fact_can_hold(node, around, found)
    if node.kind is Kind.NOT:
        return True
    if node.kind is Kind.AND:
        around = _within(node, around)
    each = [_can_hold(part, around, found) for part in node.parts]
    return all(each) if node.kind is Kind.AND else any(each)


def _fact_can_hold(fact: Fact, around: _Around, found: list[Finding]) -> bool:
    wanted = around.languages
    if fact.field != "lang" or wanted is None or fact.value in wanted:
        return True
    text = f"lang:{fact.value} can never hold here: other languages alone are asked for beside it"
    found.append(warning("query", text, ("query",), column=fact.column))
    return False


def _within(group: Group, around: _Around) -> _Around:
    """Return what the parts of an AND stand among."""
    left_out = [
        operand
        for part in group.parts
        if isinstance(part, Group) and part.kind is Kind.NOT
        for operand in _each_of(part.parts[0])
    ]
    languages = around.languages
    for part in group.parts:
        named = _languages(part)
        if named is not None:
            languages = named if languages is None else languages & named
    around = replace(around, languages=languages)
    if left_out:
        around = replace(around, left_out=(*around.left_out, _LeftOut(left_out)))
    return around


def _each_of(node: Node) -> Iterator[Operand]:
    """Give the words of which each alone makes a part hold."""
    if isinstance(node, Operand):
        if node.where != Where.FACTS:
            yield node
    elif isinstance(node, Group) and node.kind is Kind.OR:
        for part in node.parts:
            yield from _each_of(part)


def _languages(node: Node) -> frozenset[str] | None:
    """Return the languages that a part asks for, if that is all it asks for."""
    if isinstance(node, Fact):
        return frozenset([node.value]) if node.field == "lang" else None
    if isinstance(node, Group) and node.kind is Kind.OR:
        each = [_languages(part) for part in node.parts]
        named = [one for one in each if one is not None]
        return frozenset().union(*named) if len(named) == len(each) else None
    return None
