"""What a reading of the configuration depended on: how files looked, what variables held.

So that whoever reads again can tell with a few system calls what is as it was. It never judges
what a file holds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Times of last change (mtime, ctime), size, inode and device; of a file that cannot be looked at,
# the error's number alone. ctime tells of a change of rights, and of a file put in another's place
# with its time kept.
Fingerprint = tuple[int, ...]

# File systems tell time in ticks of up to 10 ms: a file written twice in one looks the same.
_TICK_NS: Final = 20_000_000


def look(file: str) -> Fingerprint:
    """Return how a file looks now; never raises."""
    try:
        found = os.stat(file)  # noqa: PTH116 - a tenth of the time; there may be ten thousand
    except OSError as error:
        return (error.errno or 0,)
    except ValueError:  # a NUL in the name
        return (0,)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def same_file(file: str, fingerprint: Fingerprint) -> object:
    """Return what is equal for one file by whatever name; for a file that is not there its path."""
    return fingerprint[3:] or os.path.realpath(file)


@dataclass(slots=True)
class Inputs:
    """The files and variables that one reading asked for.

    environment: Where variables are looked up.
    files: How each looked right before it was read.
    variables: Those asked for; None for one that is not set.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    files: dict[str, Fingerprint] = field(default_factory=dict)
    variables: dict[str, str | None] = field(default_factory=dict)

    def about_to_read(self, file: Path) -> None:
        """Remember how a file looks; to be called before it is opened.

        Waits up to 20 ms where it was changed this very moment, so that a further change shows.
        """
        name = str(file)
        seen = look(name)
        age = time.time_ns() - seen[1] if len(seen) > 1 else _TICK_NS
        if 0 <= age < _TICK_NS:  # below 0 the file's server has another clock
            time.sleep((_TICK_NS - age) / 1e9)
            seen = look(name)
        self.files[name] = seen

    def variable(self, name: str) -> str | None:
        """Return an environment variable's value; None if it is not set."""
        value = self.environment.get(name)
        self.variables[name] = value
        return value

    def add(self, other: Inputs) -> None:
        """Take over what another reading asked for."""
        self.files.update(other.files)
        self.variables.update(other.variables)

    def are_unchanged(self, *, known: tuple[str, Fingerprint] | None = None) -> bool:
        """Say whether every file looks as it did and every variable is as it was.

        known: A file that was looked at already, and how it looks.
        """
        there = dict([known] if known else ())
        return all(
            (there.get(name) or look(name)) == seen for name, seen in self.files.items()
        ) and all(self.environment.get(name) == value for name, value in self.variables.items())
