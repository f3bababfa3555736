"""Say of one article and one watchlist what was found, what was missing, and what stood in the way.

For people who ask why: a match says only what was there. Scores come from the matcher itself; what
is worked out here is never part of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TypeGuard

from monitor.matching import score
from monitor.matching.bars import Bars, compile_bars
from monitor.matching.compiled import Encoding, compile_watchlists
from monitor.matching.condition import Condition, Nearness, condition_of
from monitor.matching.judges import BASE
from monitor.matching.query import Fact, Group, Kind, Near, Node, Operand, parse
from monitor.matching.query.tree import TOP
from monitor.matching.query_places import QueryPlaces, places_of
from monitor.matching.sightings import Shown, Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Article, Match, Part, Span, Verdict
from monitor.watchlist import Watchlist

_MOST_WRITTEN = 6  # words of one clause that are written out
_MOST_LETTERS = 60  # of one word or phrase


class Standing(StrEnum):
    """Say how a part of a query stands: the first two hold, as does what is rightly absent."""

    NEAR_THE_TOP = "near the top"  # on title and opening alone
    FURTHER_DOWN = "further down"  # only with the rest of the article
    ABSENT = "absent"  # a NOT that holds
    MISSING = "missing"
    IN_THE_WAY = "in the way"  # a NOT of which something was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a query, as it is written and how it stands.

    written: Of many alternatives the first ones.
    found: Its words that stand in the article as the query writes them; of a NOT those that
        should not.
    words: How many words and phrases it has.
    parts: Of what is missing: the clauses that must all hold, or those of its alternatives of
        which something was found.
    """

    written: str
    standing: Standing
    found: tuple[str, ...]
    words: int
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one watchlist makes of one article, and why; the watchlist counts as enabled.

    parts: What was found, as the match tells it; bars are told apart.
    bars: What brings the score to 0, also where nothing was found.
    score_without_bars: What the parts come to; equal to `score` where nothing bars.
    clauses: What must all hold for the query to hold; empty without a query.
    missing_terms: Terms of which no form stands in the article.
    spans: Where words of query, terms and exclusions stand, whether or not they count.
    """

    watchlist: Watchlist
    score: float
    verdict: Verdict
    parts: tuple[Part, ...]
    bars: tuple[Part, ...]
    score_without_bars: float
    clauses: tuple[Clause, ...]
    missing_terms: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def query_holds(self) -> bool:
        """Say whether there is a query and it holds."""
        failing = {Standing.MISSING, Standing.IN_THE_WAY}
        return bool(self.clauses) and all(each.standing not in failing for each in self.clauses)

    @property
    def is_silent(self) -> bool:
        """Say whether nothing at all was found that the watchlist speaks of."""
        return not (self.parts or self.bars or self.spans)


def explain(article: Article, watchlists: Sequence[Watchlist]) -> list[Explanation]:
    """Explain what each watchlist makes of `article`, the best first, ties in the order given.

    Disabled ones are explained as if they were enabled. Raises QuerySyntaxError if a query cannot
    be read.
    """
    awake = [replace(each, enabled=True) for each in watchlists]
    matches = {
        match.watchlist_id: match
        for match in compile_watchlists(awake).match(article, encoding=Encoding.ALWAYS)
    }
    vocabulary = Vocabulary()
    asked = [_Asked(each, vocabulary) for each in watchlists]
    seen = Sightings(article, vocabulary.lexicon())
    found = [each.explained(matches.get(each.watchlist.id), seen) for each in asked]
    return sorted(found, key=lambda each: (-each.score, -each.score_without_bars, each.is_silent))


class _Asked:
    """A watchlist with all its phrases numbered."""

    def __init__(self, watchlist: Watchlist, vocabulary: Vocabulary) -> None:
        self.watchlist = watchlist
        self._number = vocabulary.number
        self._clauses: tuple[Node, ...] = ()
        self._places: QueryPlaces | None = None
        if watchlist.query is not None:
            root = parse(watchlist.query, people=watchlist.people).root
            self._clauses = root.parts if _is(root, Kind.AND) else (root,)
            self._places = places_of(root, self._number, is_negated_too=True)
        self._terms = vocabulary.number_terms(watchlist.terms)
        self._bars: Bars = compile_bars(watchlist, vocabulary)

    def explained(self, match: Match | None, seen: Sightings) -> Explanation:
        bars = tuple(self._bars.raised(seen))
        parts = match.parts[: len(match.parts) - len(bars)] if match else ()
        known = {self._terms[number] for number in seen.found & self._terms.keys()}
        wanted = dict.fromkeys(term.text for term in self.watchlist.terms)
        return Explanation(
            watchlist=self.watchlist,
            score=match.score if match else 0.0,
            verdict=match.verdict if match else Verdict.NONE,
            parts=parts,
            bars=bars,
            score_without_bars=_score_of(parts),
            clauses=tuple(self._clause(node, seen) for node in self._clauses),
            missing_terms=tuple(term for term in wanted if term not in known),
            spans=seen.spans(self._shown(seen)),
        )

    def _shown(self, seen: Sightings) -> Iterator[Shown]:
        if self._places is not None:
            yield from self._places.shown(seen, seen.found)
        yield from ((number, self._terms[number]) for number in seen.found & self._terms.keys())
        yield from self._bars.shown(seen)

    def _clause(self, node: Node, seen: Sightings) -> Clause:
        standing = self._standing(node, seen)
        asked = list(_things(node, is_sought=not _is(node, Kind.NOT)))
        found = (_leaf(each) for each in asked if self._condition(each).holds(seen))
        return Clause(
            written=_written(node),
            standing=standing,
            found=tuple(dict.fromkeys(found)),
            words=len(asked),
            parts=self._missing_parts(node, seen) if standing is Standing.MISSING else (),
        )

    def _missing_parts(self, node: Node, seen: Sightings) -> tuple[Clause, ...]:
        if not isinstance(node, Group) or node.macro:
            return ()
        if node.kind is Kind.AND:
            return tuple(self._clause(part, seen) for part in node.parts)
        near = (self._clause(part, seen) for part in node.parts if isinstance(part, Group))
        return tuple(clause for clause in near if clause.found)

    def _standing(self, node: Node, seen: Sightings) -> Standing:
        condition = self._condition(node)
        holds = condition.holds(seen)
        if _is(node, Kind.NOT):
            return Standing.ABSENT if holds else Standing.IN_THE_WAY
        if not holds:
            return Standing.MISSING
        is_near = condition.holds(seen, int(TOP))
        return Standing.NEAR_THE_TOP if is_near else Standing.FURTHER_DOWN

    def _condition(self, node: Node) -> Condition | Nearness:
        return condition_of(node, self._number)


def _score_of(parts: Sequence[Part]) -> float:
    """Return what parts come to; what was learned has a part of its own for where it begins."""
    if not parts:
        return 0.0
    base = 0.0 if any(part.name == BASE for part in parts) else score.BASE
    return score.score_of(base + sum(part.log_odds or 0.0 for part in parts))


def _is(node: Node, kind: Kind) -> TypeGuard[Group]:
    return isinstance(node, Group) and node.kind is kind


def _things(node: Node, *, is_sought: bool) -> Iterator[Operand | Near | Fact]:
    """Give the words, nearnesses and facts of a clause; of a NOT those that should be absent."""
    if not isinstance(node, Group):
        if is_sought:
            yield node
        return
    for part in node.parts:
        yield from _things(part, is_sought=is_sought is not (node.kind is Kind.NOT))


def _written(node: Node) -> str:
    """Return a clause as the query writes it, on one line, of many words the first ones."""
    return _write(node, iter(range(_MOST_WRITTEN)))


def _write(node: Node, left: Iterator[int]) -> str:
    if not isinstance(node, Group) or node.macro:
        return "" if next(left, None) is None else _leaf(node)
    if node.kind is Kind.NOT:
        return f"NOT {written}" if (written := _write(node.parts[0], left)) else ""
    # No more parts than words are written; an empty one means that there are none left.
    parts = (_write(part, left) for part in islice(node.parts, _MOST_WRITTEN + 1))
    shown = [part for part in parts if part]
    if len(shown) < len(node.parts):
        shown.append("…")
    return f"({f' {node.kind} '.join(shown)})" if shown[:1] != ["…"] else ""


def _leaf(node: Node) -> str:
    """Return what no clause is cut into: a word, a phrase, a macro, a fact, a nearness."""
    if isinstance(node, Group):
        return node.macro
    if isinstance(node, Fact):
        return f"{node.field}:{_short(node.written)}"
    if isinstance(node, Near):
        first, *rest = (_alternatives(part) for part in node.parts)
        joined = (f" NEAR/{gap} {part}" for gap, part in zip(node.gaps, rest, strict=True))
        return first + "".join(joined)
    word = node.macro or _short(node.written)
    quoted = f'"{word}"' if node.phrase.is_exact and not node.macro else word
    return f"{node.field}:{quoted}" if node.field else quoted


def _alternatives(part: Sequence[Operand]) -> str:
    """Return one side of a NEAR; names that a macro stands for are one."""
    words = list(dict.fromkeys(map(_leaf, part)))
    shown = words[:_MOST_WRITTEN] + ["…"] * (len(words) > _MOST_WRITTEN)
    return shown[0] if len(shown) == 1 else f"({' OR '.join(shown)})"


def _short(written: str) -> str:
    word = " ".join(written.split())
    return word if len(word) <= _MOST_LETTERS else f"{word[:_MOST_LETTERS]}…"
