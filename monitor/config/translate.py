"""From checked keys to what the program uses: frozen, in its units, with paths made absolute."""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Final

from monitor.areas import LogSettings
from monitor.config.fields import find_timezone, split_listen
from monitor.config.models import FeedKeys, FetchKeys, MainKeys
from monitor.config.settings import Config, FetchSettings, RedisSettings, RuntimeSettings
from monitor.config.sinks import sink_specs
from monitor.model import Feed, FeedId, PagePolicy
from monitor.reading.given import HostRuleSpec
from monitor.watchlist import Watchlist

_MEGABYTE: Final = 1_000_000
_NO_ENCODER: Final = "none"


def config_of(
    path: Path,
    main: MainKeys,
    watchlists: tuple[Watchlist, ...],
    host_rules: tuple[HostRuleSpec, ...],
) -> Config:
    """Return what the keys of the main file, its watchlists and its host rules come to.

    path: The main file, whose folder relative paths are relative to.
    """
    listen = main.status.listen if main.status else None
    return Config(
        path=path,
        state_dir=absolute(path.parent, main.state_dir),
        redis=RedisSettings(url=main.redis.url, prefix=main.redis.prefix, port=main.redis.port),
        fetch=fetch_settings(main.fetch),
        runtime=RuntimeSettings(
            loop=main.runtime.loop,
            workers=main.runtime.workers,
            encoder=None if main.runtime.encoder == _NO_ENCODER else main.runtime.encoder,
            grace=timedelta(seconds=main.runtime.grace_s),
        ),
        status_listen=split_listen(listen) if listen else None,
        timezone=find_timezone(main.timezone),
        retention=timedelta(days=main.retention_days),
        catch_up_max_age=timedelta(hours=main.catch_up_max_age_h),
        log=LogSettings(level=main.log.level, levels=dict(main.log.levels), format=main.log.format),
        sinks=sink_specs(main.sinks, folder=path.parent),
        feeds=tuple(_feed(feed) for feed in main.feeds),
        watchlists=watchlists,
        host_rules=host_rules,
    )


def absolute(folder: Path, name: str) -> Path:
    """Return a path as it was named, absolute, with `~` as the home folder."""
    # Not Path.resolve: a link to a state folder on another disk keeps the name it was given.
    return Path(os.path.abspath(folder / os.path.expanduser(name)))  # noqa: PTH100, PTH111 - so


def fetch_settings(keys: FetchKeys) -> FetchSettings:
    """Return how feeds and pages are asked for."""
    return FetchSettings(
        allow_networks=tuple(ip_network(network) for network in keys.allow_networks),
        first_run_max_age=timedelta(hours=keys.first_run_max_age_h),
        min_poll=timedelta(seconds=keys.min_poll_s),
        page_pause=timedelta(seconds=keys.page_pause_s),
        timeout=timedelta(seconds=keys.timeout_s),
        feed_max_bytes=round(keys.feed_max_mb * _MEGABYTE),
        page_max_bytes=round(keys.page_max_mb * _MEGABYTE),
        contact=keys.contact,
    )


def _feed(keys: FeedKeys) -> Feed:
    return Feed(
        id=FeedId(keys.id),
        url=keys.url,
        language=keys.language,
        outlet=keys.outlet,
        tags=tuple(keys.tags),
        poll_every=timedelta(seconds=keys.poll_every_s) if keys.poll_every_s else None,
        pages=PagePolicy(keys.pages),
    )
