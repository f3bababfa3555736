"""Bad input and bad times: each gets a clear answer, costs only itself, and loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from monitor.adapters.valkey import EmbeddedValkey
from monitor.errors import AlreadyRunningError, StoreError, TransientError
from tests.daemon import Process, events, still_running, wait_for_events
from tests.line.pages import item, page


def closed_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_feed_in_trouble_says_why_and_hinders_nobody(site, setup, redis, prefix):
    """Every way in which a feed can fail has its state and reason; the healthy one alerts."""
    big = b"<rss><channel>" + b"<item><title>x</title></item>" * 5000
    urls = {
        "dead": f"http://127.0.0.1:{closed_port()}/feed",
        "not-found": site.answer("/not-found", status=404),
        "gone": site.answer("/gone", status=410),
        "broken-server": site.answer("/broken-server", status=500),
        "silent": site.never("/silent"),
        "page": site.page("/page", page("Not a feed")),
        "broken-xml": site.answer("/broken-xml", body=b"<rss><channel><title>x</ti"),
        "empty": site.answer("/empty"),
        "too-large": site.answer("/too-large", body=big),
        "cut": site.truncate("/cut", body=b"<rss></rss>" * 100, keep=50),
        "reset": site.reset("/reset"),
        "loop": site.redirect("/loop", site.url("/loop")),
        "forbidden": site.redirect("/forbidden", "http://[::1]:9/feed"),
        "no-items": site.feed("/no-items", []),
        "healthy": site.feed("/healthy", [item("Talks begin", None, guid="1")]),
    }
    line = setup(
        [{"id": name, "url": url} for name, url in urls.items()],
        fetch={"timeout_s": 1, "feed_max_mb": 0.05},
    )
    await line.run_once()
    rows = line.feed_rows()

    assert {name: row["reason"] for name, row in rows.items()} == {
        "dead": "connect",
        "not-found": "http_404",
        "gone": "http_410",
        "broken-server": "http_500",
        "silent": "timeout",
        "page": "html_instead_of_feed",
        "broken-xml": "broken_xml",
        "empty": "empty",
        "too-large": "too_large",
        "cut": "truncated",
        "reset": "reset",
        "loop": "redirect_loop",
        "forbidden": "forbidden_address",
        "no-items": None,
        "healthy": None,
    }
    assert {row["state"] for row in rows.values()} == {"failing", "gone", "ok"}
    assert rows["gone"]["state"] == "gone"
    assert rows["gone"]["next_poll_at"] is None
    assert all(row["since"] for row in rows.values())
    assert len(await events(redis, prefix=prefix)) == 1


async def test_loopback_is_refused_unless_opened(site, setup):
    """Without `allow_networks` a loopback feed is not asked at all."""
    site.feed("/feed", [])
    line = setup([{"id": "news", "url": site.url("/feed")}], fetch={"allow_networks": []})
    await line.run_once()

    assert line.feed_rows()["news"]["reason"] == "forbidden_address"
    assert site.connections == 0


async def test_alerts_wait_while_redis_is_away(site, setup, tmp_path):
    """With Redis away alerts stay in the outbox, and go out once it is there."""
    port = closed_port()
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup(
        [{"id": "news", "url": site.url("/feed")}],
        redis_url=f"redis://127.0.0.1:{port}/0",
        prefix="p:",
    )
    with pytest.raises(TransientError, match=r"1 alert.* in the outbox"):
        await line.run_once()
    unsent = line.summary()["alerts"]["unsent"]
    async with EmbeddedValkey(folder=tmp_path / "valkey", port=port) as server:
        await line.run_once()
        async with Redis.from_url(server.url) as client:
            found = await events(client, prefix="p:")

    assert unsent == 1
    assert [event["data"]["seq"] for event in found] == [1]
    assert line.summary()["alerts"]["unsent"] == 0


async def test_a_daemon_outlives_its_redis(site, setup, tmp_path):
    """A running daemon keeps what Redis cannot take, and resumes when it comes back."""
    port = closed_port()
    url = f"redis://127.0.0.1:{port}/0"
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup(
        [{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}], redis_url=url, prefix="p:"
    )
    daemon = Process(line.write())
    await daemon.wait_until_logged("bus_away")
    async with EmbeddedValkey(folder=tmp_path / "valkey", port=port), Redis.from_url(url) as client:
        await wait_for_events(client, 1, prefix="p:", limit_s=5)
    site.add_item("/feed", item("Talks end", None, guid="2"))
    await site.wait_until_asked("/feed", times=3, limit_s=10)
    # The same server again, but with nothing of what it had.
    async with EmbeddedValkey(folder=tmp_path / "other", port=port), Redis.from_url(url) as client:
        found = await wait_for_events(client, 2, prefix="p:", limit_s=10)
    code = await daemon.stop()

    assert [event["data"]["article"]["title"] for event in found] == ["Talks begin", "Talks end"]
    assert code == 0


async def test_a_stream_ahead_of_the_outbox_is_continued(site, setup, redis, prefix):
    """With a new state folder on an old stream, numbers go on where the stream ended."""
    await redis.xadd(f"{prefix}alerts:talks", {"event": b"{}", "id": b"old"}, id="41-0")
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    await setup([{"id": "news", "url": site.url("/feed")}]).run_once()
    entries = await redis.xrange(f"{prefix}alerts:talks")

    assert [stream_id for stream_id, _fields in entries] == [b"41-0", b"42-0"]
    assert b'"seq":42' in entries[1][1][b"event"]


async def test_a_second_daemon_is_refused(site, setup):
    """Whoever comes second to a state folder is told who holds it, and changes nothing."""
    site.feed("/feed", [])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    await daemon.wait_until_logged("started")
    with pytest.raises(AlreadyRunningError, match=f"process {daemon.pid}"):
        await line.run_once()
    second = Process(line.folder / "monitor.yaml")
    code = await second.wait()
    await daemon.stop()

    assert code == 1
    assert second.log.startswith("news-monitor: another news-monitor")
    assert second.log.count("\n") == 1


async def test_sigterm_lets_what_has_begun_finish(site, setup, redis, prefix):
    """The page under way is still read, told and noted before the daemon ends."""
    hold = asyncio.Event()
    slow = site.answer("/slow", body=page("Talks begin").encode(), hold=hold)
    site.feed("/feed", [item("Talks begin", slow)])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    await site.wait_until_asked("/slow", limit_s=20)
    family = daemon.family()
    daemon.send(signal.SIGTERM)
    await daemon.wait_until_logged("stopping")
    hold.set()
    code = await daemon.wait()
    found = await events(redis, prefix=prefix)
    left = await asyncio.to_thread(still_running, family, within_s=5)

    assert code == 0
    assert [event["data"]["article"]["text_source"] for event in found] == ["page"]
    assert left == []


async def test_grace_ends_and_nothing_is_lost(site, setup, redis, prefix):
    """What does not finish within the grace is done by the next daemon."""
    hold = asyncio.Event()
    slow = site.answer("/slow", body=page("Talks begin").encode(), hold=hold)
    site.feed("/feed", [item("Talks begin", slow)])
    line = setup([{"id": "news", "url": site.url("/feed")}], keys={"runtime": {"grace_s": 0.2}})
    daemon = Process(line.write())
    await site.wait_until_asked("/slow", limit_s=20)
    daemon.send(signal.SIGTERM)
    code = await daemon.wait(limit_s=10)
    before = await events(redis, prefix=prefix)
    hold.set()
    await line.run_once()

    assert (code, before) == (0, [])
    assert len(await events(redis, prefix=prefix)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_once_can_be_stopped(site, setup, number):
    """A single pass ends in order too, with feeds that were not asked left for the next one."""
    hold = asyncio.Event()
    slow = site.answer("/slow", body=b"<rss></rss>", hold=hold)
    feeds = [{"id": f"feed-{n}", "url": f"{slow}?{n}"} for n in range(200)]
    line = setup(feeds)
    daemon = Process(line.write(), "--once")
    await site.wait_until_asked("/slow?0", limit_s=20)
    daemon.send(number)
    await daemon.wait_until_logged("stopping")
    hold.set()
    code = await daemon.wait(limit_s=10)

    assert code == 0
    assert "Traceback" not in daemon.log
    assert len(site.requests) < 10


async def test_a_second_sigterm_ends_at_once(site, setup):
    """Whoever insists does not wait for the grace."""
    site.feed("/feed", [item("Talks begin", site.never("/never"))])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    daemon = Process(line.write())
    await site.wait_until_asked("/never", limit_s=20)
    family = daemon.family()
    daemon.send(signal.SIGTERM)
    await daemon.wait_until_logged("stopping")
    daemon.send(signal.SIGTERM)
    code = await daemon.wait(limit_s=3)
    left = await asyncio.to_thread(still_running, family, within_s=5)

    assert code == 128 + signal.SIGTERM
    assert left == []


async def test_nothing_new_begins_after_sigterm(site, setup):
    """Entries that a poll still brings after the signal are left for the next start."""
    hold = asyncio.Event()
    items = "".join(
        item(f"Talks {n}", site.page(f"/page/{n}", page("Talks"))).xml() for n in range(30)
    )
    body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
    line = setup([{"id": "news", "url": site.answer("/slow", body=body, hold=hold)}])
    daemon = Process(line.write())
    await site.wait_until_asked("/slow", limit_s=20)
    daemon.send(signal.SIGTERM)
    await daemon.wait_until_logged("stopping")
    hold.set()
    code = await daemon.wait(limit_s=10)
    [waiting] = line.rows("SELECT count(*) AS n FROM entries WHERE outcome IS NULL")

    assert code == 0
    assert waiting["n"] == 30
    assert [r.path for r in site.requests if r.path.startswith("/page")] == []


async def test_a_dead_page_host_costs_a_few_timeouts(site, setup, redis, prefix):
    """A host that never answers is not asked for each of its pages; every entry still ends."""
    site.never("/never")
    items = [item(f"Talks {n}", site.url(f"/never?{n}")) for n in range(12)]
    site.feed("/feed", items)
    line = setup([{"id": "news", "url": site.url("/feed")}], fetch={"timeout_s": 1})
    await line.run_once()

    assert 3 <= len([r for r in site.requests if r.path.startswith("/never")]) <= 4
    assert len(await events(redis, prefix=prefix)) == 12


async def test_a_hostile_page_costs_only_itself(site, setup, redis, prefix):
    """A page that kills its worker leaves its entry to the feed's own words."""
    deep = "<div>" * 400_000
    site.page("/deep", f"<html><body>{deep}Talks</body></html>")
    site.page("/good", page("More talks"))
    site.feed(
        "/feed",
        [item("Talks begin", site.url("/deep")), item("More talks", site.url("/good"))],
    )
    line = setup([{"id": "news", "url": site.url("/feed")}], fetch={"page_max_mb": 4})
    await line.run_once()
    told = {event["data"]["article"]["title"] for event in await events(redis, prefix=prefix)}

    assert told == {"Talks begin", "More talks"}


@pytest.fixture
def small_disk(tmp_path):
    """Mount a file system of 2 MB, where that is allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root on Linux")
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


async def test_a_full_disk_stops_with_a_clear_error(site, setup, small_disk):
    """The daemon says that the disk is full, ends, and leaves a database that is whole."""
    long = "Words upon words. " * 900
    items = [item(f"Talks {n}", None, guid=str(n), description=f"{n} {long}") for n in range(400)]
    site.feed("/feed", items)
    line = setup([{"id": "news", "url": site.url("/feed")}], keys={"state_dir": str(small_disk)})
    daemon = Process(line.write(), "--once")
    code = await daemon.wait()
    [check] = line.rows("PRAGMA integrity_check")
    [told] = line.rows("SELECT count(*) AS entries FROM entries")

    assert code == 1
    assert daemon.log.splitlines()[-1].startswith("news-monitor: ")
    assert daemon.log.splitlines()[-1].endswith("database or disk is full (disk_full)")
    assert [line["level"] for line in daemon.logged("failed")] == ["error"]
    assert "Traceback" not in daemon.log
    assert check["integrity_check"] == "ok"
    assert told["entries"] in {0, 400}


async def test_a_damaged_database_is_refused(site, setup):
    """A database cut to nothing is never silently replaced by a new one."""
    site.feed("/feed", [item("Talks begin", None, guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed")}])
    await line.run_once()
    database = line.folder / "state" / "monitor.sqlite3"
    for extra in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{database}{extra}").unlink()
    database.write_bytes(database.read_bytes()[:5000])

    with pytest.raises(StoreError):
        await line.run_once()
