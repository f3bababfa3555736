"""`news-monitor run`: the daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigFile
from monitor.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.config.settings import Config


def register(app: typer.Typer) -> None:
    """Add the command `run`."""
    app.command(name="run")(run)


def run(
    config: ConfigFile = None,
    once: Annotated[
        bool, typer.Option("--once", help="Poll every feed once, finish all entries, exit.")
    ] = False,
) -> None:
    """Watch the feeds and send alerts until SIGTERM or Ctrl-C; a second one exits at once.

    With --once it ends by itself, with a line on stdout that counts what was done.

    Example: news-monitor run -c config/monitor.yaml
    """
    import signal

    # Until the daemon can reload, which takes a second: a service manager's reload must not end it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from datetime import UTC, datetime

    from monitor import app
    from monitor.config.load import ConfigReader, find_config

    begin = datetime.now(UTC)
    ran_with = app.run(ConfigReader(find_config(config)), once=once)
    if once:
        from monitor.rules.printable import escape_line

        typer.echo(escape_line(_counted(ran_with, begin)))


def _counted(config: Config, begin: datetime) -> str:
    """Count in the state of record what was done since `begin`."""
    from monitor.cli.state import reading
    from monitor.store.runs import run_counts

    with reading(config) as connection:
        if connection is None:
            raise StoreError(f"{config.state_dir}: the database has gone", reason="cannot_open")
        done = run_counts(connection, since=begin)
    return (
        f"feeds: {done.polled} polled, {done.failed} failed; "
        f"entries: {done.ended} ended; alerts: {done.alerts}"
    )
