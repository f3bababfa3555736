"""`news-monitor feeds`: what is watched, and how each feed is."""

from __future__ import annotations

import json
from typing import Any, Final

import typer

from monitor.cli import feeds_edit, feeds_opml, feeds_poll, feeds_test
from monitor.cli.options import AsJson, ConfigFile
from monitor.cli.tables import print_table

_UNSURE: Final = (
    "note: the configuration has mistakes, see `news-monitor check`; "
    "these are all feeds that were ever polled"
)


def register(app: typer.Typer) -> None:
    """Add the commands `feeds list` and `feeds status`."""
    feeds = typer.Typer(
        help="The feeds: what is watched and how it is.\n\nExample: news-monitor feeds status",
        no_args_is_help=True,
    )
    feeds.command("list")(list_feeds)
    feeds.command("status")(status)
    for commands in (feeds_poll, feeds_test, feeds_edit, feeds_opml):
        commands.register(feeds)
    app.add_typer(feeds, name="feeds")


def list_feeds(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the configured feeds.

    Example: news-monitor feeds list --json
    """
    rows = [
        {name: row[name] for name in ("id", "url", "language", "outlet", "pages", "tags")}
        for row in _rows(config, look_into_state=False)
    ]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    print_table(
        ("id", "language", "outlet", "url"),
        [(row["id"], row["language"], row["outlet"], row["url"]) for row in rows],
    )


def status(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Tell of each feed its state, the reason, since when, and when it is polled next.

    `pages` names what stands before most of its last pages: a bot wall, a paywall, a login.

    Where the files have mistakes, it tells of every feed that was ever polled, and says so.

    Example: news-monitor feeds status
    """
    rows = _rows(config, look_into_state=True)
    if as_json:
        typer.echo(json.dumps(rows))
        return
    print_table(
        ("id", "state", "reason", "since", "pages", "entries", "polls", "304", "next poll"),
        [
            (
                row["id"],
                row["state"],
                row["reason"],
                row["since"],
                row["pages_blocked"],
                row["entries"],
                row["polls"],
                row["not_modified"],
                row["next_poll_at"],
            )
            for row in rows
        ],
    )


def _rows(config: ConfigFile, *, look_into_state: bool) -> list[dict[str, Any]]:
    from monitor.cli.state import reading_in
    from monitor.config.load import find_config, find_state_dir, load_config
    from monitor.errors import ConfigError
    from monitor.model import Feed
    from monitor.report import feed_rows
    from monitor.store.feeds import feed_states

    path = find_config(config)
    try:
        feeds: tuple[Feed, ...] | None = load_config(path).feeds
    except ConfigError:
        if not look_into_state:
            raise
        feeds = None
    if not look_into_state:
        return feed_rows(feeds or (), {})
    with reading_in(find_state_dir(path)) as connection:
        states = {} if connection is None else feed_states(connection)
    if feeds is None:
        typer.echo(_UNSURE, err=True)
        feeds = tuple(Feed(id=each.feed_id, url=each.url or "") for each in states.values())
    return feed_rows(feeds, states)
