"""`news-monitor feeds`: what is watched, and how each feed is."""

from __future__ import annotations

import json
from typing import Any

import typer

from monitor.cli import feeds_edit, feeds_opml, feeds_poll, feeds_test
from monitor.cli.options import AsJson, ConfigFile, configuration
from monitor.cli.tables import print_table


def register(app: typer.Typer) -> None:
    """Add the commands `feeds list` and `feeds status`."""
    feeds = typer.Typer(help="The feeds: what is watched and how it is.", no_args_is_help=True)
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

    Example: news-monitor feeds status
    """
    rows = _rows(config, look_into_state=True)
    if as_json:
        typer.echo(json.dumps(rows))
        return
    print_table(
        ("id", "state", "reason", "since", "entries", "polls", "304", "next poll"),
        [
            (
                row["id"],
                row["state"],
                row["reason"],
                row["since"],
                row["entries"],
                row["polls"],
                row["not_modified"],
                row["next_poll_at"],
            )
            for row in rows
        ],
    )


def _rows(config: ConfigFile, *, look_into_state: bool) -> list[dict[str, Any]]:
    from monitor.cli.state import reading
    from monitor.report import feed_rows
    from monitor.store.feeds import feed_states

    settings = configuration(config)
    if not look_into_state:
        return feed_rows(settings.feeds, {})
    with reading(settings) as connection:
        states = {} if connection is None else feed_states(connection)
    return feed_rows(settings.feeds, states)
