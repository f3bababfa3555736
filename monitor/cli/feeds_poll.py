"""`news-monitor feeds poll`: one feed, now, through the running daemon or without one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import feed_ids
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.reader import ConfigReader
    from monitor.config.settings import Config
    from monitor.model import Feed, FeedState

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
    `run --once` would, and logs only warnings and errors. Exit code 1 if the feed could not be
    read.

    Example: news-monitor feeds poll rt-fr
    """
    from monitor.cli.lines import json_line
    from monitor.config.load import ConfigReader, find_config
    from monitor.rules.printable import escape_line

    reader = ConfigReader(find_config(config))
    settings = reader.read()
    feed = _find(feed_id, settings)
    told = _through_daemon(feed, settings) if _runs(settings) else _alone(feed, settings, reader)
    for line in [json_line(told)] if as_json else map(escape_line, _lines(told)):
        typer.echo(line)
    if told["result"] == "failed":
        raise typer.Exit(1)


def _find(feed_id: str, settings: Config) -> Feed:
    from monitor.cli.guessing import did_you_mean
    from monitor.config.problems import printable
    from monitor.errors import PermanentError

    known = {str(feed.id): feed for feed in settings.feeds}
    if feed_id in known:
        return known[feed_id]
    hint = did_you_mean(feed_id, known, otherwise="`feeds list` shows them")
    raise PermanentError(f"no feed {printable(feed_id)} is configured{hint}", reason="unknown_feed")


def _runs(settings: Config) -> bool:
    from monitor.adapters.folderlock import holder_of
    from monitor.config.settings import LOCK

    return holder_of(settings.state_dir / LOCK) is not None


def _through_daemon(feed: Feed, settings: Config) -> dict[str, Any]:
    from monitor.cli.control import ask_daemon
    from monitor.cli.lines import Waiting

    path = f"/feeds/{feed.id}/poll"
    with Waiting(f"the daemon polls {feed.id}"):
        return ask_daemon(settings.state_dir, path, method="POST", within=_WITHIN)


def _alone(feed: Feed, settings: Config, reader: ConfigReader) -> dict[str, Any]:
    """Do as `run --once`, for one feed, and tell what it left in the state of record."""
    from monitor import app
    from monitor.errors import TransientError
    from monitor.report import recorded_poll_told

    before, _ = _known(feed, settings, any_version=True)
    app.run(_Quiet(reader), once=True, only=feed.id)
    after, listed = _known(feed, settings)
    if after is None or (before is not None and after.last_polled_at == before.last_polled_at):
        raise TransientError(f"{feed.id}: was stopped before it was polled", reason="daemon_stops")
    return recorded_poll_told(feed, before, after, listed=listed)


class _Quiet:
    """Fulfil `reload.Reader` with a log of warnings and errors alone: the command tells the rest.

    Levels that are set higher stay.
    """

    def __init__(self, reader: ConfigReader) -> None:
        self._reader = reader
        self.has_changed = reader.has_changed

    def read(self) -> Config:
        from dataclasses import replace

        config = self._reader.read()
        log = config.log
        levels = {area: _not_below_warning(level) for area, level in log.levels.items()}
        quiet = replace(log, level=_not_below_warning(log.level), levels=levels)
        return replace(config, log=quiet)


def _not_below_warning(level: str) -> str:
    return level if level == "error" else "warning"


def _known(
    feed: Feed, settings: Config, *, any_version: bool = False
) -> tuple[FeedState | None, int]:
    """Return what the record knows of a feed, and how many entries its last document had."""
    from monitor.cli.state import reading
    from monitor.store.feeds import feed_states, listed_count

    with reading(settings, any_version=any_version) as connection:
        if connection is None:
            return None, 0
        return feed_states(connection).get(feed.id), listed_count(connection, feed.id)


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if told["result"] == "failed":
        yield f"{told['feed']}: failed ({told['reason']})"
        yield f"  {told['message']}"
    else:
        yield f"{told['feed']}: {told['result'].replace('_', ' ')}, {told['new']} new"
    yield f"  state {told['state']}, next poll {told['next_poll_at'] or 'never'}"
