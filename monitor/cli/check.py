"""`news-monitor check`: read the whole configuration and say what it amounts to.

It starts nothing and writes nothing. Mistakes rise as ConfigError, which the command line prints
and turns into exit code 2; warnings leave the exit code at 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command `check`."""
    app.command(name="check")(check)


def check(
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="Main file; else ./config/monitor.yaml, then ~/.config/news-monitor/monitor.yaml.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Validate the configuration, every file of it, and tell all mistakes at once."""
    import json

    from monitor.config.load import find_config, load_config, warnings

    settings = load_config(find_config(config))
    enabled = [watchlist for watchlist in settings.watchlists if watchlist.enabled]
    found = warnings(settings)
    summary = {
        "path": str(settings.path),
        "feeds": len(settings.feeds),
        "languages": sorted({feed.language for feed in settings.feeds if feed.language}),
        "watchlists": len(settings.watchlists),
        "enabled_watchlists": len(enabled),
        "channels": sorted({watchlist.channel for watchlist in enabled}),
        "warnings": found,
    }
    if as_json:
        typer.echo(json.dumps(summary))
        return
    _print_summary(summary)


def _print_summary(summary: dict[str, object]) -> None:
    from monitor.rules.printable import escape_line

    languages, channels = summary["languages"], summary["channels"]
    typer.echo(f"{escape_line(str(summary['path']))}: ok")
    typer.echo(f"  feeds: {summary['feeds']} in {_listed(languages)}")
    typer.echo(
        f"  watchlists: {summary['watchlists']}, {summary['enabled_watchlists']} enabled, "
        f"on {_listed(channels)}"
    )
    warnings = summary["warnings"]
    for warning in warnings if isinstance(warnings, list) else []:
        typer.echo(f"  warning: {escape_line(warning)}")
