"""The documentation's pages, as tests read them: their tables and their examples."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs/configuration.md").read_text("utf-8")
WATCHLISTS = (ROOT / "docs/watchlists.md").read_text("utf-8")


def section(page: str, heading: str) -> str:
    """Return what stands under a second-level heading."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the lines of a text's tables, without headings and rules."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def examples(page: str, kind: str) -> list[str]:
    """Return the fenced blocks whose opening line is the kind."""
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def quoted(cell: str) -> list[str]:
    """Return what a cell has in code marks."""
    return re.findall(r"`([^`]*)`", cell)
