"""How long the daemon takes to start, and what it costs to have it running.

    .venv/bin/python -m benchmarks.footprint [--feeds 200] [--settle 45]

Printed: seconds from exec to ready (its status port says so), with a state folder that exists and
with one that does not; then, with every feed polled and the workers gone, the proportional set
size (PSS, /proc/<pid>/smaps_rollup) of the daemon and of every process below it, in MB. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import free_port
from tests.daemon import Process, Setup
from tests.site import Item, Site


def pss_mb(pid: int) -> float:
    """Return a process's proportional set size."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def command(pid: int) -> str:
    """Return how a process was called, cut short."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return " ".join(word.decode("utf-8", "replace") for word in words)[:60]
    return "?"


async def time_start(main_file: Path, status_port: int) -> tuple[Process, float]:
    """Start the daemon; return it with the seconds until it says it is ready."""
    began = time.perf_counter()
    daemon = Process(main_file)
    async with asyncio.timeout(30):
        while not await is_ready(status_port):
            await asyncio.sleep(0.01)
    return daemon, time.perf_counter() - began


async def is_ready(port: int) -> bool:
    """Ask the status port."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
    finally:
        writer.close()
    return b" 200 " in answer[:20]


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Start twice, poll everything, let it settle, look."""
    status_port = free_port()
    async with Site() as site:
        item = Item(guid="1", published=datetime.now(UTC))
        feeds = [
            {"id": f"feed-{n}", "url": site.feed(f"/feed/{n}", [item]), "pages": "never"}
            for n in range(arguments.feeds)
        ]
        keys = {"status": {"listen": f"127.0.0.1:{status_port}"}}
        setup = Setup(folder=folder, feeds=feeds, port=free_port(), keys=keys)
        main_file = setup.write()
        daemon, first_s = await time_start(main_file, status_port)
        await daemon.stop()
        daemon, again_s = await time_start(main_file, status_port)
        print(f"start: {first_s:.2f} s with a new state folder, {again_s:.2f} s with an old one")
        try:
            for n in range(arguments.feeds):
                await site.wait_until_asked(f"/feed/{n}", limit_s=60)
            busy = sum(map(pss_mb, [daemon.pid, *daemon.family()]))
            print(f"busy, {arguments.feeds} feeds just polled: {busy:.0f} MB")
            await asyncio.sleep(arguments.settle)
            pids = [daemon.pid, *daemon.family()]
            for pid in pids:
                print(f"  {pss_mb(pid):6.1f} MB  {command(pid)}")
            print(f"idle, {arguments.feeds} feeds: {sum(map(pss_mb, pids)):.0f} MB")
        finally:
            await daemon.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--settle", type=int, default=45)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(parser.parse_args(), Path(folder) / "monitor"))


if __name__ == "__main__":
    main()
