"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
