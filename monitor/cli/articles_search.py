"""`news-monitor articles search`: a watchlist's query over all that is kept.

It finds what a watchlist with that query would have found, and says where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.options import ConfigFile, Limit, Since, configuration

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from monitor.cli.state import Record
    from monitor.matching.finder import Finder
    from monitor.model import Match
    from monitor.store.articles import TextRow

    _Hit = tuple[TextRow, Match]

SHORT_ID: Final = 8  # hex digits that nearly always name one entry
NOTHING_YET: Final = "no articles yet: the daemon has not run here (news-monitor run)"
_EXCERPTS: Final = 3  # for each article


def search(
    query: Annotated[
        str, typer.Argument(help='As a watchlist\'s query: words, "phrases", prefix*, AND OR NOT.')
    ],
    since: Since = None,
    limit: Limit = 50,
    config: ConfigFile = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write each article as a line of JSON.")
    ] = False,
) -> None:
    """Search the kept articles as a watchlist would, the newest first.

    Words are found as in watchlists: whole words, whatever their case and accents. What was found
    stands in [brackets] in its sentence.

    Example: news-monitor articles search 'ceasefire AND (Sirte OR Tripoli)' --since 7d
    """
    from datetime import UTC, datetime
    from itertools import islice

    from monitor.cli.state import reading
    from monitor.cli.times import read_past

    settings = configuration(config)
    begin = read_past(since, now=datetime.now(UTC), timezone=settings.timezone, option="--since")
    finder = _finder(query)
    with reading(settings) as connection:
        if connection is None:
            typer.echo(NOTHING_YET, err=True)
            return
        found = 0
        for hit in islice(_find(connection, finder, begin), limit):
            found += 1
            typer.echo(_hit_json(hit) if as_json else _hit_lines(hit, settings.timezone))
    if not found and not as_json:
        typer.echo("no article holds that", err=True)


def _finder(query: str) -> Finder:
    from monitor.errors import QuerySyntaxError
    from monitor.matching.finder import Finder

    try:
        return Finder(query)
    except QuerySyntaxError as error:
        said = f"column {error.column}: {error}; expected {error.expected}"
        raise typer.BadParameter(said, param_hint="QUERY") from None


def _find(connection: Record, finder: Finder, since: datetime | None) -> Iterator[_Hit]:
    """Give what is found, newest first, as it is found."""
    from monitor.cli.lines import Progress
    from monitor.store.articles import count_texts, texts

    total = count_texts(connection, since=since)
    with Progress("articles", total=total, is_quiet=True) as progress:
        for row in texts(connection, since=since):
            match = finder.find(row.title, row.text, language=row.language)
            if match is not None:
                with progress.aside():
                    yield row, match
            progress.advance()


def _hit_json(hit: _Hit) -> str:
    from dataclasses import asdict

    from monitor.cli.excerpts import excerpts
    from monitor.cli.lines import json_line
    from monitor.rules.times import rfc3339

    row, match = hit
    found = excerpts(row.title, row.text, match.spans, most=_EXCERPTS)
    return json_line(
        {
            "id": row.entry_id,
            "ended_at": rfc3339(row.ended_at),
            "title": row.title,
            "spans": [asdict(span) for span in match.spans],
            "excerpts": [asdict(each) for each in found],
        }
    )


def _hit_lines(hit: _Hit, timezone: tzinfo) -> str:
    from monitor.cli.excerpts import excerpts, mark
    from monitor.cli.times import show_time
    from monitor.rules.printable import escape_line

    row, match = hit
    when = show_time(row.ended_at, timezone)
    found = excerpts(row.title, row.text, match.spans, most=_EXCERPTS)
    return "\n".join(
        [
            escape_line(f"{when}  {row.entry_id[:SHORT_ID]}  {row.title}"),
            *(f"    {mark(each)}" for each in found),
        ]
    )
