"""`news-monitor feeds poll`: one feed, now, through the running daemon or without one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import feed_ids
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.config.settings import Config
    from monitor.model import Feed

_WITHIN: Final = timedelta(minutes=5)


def register(feeds: typer.Typer) -> None:
    """Add the command `feeds poll`."""
    feeds.command("poll")(poll)


def poll(
    feed_id: Annotated[
        str, typer.Argument(metavar="ID", help="A configured feed.", autocompletion=feed_ids)
    ],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Poll one feed now, whatever its time; new entries go the usual way.

    The running daemon does it; where none runs, this command does, and reads and alerts as
    `run --once` would. Exit code 1 if the feed could not be read.

    Example: news-monitor feeds poll rt-fr
    """
    from monitor.config.load import ConfigReader, find_config

    path = find_config(config)
    settings = ConfigReader(path).read()
    feed = _find(feed_id, settings)
    told = _through_daemon(feed, settings) if _runs(settings) else _alone(feed, settings, path)
    if as_json:
        typer.echo(json.dumps(told))
    else:
        from monitor.rules.printable import escape_line

        for line in _lines(told):
            typer.echo(escape_line(line))
    if told["result"] == "failed":
        raise typer.Exit(1)


def _find(feed_id: str, settings: Config) -> Feed:
    from monitor.config.problems import guess, printable
    from monitor.errors import PermanentError

    known = {feed.id: feed for feed in settings.feeds}
    for feed in settings.feeds:
        if feed.id == feed_id:
            return feed
    meant = guess(feed_id, known)
    hint = f"; did you mean {meant}?" if meant else "; `feeds list` shows them"
    raise PermanentError(f"no feed {printable(feed_id)} is configured{hint}", reason="unknown_feed")


def _runs(settings: Config) -> bool:
    from monitor.adapters.folderlock import holder_of
    from monitor.config.settings import LOCK

    return holder_of(settings.state_dir / LOCK) is not None


def _through_daemon(feed: Feed, settings: Config) -> dict[str, Any]:
    from monitor.cli.control import ask_daemon

    path = f"/feeds/{feed.id}/poll"
    return ask_daemon(settings.state_dir, path, method="POST", within=_WITHIN)


def _alone(feed: Feed, settings: Config, path: Path) -> dict[str, Any]:
    """Do as `run --once`, for one feed, and tell what it left in the state of record."""
    from monitor import app
    from monitor.cli.state import reading
    from monitor.config.load import ConfigReader
    from monitor.report import feed_rows
    from monitor.store.feeds import feed_states

    before = _entries(feed, settings)
    app.run(ConfigReader(path), once=True, only=feed.id)
    with reading(settings) as connection:
        states = {} if connection is None else feed_states(connection)
    row = feed_rows([feed], states)[0]
    return {
        "feed": feed.id,
        "result": "read" if row["failures"] == 0 else "failed",
        "reason": row["reason"],
        "message": None,
        "new": row["entries"] - before,
        "listed": None,
        "state": row["state"],
        "next_poll_at": row["next_poll_at"],
    }


def _entries(feed: Feed, settings: Config) -> int:
    from monitor.cli.state import reading
    from monitor.store.feeds import feed_states

    with reading(settings) as connection:
        states = {} if connection is None else feed_states(connection)
    known = states.get(feed.id)
    return known.entries if known is not None else 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if told["result"] == "failed":
        yield f"{told['feed']}: failed ({told['reason']})"
        if told["message"]:
            yield f"  {told['message']}"
    else:
        yield f"{told['feed']}: {told['result'].replace('_', ' ')}, {told['new']} new"
    yield f"  state {told['state']}, next poll {told['next_poll_at'] or 'never'}"
