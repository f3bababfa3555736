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
Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Only from this time on: 2026-03-01T12:00, or 30m, 2h, 7d ago."
    ),
]
Limit = Annotated[int, typer.Option(metavar="N", min=1, max=1_000_000, help="At most so many.")]
