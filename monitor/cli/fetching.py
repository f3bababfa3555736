"""How commands fetch and read a page, with a configuration or without one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.adapters.workers import WorkerPool
    from monitor.config.settings import FetchSettings
    from monitor.model import ExtractedPage
    from monitor.pages import Page
    from monitor.ports import Response
    from monitor.reading.given import HostRuleSpec, PageBytes

READ_WITHIN: Final = timedelta(seconds=30)  # one page
_MOST_BYTES: Final = 32_000_000  # as much as a page may ever have, see fetch.page_max_mb


def fetch_settings(config: Path | None) -> FetchSettings:
    """Read how to fetch from the configuration; where there is none, take the defaults.

    config: As the user named it, which then has to be there; None looks in the usual places.
    """
    return page_settings(config)[0]


def host_rules(config: Path | None) -> tuple[HostRuleSpec, ...]:
    """Read the user's host rules from the configuration; where there is none, there are none."""
    return page_settings(config)[1]


def page_settings(config: Path | None) -> tuple[FetchSettings, tuple[HostRuleSpec, ...]]:
    """Read how to fetch and the user's host rules, as `fetch_settings` does."""
    from monitor.config.load import default_fetch, find_config, load_config

    try:
        path = find_config(config)
    except ConfigError:
        if config is not None:
            raise
        return default_fetch(), ()
    found = load_config(path)
    return found.fetch, found.host_rules


def is_web(source: str) -> bool:
    """Say whether what the user named is an address, not a file."""
    return source.lower().startswith(("http://", "https://"))


def is_address(text: str) -> bool:
    """Say whether this can be a page's address: http or https, and a host."""
    from monitor.rules.articles import host_of

    return is_web(text) and bool(host_of(text)) and not any(map(str.isspace, text))


async def fetch_page(url: str, settings: FetchSettings) -> Response:
    """Ask for a page as the daemon would; raise MonitorErrors where it does not come."""
    from monitor.parts import fetch_of

    async with fetch_of(settings) as fetch:
        return await fetch.get_page(url)


async def read_web(
    url: str, settings: FetchSettings, *, host_rules: tuple[HostRuleSpec, ...] = ()
) -> Page:
    """Read the page at an address, or the one it leads to, as the daemon would.

    Where the whole story may come later, what is there of it stands. Raises MonitorErrors where
    nothing of it comes or can be read.
    """
    from monitor.pages import page_at
    from monitor.parts import fetch_of

    async with fetch_of(settings) as fetch, page_workers(host_rules) as pool:
        return await page_at(url, fetch=fetch, offload=pool)


async def page_bytes(source: str, *, url: str | None, settings: FetchSettings) -> PageBytes:
    """Return a page from an address, a file or standard input, unread.

    url: Where a file came from; None if it has to say so itself.
    """
    from monitor.cli.files import read_file
    from monitor.reading.given import PageBytes

    if is_web(source):
        answer = await fetch_page(source, settings)
        kind = answer.headers.get("content-type")
        return PageBytes(body=answer.body, url=answer.url, content_type=kind)
    return PageBytes(body=read_file(source, max_bytes=_MOST_BYTES, or_address=True), url=url)


async def read_in_worker(
    body: bytes,
    *,
    content_type: str | None,
    url: str | None,
    host_rules: tuple[HostRuleSpec, ...] = (),
) -> ExtractedPage:
    """Read a page in a worker process; raise MonitorErrors where it cannot be read.

    host_rules: The user's; our own are asked as well.
    """
    from monitor.tasks import read_page

    async with page_workers(host_rules) as pool:
        return await pool.run(read_page, body, content_type=content_type, url=url)


def page_workers(
    host_rules: tuple[HostRuleSpec, ...], *, workers: int = 1, deadline: timedelta = READ_WITHIN
) -> WorkerPool:
    """Make worker processes that read pages by the user's host rules and our own."""
    from monitor.adapters.workers import WorkerPool
    from monitor.tasks import install_host_rules

    return WorkerPool(
        workers=workers, deadline=deadline, initializer=install_host_rules, initargs=(host_rules,)
    )
