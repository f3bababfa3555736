"""Options that several commands share, and the configuration that one of them names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from monitor.config.settings import Config

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Main file; else ./config/monitor.yaml, then ~/.config/news-monitor/monitor.yaml.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Only from this time on: 2026-03-01T12:00, or 30m, 2h, 7d ago."
    ),
]
Limit = Annotated[int, typer.Option(metavar="N", min=1, max=1_000_000, help="At most so many.")]


def configuration(named: Path | None) -> Config:
    """Read the configuration that `--config` names, or the one that is found; raise ConfigError."""
    from monitor.config.load import find_config, load_config

    return load_config(find_config(named))
