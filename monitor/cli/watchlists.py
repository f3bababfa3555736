"""`news-monitor watchlists`: what each one found, all that is known of it, and a pause for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import watchlist_ids
from monitor.cli.options import AsJson, ConfigFile, configuration
from monitor.cli.watchlists_lint import lint
from monitor.cli.watchlists_seeds import fetch_seeds
from monitor.cli.watchlists_train import train

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from monitor.config.settings import Config
    from monitor.watchlist import Term, Watchlist

_NEWEST: Final = 5  # finds of each kind that `show` tells
_TITLE_WIDTH: Final = 80

_Id = Annotated[
    str, typer.Argument(metavar="ID", help="A watchlist's id.", autocompletion=watchlist_ids)
]


def register(app: typer.Typer) -> None:
    """Add the group `watchlists` with its commands."""
    watchlists = typer.Typer(
        help="The watchlists: what each found, and a pause for one that finds too much.\n\n"
        "Example: news-monitor watchlists list",
        no_args_is_help=True,
    )
    watchlists.command("list")(list_watchlists)
    watchlists.command("lint")(lint)
    watchlists.command("show", no_args_is_help=True)(show)
    watchlists.command("fetch-seeds")(fetch_seeds)
    watchlists.command("snooze", no_args_is_help=True)(snooze)
    watchlists.command("train", no_args_is_help=True)(train)
    app.add_typer(watchlists, name="watchlists")
    app.add_typer(watchlists, name="watchlist", hidden=True)  # many write it so


def list_watchlists(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the configured watchlists with what they found in the last day and week.

    Example: news-monitor watchlists list
    """
    from datetime import UTC, datetime

    from monitor.cli.lines import json_line
    from monitor.cli.state import reading
    from monitor.past import watchlist_rows

    settings = configuration(config)
    with reading(settings) as record:
        rows = watchlist_rows(record, settings.watchlists, now=datetime.now(UTC))
    if as_json:
        typer.echo(json_line(rows))
    elif not rows:
        typer.echo("no watchlists are configured", err=True)
    else:
        _print_list(rows, settings.timezone)


def _print_list(rows: list[dict[str, Any]], timezone: tzinfo) -> None:
    from monitor.cli.tables import print_table

    print_table(
        (
            "id", "channel", "state", "alerts 24h", "7d", "near misses 24h", "7d", "last alert"
        ),
        [
            (
                row["id"],
                row["channel"],
                _state(row, timezone),
                row["counts"]["alerts"]["24h"],
                row["counts"]["alerts"]["7d"],
                row["counts"]["near_misses"]["24h"],
                row["counts"]["near_misses"]["7d"],
                _local(row["last_alert_at"], timezone),
            )
            for row in rows
        ],
    )  # fmt: skip


def _state(row: dict[str, Any], timezone: tzinfo) -> str:
    if not row["enabled"]:
        return "disabled"
    until = _local(row["snoozed_until"], timezone)
    return f"snoozed until {until}" if until else "on"


def _local(told: str | None, timezone: tzinfo) -> str | None:
    from datetime import datetime

    from monitor.cli.times import show_time

    return show_time(datetime.fromisoformat(told), timezone) if told else None


def show(watchlist: _Id, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show all of one watchlist: how it is configured, what it decided, its newest finds.

    Example: news-monitor watchlists show syria-talks
    """
    from datetime import UTC, datetime

    from monitor.cli.lines import json_line
    from monitor.cli.state import reading
    from monitor.past import watchlist_page

    settings = configuration(config)
    wanted = _configured(settings, watchlist)
    with reading(settings) as record:
        page = watchlist_page(record, wanted, now=datetime.now(UTC), newest=_NEWEST)
    if as_json:
        typer.echo(json_line(page))
        return
    for line in _page(page, wanted, settings.timezone):
        typer.echo(line)


def _page(page: dict[str, Any], watchlist: Watchlist, timezone: tzinfo) -> Iterator[str]:
    from monitor.rules.printable import escape_line

    near = max(page["threshold"] - page["near_miss_margin"], 0)
    told = [
        ("id", page["id"]),
        ("title", page["title"]),
        ("file", page["origin"]),
        ("revision", page["revision"]),
        ("channel", page["channel"]),
        ("state", _state(page, timezone)),
        ("languages", ", ".join(page["languages"]) or "all"),
        ("threshold", f"{page['threshold']:g}; near misses from {near:.2g}"),
    ]
    for name, value in told:
        if value:
            yield f"{name:11}{escape_line(str(value))}"
    if watchlist.query:
        lines = watchlist.query.strip().split("\n")
        yield f"{'query':11}{escape_line(lines[0])}"
        yield from (" " * 11 + escape_line(line) for line in lines[1:])
    yield from _listed("terms", map(_term, watchlist.terms))
    yield from _listed("people", map(_term, watchlist.people))
    yield from _listed("places", watchlist.places)
    yield from _listed("exclude", map(_term, watchlist.exclude))
    yield from _listed(
        "seeds", (f"{seed.title or seed.origin} ({seed.origin})" for seed in watchlist.seeds)
    )
    if watchlist.examples:
        judged = page["examples"]
        yield f"{'examples':11}{judged['accepted']} accepted, {judged['rejected']} rejected"
    yield ""
    yield from _decided(page, timezone)


def _term(term: Term) -> str:
    aliases = "; ".join(f"{language}: {', '.join(forms)}" for language, forms in term.aliases)
    return term.text + (f"  ({aliases})" if aliases else "")


def _listed(name: str, values: Iterable[str]) -> Iterator[str]:
    from monitor.rules.printable import escape_line

    for value in values:
        yield f"{name:11}{escape_line(value)}"
        name = ""


def _decided(page: dict[str, Any], timezone: tzinfo) -> Iterator[str]:
    from monitor.rules.printable import escape_line

    kept = page["kept"]
    counted = ", ".join(f"{name} {count}" for name, count in kept.items() if count)
    yield f"decided    {counted or 'nothing yet'}"
    for name, counts in page["counts"].items():
        if counts["7d"]:
            words = name.replace("_", " ")
            yield f"{'':11}{words}: {counts['24h']} in the last 24 hours, {counts['7d']} in 7 days"
    for name, found in page["newest"].items():
        if not found:
            continue
        yield ""
        yield f"last {name.replace('_', ' ')}"
        for row in found:
            when = _local(row["ended_at"], timezone)
            title = escape_line(row["title"][:_TITLE_WIDTH])
            yield f"  {when}  {row['score']:.2f}  {row['id'][:8]}  {title}"


def snooze(
    watchlist: _Id,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long, 30m, 2h, 7d, or a time: 2026-03-01T12:00."),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Alert again from now on.")] = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Let a watchlist alert nobody for a while.

    What it finds meanwhile is kept as `held` and shown by `watchlists show`; it is not sent later.
    Other watchlists on the same channel go on. Works whether the daemon runs or not, and at once.

    Example: news-monitor watchlists snooze syria-talks --until 2h
    """
    from datetime import UTC, datetime

    from monitor.cli.lines import json_line
    from monitor.cli.times import read_future, show_time
    from monitor.rules.times import rfc3339

    settings = configuration(config)
    if off == (until is not None):
        raise typer.BadParameter("say either --until or --off", param_hint="--until")
    wanted = _configured(settings, watchlist)
    now = datetime.now(UTC)
    if until is None:
        end = None
        told = "alerts again" if _end(settings, wanted) else "was not snoozed"
    else:
        end = read_future(until, now=now, timezone=settings.timezone, option="--until")
        _begin(settings, wanted, end, now)
        told = f"snoozed until {show_time(end, settings.timezone)}"
    if as_json:
        typer.echo(json_line({"id": wanted.id, "snoozed_until": rfc3339(end)}))
    else:
        typer.echo(f"{wanted.id}: {told}")


def _begin(settings: Config, watchlist: Watchlist, until: datetime, now: datetime) -> None:
    from monitor.cli.state import writing
    from monitor.store.snoozes import set_snooze

    with writing(settings) as record:
        set_snooze(record, watchlist.id, until=until, now=now)
    if not watchlist.enabled:
        typer.echo(f"note: {watchlist.id} is disabled in any case", err=True)


def _end(settings: Config, watchlist: Watchlist) -> bool:
    """Let the watchlist alert again; return whether it was snoozed."""
    from monitor.cli.state import reading, writing
    from monitor.store.snoozes import clear_snooze

    with reading(settings) as record:
        is_new = record is None
    if is_new:
        return False
    with writing(settings) as record:
        return clear_snooze(record, watchlist.id)


def _configured(settings: Config, watchlist: str) -> Watchlist:
    """Return the watchlist of this id; raise PermanentError with a guess."""
    from monitor.cli.guessing import did_you_mean
    from monitor.errors import PermanentError

    for each in settings.watchlists:
        if each.id == watchlist:
            return each
    known = [each.id for each in settings.watchlists]
    hint = did_you_mean(watchlist, known, otherwise="`watchlists list` shows them")
    raise PermanentError(f"no watchlist {watchlist[:100]!r}{hint}")
