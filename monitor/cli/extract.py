"""`news-monitor extract`: what the program reads out of pages, from a file, an address or lines.

For trying a page and for measuring the reading. Pages are read in worker processes exactly as the
daemon reads them, so that one hostile page costs its own line and no more.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO, TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from monitor.cli.fetching import READ_WITHIN, is_address, is_web
from monitor.cli.files import opened, read_file
from monitor.cli.lines import (
    MAX_LINE,
    Progress,
    Waiting,
    id_of,
    json_line,
    read_lines,
    read_object,
    string_or_none,
)
from monitor.cli.options import AsJson, ConfigFile
from monitor.errors import MonitorError, UnreadableError
from monitor.model import ExtractedPage, Quality
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.adapters.workers import WorkerPool
    from monitor.cli.turns import InTurn

_DEADLINE = READ_WITHIN  # of one page
_WORKERS = 2
# Pages that are read or wait for their turn to be written: two at work, two at hand, and some
# that are done while one before them takes its time.
_MOST_IN_FLIGHT = 8
_HTML = "text/html; charset=utf-8"
_Numbered = tuple[int, bytes | None]


def register(app: typer.Typer) -> None:
    """Add the command `extract`."""
    app.command(name="extract", no_args_is_help=True)(extract)


def extract(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|URL", help="A page; with --jsonl a file of lines. - is stdin."
        ),
    ] = None,
    *,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Where the page in FILE came from.")
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Lines {id, url, html} in, one line for each out.")
    ] = False,
    no_learn: Annotated[
        bool,
        typer.Option("--no-learn", help="With --jsonl, read each page as if it were the first."),
    ] = False,
) -> None:
    """Read title, text and more out of a page.

    With --jsonl reads lines {id, url, html} from FILE or standard input and writes lines {id,
    title, text, language, author, published_at, quality} in the same order; a page that cannot be
    read gets empty values and an `error`, a line that cannot be read those, no id and its number
    as `line`. Of a host's pages, lines that recur on those before are left out, as the daemon does.
    Exit code 1 if a line could not be read, or the page failed.

    Example: news-monitor extract https://example.org/story
    """
    if jsonl:
        if url is not None or as_json:
            _refuse("--url and --json go with one page, not with --jsonl")
        _extract_lines(source, config=config, learns=not no_learn)
        return
    if source is None:
        _refuse("name a FILE or a URL, or give --jsonl")
    if url is not None and is_web(source):
        _refuse("--url goes with a FILE; a URL says itself where the page is")
    if url is not None and not is_address(url):
        _refuse(f"--url should be an http or https address (got {url[:100]})")
    with Waiting("reading the page"):
        page = asyncio.run(_extract_one(source, url=url, config=config))
    if as_json:
        typer.echo(json_line({**_fields(page), "canonical_url": page.canonical_url}))
    else:
        typer.echo("\n".join(_shown(page)))


def _refuse(message: str) -> NoReturn:
    typer.echo(f"news-monitor extract: {escape_line(message)}", err=True)
    raise typer.Exit(2)


async def _extract_one(source: str, *, url: str | None, config: Path | None) -> ExtractedPage:
    from monitor.cli.fetching import fetch_page, page_settings, read_in_worker

    # Of a page from nowhere there is nothing to ask a configuration for.
    settings, rules = page_settings(config) if is_web(source) or url or config else (None, ())
    if settings is not None and is_web(source):
        response = await fetch_page(source, settings)
        body, content_type, url = response.body, response.headers.get("content-type"), response.url
    else:
        body, content_type = read_file(source, max_bytes=MAX_LINE, or_address=True), None
    return await read_in_worker(body, content_type=content_type, url=url, host_rules=rules)


def _pool(*, workers: int, config: Path | None) -> WorkerPool:
    from monitor.cli.fetching import host_rules, page_workers

    return page_workers(host_rules(config), workers=workers, deadline=_DEADLINE)


def _extract_lines(source: str | None, *, config: Path | None, learns: bool) -> None:
    with opened(source) as handle, Progress("pages") as progress:
        try:
            broken = asyncio.run(_extract_all(handle, progress, config=config, learns=learns))
        except ExceptionGroup as failures:
            # Of the group of reading and writing; BrokenPipeError is one of them.
            raise failures.exceptions[0] from failures
    if broken:
        typer.echo(f"{broken} line(s) could not be read", err=True)
        raise typer.Exit(1)


async def _extract_all(
    handle: IO[bytes], progress: Progress, *, config: Path | None, learns: bool
) -> int:
    """Write a row for each page, in order; return how many lines could not be read."""
    from monitor.cli.turns import InTurn

    broken = 0
    rows: asyncio.Queue[asyncio.Task[dict[str, Any]] | None] = asyncio.Queue(_MOST_IN_FLIGHT)
    async with _pool(workers=_WORKERS, config=config) as pool, asyncio.TaskGroup() as group:
        group.create_task(_write_all(rows, progress), name="write")
        turns = InTurn(pool, learns=learns)
        async for number, line in _numbered(handle):
            try:
                asked = _row(turns, read_request(line))
            except UnreadableError as error:
                broken += 1
                typer.echo(f"line {number}: {escape_line(str(error))}", err=True)
                asked = _broken_row(number, error)
            await rows.put(group.create_task(asked, name="read"))
        await rows.put(None)
    return broken


async def _numbered(handle: IO[bytes]) -> AsyncIterator[_Numbered]:
    """Give lines with their numbers, blank ones left out."""
    lines = enumerate(read_lines(handle, MAX_LINE), start=1)
    while numbered := await _next(lines):
        if numbered[1] is None or numbered[1].strip():
            yield numbered


async def _next(lines: Iterator[_Numbered]) -> _Numbered | None:
    """Read on in a thread, since standard input may keep us waiting; None at the end.

    Not in asyncio's own threads: the program would wait for them when it is interrupted.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Numbered | None] = loop.create_future()

    def tell(numbered: _Numbered | None, error: UnreadableError | None = None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(numbered)
        else:
            answer.set_exception(error)

    def read() -> None:
        with suppress(RuntimeError):  # the loop has closed meanwhile
            try:
                loop.call_soon_threadsafe(tell, next(lines, None))
            except UnreadableError as error:
                loop.call_soon_threadsafe(tell, None, error)

    Thread(target=read, daemon=True, name="read-line").start()
    return await answer


async def _write_all(
    rows: asyncio.Queue[asyncio.Task[dict[str, Any]] | None], progress: Progress
) -> None:
    while (row := await rows.get()) is not None:
        sys.stdout.buffer.write(f"{json_line(await row)}\n".encode())
        # So that whoever feeds us slowly sees each page at once.
        sys.stdout.buffer.flush()
        progress.advance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A page to read, as a line asks for it. `id` is given back as it came."""

    id: str | int
    url: str | None
    html: str


def read_request(line: bytes | None) -> Request:
    """Read one line `{id, url?, html}`; raise UnreadableError saying what is wrong.

    line: None stands for one that is longer than MAX_LINE.
    """
    fields = read_object(line)
    html = string_or_none(fields, "html")
    if html is None:
        raise UnreadableError("html is missing")
    return Request(id=id_of(fields), url=string_or_none(fields, "url"), html=html)


def _row(turns: InTurn, asked: Request) -> Coroutine[Any, Any, dict[str, Any]]:
    body = asked.html.encode("utf-8", "replace")  # lone surrogates are no text
    # The page takes its place in its host's queue now, and not when the row is awaited.
    return _answer(asked, turns.read(body, content_type=_HTML, url=asked.url))


async def _answer(asked: Request, reading: Coroutine[Any, Any, ExtractedPage]) -> dict[str, Any]:
    try:
        page = await reading
    except MonitorError as error:
        nothing = ExtractedPage(title="", text="", quality=Quality.EMPTY)
        return {"id": asked.id, **_fields(nothing), "error": error.reason}
    return {"id": asked.id, **_fields(page)}


async def _broken_row(number: int, error: UnreadableError) -> dict[str, Any]:
    nothing = ExtractedPage(title="", text="", quality=Quality.EMPTY)
    return {"id": None, **_fields(nothing), "line": number, "error": str(error)}


def _fields(page: ExtractedPage) -> dict[str, Any]:
    return {
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "author": page.author,
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "quality": page.quality.value,
    }


def _shown(page: ExtractedPage) -> Iterator[str]:
    for name, value in {**_fields(page), "url": page.canonical_url}.items():
        if name != "text":
            yield f"{name.replace('_', ' ') + ':':15}{escape_line(value or '-')}"
    if page.text:
        yield ""
    for line in page.text.split("\n"):
        yield escape_line(line)
