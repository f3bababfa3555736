"""`news-monitor reload`: let the running daemon read its configuration again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import typer

from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITHIN: Final = timedelta(minutes=2)


def register(app: typer.Typer) -> None:
    """Add the command `reload`."""
    app.command(name="reload")(reload)


def reload(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Let the running daemon read its configuration again, and tell what changed.

    It reads by itself what has changed; this says at once whether it could. Exit code 2 if it
    refused: then it goes on as before.

    Example: news-monitor reload
    """
    from monitor.cli.control import ask_daemon
    from monitor.cli.lines import Waiting
    from monitor.config.load import find_config, find_state_dir
    from monitor.rules.printable import escape_line

    state_dir = find_state_dir(find_config(config))
    with Waiting("the daemon reads its configuration"):
        told = ask_daemon(state_dir, "/reload", method="POST", within=_WITHIN)
    if as_json:
        typer.echo(json.dumps(told))
    else:
        for line in _lines(told):
            typer.echo(escape_line(line), err=not told["ok"])
    if not told["ok"]:
        raise typer.Exit(2)


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if not told["ok"]:
        yield f"refused, the daemon goes on as before: {told['error']}"
        yield from (f"  {problem}" for problem in told["problems"])
        return
    changes = told["changes"]
    yield f"reloaded in {told['took_ms']} ms" if changes else "nothing changed"
    for name, ids in changes.items():
        yield f"  {name.replace('_', ' ')}: {', '.join(ids)}"
    if told["needs_restart"]:
        yield f"  only at the next start: {', '.join(told['needs_restart'])}"
