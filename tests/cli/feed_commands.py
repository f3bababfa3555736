"""What the tests of `feeds test`, `add`, `remove`, `import` and `export` share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from monitor.cli.program import app
from monitor.errors import ConfigError, MonitorError

MAIN = """\
# Mine
fetch: {allow_networks: [127.0.0.0/8]}  # the test's own site

feeds:
  # The first
  - {id: one, url: "https://one.example/feed", language: fr, tags: [a]}
  - {id: two, url: "https://two.example/feed", outlet: Two}  # the second
"""


@dataclass(frozen=True)
class Done:
    """How a command ended, with the exit code and message that the program makes of its error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Return the lines of output."""
        return self.out.splitlines()


def call(*arguments: object, given: bytes | None = None) -> Done:
    """Run `feeds ...` in this process."""
    found = CliRunner().invoke(app, ["feeds", *map(str, arguments)], input=given)
    error = found.exception
    if isinstance(error, MonitorError):
        return Done(2 if isinstance(error, ConfigError) else 1, found.stdout, str(error))
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Done(found.exit_code, found.stdout, found.stderr)


async def call_beside(*arguments: object) -> Done:
    """Run `feeds ...` while the test's site answers on this loop."""
    return await asyncio.to_thread(call, *arguments)


def write_main(folder: Path, text: str = MAIN) -> Path:
    """Write a main file and return it."""
    file = folder / "monitor.yaml"
    file.write_text(text)
    return file


def added_lines(file: Path, before: str = MAIN) -> list[str]:
    """Return what was appended to a file, which has to begin as it was."""
    after = file.read_text()
    if not after.startswith(before):
        raise AssertionError(f"{file} does not begin as it was")
    return after.removeprefix(before).splitlines()
