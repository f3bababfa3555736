"""What a shell offers after TAB: the ids in the configuration that would be read.

A completion that cannot be made is no completion; it never says a word of its own.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.config.settings import Config


def feed_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the configured feeds."""
    found = (feed.id for config in _configs(context) for feed in config.feeds)
    return list(_beginning(incomplete, found))


def watchlist_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the configured watchlists."""
    found = (each.id for config in _configs(context) for each in config.watchlists)
    return list(_beginning(incomplete, found))


def channels(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the channels of the configured watchlists."""
    found = (each.channel for config in _configs(context) for each in config.watchlists)
    return list(dict.fromkeys(_beginning(incomplete, found)))


def config_keys(context: typer.Context, incomplete: str) -> list[str]:
    """Offer what `config show` knows of the main file: `fetch`, `fetch.timeout_s`, `feeds[].id`."""
    from monitor.config.load import find_config
    from monitor.config.main_file import read_main
    from monitor.config.provenance import known_keys, settings_of
    from monitor.errors import ConfigError

    with suppress(ConfigError):
        main = read_main(find_config(context.params.get("config")))
        if main.keys is not None:
            found = known_keys(settings_of(main.document, main.keys))
            return list(dict.fromkeys(_beginning(incomplete, found)))
    return []


def _configs(context: typer.Context) -> Iterator[Config]:
    """Give the configuration that the command line names, or the usual one; none if it is bad."""
    from monitor.config.load import find_config, load_config
    from monitor.errors import ConfigError

    named: Path | None = context.params.get("config")
    with suppress(ConfigError):
        yield load_config(find_config(named))


def _beginning(incomplete: str, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.startswith(incomplete))
