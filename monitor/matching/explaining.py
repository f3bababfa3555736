"""Say of one article and one watchlist what was found, and what of its query is missing.

For a person who asks why; the score itself is the matcher's own, never worked out a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from monitor.matching.compiled import compile_watchlists
from monitor.matching.condition import Condition, condition_of
from monitor.matching.query import Group, Kind, Node, parse, sought
from monitor.matching.score import LEAD_LENGTH
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Article, Match, Span, Verdict, Watchlist

_MOST_WORDS: Final = 6  # of a group, in a sentence
_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a query that all the others need: a group of it between two ANDs.

    words: What it looks for, as the query writes it; for a NOT, what is to be absent.
    found: Those of them that stand in the article.
    """

    words: tuple[str, ...]
    is_negative: bool
    found: tuple[str, ...]
    holds: bool
    holds_near_the_top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a watchlist makes of an article, and why not more.

    match: None where nothing matched, which means a score of 0.
    spans: Where words of the query, terms and excluded terms stand, whether or not it matched.
    missing: Sentences on what is missing for an alert; empty for one.
    """

    watchlist: Watchlist
    match: Match | None
    clauses: tuple[Clause, ...]
    spans: tuple[Span, ...]
    missing: tuple[str, ...]

    @property
    def score(self) -> float:
        """Return the score, 0..1."""
        return self.match.score if self.match else 0.0

    @property
    def verdict(self) -> Verdict:
        """Return what the score is worth to the watchlist, whether or not it is enabled."""
        return self.match.verdict if self.match else Verdict.NONE


def explain(watchlist: Watchlist, article: Article) -> Explanation:
    """Match an article with a watchlist and say what comes of it and why.

    A disabled watchlist is explained as if it were enabled. Raises QuerySyntaxError if its query
    cannot be read.
    """
    matches = compile_watchlists([replace(watchlist, enabled=True)]).match(article)
    match = matches[0] if matches else None
    clauses, spans = _look(watchlist, article)
    return Explanation(
        watchlist=watchlist,
        match=match,
        clauses=clauses,
        spans=match.spans if match else spans,
        missing=tuple(_missing(watchlist, match, clauses)),
    )


def _look(watchlist: Watchlist, article: Article) -> tuple[tuple[Clause, ...], tuple[Span, ...]]:
    vocabulary = Vocabulary()
    parts = _conjuncts(parse(watchlist.query).root) if watchlist.query else ()
    read = [(part, condition_of(part, vocabulary.number)) for part in parts]
    written = [
        {vocabulary.number(each.phrase): each.written for each in sought(_positive(part))}
        for part in parts
    ]
    exclude = vocabulary.number_terms(watchlist.exclude)
    seen = Sightings(article, vocabulary.lexicon())
    clauses = tuple(
        _clause(part, condition, words, seen)
        for (part, condition), words in zip(read, written, strict=True)
    )
    everything = {
        **exclude,
        **{number: word for words in written for number, word in words.items()},
    }
    shown = [(number, everything[number]) for number in seen.found & everything.keys()]
    return clauses, seen.spans(shown)


def _conjuncts(root: Node) -> tuple[Node, ...]:
    return root.parts if isinstance(root, Group) and root.kind is Kind.AND else (root,)


def _positive(part: Node) -> Node:
    """Return what is inside of a NOT, so that its words can be named."""
    return part.parts[0] if isinstance(part, Group) and part.kind is Kind.NOT else part


def _clause(part: Node, condition: Condition, words: Mapping[int, str], seen: Sightings) -> Clause:
    return Clause(
        words=tuple(words.values()),
        is_negative=isinstance(part, Group) and part.kind is Kind.NOT,
        found=tuple(word for number, word in words.items() if number in seen.found),
        holds=condition.holds(seen.found),
        holds_near_the_top=condition.holds(seen.near_the_top),
    )


def _missing(
    watchlist: Watchlist, match: Match | None, clauses: tuple[Clause, ...]
) -> Iterator[str]:
    if match is not None and match.verdict is Verdict.ALERT:
        return
    if not watchlist.query and not watchlist.terms:
        yield "the watchlist has neither a query nor terms: it finds nothing"
        return
    for number, clause in enumerate(clauses, start=1):
        name = f"group {number} of the query" if len(clauses) > 1 else "the query"
        if not clause.holds:
            yield _unmet(name, clause)
        elif not clause.holds_near_the_top and all(each.holds for each in clauses):
            yield f"{name} holds only with what stands after the first {LEAD_LENGTH} characters"
    if watchlist.terms and not (match and any(part.name == "term" for part in match.parts)):
        count = len(watchlist.terms)
        yield "its term is not there" if count == 1 else f"none of its {count} terms is there"
    if match is not None and match.score > 0:
        short = round(watchlist.threshold - match.score, _DECIMALS)
        yield f"the score is {short:g} below the threshold of {watchlist.threshold:g}"


def _unmet(name: str, clause: Clause) -> str:
    if clause.is_negative:
        return f"{name} does not want {_named(clause.found or clause.words)}"
    if clause.found:
        return f"{name} does not hold with {_named(clause.found)} alone"
    if len(clause.words) == 1:
        return f"{name} wants {_named(clause.words)}, which is not there"
    return f"{name} wants one of its {len(clause.words)} words, such as {_named(clause.words)}"


def _named(words: tuple[str, ...]) -> str:
    rest = ", …" if len(words) > _MOST_WORDS else ""
    return ", ".join(f"“{word}”" for word in words[:_MOST_WORDS]) + rest
