"""A proposal as a watchlist file: the query, and above it where each of its lines comes from.

YAML has no comments inside of a text over several lines, so they stand above it, in its order.
The file is text for a person to go on with; it is read back and held against the seed before
anybody is told of it.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Final

from monitor.matching.compiled import compile_watchlists
from monitor.model import Article, ChannelName, WatchlistId
from monitor.proposing.proposal import Line, Proposal
from monitor.rules.printable import escape_line
from monitor.watchlist import Seed, Watchlist

WIDTH: Final = 100  # columns
_BARE: Final = re.compile(r"[^\W_]+\*?")
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
# The strictest first: a query that holds near the top scores above the first, else above the next.
_THRESHOLDS: Final = (0.7, 0.6, 0.5)


def query_of(proposal: Proposal) -> str:
    """Return the proposed query, each of its lines broken to fit and indented by two levels."""
    groups = []
    for group in proposal.groups:
        lines = [_alternatives(line) for line in group.lines]
        joined = "\n".join(
            _wrapped(f"{'OR ' if number else ''}{line}", indent="    ")
            for number, line in enumerate(lines)
        )
        groups.append(f"  (\n{joined}\n  )")
    return "\n  AND\n".join(groups)


def languages_of(proposal: Proposal) -> str:
    """Return in which languages the proposed query can hold, for people."""
    return ", ".join(each or "the language of the seed" for each in proposal.query_languages)


def threshold_of(proposal: Proposal, seed: Seed) -> float | None:
    """Return the threshold from which the seed itself alerts; None if the query misses it."""
    if not proposal.groups:
        return None
    watchlist = Watchlist(
        id=WatchlistId("proposed"),
        title="",
        channel=ChannelName("proposed"),
        query=query_of(proposal),
    )
    article = Article(id="seed", title=seed.title, text=seed.text, language=seed.language)
    matches = compile_watchlists([watchlist]).match(article)
    score = matches[0].score if matches else 0.0
    return next((each for each in _THRESHOLDS if score > each), None)


def watchlist_text(
    proposal: Proposal, *, watchlist_id: str, title: str, seed_file: str, threshold: float
) -> str:
    """Return the text of the watchlist's file.

    seed_file: Where the seed is, as the file is to name it.
    """
    lines = [
        "# yaml-language-server: $schema=../schema/watchlist.schema.json",
        "#",
        f"# Proposed by `news-monitor init` from {escape_line(seed_file)}; now it is yours.",
        "# How to go on: docs/first-watchlist.md. Try it: news-monitor explain -w FILE ARTICLE",
        f"id: {json.dumps(watchlist_id)}",
        f"title: {json.dumps(title, ensure_ascii=not title.isprintable())}",
        f"channel: {json.dumps(watchlist_id)}",
        "languages: []                     # all; or such as [fr, en]",
        f"threshold: {threshold}                    # {_meaning(threshold)}",
        "near_miss_margin: 0.1",
        "seeds:",
        f"  - {{file: {json.dumps(seed_file)}}}",
        "",
        *_comments(proposal),
        "query: >",
        query_of(proposal),
    ]
    return "\n".join(lines) + "\n"


def _meaning(threshold: float) -> str:
    if threshold == _THRESHOLDS[0]:
        return "the query has to hold on title and opening; 0.6: anywhere"
    return "the query has to hold anywhere; 0.7: on title and opening"


def _comments(proposal: Proposal) -> Iterator[str]:
    """Say of each line of the query where it comes from, and what was left out."""
    several = len(proposal.groups) > 1
    yield from _comment(
        f"The query, in {languages_of(proposal)}"
        f"{': an article has to hold a word of each group' if several else ''}. "
        "Its lines, in their order:"
    )
    for group in proposal.groups:
        yield f"# {group.name}:"
        for line in group.lines:
            yield f"#   {escape_line(line.label)}: {line.why}"
    for caution in proposal.cautions:
        yield from _comment(f"Weak: {caution}.")
    if proposal.silent:
        yield from _comment(
            f"There are no words for events in {', '.join(proposal.silent)}: add them by hand."
        )
    if proposal.left_out:
        yield "#"
        yield from _comment(
            "Left out as too weak or too broad. To take one in, copy its words into a group of "
            "the query, with OR before them."
        )
    for line in proposal.left_out:
        yield f"#   {escape_line(line.label)}: {line.why}"
        yield _wrapped(_alternatives(line), indent="#       ")


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def _alternatives(line: Line) -> str:
    return " OR ".join(map(_operand, line.forms))


def _operand(form: str) -> str:
    is_bare = _BARE.fullmatch(form) and form not in _OPERATORS
    return form if is_bare else f'"{form}"'


def _wrapped(text: str, *, indent: str) -> str:
    """Break a line between alternatives, never inside a phrase."""
    lines, current = [], ""
    for piece in re.split(r" (?=OR )", text):
        if current and len(indent) + len(current) + 1 + len(piece) > WIDTH:
            lines.append(indent + current)
            current = piece
        else:
            current = f"{current} {piece}".strip()
    return "\n".join([*lines, indent + current])
