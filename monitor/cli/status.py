"""`news-monitor status`: one screen of what an operator asks first."""

from __future__ import annotations

import json
from typing import Any

import typer

from monitor.cli.options import AsJson, ConfigFile


def register(app: typer.Typer) -> None:
    """Add the command `status`."""
    app.command(name="status")(status)


def status(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Tell whether the daemon runs, how its feeds are, and what was alerted.

    Example: news-monitor status --json
    """
    told = _look(config)
    if as_json:
        typer.echo(json.dumps(told))
    else:
        _print(told)


def _look(config: ConfigFile) -> dict[str, Any]:
    from monitor.adapters.folderlock import holder_of
    from monitor.app import LOCK
    from monitor.cli.state import reading
    from monitor.config.load import find_config, load_config
    from monitor.report import no_record, summary

    settings = load_config(find_config(config))
    pid = holder_of(settings.state_dir / LOCK)
    with reading(settings) as connection:
        record = (
            no_record(settings.feeds)
            if connection is None
            else summary(connection, settings.feeds, None)
        )
    return {
        "running": pid is not None,
        "pid": pid,
        "state_dir": str(settings.state_dir),
        **record,
    }


def _print(told: dict[str, Any]) -> None:
    from monitor.rules.printable import escape_line

    running = f"running (process {told['pid']})" if told["running"] else "not running"
    feeds, entries, alerts = told["feeds"], told["entries"], told["alerts"]
    typer.echo(f"daemon    {running}, state in {escape_line(told['state_dir'])}")
    typer.echo(f"feeds     {feeds['configured']}: {_counts(feeds['by_state'])}")
    for feed in feeds["in_trouble"]:
        typer.echo(f"  {feed['id']}: {feed['state']} ({feed['reason']}) since {feed['since']}")
    typer.echo(f"entries   {entries['pending']} pending, ended: {_counts(entries['ended'])}")
    typer.echo(f"articles  {told['articles']} kept")
    typer.echo(f"alerts    {alerts['unsent']} unsent; last numbers: {_counts(alerts['channels'])}")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
