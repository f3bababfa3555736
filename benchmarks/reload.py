"""Exchange thousands of watchlists under a daemon at work: how long it takes, and what it costs.

    .venv/bin/python -m benchmarks.reload [--watchlists 10000] [--per-file 100] [--rounds 4]

The real daemon polls feeds on loopback every second while stories come at a steady rate; every
second story is on a topic that one watchlist has in every round. In each round one file changes,
then once all of them but for their queries, then all with every query new. Printed for each: the
time from the request to the moment when the daemon goes by the new ones, as the daemon tells it;
and at the end how many stories came, how many alerts of them, how many were told twice, and how
late.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from redis.asyncio import Redis

from benchmarks.latency import show, story
from tests.conftest import free_port
from tests.daemon import Process, Setup
from tests.site import Site

FEEDS = 20


def watchlist(number: int, *, edition: int, query_edition: int = 0) -> dict[str, object]:
    """Build a watchlist of ordinary size, on something that no story is about."""
    return {
        "id": f"w{number}",
        "channel": f"c{number % 500}",
        "query": (
            f'(place{number}x{query_edition} OR "river {number}" OR Ort{number}* OR город{number}) '
            "AND (talk* OR accord OR переговор* OR müzakere*)"
        ),
        "terms": [f"name{number}", {"term": f"person {number}", "aliases": {"fr": [f"{edition}"]}}],
        "exclude": [f"sport{number}"],
        "threshold": 0.7,
    }


def write_watchlists(
    folder: Path, *, count: int, per_file: int, edition: int, changed: int, query_edition: int = 0
) -> None:
    """Write the files anew that hold the first `changed` watchlists."""
    for first in range(0, changed, per_file):
        part = [
            watchlist(n, edition=edition, query_edition=query_edition)
            for n in range(first, min(first + per_file, count))
        ]
        (folder / f"part-{first:06}.yaml").write_text(json.dumps(part, ensure_ascii=False))


async def reload(main: Path) -> dict[str, object]:
    """Ask the daemon to reload; return what it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "reload", "--json", "-c", str(main),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    told: dict[str, object] = json.loads(out)
    return told


async def publish(site: Site, *, rate: float, until: asyncio.Event) -> int:
    """Publish stories at a steady rate; return how many on the topic came."""
    number, on_topic = 1000, 0
    while not until.is_set():
        site.add_item(f"/feed/{number % FEEDS}", story(number))
        on_topic += number % 2 == 0
        number += 1
        await asyncio.sleep(1 / rate)
    return on_topic


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Run the rounds."""
    port = free_port()
    async with Site() as site:
        feeds = [
            {"id": f"feed-{n}", "url": site.feed(f"/feed/{n}", [story(2 * n + 1)]),
             "poll_every_s": 1, "pages": "never"}
            for n in range(FEEDS)
        ]  # fmt: skip
        keys = {"watchlists": "watchlists"}
        main = Setup(folder=folder, feeds=feeds, port=port, keys=keys).write()
        lists = folder / "watchlists"
        lists.mkdir()
        (lists / "talks.yaml").write_text(json.dumps({"id": "talks", "terms": ["talks"]}))
        size = {"count": arguments.watchlists, "per_file": arguments.per_file}
        write_watchlists(lists, **size, edition=0, changed=arguments.watchlists)
        daemon = Process(main)
        try:
            await daemon.wait_until_logged("started", limit_s=60)
            for n in range(FEEDS):
                await site.wait_until_asked(f"/feed/{n}", limit_s=60)
            is_over = asyncio.Event()
            publishing = asyncio.create_task(
                publish(site, rate=arguments.rate, until=is_over), name="publish"
            )
            for number in range(1, arguments.rounds + 3):
                await asyncio.sleep(3)
                extra = max(number - arguments.rounds, 0)
                changed = arguments.watchlists if extra else 1
                write_watchlists(
                    lists, **size, edition=number, changed=changed, query_edition=extra // 2
                )
                began = time.monotonic()
                told = await reload(main)
                what = ("one file", "all files", "all files, all queries new")[extra]
                print(
                    f"{what}: reloaded in {told['took_ms']} ms "
                    f"({(time.monotonic() - began) * 1000:.0f} ms with the command), "
                    f"{'taken' if told['ok'] else told['error']}",
                    flush=True,
                )
            await asyncio.sleep(3)
            is_over.set()
            expected = await publishing
            await report(port, expected)
        finally:
            await daemon.stop()


async def report(port: int, expected: int) -> None:
    """Print what came of the stories."""
    async with Redis.from_url(f"redis://127.0.0.1:{port}/0") as redis:
        async with asyncio.timeout(60):
            while await redis.xlen("monitor:alerts:talks") < expected:
                await asyncio.sleep(0.1)
        entries = await redis.xrange("monitor:alerts:talks")
    events = [json.loads(fields[b"event"])["data"] for _, fields in entries]
    titles = [event["article"]["title"] for event in events]
    delays = [
        (at(event["created_at"]) - at(event["article"]["first_seen_at"])).total_seconds() * 1000
        for event in events
    ]
    print(f"{expected} stories, {len(set(titles))} told, {len(titles) - len(set(titles))} twice")
    show("from first sight to the alert's writing", delays)


def at(text: str) -> datetime:
    """Read a time of an event."""
    return datetime.fromisoformat(text).astimezone(UTC)


def main() -> None:
    """Read the arguments and measure in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--watchlists", type=int, default=10_000)
    parser.add_argument("--per-file", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--rate", type=float, default=10.0, help="stories a second")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(parser.parse_args(), Path(folder) / "monitor"))


if __name__ == "__main__":
    main()
