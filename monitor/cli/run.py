"""`news-monitor run`: the daemon."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.options import ConfigFile


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

    Example: news-monitor run -c config/monitor.yaml
    """
    from monitor import app
    from monitor.config.load import ConfigReader, find_config

    app.run(ConfigReader(find_config(config)), once=once)
