"""Commands as processes of their own, on the configuration of a test's daemon."""

from __future__ import annotations

import asyncio
import sys

from tests.daemon import Setup


async def command(line: Setup, *arguments: str) -> tuple[int | None, str, str]:
    """Run a command on the configuration; return its exit code, output and error output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", *arguments, "-c", str(line.folder / "monitor.yaml"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()
