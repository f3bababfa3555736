"""`news-monitor watchlists lint`: what of a watchlist is valid, and yet probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import watchlist_ids
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.cli.state import Record
    from monitor.config.places import Place
    from monitor.config.settings import Config
    from monitor.matching.lint import Finding, Replay
    from monitor.watchlist import Watchlist

    _Placed = tuple[Watchlist, Finding, Place]

_MOST_S: Final = 60.0  # for the replay
_OF_ALL: Final = 0.05  # from which a stored language counts as watched


def lint(
    watchlist: Annotated[
        list[str] | None,
        typer.Option(
            "--watchlist",
            "-w",
            metavar="FILE|ID",
            help="Watchlist file or folder, or the id of a configured one; else all configured.",
            autocompletion=watchlist_ids,
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(metavar="TIME", help="How far back stored stories are looked at: 7d, 12h."),
    ] = "7d",
    limit: Annotated[
        int, typer.Option(metavar="N", min=0, max=1_000_000, help="At most so many of them.")
    ] = 10_000,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what of a watchlist is valid, and yet probably not meant: one line each, with its place.

    Words that find too much or nothing, terms without a name in a watched language, queries that
    can never hold, seeds and examples that teach little; what a watchlist would have found in
    stored stories, by words alone. Exit code 0 where nothing was found, 1 where something was.

    Example: news-monitor watchlists lint -w config/watchlists/syria-talks.yaml
    """
    from datetime import UTC, datetime

    from monitor.cli.explain import named_watchlists
    from monitor.cli.lines import json_line
    from monitor.cli.times import read_past
    from monitor.config.fetched_seeds import with_fetched_seeds

    settings = _settings(config)
    asked = named_watchlists(watchlist or [], config)
    if settings:  # what was fetched is known of a file, too
        asked = [*with_fetched_seeds(asked, settings.state_dir)]
    zone = settings.timezone if settings else UTC
    begin = read_past(since, now=datetime.now(UTC), timezone=zone, option="--since")
    replay = _replay(asked, settings, begin, limit)
    found = _placed(asked, settings, replay)
    if as_json:
        typer.echo(json_line(_data(found, replay)))
    else:
        _print(found, replay, len(asked))
    if found:
        raise typer.Exit(1)


def _settings(config: Path | None) -> Config | None:
    """Return the configuration that tells which stories and languages there are, if there is one.

    Raises ConfigError where one was named and cannot be read.
    """
    from monitor.config.load import find_config, load_config
    from monitor.errors import ConfigError

    try:
        return load_config(find_config(config))
    except ConfigError:
        if config is not None:
            raise
        return None


def _replay(
    asked: Sequence[Watchlist], settings: Config | None, since: datetime | None, limit: int
) -> Replay | None:
    """Return what the watchlists would have made of stored stories; None without any."""
    from monitor.cli.state import reading

    if settings is None or not limit:
        return None
    with reading(settings) as record:
        return None if record is None else _over(record, asked, since, limit)


def _over(
    record: Record, asked: Sequence[Watchlist], since: datetime | None, limit: int
) -> Replay | None:
    from itertools import islice
    from time import monotonic

    from monitor.cli.encoders import NONE, ready
    from monitor.cli.lines import Progress
    from monitor.matching.lint import Replay
    from monitor.model import Article
    from monitor.store.articles import count_texts, texts

    total = min(limit, count_texts(record, since=since))
    if not total:
        return None
    enabled = [replace(each, enabled=True) for each in asked]
    replay, until = Replay(ready(NONE, enabled)), monotonic() + _MOST_S
    with Progress("stories", total=total, is_quiet=True) as progress:
        for row in islice(texts(record, since=since), limit):
            article = Article(
                id=row.entry_id, title=row.title, text=row.text, language=row.language
            )
            replay.add(article, at=row.ended_at)
            progress.advance()
            if monotonic() > until:
                break
    return replay


def _placed(
    asked: Sequence[Watchlist], settings: Config | None, replay: Replay | None
) -> list[_Placed]:
    """Return all findings with their places, in the order of their files."""
    from monitor.config.places import WatchlistPlaces

    places = WatchlistPlaces()
    watched = _watched(settings, replay)
    found = [
        (watchlist, finding, places.of(watchlist, finding.keys, column=finding.column))
        for at, watchlist in enumerate(asked)
        for finding in _findings(watchlist, at, settings, replay, watched)
    ]
    files = {each.origin.rpartition(":")[0]: at for at, each in enumerate(asked)}
    own = {id(each): files[each.origin.rpartition(":")[0]] for each in asked}
    return sorted(found, key=lambda one: (own[id(one[0])], one[2].line, one[2].column or 0))


def _findings(
    watchlist: Watchlist,
    at: int,
    settings: Config | None,
    replay: Replay | None,
    watched: frozenset[str],
) -> Iterable[Finding]:
    from monitor.config.advice import surprises
    from monitor.matching.lint import lint as lint_one
    from monitor.matching.lint.findings import warning

    if replay is not None:
        yield from replay.findings(watchlist, at)
    feeds = settings.feeds if settings else ()
    for text in surprises(watchlist, feeds):
        keys = ("threshold",) if text.startswith(("threshold", "near_miss")) else ()
        yield warning("unlikely", text, keys)
    yield from lint_one(watchlist, watched=watched)


def _watched(settings: Config | None, replay: Replay | None) -> frozenset[str]:
    """Return the languages of the feeds; where no feed tells one, those of the stored stories."""
    told = {feed.language for feed in settings.feeds if feed.language} if settings else set()
    if told or replay is None:
        return frozenset(told)
    return replay.languages(share=_OF_ALL)


def _print(found: Sequence[_Placed], replay: Replay | None, count: int) -> None:
    from monitor.rules.printable import escape_line

    for watchlist, finding, place in found:
        said = f"{place}: {finding.severity}: {watchlist.id}: {finding.text} [{finding.rule}]"
        typer.echo(escape_line(said))
    if replay is None:
        typer.echo("note: no stored stories: how much would alert was not measured", err=True)
    else:
        typer.echo(f"measured on {_stories(replay)}", err=True)
    what = f"{len(found)} findings" if found else "nothing odd"
    typer.echo(f"{what} in {count} watchlist{'s' if count != 1 else ''}", err=True)


def _stories(replay: Replay) -> str:
    days = replay.took.total_seconds() / 86_400
    return f"{replay.stories:,} stored stories of {days:.1f} days"


def _data(found: Sequence[_Placed], replay: Replay | None) -> dict[str, Any]:
    measured = replay and {
        "stories": replay.stories,
        "days": round(replay.took.total_seconds() / 86_400, 2),
    }
    return {
        "measured": measured or None,
        "findings": [
            {
                "watchlist": watchlist.id,
                "file": place.file,
                "line": place.line,
                "column": place.column,
                "severity": finding.severity.value,
                "rule": finding.rule,
                "text": finding.text,
            }
            for watchlist, finding, place in found
        ],
    }
