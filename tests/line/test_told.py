"""What a running daemon tells its operator: every line of its log, and its figures."""

from __future__ import annotations

import json
import signal
from dataclasses import replace

from tests.conftest import free_port
from tests.daemon import Process
from tests.site import Item
from tests.web.test_status_port import ask


async def test_every_line_of_the_log_is_an_event(site, setup):
    """From start to stop, each line is JSON with time, level, area and event."""
    site.feed("/feed", [Item(title="Вести \x1b[2J\u202e talks", guid="1")])
    feeds = [{"id": "news", "url": site.url("/feed")}, {"id": "gone", "url": site.url("/gone")}]
    daemon = Process(setup(feeds, keys={"log": {"level": "debug"}}).write())
    await daemon.wait_until_logged("entry_done")
    await daemon.wait_until_logged("poll_done", feed="gone", reason="http_404")
    await daemon.wait_until_logged("alert_sent")
    code = await daemon.stop()
    lines = [json.loads(line) for line in daemon.log.splitlines()]
    names = [line["event"] for line in lines]

    assert code == 0
    assert all(list(line)[:4] == ["time", "level", "area", "event"] for line in lines)
    assert names.count("entry_done") == 1
    assert (names.count("started"), names[-2:]) == (1, ["stopping", "stopped"])
    assert daemon.log.replace("\n", "").isprintable()


async def test_the_log_can_be_set_while_it_runs(site, setup):
    """After a reload an area is more talkative, or all are on a console's form."""
    site.feed("/feed", [Item(guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}])
    daemon = Process(line.write())
    await daemon.wait_until_logged("entry_done")
    before = daemon.logged("poll_done", level="debug")
    replace(line, keys={"log": {"levels": {"feeds": "debug"}}}).write()
    daemon.send(signal.SIGHUP)
    await daemon.wait_until_logged("poll_done", level="debug")
    await daemon.stop()

    assert before == []
    [reloaded] = daemon.logged("config_reloaded")
    assert reloaded["settings"] == ["log.levels"]


async def test_the_figures_are_of_the_running_daemon(site, setup):
    """Feeds by state, pages, tasks, the outbox and the build stand in /metrics."""
    site.page("/page", "<html><body><p>Talks begin.</p></body></html>")
    site.feed("/feed", [Item(title="Talks", link=site.url("/page"), guid="1")])
    feeds = [{"id": "news", "url": site.url("/feed")}, {"id": "gone", "url": site.url("/gone")}]
    port = free_port()
    daemon = Process(setup(feeds, keys={"status": {"listen": f"127.0.0.1:{port}"}}).write())
    await daemon.wait_until_logged("entry_done")
    await daemon.wait_until_logged("poll_done", feed="gone")
    status, text = await ask(port, "/metrics")
    await daemon.stop()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    assert status == 200
    assert figures['monitor_feeds{state="ok"}'] == "1.0"
    assert figures['monitor_feeds{state="failing"}'] == "1.0"
    assert figures['monitor_poll_failures_total{reason="http_404"}'] == "1.0"
    assert figures['monitor_pages_total{result="ok"}'] == "1.0"
    assert figures['monitor_task_seconds_count{task="read_page"}'] == "1.0"
    assert figures["monitor_entry_seconds_count"] == "1.0"
    assert float(figures["monitor_start_time_seconds"]) > 1_700_000_000
    assert any(name.startswith("monitor_build_info{version=") for name in figures)


async def test_a_signal_while_it_starts_ends_it_in_order(setup, port):
    """Told to stop before all parts are there, it comes up and closes again, with code 0."""
    daemon = Process(setup([], redis_url=None, port=port).write())
    await daemon.wait_until_logged("valkey_started")
    daemon.send(signal.SIGTERM)
    code = await daemon.wait()

    assert code == 0
    assert [daemon.logged(name)[0]["level"] for name in ("stopping", "stopped")] == ["info"] * 2
    assert daemon.logged("library") == []
