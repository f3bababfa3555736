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

from monitor.cli.extracted import as_data, as_lines
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
    from monitor.pages import Page

_DEADLINE = READ_WITHIN  # of one page
_WORKERS = 2
# Pages that are read or wait for their turn to be written: two at work, two at hand, and some
# that are done while one before them takes its time.
_MOST_IN_FLIGHT = 8
_HTML = "text/html; charset=utf-8"
_NOTHING = ExtractedPage(title="", text="", quality=Quality.EMPTY)
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
    text: Annotated[
        bool, typer.Option("--text", help="FILE is plain text, whatever it looks like.")
    ] = False,
    why: Annotated[
        bool,
        typer.Option("--why", help="Also tell each line that was taken out or put in, and why."),
    ] = False,
) -> None:
    """Read title, text and more out of a page, or clean a text that came out of one.

    A FILE without tags is plain text: its title is looked for in its first lines.
    With --jsonl reads lines {id, url, html} or {id, text, title} from FILE or standard input and
    writes lines {id, title, text, language, author, published_at, quality ...} in the same order;
    a page that cannot be read gets empty values and an `error`, a line that cannot be read those,
    no id and its number as `line`. Of a host's pages, lines that recur on those before are left
    out, as the daemon does. Exit code 1 if a line could not be read, or the page failed.

    Example: news-monitor extract https://example.org/story --why
    """
    if jsonl:
        if url is not None or as_json or text:
            _refuse("--url, --text and --json go with one page, not with --jsonl")
        _extract_lines(source, config=config, learns=not no_learn, with_why=why)
        return
    if no_learn:
        _refuse("--no-learn goes with --jsonl")
    if source is None:
        _refuse("name a FILE or a URL, or give --jsonl")
    if url is not None and is_web(source):
        _refuse("--url goes with a FILE; a URL says itself where the page is")
    if url is not None and not is_address(url):
        _refuse(f"--url should be an http or https address (got {url[:100]})")
    if text and (is_web(source) or url is not None):
        _refuse("--text goes with a FILE alone")
    with Waiting("reading the page"):
        found = asyncio.run(_extract_one(source, url=url, config=config, is_text=text))
    page = found.extracted or _NOTHING
    if found.missed is not None:
        told = f"the page that this one leads to could not be had: {found.missed}"
        typer.echo(f"news-monitor extract: {escape_line(told)}", err=True)
    if as_json:
        typer.echo(json_line(as_data(page, with_why=why)))
    else:
        typer.echo("\n".join(as_lines(page, with_why=why)))


def _refuse(message: str) -> NoReturn:
    typer.echo(f"news-monitor extract: {escape_line(message)}", err=True)
    raise typer.Exit(2)


async def _extract_one(
    source: str, *, url: str | None, config: Path | None, is_text: bool = False
) -> Page:
    from monitor.cli.fetching import page_settings, page_workers, read_web
    from monitor.pages import Page
    from monitor.tasks import read_document

    # Of a page from nowhere there is nothing to ask a configuration for.
    settings, rules = page_settings(config) if is_web(source) or url or config else (None, ())
    if settings is not None and is_web(source):
        return await read_web(source, settings, host_rules=rules)
    body = read_file(source, max_bytes=MAX_LINE, or_address=True)
    async with page_workers(rules) as pool:
        read = await pool.run(read_document, body, content_type=None, url=url, is_text=is_text)
    return Page(extracted=read)


def _pool(*, workers: int, config: Path | None) -> WorkerPool:
    from monitor.cli.fetching import host_rules, page_workers

    return page_workers(host_rules(config), workers=workers, deadline=_DEADLINE)


def _extract_lines(
    source: str | None, *, config: Path | None, learns: bool, with_why: bool
) -> None:
    with opened(source) as handle, Progress("pages") as progress:
        try:
            broken = asyncio.run(
                _extract_all(handle, progress, config=config, learns=learns, with_why=with_why)
            )
        except ExceptionGroup as failures:
            # Of the group of reading and writing; BrokenPipeError is one of them.
            raise failures.exceptions[0] from failures
    if broken:
        typer.echo(f"{broken} line(s) could not be read", err=True)
        raise typer.Exit(1)


async def _extract_all(
    handle: IO[bytes], progress: Progress, *, config: Path | None, learns: bool, with_why: bool
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
                request = read_request(line)
                asked = _answer(request, _reading(request, pool, turns), with_why=with_why)
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
    """A page or a plain text to read, as a line asks for it. `id` is given back as it came.

    html: None where there is a text.
    title: Of the text; None lets it be looked for.
    """

    id: str | int
    url: str | None
    html: str | None
    text: str | None
    title: str | None


def read_request(line: bytes | None) -> Request:
    """Read a line `{id, url?, html}` or `{id, text, title?}`; raise UnreadableError if it is none.

    line: None stands for one that is longer than MAX_LINE.
    """
    fields = read_object(line)
    html, text = string_or_none(fields, "html"), string_or_none(fields, "text")
    if html is None and text is None:
        raise UnreadableError("html is missing, and so is text")
    if html is not None and text is not None:
        raise UnreadableError("html and text are two things to read; give one")
    return Request(
        id=id_of(fields),
        url=string_or_none(fields, "url"),
        html=html,
        text=text,
        title=string_or_none(fields, "title"),
    )


def _reading(asked: Request, pool: WorkerPool, turns: InTurn) -> Coroutine[Any, Any, ExtractedPage]:
    if asked.html is None:
        from monitor.tasks import clean_text

        return pool.run(clean_text, asked.text or "", title=asked.title or "")
    body = asked.html.encode("utf-8", "replace")  # lone surrogates are no text
    # The page takes its place in its host's queue now, and not when the row is awaited.
    return turns.read(body, content_type=_HTML, url=asked.url)


async def _answer(
    asked: Request, reading: Coroutine[Any, Any, ExtractedPage], *, with_why: bool
) -> dict[str, Any]:
    try:
        page = await reading
    except MonitorError as error:
        return {"id": asked.id, **as_data(_NOTHING, with_why=with_why), "error": error.reason}
    return {"id": asked.id, **as_data(page, with_why=with_why)}


async def _broken_row(number: int, error: UnreadableError) -> dict[str, Any]:
    return {
        "id": None,
        **as_data(_NOTHING, with_why=False),
        "line": number,
        "error": str(error),
    }
