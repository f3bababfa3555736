"""`news-monitor explain`: why a watchlist finds one article, or what is missing for it.

The article may be an address, a file, standard input or an entry that is kept; nothing is stored,
and no daemon is needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.completion import watchlist_ids
from monitor.cli.encoders import EncoderName, ready
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from monitor.cli.explained import Subject
    from monitor.config.settings import Config
    from monitor.model import Article, Entry
    from monitor.watchlist import Watchlist

_ENTRY: Final = "entry:"


def register(app: typer.Typer) -> None:
    """Add the command `explain`."""
    app.command("explain", no_args_is_help=True)(explain)


def explain(
    source: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE|entry:ID",
            help="A page, a text with its title on the first line (- is stdin), or a kept entry.",
        ),
    ],
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
    config: ConfigFile = None,
    *,
    encoder: EncoderName = "use",
    as_json: AsJson = False,
) -> None:
    """Say why a watchlist finds an article, or what is missing for it.

    Of each watchlist, the best first: its score with its parts, how each part of the query stands,
    what bars it, and each found word in its sentence. Exit code 0 whatever the verdict.

    Example: news-monitor explain -w syria-talks https://example.org/story
    """
    from monitor.cli import explained
    from monitor.cli.lines import Waiting, json_line
    from monitor.matching.explanation import explain as explain_match

    given = _Given(config)
    watchlists = ready(encoder, _watchlists(watchlist or [], given))
    subject = _entry(source, given) if source.startswith(_ENTRY) else _read(source, given)
    with Waiting(f"matching with {len(watchlists)} watchlists"):
        told = explain_match(subject.article, watchlists)
    if as_json:
        typer.echo(json_line(explained.as_data(subject, told)))
    else:
        explained.print_lines(explained.page(subject, told))


def named_watchlists(named: Sequence[str], config: Path | None) -> list[Watchlist]:
    """Return the watchlists of files and ids, each once; raise where there is none."""
    return _watchlists(named, _Given(config))


class _Given:
    """The configuration, read once and only if it is asked for."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @cached_property
    def config(self) -> Config:
        from monitor.config.load import find_config, load_config

        return load_config(find_config(self.path))


def _watchlists(named: Sequence[str], given: _Given) -> list[Watchlist]:
    """Return what was named, each once, or all that are configured; raise where there is none."""
    from monitor.config.load import load_watchlists

    configured = given.config.watchlists if given.path or not named else ()  # -c is heeded
    files = [Path(name) for name in named if _is_path(name)]
    found = list(load_watchlists(files)) if files else []
    found += [_configured(name, given) for name in named if not _is_path(name)]
    found = found if named else list(configured)
    if not found:
        places = ", ".join(named) or "the configuration"
        raise typer.BadParameter(f"there is no watchlist in {places}", param_hint="-w")
    return list({(each.id, each.origin): each for each in found}.values())


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith((".yaml", ".yml")) or os.path.lexists(name)


def _configured(name: str, given: _Given) -> Watchlist:
    from monitor.cli.guessing import did_you_mean
    from monitor.errors import ConfigError

    try:
        known = {str(each.id): each for each in given.config.watchlists}
    except ConfigError as error:
        if given.path or error.problems:
            raise
        said = f"{name[:100]} is no file, and there is {error}"
        raise typer.BadParameter(said, param_hint="-w") from None
    if name in known:
        return known[name]
    hint = did_you_mean(name, known)
    raise typer.BadParameter(
        f"{name[:100]} is neither a file nor a configured watchlist{hint}", param_hint="-w"
    )


def _read(source: str, given: _Given) -> Subject:
    from monitor.cli.explained import Subject
    from monitor.cli.fetching import fetch_settings, host_rules
    from monitor.cli.source import read_source
    from monitor.model import Article
    from monitor.rules.articles import host_of

    found = read_source(
        source,
        lambda: given.config.fetch if given.path else fetch_settings(None),
        host_rules=lambda: given.config.host_rules if given.path else host_rules(None),
    )
    article = Article(
        id=source,
        title=found.title,
        text=found.text,
        url=found.url,
        outlet=host_of(found.url) or None,
        language=found.language,
    )
    return Subject(article=article, quality=found.quality)


def _entry(source: str, given: _Given) -> Subject:
    """Read an entry that is kept; one that has not ended is explained by its feed's words."""
    from monitor.cli.articles import entry_begins
    from monitor.cli.articles_search import NOTHING_YET
    from monitor.cli.explained import Subject
    from monitor.cli.state import reading
    from monitor.errors import PermanentError
    from monitor.store.articles import read_kept

    with reading(given.config) as connection:
        if connection is None:
            raise PermanentError(NOTHING_YET)
        kept = read_kept(connection, entry_begins(connection, source.removeprefix(_ENTRY)))
    article = kept.article or _from_feed(kept.entry, given)
    if not article.title and not article.text:
        raise PermanentError(f"entry {kept.entry.id} is forgotten: only its key is still known")
    outcome = kept.outcome.value if kept.outcome else "pending, its feed's words are taken"
    outcome += " until its page comes" if kept.outcome and kept.retry_at else ""
    return Subject(
        article=article,
        quality=article.quality,
        outcome=f"{outcome} ({kept.reason})" if kept.reason else outcome,
        decisions={each.match.watchlist_id: each for each in kept.decisions},
    )


def _from_feed(entry: Entry, given: _Given) -> Article:
    """Return the article that an entry would be without its page."""
    from monitor.model import Feed, FeedState
    from monitor.rules.articles import compose

    configured = {feed.id: feed for feed in given.config.feeds}
    feed = configured.get(entry.feed_id) or Feed(id=entry.feed_id, url="")
    state = FeedState(feed_id=entry.feed_id)
    return compose(entry, feed, state, page=None, final_url=None)
