"""How commands fetch and read a page, with a configuration or without one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config.settings import FetchSettings
    from monitor.model import ExtractedPage
    from monitor.ports import Response

READ_WITHIN: Final = timedelta(seconds=30)  # one page


def fetch_settings(config: Path | None) -> FetchSettings:
    """Read how to fetch from the configuration; where there is none, take the defaults.

    config: As the user named it, which then has to be there; None looks in the usual places.
    """
    from monitor.config.load import default_fetch, find_config, load_config

    try:
        path = find_config(config)
    except ConfigError:
        if config is not None:
            raise
        return default_fetch()
    return load_config(path).fetch


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


async def read_in_worker(
    body: bytes, *, content_type: str | None, url: str | None
) -> ExtractedPage:
    """Read a page in a worker process; raise MonitorErrors where it cannot be read."""
    from monitor.adapters.workers import WorkerPool
    from monitor.tasks import read_page

    async with WorkerPool(workers=1, deadline=READ_WITHIN) as pool:
        return await pool.run(read_page, body, content_type=content_type, url=url)
