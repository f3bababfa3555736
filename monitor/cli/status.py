"""`news-monitor status`: one screen of what an operator asks first."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import typer

from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WITHIN: Final = timedelta(seconds=5)


def register(app: typer.Typer) -> None:
    """Add the command `status`."""
    app.command(name="status")(status)


def status(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Tell whether the daemon runs, how its feeds are, and what was alerted.

    Where the files have mistakes, it still tells how the daemon is that runs on what they said
    before. Exit code 0 whether the daemon runs or not.

    Example: news-monitor status --json
    """
    from monitor.config.load import find_config
    from monitor.rules.printable import escape_line

    told = _look(find_config(config))
    if as_json:
        typer.echo(json.dumps(told))
        return
    for line in _lines(told):
        typer.echo(escape_line(line))


def _look(path: Path) -> dict[str, Any]:
    from monitor.adapters.folderlock import holder_of
    from monitor.config.load import find_state_dir
    from monitor.config.settings import LOCK

    state_dir = find_state_dir(path)
    pid = holder_of(state_dir / LOCK)
    number = int(pid) if pid is not None and pid.isdecimal() else None  # may not be written yet
    told = {"running": pid is not None, "pid": number, "state_dir": str(state_dir)}
    live = None if pid is None else _ask(state_dir)
    return told | (live if live is not None else _record(path))


def _ask(state_dir: Path) -> dict[str, Any] | None:
    """Return what the daemon says of itself; None if it does not answer."""
    from monitor.cli.control import NotReachableError, ask_daemon

    try:
        told = ask_daemon(state_dir, "/status.json", within=_WITHIN)
    except NotReachableError:
        return None
    return {name: value for name, value in told.items() if name != "pid"}


def _record(path: Path) -> dict[str, Any]:
    """Return what the state of record says, where no daemon answers."""
    from monitor.cli.state import reading
    from monitor.config.load import load_config
    from monitor.report import no_record, summary

    settings = load_config(path)
    with reading(settings) as connection:
        return (
            no_record(settings.feeds)
            if connection is None
            else summary(connection, settings.feeds, None)
        )


def _lines(told: dict[str, Any]) -> Iterator[str]:
    running = f"running (process {told['pid'] or 'unknown'})" if told["running"] else "not running"
    feeds, entries, alerts = told["feeds"], told["entries"], told["alerts"]
    yield f"daemon    {running}, state in {told['state_dir']}"
    if "config" in told:
        yield from _config_lines(told["config"])
        yield f"redis     {told['bus']}"
    yield f"feeds     {feeds['configured']}: {_counts(feeds['by_state'])}"
    for feed in feeds["in_trouble"]:
        yield f"  {feed['id']}: {feed['state']} ({feed['reason']}) since {feed['since']}"
    for feed in feeds.get("pages_blocked", ()):  # a daemon of an earlier version does not say
        yield (
            f"  {feed['id']}: {feed['by']} before {feed['count']} of its last {feed['of']} pages "
            f"since {feed['since']}"
        )
    yield f"entries   {entries['pending']} pending, ended: {_counts(entries['ended'])}"
    yield f"articles  {told['articles']} kept"
    yield f"alerts    {alerts['unsent']} unsent; last numbers: {_counts(alerts['channels'])}"
    for sink, count in alerts["sinks"].items():
        trouble = told.get("sinks", {}).get(sink)
        why = f", takes none now ({trouble})" if trouble else ""
        yield f"  sink {sink}: {count['waiting']} waiting, {count['given_up']} given up{why}"


def _config_lines(config: dict[str, Any]) -> Iterator[str]:
    if config["ok"]:
        yield f"config    as read at {config['at']}"
    else:
        yield f"config    refused at {config['at']}, the one before holds: {config['error']}"
        yield from (f"  {problem}" for problem in config["problems"])
    if config["needs_restart"]:
        yield f"  changed, but only at the next start: {', '.join(config['needs_restart'])}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
