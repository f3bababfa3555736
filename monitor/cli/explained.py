"""What `news-monitor explain` shows: one article and what watchlists make of it.

As lines for people or as JSON's values. What comes from outside is escaped; colour, and marks that
keep right-to-left text together, go to a terminal only, so that a file or a pipe holds nothing
but the words.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import typer

from monitor.cli.excerpts import cut, excerpts
from monitor.matching.explanation import Standing
from monitor.matching.score import LEAD_LENGTH
from monitor.model import Article, Decision, Part, Quality, Verdict, WatchlistId
from monitor.rules.articles import NO_STORY
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from monitor.cli.excerpts import Excerpt
    from monitor.matching.explanation import Clause, Explanation

_MOST_EXCERPTS: Final = 12
_MOST_CLAUSES: Final = 20  # of one query; JSON has them all
_MOST_NAMED: Final = 8  # words, terms or watchlists on one line
_MOST_SILENT: Final = 3  # watchlists that are told one by one though nothing of theirs was found
_DECIMALS: Final = 4

_FOUND: Final = "found"
_RAISES: Final = "raises"
_LOWERS: Final = "lowers"
_STYLES: Final = {
    _FOUND: "bold magenta",
    "heading": "bold",
    _RAISES: "green",
    _LOWERS: "red",
    Verdict.ALERT: "bold green",
    Verdict.NEAR_MISS: "bold yellow",
}
# What stands between these has its own direction, and its full stop at its own end (Unicode
# Annex 9, first strong isolate).
_ISOLATE: Final = "isolate"
_BEGIN: Final = ("\u2068", _ISOLATE)
_END: Final = ("\u2069", _ISOLATE)
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})

Line = list[tuple[str, str]]
"""Pieces of text, escaped, each with the name of its style; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The article that is explained, and what is known of it beside its words.

    quality: Of its page; None where it was read from no page.
    outcome: How it ended; None where it does not come from the state of record.
    decisions: What was decided then, by watchlist.
    """

    article: Article
    quality: Quality | None
    outcome: str | None = None
    decisions: Mapping[WatchlistId, Decision] = field(default_factory=dict)


# ---- printing ---------------------------------------------------------------------------------


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines, what was found in colour on a terminal that has some, else between ‹ and ›."""
    is_terminal = sys.stdout.isatty()
    if not is_terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        for line in lines:
            typer.echo(plain(line, is_terminal=is_terminal))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES.get(style, "")) for text, style in line)))


def plain(line: Line, *, is_terminal: bool) -> str:
    """Return a line without colour; isolates stay for a terminal."""
    return "".join(
        f"‹{text}›" if style == _FOUND else text
        for text, style in line
        if is_terminal or style != _ISOLATE
    )


def _said(text: str) -> Line:
    """Return text from outside as pieces of a line."""
    return _apart([(escape_line(text), "")])


def _apart(pieces: Line) -> Line:
    """Return pieces kept together in their own direction, where any is written right to left."""
    letters = set().union(*(text for text, _ in pieces))
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters):
        return [_BEGIN, *pieces, _END]
    return pieces


def _joined(texts: Sequence[str]) -> Line:
    """Return texts from outside in a row, of many the first ones."""
    line: Line = []
    for text in texts[:_MOST_NAMED]:
        line += [(", ", "")] if line else []
        line += _said(text)
    more = len(texts) - _MOST_NAMED
    return [*line, (f" and {more} more", "")] if more > 0 else line


def _row(name: str, rest: Line, *, indent: int = 0) -> Line:
    return [(f"{' ' * indent}{name:{12 - indent}}", ""), *rest]


# ---- for people -------------------------------------------------------------------------------


def page(subject: Subject, told: Sequence[Explanation]) -> Iterator[Line]:
    """Tell everything: the article, then each watchlist; those without any find in one line."""
    yield from _subject_lines(subject)
    silent = [each for each in told if each.is_silent and each.watchlist.enabled]
    is_crowded = len(silent) > _MOST_SILENT
    for each in told:
        if not (is_crowded and each in silent):
            yield []
            yield from _watchlist_lines(subject, each)
    if is_crowded:
        yield []
        yield [("found nothing of: ", ""), *_joined([each.watchlist.id for each in silent])]


def _subject_lines(subject: Subject) -> Iterator[Line]:
    article, quality = subject.article, subject.quality
    size = f"{len(article.text):,} characters"
    kind = f"{quality.value.replace('_', ' ')}, {size}" if quality else f"text, {size}"
    for name, value in (
        ("title", article.title or "(none)"),
        ("outlet", article.outlet),
        ("url", article.final_url or article.url),
        ("language", article.language or "unknown"),
        ("quality", kind),
        ("ended", subject.outcome),
    ):
        if value:
            yield _row(name, _said(value))
    if quality in NO_STORY and not article.text:
        yield _row("note", _said("the page is no story: only its title is there"))


def _watchlist_lines(subject: Subject, told: Explanation) -> Iterator[Line]:
    watchlist = told.watchlist
    yield [
        ("watchlist ", ""),
        (escape_line(watchlist.id), "heading"),
        (": ", ""),
        (told.verdict.value.replace("_", " "), told.verdict),
        (f", {_score_words(told)}", ""),
    ]
    for note in notes(subject, told):
        yield _row("note", [(note, "")], indent=2)
    for part in (*told.parts, *told.bars):
        yield _part_line(part)
    if told.clauses:
        yield _row("query", [(_query_words(told), "")], indent=2)
        yield from _clause_lines(told.clauses, indent=4)
    if told.missing_terms:
        yield _row("terms", [("not there: ", ""), *_joined(told.missing_terms)], indent=2)
    found = _excerpts(subject, told)
    for excerpt in found:
        pieces = [(text, _FOUND if is_found else "") for text, is_found in cut(excerpt)]
        yield _row(excerpt.field, _apart(pieces), indent=2)


def _part_line(part: Part) -> Line:
    """Tell a part with what it adds to the log-odds, in colour on which side it is."""
    if part.log_odds is None:
        return _row("bars", _said(f"{part.name}: {part.why}"), indent=2)
    style = _RAISES if part.log_odds > 0 else _LOWERS
    told = f"{part.name} ({part.value:.2f} alone): {part.why}"
    return [(f"  {part.log_odds:+.2f}     ", style), *_said(told)]


def _score_words(told: Explanation) -> str:
    threshold = told.watchlist.threshold
    near = max(round(threshold - told.watchlist.near_miss_margin, _DECIMALS), 0)
    words = f"score {told.score:g}, threshold {threshold:g}, near misses from {near:g}"
    if told.bars and told.score_without_bars:
        return f"{words}; without what bars it {told.score_without_bars:g}"
    short = round(threshold - told.score, _DECIMALS)
    return f"{words}: {short:g} short" if short > 0 else words


def notes(subject: Subject, told: Explanation) -> Iterator[str]:
    """Say what else one should know of this watchlist and this article."""
    watchlist = told.watchlist
    if not watchlist.enabled:
        yield "disabled: it would alert nobody"
    if watchlist.model is not None:
        yield "learned from examples: what each part adds is by what they taught"
    elif not watchlist.query and not watchlist.terms:
        yield "seeds alone: the score says how like them the article is"
    if watchlist.languages and not subject.article.language:
        yield "the article's language is unknown, which passes"
    then = subject.decisions.get(watchlist.id)
    if then is not None:
        verdict = then.verdict.value.replace("_", " ")
        why = f" ({then.reason})" if then.reason else ""
        yield f"when it ended: {verdict}{why}, score {then.match.score:g}"


def _query_words(told: Explanation) -> str:
    standings = [clause.standing for clause in told.clauses]
    missing, barring = standings.count(Standing.MISSING), standings.count(Standing.IN_THE_WAY)
    if (missing or barring) and len(standings) == 1:
        return "does not hold"
    if missing or barring:
        said = [f"{missing} of {len(standings)} parts missing"] if missing else []
        said += ["a NOT in the way" if barring == 1 else f"{barring} NOTs in the way"] * bool(
            barring
        )
        return f"does not hold: {', '.join(said)}"
    if Standing.FURTHER_DOWN in standings:
        return f"holds, but not on title and first {LEAD_LENGTH} characters alone"
    return f"holds on title and first {LEAD_LENGTH} characters"


def _clause_lines(clauses: Sequence[Clause], *, indent: int) -> Iterator[Line]:
    for clause in clauses[:_MOST_CLAUSES]:
        line = [(f"{' ' * indent}{clause.standing.value:14}", ""), *_said(clause.written)]
        if clause.found and clause.words > 1:
            line += [(": ", ""), *_joined(clause.found)]
        elif clause.standing is Standing.MISSING and clause.words > 1:
            line += [(f": none of {clause.words}", "")]
        yield line
        yield from _clause_lines(clause.parts, indent=indent + 2)
    if clauses[_MOST_CLAUSES:]:
        yield [(f"{' ' * indent}and {len(clauses) - _MOST_CLAUSES} more", "")]


def _excerpts(subject: Subject, told: Explanation) -> list[Excerpt]:
    article = subject.article
    return excerpts(article.title, article.text, told.spans, most=_MOST_EXCERPTS)


# ---- for programs -----------------------------------------------------------------------------


def as_data(subject: Subject, told: Sequence[Explanation]) -> dict[str, Any]:
    """Return the same as JSON's values; docs/explain.md names the keys."""
    article = subject.article
    return {
        "title": article.title,
        "outlet": article.outlet,
        "url": article.final_url or article.url,
        "language": article.language,
        "quality": subject.quality.value if subject.quality else None,
        "characters": len(article.text),
        "outcome": subject.outcome,
        "watchlists": [_watchlist_data(subject, each) for each in told],
    }


def _watchlist_data(subject: Subject, told: Explanation) -> dict[str, Any]:
    watchlist = told.watchlist
    return {
        "watchlist": watchlist.id,
        "enabled": watchlist.enabled,
        "decision": told.verdict.value,
        "score": told.score,
        "score_without_bars": told.score_without_bars,
        "threshold": watchlist.threshold,
        "near_miss_margin": watchlist.near_miss_margin,
        "margin": round(told.score - watchlist.threshold, _DECIMALS),
        "notes": list(notes(subject, told)),
        "parts": [asdict(part) for part in told.parts],
        "bars": [asdict(part) for part in told.bars],
        "query_holds": told.query_holds if told.clauses else None,
        "clauses": [_clause_data(clause) for clause in told.clauses],
        "missing_terms": list(told.missing_terms),
        "spans": [asdict(span) for span in told.spans],
        "excerpts": [asdict(excerpt) for excerpt in _excerpts(subject, told)],
    }


def _clause_data(clause: Clause) -> dict[str, Any]:
    return {
        "written": clause.written,
        "standing": clause.standing.value.replace(" ", "_"),
        "found": list(clause.found),
        "words": clause.words,
        "parts": [_clause_data(part) for part in clause.parts],
    }
