"""`news-monitor check`: read the whole configuration and say what it amounts to.

It starts nothing and writes nothing. Mistakes rise as ConfigError, which the command line prints
and turns into exit code 2, or become JSON where that was asked for; warnings leave it at 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from monitor.config.settings import Config

_MOST_NAMES = 20  # on one line; --json has them all


def register(app: typer.Typer) -> None:
    """Add the command `check`."""
    app.command(name="check")(check)


def check(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Validate the configuration, every file of it, and tell all mistakes at once.

    Also warns where this machine has no place for the daemon's state, or its ports are taken.
    With --json mistakes are JSON too: {ok: false, problems: [...]}. Exit code 2 with mistakes.

    Example: news-monitor check -c config/monitor.yaml
    """
    import json

    from monitor.cli.lines import Waiting
    from monitor.config.load import find_config, load_config
    from monitor.errors import ConfigError

    try:
        with Waiting("reading the configuration"):
            summary = _summed_up(load_config(find_config(config)))
    except ConfigError as error:
        if not as_json:
            raise
        typer.echo(json.dumps({"ok": False, "problems": list(error.problems or [str(error)])}))
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps({"ok": True, **asdict(summary)}))
        return
    for line in _lines(summary):
        typer.echo(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Summary:
    """What a configuration amounts to; its keys are those of the JSON."""

    path: str
    feeds: int
    languages: list[str]
    watchlists: int
    enabled_watchlists: int
    channels: list[str]
    host_rules: int
    warnings: list[str]


def _summed_up(settings: Config) -> _Summary:
    from monitor.cli.surroundings import obstacles
    from monitor.config.load import warnings

    enabled = [watchlist for watchlist in settings.watchlists if watchlist.enabled]
    return _Summary(
        path=str(settings.path),
        feeds=len(settings.feeds),
        languages=sorted({feed.language for feed in settings.feeds if feed.language}),
        watchlists=len(settings.watchlists),
        enabled_watchlists=len(enabled),
        channels=sorted({watchlist.channel for watchlist in enabled}),
        host_rules=len(settings.host_rules),
        warnings=[*warnings(settings), *obstacles(settings)],
    )


def _lines(summary: _Summary) -> Iterator[str]:
    from monitor.rules.printable import escape_line

    languages = f" in {_listed(summary.languages)}" if summary.languages else ""
    channels = _listed(summary.channels) or "no channel"
    yield f"{escape_line(summary.path)}: ok"
    yield f"  feeds: {summary.feeds}{languages}"
    yield (
        f"  watchlists: {summary.watchlists}, {summary.enabled_watchlists} enabled, on {channels}"
    )
    if summary.host_rules:
        yield f"  host rules: {summary.host_rules}, beside the program's own"
    for warning in summary.warnings:
        yield f"  warning: {escape_line(warning)}"


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + rest
