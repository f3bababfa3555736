"""The file sink on a real file system: whole lines, in order, whatever happens to the file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from monitor.errors import TransientError
from monitor.model import AlertId, ChannelName
from monitor.ports import OutboxAlert
from monitor.sinks.file import FileOptions, FileSink

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def alert(seq, *, event=None):
    """Build an alert at its place."""
    return OutboxAlert(
        id=AlertId(f"alert-{seq}"),
        channel=ChannelName("talks"),
        seq=seq,
        event=event or b'{"seq":%d}' % seq,
        created_at=NOW,
    )


@pytest.fixture
def target(tmp_path):
    """Say where this test's file is."""
    return tmp_path / "alerts.jsonl"


@pytest.fixture
def sink(tmp_path):
    """Give a sink on it, by a relative path."""
    return FileSink(FileOptions(path="alerts.jsonl"), tmp_path)


async def refusal(sink):
    """Return why the sink takes nothing now."""
    with pytest.raises(TransientError) as caught:
        await sink.deliver(alert(1))
    return caught.value.reason


@pytest.mark.parametrize("fsync", ["always", "never"])
async def test_alerts_are_lines_in_order(tmp_path, target, fsync):
    """Each line is an event, byte for byte, and what stood there before stays."""
    target.write_bytes(b"before\n")
    sink = FileSink(FileOptions(path=str(target), fsync=fsync), tmp_path / "elsewhere")
    for seq in range(1, 4):
        await sink.deliver(alert(seq))
    await sink.aclose()

    assert target.read_bytes() == b'before\n{"seq":1}\n{"seq":2}\n{"seq":3}\n'


async def test_a_new_file_is_its_owners_alone(sink, target):
    """Nobody else reads what the watchlists are about."""
    await sink.deliver(alert(1))

    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_a_file_that_was_moved_away_is_made_anew(sink, target):
    """As logrotate does it: what comes after the move stands in a new file."""
    await sink.deliver(alert(1))
    target.rename(target.with_suffix(".1"))
    await sink.deliver(alert(2))
    target.unlink()
    await sink.deliver(alert(3))

    assert target.with_suffix(".1").read_bytes() == b'{"seq":1}\n'
    assert target.read_bytes() == b'{"seq":3}\n'


async def test_a_file_that_was_cut_to_nothing_is_written_from_its_start(sink, target):
    """As logrotate does it with copytruncate: no hole is left."""
    await sink.deliver(alert(1))
    os.truncate(target, 0)
    await sink.deliver(alert(2))

    assert target.read_bytes() == b'{"seq":2}\n'


async def test_half_a_line_is_ended_before_the_next(sink, target):
    """What a power cut left does not spoil the line after it."""
    target.write_bytes(b'{"seq":1}\n{"se')
    await sink.deliver(alert(2))

    assert target.read_bytes() == b'{"seq":1}\n{"se\n{"seq":2}\n'


async def test_a_folder_that_is_not_there_may_come(tmp_path):
    """The alert waits, and goes through once it is."""
    sink = FileSink(FileOptions(path="later/alerts.jsonl"), tmp_path)
    before = await refusal(sink)
    (tmp_path / "later").mkdir()
    await sink.deliver(alert(1))

    assert before == "no_folder"
    assert (tmp_path / "later/alerts.jsonl").read_bytes() == b'{"seq":1}\n'


async def test_what_is_no_file_is_refused_at_once(tmp_path, sink, target):
    """A folder, and a pipe that nobody reads, are told and never waited for."""
    target.mkdir()
    folder = await refusal(sink)
    target.rmdir()
    os.mkfifo(target)
    pipe = await refusal(sink)

    assert {folder, pipe} == {"not_a_file"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_may_not_be_written(tmp_path, sink):
    """A missing right is told by its name."""
    tmp_path.chmod(0o500)
    reason = await refusal(sink)
    tmp_path.chmod(0o700)

    assert reason == "not_writable"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110 - a device
async def test_devices_are_no_files(tmp_path):
    """A device is refused like a pipe."""
    assert await refusal(FileSink(FileOptions(path="/dev/full"), tmp_path)) == "not_a_file"


FULL = """
import asyncio, resource, signal, sys
from pathlib import Path
from monitor.errors import TransientError
from monitor.sinks.file import FileOptions, FileSink
from tests.sinks.test_file_sink import alert

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])

async def main():
    sink = FileSink(FileOptions(path="alerts.jsonl"), folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
    await sink.deliver(alert(1))
    try:
        await sink.deliver(alert(2, event=b'{"seq":2,"text":"' + b"x" * 100 + b'"}'))
    except TransientError as error:
        print(error.reason)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await sink.deliver(alert(3))

asyncio.run(main())
"""


def test_a_full_disk_leaves_no_half_line(tmp_path, target):
    """A write that came half through is taken back, and the next one is whole."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert done.stdout == "disk_full\n"
    assert target.read_bytes() == b'{"seq":1}\n{"seq":3}\n'


@pytest.mark.parametrize("path", ["", "   ", "a/", "a\0b", "a\nb", "x" * 501])
def test_a_path_is_one_line_that_names_a_file(path):
    """What can be no file's name is a mistake of the configuration."""
    with pytest.raises(ValidationError):
        FileOptions(path=path)
