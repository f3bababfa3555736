"""`news-monitor score`: match articles from lines of JSON with watchlists; no fetching, no daemon.

For trying a watchlist and for measuring one. Lines are read, scored and written one at a time,
so the input may be longer than the memory, and a broken line costs itself alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.encoders import EncoderName, ready
from monitor.cli.files import opened
from monitor.cli.lines import (
    MAX_LINE,
    Progress,
    id_of,
    json_line,
    read_lines,
    read_object,
    string_or_none,
)
from monitor.errors import PermanentError, UnreadableError
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from monitor.matching.compiled import Matcher
    from monitor.model import Article, Match, WatchlistId
    from monitor.watchlist import Watchlist

_MOST_NAMED = 5  # watchlists in one note

_Id = str | int


def register(app: typer.Typer) -> None:
    """Add the command `score`."""
    app.command("score", no_args_is_help=True)(score)


_Watchlists = Annotated[
    list[Path],
    typer.Option(
        "--watchlist", "-w", metavar="FILE", help="Watchlist file or folder; may be repeated."
    ),
]
_Articles = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE", help="Articles, one JSON object a line; else, and for -, standard input."
    ),
]
_Jsonl = Annotated[bool, typer.Option("--jsonl", help="Lines of JSON in and out, the only format.")]
_Why = Annotated[bool, typer.Option("--why", help="Add the parts and spans.")]
_MinScore = Annotated[
    float, typer.Option("--min-score", min=0, max=1, help="Leave lower scores out.")
]


def score(
    watchlists: _Watchlists,
    articles: _Articles = None,
    *,
    jsonl: _Jsonl = False,  # noqa: ARG001 - names the only format there is; others may join it
    why: _Why = False,
    min_score: _MinScore = 0.0,
    encoder: EncoderName = "use",
) -> None:
    """Score articles with watchlists.

    Reads lines {id, title, text, lang?, url?, date?} and writes, for every article and every
    watchlist, one line {watchlist, id, score, decision}; decision is alert, near_miss or none.
    For a line that cannot be read it writes one {id: null, line, error}; the others are scored all
    the same, and the exit code is 1.

    Example: news-monitor score -w config/watchlists < articles.jsonl
    """
    from monitor.matching.compiled import compile_watchlists

    loaded = ready(encoder, _loaded(watchlists))
    lines = ScoreLines([each.id for each in loaded], with_reasons=why, min_score=min_score)
    with opened(articles) as handle, Progress("articles") as progress, _disk_errors():
        broken = _score_all(handle, compile_watchlists(loaded), lines, progress)
    if broken:
        typer.echo(f"{broken} line(s) could not be read", err=True)
        raise typer.Exit(1)


def _loaded(paths: list[Path]) -> tuple[Watchlist, ...]:
    """Read the watchlists, and tell what is odd about them; raise where there is none."""
    from monitor.config.load import load_watchlists

    loaded = load_watchlists(paths)
    if not loaded:
        places = ", ".join(map(str, paths))
        raise typer.BadParameter(f"there is no watchlist in {places}", param_hint="-w")
    for note in notes(loaded):
        typer.echo(f"note: {note}", err=True)
    return loaded


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what goes wrong with standard output into PermanentError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:  # a full disk
        # What is left in the buffer would fail once more while Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise PermanentError(f"lines cannot be written: {error.strerror}") from error


def _score_all(handle: IO[bytes], matcher: Matcher, lines: ScoreLines, progress: Progress) -> int:
    """Write the lines of all articles; return how many lines could not be read."""
    from monitor.matching.compiled import Encoding

    broken = 0
    for number, line in enumerate(read_lines(handle, MAX_LINE), start=1):
        if line is not None and not line.strip():
            continue
        try:
            given_id, article = read_article(line)
        except UnreadableError as error:
            broken += 1
            typer.echo(f"line {number}: {escape_line(str(error))}", err=True)
            told = [json_line({"id": None, "line": number, "error": str(error)}) + "\n"]
        else:
            told = [*lines.of(given_id, matcher.match(article, encoding=Encoding.ALWAYS))]
        sys.stdout.buffer.write("".join(told).encode())
        # So that whoever feeds us slowly sees each article's scores at once.
        sys.stdout.buffer.flush()
        progress.advance()
    return broken


def notes(watchlists: Sequence[Watchlist]) -> Iterator[str]:
    """Say which watchlists score 0 on everything or lack seeds, one line for each reason."""
    disabled = [each.id for each in watchlists if not each.enabled]
    silent = [each.id for each in watchlists if each.enabled and not _has_grounds(each)]
    if disabled:
        yield f"disabled, so every score is 0: {_named(disabled)}"
    if silent:
        yield f"nothing to go by, so every score is 0: {_named(silent)}"
    unread = [each.id for each in watchlists if each.enabled and _has_unread_seeds(each)]
    if unread:
        yield (
            "seeds by address count for nothing here, for nothing is fetched; save their stories "
            f"as files, or see `explain` with a configuration: {_named(unread)}"
        )


def _has_grounds(watchlist: Watchlist) -> bool:
    has_text = any(seed.title or seed.text for seed in watchlist.seeds)
    has_names = bool(watchlist.terms or watchlist.people or watchlist.places)
    return bool(watchlist.query or has_names or has_text or watchlist.examples)


def _has_unread_seeds(watchlist: Watchlist) -> bool:
    return any(seed.url and not seed.text for seed in watchlist.seeds)


def _named(ids: list[WatchlistId]) -> str:
    more = len(ids) - _MOST_NAMED
    return escape_line(", ".join(ids[:_MOST_NAMED])) + (f" and {more} more" if more > 0 else "")


class ScoreLines:
    """Write what watchlists make of an article as lines of JSON.

    with_reasons: Whether a line has the keys `parts` and `spans`.
    min_score: Lower scores get no line.
    """

    def __init__(
        self, watchlist_ids: Iterable[WatchlistId], *, with_reasons: bool, min_score: float
    ) -> None:
        # What most lines say is made once: hundreds of watchlists know nothing of an article.
        self._heads = [(each, f'{{"watchlist": {json_line(each)}, ') for each in watchlist_ids]
        self._silent = ', "score": 0.0, "decision": "none"'
        self._silent += ', "parts": [], "spans": []}\n' if with_reasons else "}\n"
        self._with_reasons = with_reasons
        self._min_score = min_score

    def of(self, given_id: _Id, matches: Iterable[Match]) -> Iterator[str]:
        """Give a line with its line end for each watchlist, in their order."""
        by_watchlist = {match.watchlist_id: match for match in matches}
        middle = f'"id": {json_line(given_id)}'
        silent = middle + self._silent
        for watchlist_id, head in self._heads:
            match = by_watchlist.get(watchlist_id)
            if (match.score if match else 0.0) >= self._min_score:
                yield head + (f"{middle}, {self._tail(match)}" if match else silent)

    def _tail(self, match: Match) -> str:
        fields: dict[str, Any] = {"score": match.score, "decision": match.verdict.value}
        if self._with_reasons:
            fields["parts"] = [asdict(part) for part in match.parts]
            fields["spans"] = [
                {"field": span.field, "start": span.start, "end": span.end, "term": span.term}
                for span in match.spans
            ]
        return json_line(fields)[1:] + "\n"


def read_article(line: bytes | None) -> tuple[_Id, Article]:
    """Read one line `{id, title, text, lang?, url?, date?}`: its id as given, and the article.

    `title` or `text` may be missing or null, not both. What decides no score is passed over: url,
    date and unknown keys, a `lang` that is no language. Raises UnreadableError.

    line: None stands for one that is longer than MAX_LINE.
    """
    from monitor.model import Article
    from monitor.reading.language import primary_tag

    fields = read_object(line)
    article_id = id_of(fields)
    title, text, language = (string_or_none(fields, name) for name in ("title", "text", "lang"))
    if title is None and text is None:
        raise UnreadableError("neither a title nor a text")
    return article_id, Article(
        id=str(article_id), title=title or "", text=text or "", language=primary_tag(language)
    )
