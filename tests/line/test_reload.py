"""A running daemon takes up another configuration between two entries, or goes on as it was."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from dataclasses import replace

import pytest_asyncio

from tests.daemon import Process, wait_for_events
from tests.line.commands import command
from tests.line.pages import item

PEACE = {"id": "peace", "terms": ["accord"]}
TALKS = {"id": "talks", "terms": ["talks"]}


async def status(line):
    """Return what `status --json` says."""
    code, out, err = await command(line, "status", "--json")
    assert code == 0, err
    return json.loads(out)


@pytest_asyncio.fixture
async def running(site, setup):
    """Run a daemon on one feed with the watchlist `talks`; give its setup and the process."""
    site.feed("/feed", [item("A quiet day", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}])
    daemon = Process(line.write())
    try:
        await site.wait_until_asked("/feed", limit_s=20)
        yield line, daemon
    finally:
        await daemon.stop()


async def test_sighup_brings_a_new_watchlist(site, running, redis, prefix):
    """What was written into the files holds for the next entry, without a restart."""
    line, daemon = running
    replace(line, watchlists=[TALKS, PEACE]).write()
    daemon.send(signal.SIGHUP)
    await daemon.wait_until_logged("config_reloaded")
    site.add_item("/feed", item("An accord is signed", None, guid="2"))
    [event] = await wait_for_events(redis, 1, prefix=prefix, channel="peace")

    assert event["data"]["watchlist"]["id"] == "peace"
    assert daemon.logged("config_reloaded", watchlists_added=["peace"])


async def test_a_changed_file_is_taken_up_without_being_told(site, running, redis, prefix):
    """Nobody has to send a signal: the daemon looks at its files."""
    line, daemon = running
    replace(line, watchlists=[PEACE]).write()
    await daemon.wait_until_logged("config_reloaded", limit_s=30)
    site.add_item("/feed", item("An accord is signed", None, guid="2"))

    assert await wait_for_events(redis, 1, prefix=prefix, channel="peace")


async def test_a_bad_file_changes_nothing_and_is_told_everywhere(site, running, redis, prefix):
    """The log, `status` and the health channel say why; the running configuration stays."""
    line, daemon = running
    (line.folder / "watchlists.yaml").write_text("- id: talks\n  query: (talks\n")
    daemon.send(signal.SIGHUP)
    await daemon.wait_until_logged("config_rejected")
    told = await status(line)
    site.add_item("/feed", item("Talks begin", None, guid="2"))
    await wait_for_events(redis, 1, prefix=prefix)
    async with asyncio.timeout(10):
        health = []
        while not any(event["kind"] == "config_rejected" for event in health):
            entries = await redis.xrange(f"{prefix}health")
            health = [json.loads(fields[b"event"])["data"] for _, fields in entries]
            await asyncio.sleep(0.05)

    assert not told["config"]["ok"]
    assert "watchlists.yaml:2" in told["config"]["problems"][0]
    assert "watchlists.yaml:2" in health[-1]["details"]["problems"][0]
    assert health[0]["kind"] == "started"


async def test_reload_tells_what_came_of_it(running):
    """`reload` waits for the daemon: what changed and code 0, or the mistakes and code 2."""
    line, _ = running
    replace(line, watchlists=[TALKS, PEACE], keys={"retention_days": 7}).write()
    done = await command(line, "reload")
    (line.folder / "watchlists.yaml").write_text("- {id: Talks!}\n")
    refused = await command(line, "reload")

    assert done[0] == 0
    assert "settings: retention_days" in done[1]
    assert "watchlists added: peace" in done[1]
    assert refused[0] == 2
    assert "watchlists.yaml:1" in refused[2]


async def test_what_needs_a_restart_is_named(running):
    """A key that cannot be taken up while running is told, and the rest is taken up."""
    line, daemon = running
    replace(line, prefix="other:", keys={"retention_days": 7}).write()
    _, out, _ = await command(line, "reload", "--json")
    told = json.loads(out)

    assert told["ok"]
    assert told["changes"] == {"settings": ["redis.prefix", "retention_days"]}
    assert told["needs_restart"] == ["redis.prefix"]
    assert daemon.logged("restart_needed")


async def test_feeds_come_and_go(site, running):
    """A feed that was added is polled at once, one that was removed is left alone."""
    line, _ = running
    site.feed("/other", [item("Elsewhere", None, guid="9")])
    feeds = [{"id": "other", "url": site.url("/other"), "poll_every_s": 1}]
    replace(line, feeds=feeds).write()
    await command(line, "reload")
    await site.wait_until_asked("/other", limit_s=20)
    before = len([r for r in site.requests if r.path == "/feed"])
    await site.wait_until_asked("/other", times=3, limit_s=20)

    assert len([r for r in site.requests if r.path == "/feed"]) <= before + 1
    assert (await status(line))["feeds"]["configured"] == 1


async def test_other_limits_hold_at_once(site, running):
    """What may be fetched, and how, follows the files while requests go on."""
    line, _ = running
    replace(line, fetch={"allow_networks": []}).write()
    await command(line, "reload")
    code, out, _ = await command(line, "feeds", "poll", "news")

    assert code == 1
    assert "forbidden_address" in out


async def test_no_entry_is_lost_while_watchlists_come_and_go(site, running, redis, prefix):
    """Entries that pass while the configuration is exchanged are matched by the one or the other."""
    line, daemon = running
    for number in range(40):
        site.add_item("/feed", item(f"Talks, day {number}", None, guid=f"day-{number}"))
        extra = [{"id": f"extra-{number}", "terms": [f"word{number}"]}]
        replace(line, watchlists=[TALKS, *extra]).write()
        if number % 4 == 0:
            daemon.send(signal.SIGHUP)
        await asyncio.sleep(0.05)
    found = await wait_for_events(redis, 40, prefix=prefix, limit_s=60)

    assert sorted(event["data"]["seq"] for event in found) == list(range(1, 41))
    assert len({event["data"]["article"]["title"] for event in found}) == 40


async def test_status_of_a_daemon_whose_files_are_broken(running):
    """Where the files say nothing any more, `status` still finds the daemon and tells of it."""
    line, _ = running
    main = line.folder / "monitor.yaml"
    main.write_text(json.dumps({"feeds": [{"id": "news"}], "redis": {"port": "no"}}))
    code, out, _ = await command(line, "status")

    assert code == 0
    assert "running (process" in out


async def test_reload_without_a_daemon_says_so(setup):
    """Where none runs, `reload` ends with one line."""
    line = setup([])
    line.write()
    code, _, err = await command(line, "reload")

    assert code == 1
    assert len(err.splitlines()) == 1
    assert "no daemon runs in" in err


async def test_the_control_socket_is_the_owners_alone(running):
    """Nobody else can reload the daemon or ask it; and it goes with the daemon."""
    line, daemon = running
    socket = line.folder / "state" / "control.sock"
    mode = socket.stat().st_mode & 0o777
    await daemon.stop()

    assert mode == 0o600
    assert not os.path.lexists(socket)
