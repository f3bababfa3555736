"""From an entry's first sight to its alert on the channel, as a plain subscriber receives it.

    .venv/bin/python -m benchmarks.latency [--feeds 100] [--seconds 20] [--rate 10] [--burst 500]

The real daemon, as a process, polls feeds on loopback every second; stories are published at a
steady rate (half of them belong to the watchlist), then a burst comes in one document. The feeds'
pages are not fetched. Printed: median, 99th percentile and maximum of the time between
`first_seen_at` in the alert and its arrival, in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from redis.asyncio import Redis

from tests.conftest import free_port
from tests.daemon import Process, Setup
from tests.site import Item, Site


def story(number: int) -> Item:
    """Build a story; every second one is on the topic."""
    topic = "talks" if number % 2 == 0 else "football"
    return Item(
        title=f"A day of {topic}, part {number}",
        guid=f"story-{number}",
        published=datetime.now(UTC),
        description=f"Part {number} of a long day. " * 20,
    )


async def collect(redis: Redis, delays: list[float], *, count: int) -> None:
    """Note the delay of each published alert, in milliseconds, until `count` came."""
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe("monitor:alerts:talks")
        async for message in pubsub.listen():
            if message["type"] != "message":
                continue
            now = datetime.now(UTC)
            seen = json.loads(message["data"])["data"]["article"]["first_seen_at"]
            delays.append((now - datetime.fromisoformat(seen)).total_seconds() * 1000)
            if len(delays) >= count:
                return


def show(name: str, delays: list[float]) -> None:
    """Print one line of figures."""
    cuts = statistics.quantiles(delays, n=100)
    print(
        f"{name}: {len(delays)} alerts, median {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, "
        f"max {max(delays):.0f} ms"
    )


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Run both loads against one daemon."""
    port = free_port()
    async with Site() as site:
        feeds = [
            {"id": f"feed-{n}", "url": site.feed(f"/feed/{n}", [story(2 * n + 1)]),
             "poll_every_s": 1, "pages": "never"}
            for n in range(arguments.feeds)
        ]  # fmt: skip
        daemon = Process(Setup(folder=folder, feeds=feeds, port=port).write())
        try:
            await daemon.wait_until_logged("started")
            for n in range(arguments.feeds):
                await site.wait_until_asked(f"/feed/{n}", limit_s=60)
            async with Redis.from_url(f"redis://127.0.0.1:{port}/0") as redis:
                await run_steady(site, redis, arguments)
                await run_burst(site, redis, arguments)
        finally:
            await daemon.stop()


async def run_steady(site: Site, redis: Redis, arguments: argparse.Namespace) -> None:
    """Publish at a steady rate, on feed after feed."""
    total = arguments.seconds * arguments.rate
    delays: list[float] = []
    waiting = asyncio.create_task(collect(redis, delays, count=total // 2))
    await asyncio.sleep(0.2)
    for n in range(total):
        site.add_item(f"/feed/{n % arguments.feeds}", story(1_000_000 + n))
        await asyncio.sleep(1 / arguments.rate)
    await asyncio.wait_for(waiting, 60)
    show(f"steady, {arguments.rate} stories/s over {arguments.feeds} feeds", delays)


async def run_burst(site: Site, redis: Redis, arguments: argparse.Namespace) -> None:
    """Publish many stories in one document."""
    delays: list[float] = []
    waiting = asyncio.create_task(collect(redis, delays, count=arguments.burst // 2))
    await asyncio.sleep(0.2)
    for n in range(arguments.burst):
        site.add_item("/feed/0", story(2_000_000 + n))
    await asyncio.wait_for(waiting, 120)
    show(f"burst, {arguments.burst} stories in one poll", delays)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=10)
    parser.add_argument("--burst", type=int, default=500)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(parser.parse_args(), Path(folder) / "monitor"))


if __name__ == "__main__":
    main()
