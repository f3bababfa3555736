"""`news-monitor feeds add` and `feeds remove`: change the main file, and nothing else in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.options import AsJson, ConfigFile
from monitor.errors import PermanentError
from monitor.model import PagePolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from monitor.config.edit import Draft
    from monitor.config.feed_entries import KnownFeeds
    from monitor.config.settings import Config
    from monitor.sources.survey import Survey
    from monitor.trial import Trial


def register(feeds: typer.Typer) -> None:
    """Add the commands `feeds add` and `feeds remove`."""
    feeds.command("add", no_args_is_help=True)(add)
    feeds.command("remove", no_args_is_help=True)(remove)


_Url = Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that has one.")]
_FeedId = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="Else made from the feed's title.")
]
_Language = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="Else what the feed declares.")
]
_Outlet = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Else the feed's title.")
]
_Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="May be repeated.")]
_PollEvery = Annotated[
    int | None,
    typer.Option("--poll-every", metavar="SECONDS", help="Else as often as is worth it."),
]
_Pages = Annotated[
    PagePolicy, typer.Option("--pages", help="never: match only what the feed says.")
]
_NoTest = Annotated[bool, typer.Option("--no-test", help="Do not ask the address first.")]


def add(
    url: _Url,
    *,
    feed_id: _FeedId = None,
    language: _Language = None,
    outlet: _Outlet = None,
    tags: _Tags = None,
    poll_every_s: _PollEvery = None,
    pages: _Pages = PagePolicy.FETCH,
    no_test: _NoTest = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Add a feed to the configuration, once it was tried.

    Of an HTML page that declares one feed, that feed is added. The file keeps its comments and
    its form; it is checked as a whole before it replaces the old one.

    Example: news-monitor feeds add https://www.rfi.fr/fr/moyen-orient/rss --tag france
    """
    from monitor.config.feed_entries import feed_entry
    from monitor.config.load import find_config, load_config

    path = find_config(config)
    settings = load_config(path)
    said = partial(feed_entry, tags=tags or (), poll_every_s=poll_every_s, pages=pages.value)
    wanted = _Wanted(
        url=url if "://" in url else f"https://{url}",
        feed_id=feed_id,
        language=language,
        outlet=outlet,
        entry_of=said,
    )
    entry, trial = _checked(wanted, settings, path, is_tried=not no_test)
    draft = append_feeds(path, [entry])
    warnings = list(trial.warnings) if trial else []
    if as_json:
        _print_json(draft, added=[entry], removed=[], warnings=warnings)
        return
    found = f" (found on {wanted.url})" if trial and trial.asked != wanted.url else ""
    print_change(draft, f"added {entry['id']}: {entry['url']}{found}")
    for warning in warnings:
        _say(f"  warning: {warning}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What was asked for; what is None comes from the feed.

    entry_of: Makes the file's entry of `feed_id`, `url`, `language` and `outlet`.
    """

    url: str
    feed_id: str | None
    language: str | None
    outlet: str | None
    entry_of: Callable[..., dict[str, Any]]


def _checked(
    wanted: _Wanted, settings: Config, path: Path, *, is_tried: bool
) -> tuple[dict[str, Any], Trial | None]:
    """Return the entry to be written, and what came of trying its address; raise for a wrong one.

    What is wrong without asking the address is told before it is asked.
    """
    from monitor.config.feed_entries import KnownFeeds
    from monitor.rules.naming import propose_id

    known = KnownFeeds(settings.feeds)

    def entry_at(url: str, survey: Survey | None) -> dict[str, Any]:
        refuse_known(url, known, path)
        outlet = wanted.outlet or (survey.title if survey else None)
        entry = wanted.entry_of(
            feed_id=wanted.feed_id or propose_id(outlet, url, taken=known.ids),
            url=url,
            language=wanted.language or (survey.language if survey else None),
            outlet=outlet,
        )
        refuse_wrong(entry, known)
        return entry

    entry = entry_at(wanted.url, None)
    if not is_tried:
        return entry, None
    trial = _tried(wanted.url, settings)
    return entry_at(trial.answer.moved_to or trial.asked, trial.survey), trial


def remove(
    feed_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Configured feeds.")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Remove feeds from the configuration, each with the comments that are its own.

    What was read from them stays in the database until its time. If one id is unknown, nothing
    is removed.

    Example: news-monitor feeds remove rt-de rt-es
    """
    from monitor.config.edit import Draft
    from monitor.config.load import find_config, load_config

    path = find_config(config)
    places = {str(feed.id): index for index, feed in enumerate(load_config(path).feeds)}
    wanted = list(dict.fromkeys(feed_ids))
    _refuse_unknown(wanted, places, path)
    draft = Draft.open(path)
    for index in sorted((places[feed_id] for feed_id in wanted), reverse=True):
        draft.remove(("feeds", index))
    draft.save(load_config)
    if as_json:
        _print_json(draft, added=[], removed=wanted, warnings=[])
    else:
        print_change(draft, f"removed {', '.join(wanted)}")


def append_feeds(path: Path, entries: list[dict[str, Any]]) -> Draft:
    """Write entries to the end of the main file's feeds, and return what was changed."""
    from monitor.config.edit import Draft, literal
    from monitor.config.load import load_config

    draft = Draft.open(path)
    draft.append(("feeds",), literal(entries))  # a feed's title is no reference to a variable
    draft.save(load_config)
    return draft


def refuse_known(url: str, known: KnownFeeds, path: Path) -> None:
    """Raise PermanentError where an address is configured already."""
    taken = known.id_of(url)
    if taken is not None:
        raise PermanentError(f"{path}: {url} is there already, as {taken}", reason="known_feed")


def refuse_wrong(entry: dict[str, Any], known: KnownFeeds) -> None:
    """Raise typer.BadParameter where an entry says what no feed may."""
    from monitor.config.feed_entries import entry_problems
    from monitor.rules.printable import escape_line

    if problems := entry_problems(entry):
        raise typer.BadParameter(escape_line("; ".join(problems)))
    if entry["id"] in known.ids:
        raise typer.BadParameter(f"id: {entry['id']} is taken by another feed")


def print_change(draft: Draft, told: str) -> None:
    """Say what was done to a file, and show the lines that changed."""
    _say(f"{draft.path}: {told}")
    for line in draft.changed_lines():
        _say(str(line))


def _tried(asked: str, settings: Config) -> Trial:
    """Try an address; of a page with one feed try that. Exit with 1 where it is not one feed."""
    from monitor.cli.feeds_test import trial_lines, try_address
    from monitor.rules.printable import escape_line

    trial = try_address(asked, settings.fetch, with_page=False)
    if trial.survey is not None:
        return trial
    readable = [each for each in trial.feeds if each.is_readable and not each.is_comments]
    if len(readable) == 1:
        again = try_address(readable[0].url, settings.fetch, with_page=False)
        if again.survey is not None:
            return again
        raise PermanentError(f"{readable[0].url}: is declared as a feed, and is a page")
    from datetime import UTC, datetime

    for line in trial_lines(trial, now=datetime.now(UTC)):
        typer.echo(escape_line(line), err=True)
    if readable:
        typer.echo("name the one that is meant; nothing was written", err=True)
    raise typer.Exit(1)


def _refuse_unknown(wanted: Iterable[str], places: dict[str, int], path: Path) -> None:
    from monitor.cli.guessing import did_you_mean
    from monitor.config.problems import printable

    unknown = [feed_id for feed_id in wanted if feed_id not in places]
    if not unknown:
        return
    told = []
    for feed_id in unknown:
        hint = did_you_mean(feed_id, places).removeprefix("; ")
        told.append(printable(feed_id) + (f" ({hint})" if hint else ""))
    raise PermanentError(
        f"{path}: no such feed: {', '.join(told)}; nothing was removed", reason="unknown_feed"
    )


def _print_json(
    draft: Draft, *, added: list[dict[str, Any]], removed: list[str], warnings: list[str]
) -> None:
    from monitor.cli.lines import json_line

    told = {
        "path": str(draft.path),
        "added": added,
        "removed": removed,
        "warnings": warnings,
        "lines": [str(line) for line in draft.changed_lines()],
    }
    typer.echo(json_line(told))


def _say(text: str) -> None:
    from monitor.rules.printable import escape_line

    typer.echo(escape_line(text))
