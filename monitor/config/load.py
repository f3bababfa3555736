"""From a path to a frozen `Config`, or to one error that tells every mistake of every file.

This is what the rest of the program imports of this room. Reading never raises anything but
ConfigError, whatever the files hold.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from monitor.config.advice import warnings
from monitor.config.main_file import MainFile, read_main
from monitor.config.models import FetchKeys
from monitor.config.problems import Problem, config_error, printable
from monitor.config.reader import ConfigReader
from monitor.config.settings import Config, FetchSettings, RedisSettings, RuntimeSettings
from monitor.config.translate import absolute, fetch_settings
from monitor.config.watchlists import WatchlistReader, watchlist_files
from monitor.errors import ConfigError
from monitor.watchlist import Watchlist

__all__ = [
    "Config",
    "ConfigReader",
    "FetchSettings",
    "MainFile",
    "RedisSettings",
    "RuntimeSettings",
    "default_fetch",
    "find_config",
    "find_state_dir",
    "load_config",
    "load_watchlists",
    "read_main",
    "warnings",
]


_NAME: Final = "monitor.yaml"


def find_config(path: Path | None = None) -> Path:
    """Return the main file: the one given, else the first of the usual places that is there.

    Raises ConfigError naming every place that was looked at, and what else stands there.
    """
    places = [path] if path else [Path("config/monitor.yaml"), _home_file()]
    for place in places:
        # As functions of os.path: those of Path raise where we may not look.
        if os.path.exists(place) and not os.path.isdir(place):  # noqa: PTH110, PTH112
            return place  # reading it refuses what is no plain file
    for place in places:
        if os.path.isdir(place):  # noqa: PTH112 - as above
            folder = printable(str(place), limit=500)
            raise ConfigError(f"{folder} is a folder; name the main file: -c {folder}/{_NAME}")
    looked = printable(" and ".join(str(place) for place in places), limit=1000)
    hint = "" if path else "; name it with -c FILE, or make one: news-monitor init"
    raise ConfigError(f"no configuration: looked for {looked}{hint}")


def _home_file() -> Path:
    return Path(os.path.expanduser("~/.config/news-monitor/monitor.yaml"))  # noqa: PTH111 - never raises


def find_state_dir(path: Path) -> Path:
    """Return the state folder that a main file names, whatever mistakes it has elsewhere.

    Raises ConfigError with every mistake of every file where not even that can be read.
    """
    main = read_main(path)
    folder = main.folder_of("state_dir") if main.document.value is not None else None
    if folder is None or any(problem.keys == ("state_dir",) for problem in main.problems):
        return load_config(path).state_dir
    return absolute(folder, ".")


def load_config(path: Path) -> Config:
    """Read the main file and all its watchlists, once; see `ConfigReader.read`."""
    return ConfigReader(path).read()


def default_fetch() -> FetchSettings:
    """Return how pages are asked for where nothing is configured."""
    return fetch_settings(FetchKeys())


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
        raise config_error(paths[0], [*problems, *reader.problems])
    return tuple(reader.watchlists)
