"""Read a configuration again and again, and see cheaply whether that is needed.

A daemon reads its files at its start, on SIGHUP and when they change; of many watchlist files
most are then as they were. It only remembers and puts together; what a file means is for
`main_file` and `watchlists`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.config.inputs import Inputs
from monitor.config.main_file import MainFile, read_main
from monitor.config.problems import Problem, config_error
from monitor.config.settings import Config
from monitor.config.translate import config_of
from monitor.config.watchlists import ReadFile, WatchlistReader, watchlist_files


class ConfigReader:
    """A configuration that may be read more than once; for one thread at a time.

    path: The main file.
    main: What the last reading found in it; None before the first.
    """

    def __init__(self, path: Path) -> None:
        self.main: MainFile | None = None
        self._path = path
        self._kept: dict[str, ReadFile] = {}
        self._inputs: Inputs | None = None
        self._files: list[Path] | None = None

    def read(self) -> Config:
        """Read the main file and all its watchlists; relative paths are relative to its folder.

        Watchlist files that are as they were at an earlier reading are not read again; what comes
        of it is the same.

        Raises ConfigError with every mistake of every file; what was remembered stays usable.
        """
        with _collecting_later():
            inputs = Inputs()
            # Whatever comes of it, this is what a change is seen against.
            self._inputs, self._files = inputs, None
            self.main = main = read_main(self._path, inputs)
            # Whatever is wrong with it, the watchlists may have mistakes of their own to tell.
            reader = WatchlistReader(self._kept)
            problems = [*main.problems, *self._read_watchlists(main, reader), *reader.problems]
            inputs.add(reader.inputs)
            if problems or main.keys is None:
                raise config_error(self._path, problems)
            for path in self._kept.keys() - reader.inputs.files.keys():
                del self._kept[path]
            return config_of(self._path, main.keys, tuple(reader.watchlists))

    def has_changed(self) -> bool:
        """Say whether anything that the last reading depended on looks different; never raises.

        It only looks at the folder's names, at each file's times, size and inode, and at the
        environment. True before the first reading.
        """
        if self._inputs is None or self.main is None:
            return True
        return self._files != _listed(self.main) or not self._inputs.are_unchanged()

    def _read_watchlists(self, main: MainFile, reader: WatchlistReader) -> Iterator[Problem]:
        """Read what the key `watchlists` names; a default folder may be missing."""
        place = main.folder_of("watchlists")
        if place is None:
            return
        try:
            self._files = watchlist_files(place)
        except ValueError as error:
            value = main.document.value
            if (isinstance(value, dict) and "watchlists" in value) or place.exists():
                yield main.problem("watchlists", str(error))
            return
        for file in self._files:
            reader.read(file)


def _listed(main: MainFile) -> list[Path] | None:
    """Return the watchlist files there are now; None where they cannot be listed."""
    place = main.folder_of("watchlists")
    try:
        return None if place is None else watchlist_files(place)
    except ValueError:
        return None


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
