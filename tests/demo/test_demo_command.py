"""The command from end to end: the real daemon, its own Valkey, the real client."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import demo
from monitor.config.load import load_config
from monitor.demo.configuration import DEAD_FEED, write_configuration
from monitor.demo.daemon import DaemonProcess
from monitor.demo.site import NewsSite
from monitor.demo.stories import Newsrooms
from monitor.demo.verdict import expectations
from tests.demo.served import START, expecting

COMMAND = (sys.executable, "-m", "monitor", "demo")
needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are seen there")


def processes_about(folder: Path) -> list[int]:
    """Return the processes whose command line names something in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in command:
            found.append(int(process.name))
    return found


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which temporary folders are made in `folder`."""
    return {**os.environ, "TMPDIR": str(folder)}


def run_here(*arguments: str) -> tuple[int, str]:
    """Run the command in this process; return its exit code and what it wrote."""
    app = typer.Typer()
    demo.register(app)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout


def one_newsroom(newsrooms: Newsrooms, outlet_id: str) -> Newsrooms:
    """Return one newsroom alone."""
    return Newsrooms(outlets=tuple(o for o in newsrooms.outlets if o.id == outlet_id))


@needs_proc
def test_the_demo_passes_and_leaves_nothing_behind(newsrooms, tmp_path):
    """Exactly the expected stories are told, each once; processes and folder are gone."""
    ended = subprocess.run(
        [*COMMAND, "--json"], env=environment(tmp_path), capture_output=True, check=False
    )
    told = json.loads(ended.stdout)
    titles = {story.title for story in newsrooms.stories if story.expect is not None}

    assert (ended.returncode, told["passed"], told["complaints"]) == (0, True, [])
    assert {alert["title"] for alert in told["alerts"]} == titles
    assert len(told["alerts"]) == len(expectations(newsrooms.stories))
    assert list(tmp_path.iterdir()) == []
    assert processes_about(tmp_path) == []


def test_the_demo_fails_where_an_expected_alert_cannot_come(newsrooms, monkeypatch, tmp_path):
    """A bakery that should alert on talks does not; what the demo kept shows an orderly stop."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    impossible = expecting(one_newsroom(newsrooms, "courrier-fr"), "fr-boulangerie")
    monkeypatch.setattr("monitor.demo.stories.load_newsrooms", lambda: impossible)
    code, output = run_here("--json", "--keep", "--within", "5")
    told = json.loads(output)
    kept = Path(told["folder"])

    assert (code, told["passed"]) == (1, False)
    assert told["trouble"] == "not all was told within 5 s"
    assert told["complaints"][0].endswith("fr-boulangerie")
    assert told["log_tail"]
    assert load_config(kept / "monitor.yaml").feeds
    assert (kept / "daemon.log").read_text("utf-8").rstrip().endswith("stopped")


def test_a_daemon_that_dies_is_told_with_its_last_words(monkeypatch):
    """Nobody waits a minute for a daemon that could not read its configuration."""
    monkeypatch.setattr("monitor.demo.configuration.watchlist_text", lambda: "id: talks\nquery: (")
    code, output = run_here()

    assert code == 1
    assert "failed: the daemon ended by itself with status 2; no alert came for" in output
    assert "watchlists/syria-talks.yaml:2" in output


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
async def test_a_signal_ends_the_daemon_too(tmp_path, number):
    """Ctrl-C and SIGTERM end demo, daemon, workers and Valkey, and the folder goes."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, env=environment(tmp_path), stdout=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(20):
        while not any("started" in log.read_text() for log in tmp_path.glob("*/daemon.log")):
            await asyncio.sleep(0.02)
        process.send_signal(number)
        code = await process.wait()

    assert code == 128 + number
    assert list(tmp_path.iterdir()) == []
    assert processes_about(tmp_path) == []


async def test_the_configuration_is_one_that_the_daemon_takes(newsrooms, tmp_path):
    """Feeds, the dead one too, and the watchlist are read back as they were meant."""
    async with NewsSite(newsrooms, started_at=START) as site:
        config = load_config(write_configuration(tmp_path, newsrooms, site, redis_port=6400))

    quick = {feed.id for feed in config.feeds if feed.poll_every is not None}
    assert [feed.id for feed in config.feeds] == [*(o.id for o in newsrooms.outlets), DEAD_FEED]
    assert quick == {newsrooms.outlet_of(s.id).id for s in newsrooms.stories if s.is_live}
    assert [watchlist.id for watchlist in config.watchlists] == ["syria-talks"]
    assert config.state_dir == tmp_path / "state"


def test_the_daemons_last_words_move_no_cursor(tmp_path):
    """Its log is shown from the end, a dozen lines of it, and nothing in it acts."""
    log = tmp_path / "daemon.log"
    log.write_bytes(b"first\n" * 20 + b"\x1b[2Jlast \xff\n")
    tail = DaemonProcess(tmp_path / "monitor.yaml", log=log).log_tail()

    assert tail == (*["first"] * 11, "\\x1b[2Jlast \ufffd")
