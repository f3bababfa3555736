"""SIGHUP at any moment of a daemon's life ends none."""

from __future__ import annotations

import asyncio
import re
import signal
from pathlib import Path

from tests.daemon import Process


async def until_heeded(pid: int, number: signal.Signals) -> None:
    """Wait until a process blocks, ignores or handles a signal (proc(5)); at most ten seconds."""
    async with asyncio.timeout(10):
        while True:
            status = Path(f"/proc/{pid}/status").read_text()
            masks = re.findall(r"^Sig(?:Blk|Ign|Cgt):\s+([0-9a-f]+)$", status, re.MULTILINE)
            if any(int(mask, 16) >> (number - 1) & 1 for mask in masks):
                return
            await asyncio.sleep(0.01)


async def test_sighup_while_it_starts_ends_nothing(site, setup):
    """A service manager that reloads at once, or again and again, does not kill the daemon."""
    site.feed("/feed", [])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    try:
        await until_heeded(daemon.pid, signal.SIGHUP)  # before that it is the kernel's business
        for _ in range(20):
            daemon.send(signal.SIGHUP)
            await asyncio.sleep(0.05)
        await daemon.wait_until_logged("started")
        daemon.send(signal.SIGHUP)
        await daemon.wait_until_logged("config_reloaded")
    finally:
        code = await daemon.stop()

    assert code == 0


async def test_sighup_while_it_stops_ends_nothing(site, setup):
    """A reload that comes too late is no second signal to stop."""
    go_on = asyncio.Event()
    site.answer("/feed", hold=go_on)
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    try:
        await site.wait_until_asked("/feed", limit_s=20)
        daemon.send(signal.SIGTERM)
        await daemon.wait_until_logged("stopping")
        daemon.send(signal.SIGHUP)
        go_on.set()
    finally:
        code = await daemon.wait()

    assert code == 0
