"""Sinks of the real daemon: nothing is lost to a kill, and a sink in trouble holds up nobody."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from tests.daemon import Process, Setup, events, still_running, wait_for_events
from tests.line.pages import item
from tests.line.test_health_events import wait_for_kind

KILLS = 3
STORIES = 8


def file_sink(path, **keys):
    """Configure a file sink."""
    return {"id": "log", "kind": "file", "path": str(path), **keys}


def lines(path):
    """Return the alerts in a file, in order; the file may not be there yet."""
    text = path.read_text("utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


async def wait_for_lines(path, ids):
    """Wait until a file holds these alerts, each at least once."""
    async with asyncio.timeout(20):
        while {event["id"] for event in lines(path)} < set(ids):
            await asyncio.sleep(0.02)


async def wait_until_longer(path, count):
    """Wait until a file has more than so many lines."""
    async with asyncio.timeout(20):
        while not path.exists() or path.read_bytes().count(b"\n") <= count:
            await asyncio.sleep(0.001)


async def test_alerts_stand_in_the_file_as_in_redis(site, setup, redis, prefix, tmp_path):
    """One run through all feeds leaves the same alerts in both; a relative path is the file's."""
    site.feed("/feed", [item(f"Talks, day {n}", None, guid=f"{n}") for n in range(5)])
    feeds = [{"id": "news", "url": site.url("/feed")}]
    line = setup(feeds, keys={"sinks": [file_sink("alerts.jsonl")]})
    await line.run_once()

    assert len(lines(line.folder / "alerts.jsonl")) == 5
    assert lines(line.folder / "alerts.jsonl") == await events(redis, prefix=prefix)


async def test_a_sink_in_trouble_holds_up_nobody_and_gets_all_in_the_end(
    site, setup, redis, prefix, tmp_path
):
    """Redis has the alert while the sink's folder is missing; then the sink gets it too."""
    path = tmp_path / "later" / "alerts.jsonl"
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    feeds = [{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}]
    daemon = Process(setup(feeds, keys={"sinks": [file_sink(path)]}).write())
    try:
        [first] = await wait_for_events(redis, 1, prefix=prefix)
        failing = await wait_for_kind(redis, prefix, "sink_failing")
        path.parent.mkdir()
        await wait_for_lines(path, [first["id"]])
        recovered = await wait_for_kind(redis, prefix, "sink_recovered")
    finally:
        code = await daemon.stop()

    assert (failing["subject"], failing["reason"]) == ("log", "no_folder")
    assert recovered["reason"] == "no_folder"
    assert lines(path) == [first]
    assert len(daemon.logged("sink_failing", level="warning")) == 1
    assert code == 0


async def test_a_reload_brings_a_sink_that_begins_at_now(site, setup, redis, prefix, tmp_path):
    """What was told before it was configured is not sent to it; what comes after is."""
    path = tmp_path / "alerts.jsonl"
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}])
    daemon = Process(line.write())
    try:
        await wait_for_events(redis, 1, prefix=prefix)
        replace(line, keys={"sinks": [file_sink(path)]}).write()
        daemon.send(signal.SIGHUP)
        reloaded = await wait_for_kind(redis, prefix, "config_reloaded")
        site.add_item("/feed", item("Talks go on", None, guid="2"))
        _first, second = await wait_for_events(redis, 2, prefix=prefix)
        await wait_for_lines(path, [second["id"]])
    finally:
        await daemon.stop()

    assert reloaded["details"]["sinks_added"] == ["log"]
    assert lines(path) == [second]


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
async def test_kills_lose_nothing_and_repeat_little(site, port, tmp_path):
    """Killed in the middle again and again, the file has every alert, at most one twice a kill."""
    path = tmp_path / "alerts.jsonl"
    url = site.feed("/feed")
    feeds = [{"id": "news", "url": url, "poll_every_s": 1}]
    keys = {"sinks": [file_sink(path)]}
    main_file = Setup(folder=tmp_path / "monitor", feeds=feeds, port=port, keys=keys).write()
    left_behind = []
    for kill in range(KILLS):
        before = len(lines(path))
        for n in range(STORIES):
            site.add_item("/feed", item(f"Talks, part {kill}.{n}", None, guid=f"{kill}-{n}"))
        daemon = Process(main_file)
        await daemon.wait_until_logged("started")
        await wait_until_longer(path, before + kill)
        family = daemon.family()
        daemon.send(signal.SIGKILL)
        await daemon.wait()
        left_behind += still_running(family, within_s=5)
    daemon = Process(main_file)
    redis = Redis.from_url(f"redis://127.0.0.1:{port}/0")
    try:
        told = await wait_for_events(redis, KILLS * STORIES, prefix="monitor:")
        await wait_for_lines(path, [event["id"] for event in told])
    finally:
        await redis.aclose()
        await daemon.stop()
    written = [event["id"] for event in lines(path)]

    assert list(dict.fromkeys(written)) == [event["id"] for event in told]
    assert len(written) - len(set(written)) <= KILLS
    assert left_behind == []
