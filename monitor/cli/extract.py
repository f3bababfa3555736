"""`news-monitor extract`: what the program reads out of pages, from a file, an address or lines.

For trying a page and for measuring the reading. Pages are read in worker processes exactly as the
daemon reads them, so that one hostile page costs its own line and no more.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from monitor.cli.lines import Progress, json_line, read_lines, read_object
from monitor.cli.options import AsJson, ConfigFile
from monitor.errors import MonitorError, PermanentError, UnreadableError
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from monitor.adapters.workers import WorkerPool
    from monitor.model import ExtractedPage
    from monitor.ports import Response

MAX_LINE = 32 * 1024 * 1024  # bytes; a page of 2 MB fits, however it is escaped
_DEADLINE = timedelta(seconds=30)  # of one page
_WORKERS = 2
# Pages that are read or wait for their turn to be written: two at work, two at hand, and some
# that are done while one before them takes its time.
_MOST_IN_FLIGHT = 8
_HTML = "text/html; charset=utf-8"


def register(app: typer.Typer) -> None:
    """Add the command `extract`."""
    app.command(name="extract", no_args_is_help=True)(extract)


def extract(
    source: Annotated[
        str | None,
        typer.Argument(metavar="FILE|URL", help="A page; with --jsonl a file of lines. - is stdin."),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Where the page in FILE came from.")
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Lines {id, url, html} in, one line for each out.")
    ] = False,
) -> None:
    """Read title, text and more out of a page.

    With --jsonl reads lines {id, url, html} from FILE or standard input and writes lines {id,
    title, text, language, author, published_at, quality} in the same order; a page that cannot be
    read gets empty values and an `error`. Exit code 1 if a line is no JSON, or the page failed.

    Example: news-monitor extract https://example.org/story
    """
    if jsonl:
        _refuse(url, "--url", config, "--config", "goes with a single page, not with --jsonl")
        _extract_lines(source)
        return
    if source is None:
        raise typer.BadParameter("name a FILE or a URL, or give --jsonl")
    if _is_web(source):
        _refuse(url, "--url", "goes with a FILE; a URL says itself where it is")
        body = _fetch
    page = asyncio.run(_extract_one(source, url=url, config=config))
    typer.echo(json_line(_fields(page) | {"url": page.canonical_url}) if as_json else _shown(page))
