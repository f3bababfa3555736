"""Configuration files in a folder of a test's own, and what reading them says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from monitor.config.load import Config, load_config
from monitor.errors import ConfigError


@dataclass(frozen=True)
class Files:
    """A folder with a main file and whatever else a test puts there."""

    folder: Path

    @property
    def main_file(self) -> Path:
        """Return where the main file is, or would be."""
        return self.folder / "monitor.yaml"

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file, with the indentation of the test's source taken away."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return file

    def load(self, main: str | bytes = "") -> Config:
        """Write the main file and load everything."""
        self.write("monitor.yaml", main)
        return load_config(self.main_file)

    def problems(self, main: str | bytes = "") -> list[str]:
        """Return the problems that loading tells, with the folder's name cut off."""
        try:
            self.load(main)
        except ConfigError as error:
            return [self.relative(problem) for problem in error.problems]
        return []

    def watchlist_problems(self, text: str | bytes) -> list[str]:
        """Return the problems of one watchlist file, `watchlists/w.yaml`."""
        self.write("watchlists/w.yaml", text)
        return [problem.removeprefix("watchlists/") for problem in self.problems()]

    def relative(self, text: str) -> str:
        """Cut the folder's name out of a message."""
        return text.replace(f"{self.folder}/", "")
