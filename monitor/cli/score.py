"""`score`: match articles from lines of JSON with watchlists; no fetching, no daemon.

For trying a watchlist and for measuring one. Lines are read, scored and written one at a time,
so the input may be longer than the memory.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from monitor.matching.compiled import Matcher
    from monitor.model import Article, Match, Watchlist

MAX_LINE = 32 * 1024 * 1024  # bytes; an article of 2 MB fits, however it is escaped
PROGRESS_AFTER = 2.0  # seconds


class BrokenLineError(ValueError):
    """Tell what is wrong with one line; the rest is still scored."""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""

    @app.command("score", no_args_is_help=True)
    def _score(
        watchlists: Annotated[
            list[Path],
            typer.Option("-w", "--watchlist", help="Watchlist file or folder; may be repeated."),
        ],
        articles: Annotated[
            Path | None,
            typer.Argument(help="File of articles, one JSON object a line; default stdin."),
        ] = None,
        jsonl: Annotated[  # noqa: ARG001 - names the only format there is; others may join it
            bool, typer.Option("--jsonl", help="Lines of JSON in and out (the only format).")
        ] = True,
        why: Annotated[bool, typer.Option("--why", help="Add parts and spans.")] = False,
        min_score: Annotated[
            float, typer.Option("--min-score", min=0, max=1, help="Leave lower scores out.")
        ] = 0.0,
    ) -> None:
        """Score articles with watchlists.

        Reads lines {id, title, text, lang?, url?, date?} and writes, for every article and every
        watchlist, one line {watchlist, id, score, decision}; decision is alert, near_miss or
        none. Exit code 1 if a line could not be read; the others are scored all the same.

        Example: news-monitor score -w config/watchlists --jsonl < articles.jsonl
        """
        from monitor.config.load import load_watchlists
        from monitor.matching.compiled import compile_watchlists

        loaded = load_watchlists(watchlists)
        for watchlist in loaded:
            if not watchlist.enabled:
                typer.echo(f"note: {watchlist.id} is disabled and scores nothing", err=True)
        lines = Lines(loaded, compile_watchlists(loaded), why=why, min_score=min_score)
        with ExitStack() as stack:
            source = sys.stdin.buffer if articles is None else stack.enter_context(_open(articles))
            step = stack.enter_context(_Progress())
            broken = _score_all(source, lines, step)
        if broken:
            typer.echo(f"{broken} line(s) could not be read", err=True)
            raise typer.Exit(1)


class Lines:
    """Write what all watchlists make of an article as lines of JSON."""

    def __init__(
        self, watchlists: Sequence[Watchlist], matcher: Matcher, *, why: bool, min_score: float
    ) -> None:
        self._heads = [(w.id, f'{{"watchlist": {_json(w.id)}, "id": ') for w in watchlists]
        self._matcher = matcher
        self._why = why
        self._min_score = min_score

    def of(self, article: Article) -> Iterator[str]:
        """Give one line for each watchlist, in their order, those under the lowest score left out."""
        matches = {match.watchlist_id: match for match in self._matcher.match(article)}
        article_id = _json(article.id)
        silent = f'{article_id}, "score": 0.0, "decision": "none"'
        silent += ', "parts": [], "spans": []}\n' if self._why else "}\n"
        for watchlist_id, head in self._heads:
            match = matches.get(watchlist_id)
            if (match.score if match else 0.0) < self._min_score:
                continue
            yield head + (silent if match is None else f"{article_id}, {self._tail(match)}\n")

    def _tail(self, match: Match) -> str:
        fields: dict[str, Any] = {"score": match.score, "decision": match.verdict.value}
        if self._why:
            fields["parts"] = [
                {"name": part.name, "value": part.value, "why": part.why} for part in match.parts
            ]
            fields["spans"] = [
                {"field": span.field, "start": span.start, "end": span.end, "term": span.term}
                for span in match.spans
            ]
        return _json(fields)[1:]


def read_article(line: bytes) -> Article:
    """Read one line `{id, title, text, lang?, url?, date?}`; raise BrokenLineError.

    `title` or `text` may be missing or null, not both; unknown keys are passed over.
    """
    from monitor.model import Article

    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BrokenLineError(f"not UTF-8 at byte {error.start + 1}") from None
    except (ValueError, RecursionError) as error:
        is_syntax = isinstance(error, json.JSONDecodeError)
        at = f"{error.msg} at column {error.colno}" if is_syntax else "nested too deeply"
        raise BrokenLineError(f"not JSON: {at}") from None
