"""`news-monitor articles`: what was read and what was made of it: list them, show one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.articles_search import NOTHING_YET, SHORT_ID, search
from monitor.cli.completion import feed_ids, watchlist_ids
from monitor.cli.options import AsJson, ConfigFile, Limit, Since, configuration
from monitor.model import FeedId, Outcome, WatchlistId

if TYPE_CHECKING:
    from datetime import tzinfo

    from monitor.cli.state import Record
    from monitor.config.settings import Config
    from monitor.model import Article, Decision, EntryId
    from monitor.store.articles import KeptArticle, ListedArticle

_MOST_NAMED: Final = 5  # entries of an ambiguous prefix
_TITLE_WIDTH: Final = 80
_MOST_EXCERPTS: Final = 20  # for each decision of `show`


def register(app: typer.Typer) -> None:
    """Add the commands `articles list`, `articles show` and `articles search`."""
    articles = typer.Typer(
        help="The articles that are kept: what was read, and what was made of it.\n\n"
        "Example: news-monitor articles list --since 2h",
        no_args_is_help=True,
    )
    articles.command("list")(list_kept)
    articles.command("show", no_args_is_help=True)(show)
    articles.command("search", no_args_is_help=True)(search)
    app.add_typer(articles, name="articles")


_Outcome = Annotated[Outcome | None, typer.Option(help="Only what ended so.", case_sensitive=False)]
_Watchlist = Annotated[
    str | None,
    typer.Option(
        metavar="ID",
        help="Only what this watchlist gave a score, with its score and verdict.",
        autocompletion=watchlist_ids,
    ),
]
_Feed = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Only from this feed.", autocompletion=feed_ids),
]


def list_kept(
    *,
    since: Since = None,
    outcome: _Outcome = None,
    watchlist: _Watchlist = None,
    feed: _Feed = None,
    limit: Limit = 50,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """List articles, the newest first, with how they ended and their highest score.

    Example: news-monitor articles list --since 2d --outcome near_miss
    """
    from datetime import UTC, datetime

    from monitor.cli.lines import json_line
    from monitor.cli.times import read_past
    from monitor.past import listed_row

    settings = configuration(config)
    begin = read_past(since, now=datetime.now(UTC), timezone=settings.timezone, option="--since")
    _note_unknown("watchlist", watchlist, [each.id for each in settings.watchlists])
    _note_unknown("feed", feed, [each.id for each in settings.feeds])
    found = _listed(
        settings,
        limit=limit,
        since=begin,
        outcome=outcome,
        feed=None if feed is None else FeedId(feed),
        watchlist=None if watchlist is None else WatchlistId(watchlist),
    )
    if as_json:
        typer.echo(json_line([listed_row(each) for each in found or ()]))
    elif found:
        _print_list(found, settings.timezone, with_verdict=watchlist is not None)
    else:
        typer.echo(NOTHING_YET if found is None else "no articles like that", err=True)


def _listed(settings: Config, **which: Any) -> list[ListedArticle] | None:
    """Return what is kept of this kind; None where nothing was ever kept."""
    from monitor.cli.state import reading
    from monitor.store.articles import list_articles

    with reading(settings) as connection:
        return None if connection is None else list_articles(connection, **which)


def _print_list(found: list[ListedArticle], timezone: tzinfo, *, with_verdict: bool) -> None:
    from monitor.cli.tables import print_table
    from monitor.cli.times import show_time

    print_table(
        ("id", "when", "verdict" if with_verdict else "outcome", "score", "feed", "title"),
        [
            (
                each.entry_id[:SHORT_ID],
                show_time(each.ended_at, timezone),
                each.verdict if with_verdict else each.outcome,
                None if each.score is None else f"{each.score:.2f}",
                each.feed_id,
                _cut(each.title),
            )
            for each in found
        ],
    )


def show(
    entry: Annotated[str, typer.Argument(metavar="ID", help="An entry's id, or its beginning.")],
    config: ConfigFile = None,
    as_json: AsJson = False,
    why: Annotated[
        bool,
        typer.Option("--why", help="Also tell each line that was taken out or put in, and why."),
    ] = False,
) -> None:
    """Show all that is known of one article: its text, how it ended, and why.

    What a watchlist found stands in [brackets] in its sentence. --json tells everything.

    Example: news-monitor articles show 3f9a1c
    """
    from monitor.cli.lines import json_line
    from monitor.cli.state import reading
    from monitor.errors import PermanentError
    from monitor.past import kept_row
    from monitor.store.articles import read_kept

    settings = configuration(config)
    with reading(settings) as connection:
        if connection is None:
            raise PermanentError(NOTHING_YET)
        kept = read_kept(connection, entry_begins(connection, entry))
    if as_json:
        typer.echo(json_line(kept_row(kept)))
        return
    for line in _page(kept, settings):
        typer.echo(line)
    if why:
        typer.echo("")
        for line in _changes(kept):
            typer.echo(line)


def entry_begins(connection: Record, prefix: str) -> EntryId:
    """Return the one entry whose id begins so; raise PermanentError if there is not just one."""
    from monitor.errors import PermanentError
    from monitor.store.articles import find_entry_ids

    found = find_entry_ids(connection, prefix.strip().lower(), limit=_MOST_NAMED + 1)
    if not found or not prefix.strip():
        raise PermanentError(
            f"no entry begins with {prefix[:40]!r}; `news-monitor articles list` shows ids"
        )
    if len(found) > 1 and found[0] != prefix:
        named = ", ".join(found[:_MOST_NAMED]) + (" ..." if found[_MOST_NAMED:] else "")
        raise PermanentError(f"several entries begin with {prefix[:40]!r}: {named}")
    return found[0]


def _page(kept: KeptArticle, settings: Config) -> Iterator[str]:
    from monitor.cli.times import show_time
    from monitor.rules.printable import escape_line

    entry, article, zone = kept.entry, kept.article, settings.timezone
    told: list[tuple[str, Any]] = [
        ("id", entry.id),
        ("title", article.title if article else entry.title),
        ("url", entry.url),
        ("landed on", article.final_url if article and article.final_url != entry.url else None),
        ("feed", entry.feed_id + (" (its first poll)" if entry.is_baseline else "")),
        ("outlet", article.outlet if article else None),
        ("section", article.section if article else None),
        ("author", (article.author if article else None) or entry.author),
        ("language", article.language if article else None),
        ("published", show_time(article.published_at if article else entry.published_at, zone)),
        ("modified", show_time(article.modified_at, zone) if article else None),
        ("first seen", show_time(entry.first_seen_at, zone)),
        ("ended", show_time(kept.ended_at, zone) or "not yet"),
        ("asked again", show_time(kept.retry_at, zone)),
        ("outcome", kept.outcome.value if kept.outcome else "pending"),
        ("reason", kept.reason),
        ("image", article.image_url if article else None),
        ("text from", article.text_source if article else None),
        ("page", _page_told(article) if article else None),
    ]
    for name, value in told:
        if value:
            yield f"{name:12}{escape_line(str(value))}"
    for decision in kept.decisions:
        yield ""
        yield from _decision_lines(decision, kept)
    yield ""
    body = article.text if article else (entry.content or entry.summary)
    if not body:
        body = "(no text)" if entry.title or article else "(forgotten: only its key is still known)"
    yield from map(escape_line, body.split("\n"))


def _page_told(article: Article) -> str | None:
    from monitor.cli.extracted import quality_told

    return quality_told(article.quality, article.quality_reason, article.quality_confidence)


def _changes(kept: KeptArticle) -> Iterator[str]:
    from monitor.cli.extracted import change_lines
    from monitor.model import TextSource

    if kept.article is None or kept.article.text_source is not TextSource.PAGE:
        return iter(["its text is the feed's own: nothing was taken out of it"])
    return change_lines(kept.article.removed)


def _decision_lines(decision: Decision, kept: KeptArticle) -> Iterator[str]:
    from monitor.cli.excerpts import excerpts, mark
    from monitor.rules.printable import escape_line

    match = decision.match
    why = f" ({decision.reason})" if decision.reason else ""
    yield escape_line(
        f"watchlist {match.watchlist_id}: {decision.verdict}{why}, score {match.score:.2f}"
    )
    for part in match.parts:
        yield escape_line(f"  {part.value:.2f}  {part.name}: {part.why}")
    if kept.article is not None:
        found = excerpts(kept.article.title, kept.article.text, match.spans, most=_MOST_EXCERPTS)
        for excerpt in found:
            yield f"  {excerpt.field:5} {mark(excerpt)}"


def _note_unknown(what: str, given: str | None, known: list[str]) -> None:
    """Say on stderr that an id is not configured: the record may know it all the same."""
    if given is not None and given not in known:
        from monitor.cli.guessing import did_you_mean

        typer.echo(f"note: no {what} {given!r} is configured{did_you_mean(given, known)}", err=True)


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE_WIDTH else title[: _TITLE_WIDTH - 1] + "…"
