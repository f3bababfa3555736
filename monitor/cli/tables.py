"""Tables of plain text: what commands print for people where rows have the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import typer


def print_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their heads in columns; None shows as `-`, what is odd is escaped."""
    from monitor.rules.printable import escape_line

    lines = [
        tuple(heads),
        *(tuple("-" if v is None else escape_line(str(v)) for v in row) for row in rows),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())
