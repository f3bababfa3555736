"""What the real daemon sends, byte for byte: alerts and health events fit their schemas."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.daemon import Process, wait_for_events
from tests.line.pages import item

DOCS = Path(__file__).parent.parent.parent / "docs"


def validator(name):
    """Return what checks a message against a schema of the documentation."""
    schema = json.loads((DOCS / name).read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


async def health(redis, prefix):
    """Return the bytes of all health events in the stream, in order."""
    entries = await redis.xrange(f"{prefix}health")
    return [fields[b"event"] for _id, fields in entries]


async def wait_for_kind(redis, prefix, kind):
    """Wait until an event of this kind was told; return its data."""
    async with asyncio.timeout(20):
        while True:
            for event in await health(redis, prefix):
                if json.loads(event)["data"]["kind"] == kind:
                    return json.loads(event)["data"]
            await asyncio.sleep(0.02)


async def poll(main_file):
    """Let the daemon poll the feed now, whatever its back-off."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "feeds", "poll", "news", "-c", str(main_file),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(30):
        await process.wait()


async def test_a_life_with_troubles_is_told_as_the_contract_says(site, setup, redis, prefix):
    """Start, a failing feed, its recovery, a bad and a good reload, the stop: each once."""
    url = site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup([{"id": "news", "url": url, "poll_every_s": 3600}])
    main_file = line.write()
    watchlists = (line.folder / "watchlists.yaml").read_text()
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(f"{prefix}health")
        await pubsub.get_message(timeout=5)
        daemon = Process(main_file)
        await wait_for_events(redis, 1, prefix=prefix)
        site.answer("/feed", status=503)
        await poll(main_file)
        await poll(main_file)
        failing = await wait_for_kind(redis, prefix, "feed_failing")
        site.feed("/feed", [item("Talks go on", None, guid="2")])
        await poll(main_file)
        recovered = await wait_for_kind(redis, prefix, "feed_recovered")
        (line.folder / "watchlists.yaml").write_text("- {id: talks, query: (talks}\n")
        daemon.send(signal.SIGHUP)
        rejected = await wait_for_kind(redis, prefix, "config_rejected")
        (line.folder / "watchlists.yaml").write_text(watchlists.replace("talks", "accord"))
        daemon.send(signal.SIGHUP)
        reloaded = await wait_for_kind(redis, prefix, "config_reloaded")
        code = await daemon.stop()
        told = await health(redis, prefix)
        published = [
            (await pubsub.get_message(ignore_subscribe_messages=True, timeout=5))["data"]
            for _ in told
        ]
    alerts = await wait_for_events(redis, 2, prefix=prefix)
    kinds = [json.loads(event)["data"]["kind"] for event in told]

    for event in told:
        validator("health.schema.json").validate(json.loads(event))
    for event in alerts:
        validator("alert.schema.json").validate(event)
    assert kinds == [
        "started",
        "feed_failing",
        "feed_recovered",
        "config_rejected",
        "config_reloaded",
        "stopping",
    ]
    assert published == told
    assert (failing["subject"], failing["reason"]) == ("news", "http_503")
    assert (recovered["reason"], recovered["details"]["failures"]) == ("http_503", 2)
    assert "watchlists.yaml:1" in rejected["details"]["problems"][0]
    assert reloaded["details"]["watchlists_added"] == ["accord"]
    assert code == 0
