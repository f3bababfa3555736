"""How commands that fetch find their settings, with a configuration or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config.settings import FetchSettings


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
