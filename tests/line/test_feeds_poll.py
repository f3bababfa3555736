"""`feeds poll`: the same answer through the running daemon and without one."""

from __future__ import annotations

import json

import pytest

from tests.daemon import Process, wait_for_events
from tests.line.commands import command
from tests.line.pages import item


async def poll(line, feed="news"):
    """Poll a feed by the command; return the exit code and what it told."""
    code, out, err = await command(line, "feeds", "poll", feed, "--json")
    assert out, err
    return code, json.loads(out)


@pytest.mark.parametrize("is_running", [True, False], ids=["daemon", "alone"])
async def test_each_result_is_told_alike(site, setup, is_running):
    """What is new, what is the same and what failed, in the same keys with the same words."""
    site.feed("/feed", [item("A quiet day", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed"), "poll_every_s": 3600}])
    daemon = None
    if is_running:
        daemon = Process(line.write())
        await site.wait_until_asked("/feed", limit_s=20)
    else:
        line.write()
        await poll(line)
    try:
        site.add_item("/feed", item("Another", None, guid="2"))
        changed = await poll(line)
        unchanged = await poll(line)
        site.answer("/feed", status=404)
        failed = await poll(line)
    finally:
        if daemon is not None:
            await daemon.stop()
    told = [
        (code, each["result"], each["new"], each["listed"], each["reason"], each["state"])
        for code, each in (changed, unchanged, failed)
    ]

    assert told == [
        (0, "changed", 1, 2, None, "ok"),
        (0, "not_modified", 0, 0, None, "ok"),
        (1, "failed", 0, 0, "http_404", "failing"),
    ]
    assert [each["message"] is None for _, each in (changed, unchanged, failed)] == [
        True,
        True,
        False,
    ]
    assert {frozenset(each) for _, each in (changed, unchanged, failed)} == {
        frozenset(("feed", "result", "reason", "message", "new", "listed", "state", "next_poll_at"))
    }


async def test_a_feed_is_polled_without_a_daemon(site, setup, redis, prefix):
    """Where no daemon runs, `feeds poll` does its work for that feed alone, alerts included."""
    site.feed("/one", [item("Talks begin", None, guid="1")])
    site.feed("/two", [item("Talks go on", None, guid="2")])
    line = setup([{"id": name, "url": site.url(f"/{name}")} for name in ("one", "two")])
    line.write()
    code, out, log = await command(line, "feeds", "poll", "one", "--json")

    assert (code, json.loads(out)["new"]) == (0, 1)
    assert '"level": "info"' not in log
    assert len(await wait_for_events(redis, 1, prefix=prefix)) == 1
    assert [request.path for request in site.requests] == ["/one"]


async def test_an_unknown_feed_is_told_with_a_guess(setup):
    """One line, and nothing is polled."""
    line = setup([{"id": name, "url": f"https://{name}.example"} for name in ("one", "two")])
    line.write()
    code, out, err = await command(line, "feeds", "poll", "tow")

    assert (code, out) == (1, "")
    assert err.startswith("news-monitor: no feed tow is configured; did you mean two?")
    assert err.count("\n") == 1
