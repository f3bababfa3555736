"""From a path to a frozen `Config`, or to one error that tells every mistake of every file.

This is what the rest of the program imports of this room. Reading never raises anything but
ConfigError, whatever the files hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from monitor.config.advice import warnings
from monitor.config.checks import check_main
from monitor.config.complaints import validate
from monitor.config.document import MAIN_FILE_BYTES, Document, read_document
from monitor.config.fields import find_timezone, split_listen
from monitor.config.models import FeedKeys, FetchKeys, MainKeys
from monitor.config.problems import Problem, describe, printable, problem_lines
from monitor.config.reader import ConfigReader
from monitor.config.settings import Config, FetchSettings, RedisSettings, RuntimeSettings
from monitor.config.sinks import check_sinks, sink_specs
from monitor.config.watchlists import WatchlistReader, watchlist_files
from monitor.errors import ConfigError
from monitor.model import Feed, FeedId, LogSettings, PagePolicy, Watchlist

__all__ = [
    "Config",
    "ConfigReader",
    "FetchSettings",
    "RedisSettings",
    "RuntimeSettings",
    "default_fetch",
    "find_config",
    "find_state_dir",
    "load_config",
    "load_watchlists",
    "warnings",
]

_MEGABYTE = 1_000_000


def find_config(path: Path | None = None) -> Path:
    """Return the main file: the one given, else the first of the usual places that is there.

    Raises ConfigError naming every place that was looked at.
    """
    places = [path] if path else [Path("config/monitor.yaml"), _home_file()]
    for place in places:
        if os.path.isfile(place):  # noqa: PTH113 - Path.is_file raises where we may not look
            return place
    looked = printable(" and ".join(str(place) for place in places), limit=1000)
    raise ConfigError(f"no configuration: looked for {looked}")


def _home_file() -> Path:
    return Path(os.path.expanduser("~/.config/news-monitor/monitor.yaml"))  # noqa: PTH111 - never raises


def find_state_dir(path: Path) -> Path:
    """Return the state folder that a main file names, whatever mistakes it has elsewhere.

    Raises ConfigError with every mistake of every file where not even that can be read.
    """
    document = read_document(path, max_bytes=MAIN_FILE_BYTES)
    value = document.value if isinstance(document.value, dict) else {}
    named = value.get("state_dir", MainKeys.model_fields["state_dir"].default)
    is_readable = document.value is not None or not document.problems
    if isinstance(named, str) and named.strip() and "\0" not in named and is_readable:
        return _absolute(path.parent, named.strip())
    return load_config(path).state_dir


def load_config(path: Path) -> Config:
    """Read the main file and all its watchlists.

    Relative paths in it are relative to its folder.

    Raises ConfigError with every mistake of every file.
    """
    document = read_document(path, max_bytes=MAIN_FILE_BYTES)
    if document.value is None and not document.problems:
        document = _as_empty(document)  # all keys have defaults
    problems = list(document.problems)
    main = None
    if document.value is not None:
        main, found = validate(MainKeys, document)
        problems += [*found, *check_main(document), *check_sinks(document)]
    # Whatever is wrong with the main file, the watchlists may have mistakes of their own to tell.
    reader = WatchlistReader()
    problems += _read_watchlists(document, path, reader)
    problems += reader.problems
    if problems or main is None:
        raise _config_error(path, problems)
    return _config(path, main, tuple(reader.watchlists))


def default_fetch() -> FetchSettings:
    """Return how pages are asked for where nothing is configured."""
    return _fetch(FetchKeys())


def load_watchlists(paths: Sequence[Path]) -> tuple[Watchlist, ...]:
    """Read watchlists from files and folders, in the order given.

    Raises ConfigError with every mistake of every file.
    """
    reader = WatchlistReader()
    problems: list[Problem] = []
    for path in paths:
        try:
            files = watchlist_files(path)
        except ValueError as error:
            problems.append(Problem(file=str(path), line=None, text=str(error)))
            continue
        for file in files:
            reader.read(file)
    if problems or reader.problems:
        raise _config_error(paths[0], [*problems, *reader.problems])
    return tuple(reader.watchlists)


def _as_empty(document: Document) -> Document:
    return Document(shown=document.shown, value={}, text=document.text, lines={(): 1})


def _read_watchlists(document: Document, path: Path, reader: WatchlistReader) -> list[Problem]:
    """Read what the key `watchlists` names; a default folder may be missing."""
    value = document.value if isinstance(document.value, dict) else {}
    is_given = "watchlists" in value
    named = value.get("watchlists", MainKeys.model_fields["watchlists"].default)
    if not isinstance(named, str) or not named.strip() or "\0" in named:
        return []
    if document.is_doubtful(("watchlists",)):
        return []
    place = path.parent / os.path.expanduser(named.strip())  # noqa: PTH111 - never raises
    if not is_given and not place.exists():
        return []
    try:
        files = watchlist_files(place)
    except ValueError as error:
        return [document.problem(("watchlists",), f"{error} (got {describe(named)})")]
    for file in files:
        reader.read(file)
    return []


def _config_error(path: Path, problems: Iterable[Problem]) -> ConfigError:
    lines = problem_lines(problems)
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return ConfigError(f"{printable(str(path), limit=500)}: {count}", lines)


def _config(path: Path, main: MainKeys, watchlists: tuple[Watchlist, ...]) -> Config:
    listen = main.status.listen if main.status else None
    return Config(
        path=path,
        state_dir=_absolute(path.parent, main.state_dir),
        redis=RedisSettings(url=main.redis.url, prefix=main.redis.prefix, port=main.redis.port),
        fetch=_fetch(main.fetch),
        runtime=RuntimeSettings(
            loop=main.runtime.loop,
            workers=main.runtime.workers,
            grace=timedelta(seconds=main.runtime.grace_s),
        ),
        status_listen=split_listen(listen) if listen else None,
        timezone=find_timezone(main.timezone),
        retention=timedelta(days=main.retention_days),
        catch_up_max_age=timedelta(hours=main.catch_up_max_age_h),
        log=LogSettings(
            level=main.log.level, levels=dict(main.log.levels), format=main.log.format
        ),
        sinks=sink_specs(main.sinks, folder=path.parent),
        feeds=tuple(_feed(feed) for feed in main.feeds),
        watchlists=watchlists,
    )


def _absolute(folder: Path, name: str) -> Path:
    # Not Path.resolve: a link to a state folder on another disk keeps the name it was given.
    return Path(os.path.abspath(folder / os.path.expanduser(name)))  # noqa: PTH100, PTH111 - so


def _fetch(keys: FetchKeys) -> FetchSettings:
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
