"""One article from wherever the user has it: an address, a file, standard input.

Pages are read in a worker process as the daemon reads them; a text has its title on the first line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.cli.fetching import is_web, read_in_worker, read_web
from monitor.cli.files import read_file, shown
from monitor.cli.lines import Waiting
from monitor.errors import PermanentError, UnreadableError
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config.settings import FetchSettings
    from monitor.model import ExtractedPage, Quality
    from monitor.reading.given import HostRuleSpec

_MOST_BYTES: Final = 32_000_000  # as much as a page may ever have, see fetch.page_max_mb
_PAGE_ENDINGS: Final = frozenset({".html", ".htm", ".xhtml"})
_TEXT_ENDINGS: Final = frozenset({".md", ".txt", ".text", ".markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that was read.

    url: Where it came from; None for a file.
    quality: Of the page; None for a text, which is what its writer wants it to be.
    """

    title: str
    text: str
    language: str | None
    url: str | None
    quality: Quality | None


def read_source(
    name: str,
    settings: Callable[[], FetchSettings],
    *,
    host_rules: Callable[[], tuple[HostRuleSpec, ...]] = tuple,
) -> Source:
    """Read an address, a file, or standard input if `name` is `-`.

    settings: How to fetch; asked only for an address.
    host_rules: The user's; asked only for an address.

    Raises MonitorError where nothing can be read, typer.BadParameter where no such file is.
    """
    import asyncio

    if is_web(name):
        with Waiting("asking for the page"):
            return asyncio.run(_from_web(name, settings(), host_rules()))
    body = read_file(name, max_bytes=_MOST_BYTES, or_address=True)
    ending = Path(name).suffix.lower() if name != "-" else ""
    looks_like_page = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    if ending in _PAGE_ENDINGS or (looks_like_page and ending not in _TEXT_ENDINGS):
        with Waiting("reading the page"):
            page = asyncio.run(read_in_worker(body, content_type=None, url=None))
        return _of_page(page, url=None)
    return _from_text(name, body)


async def _from_web(
    url: str, settings: FetchSettings, host_rules: tuple[HostRuleSpec, ...]
) -> Source:
    page = await read_web(url, settings, host_rules=host_rules)
    if page.extracted is None:
        raise UnreadableError(f"{url}: the page was not read", reason="empty")
    return _of_page(page.extracted, url=page.final_url)


def _of_page(page: ExtractedPage, *, url: str | None) -> Source:
    return Source(
        title=page.title, text=page.text, language=page.language, url=url, quality=page.quality
    )


def _from_text(name: str, body: bytes) -> Source:
    from monitor.config.seeds import language_in_name, seed_from_text

    told_as = shown(name)
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        seed = seed_from_text(text, language=language_in_name(Path(name)), origin=told_as)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{told_as}: should be a page, or UTF-8 text with the title on its first line "
            f"(byte {error.start} is no UTF-8)"
        ) from None
    except ValueError as error:
        raise UnreadableError(escape_line(f"{told_as}: {error}")) from error
    return Source(title=seed.title, text=seed.text, language=seed.language, url=None, quality=None)


def refuse_walls(source: Source, name: str) -> None:
    """Raise PermanentError where a page is no story but a wall before one, or nothing at all."""
    from monitor.model import Quality
    from monitor.rules.articles import NO_STORY

    if source.quality in NO_STORY - {Quality.EMPTY}:
        said = str(source.quality).replace("_", " ")
        raise PermanentError(
            f"{name}: the page is a {said}, not the story; save the story as a text file and "
            "name that",
            reason="blocked",
        )
    if not source.title.strip() and not source.text.strip():
        raise PermanentError(f"{name}: there is no story on this page", reason="empty")
