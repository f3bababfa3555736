"""Kill -9 of the daemon at random moments: nothing is lost, nothing is told twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from tests.daemon import Process, Setup, still_running, wait_for_events
from tests.site import Item, Site

KILLS = 20
FEEDS = 5
STORIES_A_ROUND = 6

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>{title}</h1>
<p>{title}. Delegations met in the capital for a day of meetings behind closed doors.</p>
<p>Story number {number} of this test tells of {what}, and of nothing else that matters here.</p>
</article></body></html>"""


def publish(site: Site, number: int) -> str | None:
    """Put a story on one of the feeds; return its page's URL if it should alert."""
    is_wanted = number % 2 == 0
    what = "talks" if is_wanted else "football"
    title = f"A day of {what}, part {number}"
    url = site.page(f"/story/{number}", PAGE.format(title=title, number=number, what=what))
    item = Item(title=title, link=url, guid=f"story-{number}", published=datetime.now(UTC))
    site.add_item(f"/feed/{number % FEEDS}", item)
    return url if is_wanted else None


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
async def test_every_alert_stands_in_the_stream_exactly_once(tmp_path, port):
    """Through twenty kills at random moments each expected alert comes once, in order."""
    moments = random.Random(20170504)
    async with Site() as site:
        feeds = [
            {"id": f"feed-{n}", "url": site.feed(f"/feed/{n}"), "poll_every_s": 1}
            for n in range(FEEDS)
        ]
        main_file = Setup(folder=tmp_path / "monitor", feeds=feeds, port=port).write()
        expected: list[str] = []
        number, left_behind = 0, []
        for _ in range(KILLS):
            for _ in range(STORIES_A_ROUND):
                number += 1
                url = publish(site, number)
                expected += [url] if url else []
            daemon = Process(main_file)
            await daemon.wait_until_logged("started")
            await asyncio.sleep(moments.uniform(0, 1.2))
            family = daemon.family()
            daemon.send(signal.SIGKILL)
            await daemon.wait()
            left_behind += await asyncio.to_thread(still_running, family, within_s=5)
        daemon = Process(main_file)
        redis = Redis.from_url(f"redis://127.0.0.1:{port}/0")
        try:
            found = await wait_for_events(redis, len(expected), prefix="monitor:")
        finally:
            await redis.aclose()
            code = await daemon.stop()
    told = Counter(event["data"]["article"]["url"] for event in found)

    assert told == Counter(expected)
    assert [event["data"]["seq"] for event in found] == list(range(1, len(expected) + 1))
    assert left_behind == []
    assert code == 0
