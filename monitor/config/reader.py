"""Read a configuration again and again, and see cheaply whether that is needed.

A daemon reads its files at its start, on SIGHUP and when they change; of many watchlist files
most are then as they were. It only remembers and puts together; what a file means is for
`main_file`, `watchlists` and `host_rules`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from monitor.config.fetched_seeds import with_fetched_seeds
from monitor.config.host_rules import HostRuleReader, ReadRules
from monitor.config.inputs import Inputs
from monitor.config.main_file import MainFile, read_main
from monitor.config.models import MainKeys
from monitor.config.problems import Problem, config_error
from monitor.config.settings import Config
from monitor.config.translate import config_of
from monitor.config.watchlists import ReadFile, WatchlistReader, watchlist_files

# The keys of the main file that name a folder of files, or one file.
_FOLDERS: Final = ("watchlists", "host_rules")

_Files = dict[str, list[Path] | None]


class ConfigReader:
    """A configuration that may be read more than once; for one thread at a time.

    path: The main file.
    main: What the last reading found in it; None before the first.
    """

    def __init__(self, path: Path) -> None:
        self.main: MainFile | None = None
        self._path = path
        self._kept: dict[str, ReadFile] = {}
        self._kept_rules: dict[str, ReadRules] = {}
        self._inputs: Inputs | None = None
        self._files: _Files = {}

    def read(self) -> Config:
        """Read the main file, all its watchlists and host rules.

        Relative paths are relative to the main file's folder. Files that are as they were at an
        earlier reading are not read again; what comes of it is the same.

        Raises ConfigError with every mistake of every file; what was remembered stays usable.
        """
        with _collecting_later():
            inputs = Inputs()
            # Whatever comes of it, this is what a change is seen against.
            self._inputs, self._files = inputs, dict.fromkeys(_FOLDERS)
            self.main = main = read_main(self._path, inputs)
            # Whatever is wrong with it, the other files may have mistakes of their own to tell.
            watchlists, rules = WatchlistReader(self._kept), HostRuleReader(self._kept_rules)
            problems = [
                *main.problems,
                *self._read_files("watchlists", main, watchlists.read),
                *self._read_files("host_rules", main, rules.read),
                *watchlists.problems,
                *rules.problems,
            ]
            inputs.add(watchlists.inputs)
            inputs.add(rules.inputs)
            if problems or main.keys is None:
                raise config_error(self._path, problems)
            _forget(self._kept, watchlists.inputs)
            _forget(self._kept_rules, rules.inputs)
            config = config_of(
                self._path, main.keys, tuple(watchlists.watchlists), tuple(rules.rules)
            )
            filled = with_fetched_seeds(config.watchlists, config.state_dir)
            return replace(config, watchlists=filled)

    def has_changed(self) -> bool:
        """Say whether anything that the last reading depended on looks different; never raises.

        It only looks at the folders' names, at each file's times, size and inode, and at the
        environment. True before the first reading.
        """
        if self._inputs is None or self.main is None:
            return True
        listed = {key: _listed(key, self.main) for key in _FOLDERS}
        return self._files != listed or not self._inputs.are_unchanged()

    def _read_files(
        self, key: str, main: MainFile, read: Callable[[Path], None]
    ) -> Iterator[Problem]:
        """Read what a key of the main file names; a default folder may be missing."""
        place = _place(key, main)
        if place is None:
            return
        try:
            self._files[key] = files = watchlist_files(place)
        except ValueError as error:
            if _has_to_be_there(key, main) or place.exists():
                yield main.problem(key, str(error))
            return
        for file in files:
            read(file)


def _forget(kept: dict[str, Any], inputs: Inputs) -> None:
    for path in kept.keys() - inputs.files.keys():
        del kept[path]


def _listed(key: str, main: MainFile) -> list[Path] | None:
    """Return the files there are now; None where they cannot be listed."""
    place = _place(key, main)
    try:
        return None if place is None else watchlist_files(place)
    except ValueError:
        return None


def _place(key: str, main: MainFile) -> Path | None:
    place = main.folder_of(key)
    # A main file in /etc would have /etc/hosts beside it, which nobody means.
    if place is None or key != "host_rules" or _has_to_be_there(key, main) or place.is_dir():
        return place
    return None


def _has_to_be_there(key: str, main: MainFile) -> bool:
    """Say whether a key's files are missed: few have host rules, and the default says nothing."""
    value = main.document.value
    if not isinstance(value, dict) or key not in value:
        return False
    return key != "host_rules" or value[key] != MainKeys.model_fields[key].default


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Collect no garbage meanwhile: all that a reading makes is kept, and looking costs a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # all that was made meanwhile counts as old: else the next collection
            gc.unfreeze()  # would walk through it and hold up everything for a tenth of a second
            gc.enable()
