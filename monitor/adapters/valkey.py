"""A Valkey server of our own: found, started, watched, restarted and stopped with the daemon.

Alerts need a Redis; most users have none. The server listens on loopback, writes an append-only
file, and lives no longer than we do: the kernel sends it SIGTERM when we die (Linux). It holds a
lock on its folder, so no second server ever writes the same files. Nothing here speaks of alerts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from monitor.adapters.folderlock import FolderLock
from monitor.adapters.valkey_binary import find_server
from monitor.areas import Area
from monitor.errors import MonitorError, PermanentError, TransientError
from monitor.logs import area_logger
from monitor.repeats import Repeats

if TYPE_CHECKING:
    from types import TracebackType

_LONGEST_SOCKET_PATH: Final = 100  # bytes; the kernel's own limit is 107 (unix(7))
_WAIT_FOR_LOCK: Final = timedelta(seconds=10)
_STOP_WITHIN_S: Final = 5.0
_ASK_AGAIN_S: Final = 0.02
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 5.0
_STABLE_S: Final = 60.0

# Runs between fork and exec, in an interpreter of its own: a preexec_fn could deadlock in a
# process with threads. If we died before prctl was called, the parent is no longer the one named.
_LAUNCHER: Final = """
import os, signal, sys
os.umask(0o077)
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""

log = area_logger(Area.REDIS)


class EmbeddedValkey:
    """Run a Valkey server in `folder` for as long as the context lasts.

    Enter it on the main thread: the kernel ties the parent-death signal to the thread that starts
    the server. Entering raises AlreadyRunningError if another server holds the folder for over
    10 s, PermanentError if no server can be started, TransientError if it does not answer.

    port: On 127.0.0.1, and on ::1 where the machine has it.
    ready_within: How long the server may take to load its file and answer.
    """

    def __init__(
        self, *, folder: Path, port: int, ready_within: timedelta = timedelta(seconds=30)
    ) -> None:
        self._folder = folder.absolute()
        self._port = port
        self._ready_within = ready_within
        self._lock = FolderLock(self._folder / "valkey.lock", what="another Valkey server")
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._deaths = Repeats(log, event="valkey_died", over="valkey_steady")
        self._failures = Repeats(log, event="valkey_not_restarted", over="valkey_restarted")

    @property
    def url(self) -> str:
        """Give the address that every Redis client understands."""
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """Give the server's process id; None while none runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def __aenter__(self) -> Self:
        await self._lock.acquire_within(_WAIT_FOR_LOCK)
        try:
            server = await find_server()
            await self._start(server)
        except BaseException:
            await self.close()
            raise
        log.info("valkey_started", server=str(server), pid=self.pid, port=self._port)
        self._watch = asyncio.create_task(self._keep_running(server), name="valkey-watch")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop the server: SIGTERM, which also syncs its file, and SIGKILL after 5 s."""
        watch, self._watch = self._watch, None
        try:
            if watch is not None:
                watch.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watch
        finally:
            await self._stop()
            self._lock.release()

    async def _start(self, server: Path) -> None:
        _write_private(self._folder / "valkey.conf", _configuration(self._folder, self._port))
        logfile = _open_private(self._folder / "valkey.log")
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid())),
                *(str(server), str(self._folder / "valkey.conf")),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=logfile,
                stderr=logfile,
                pass_fds=(self._lock.fd,),  # the lock lives exactly as long as the server
                start_new_session=True,  # Ctrl-C at our terminal is for us, not for the server
            )
        except OSError as error:
            raise PermanentError(
                f"cannot start {server}: {error.strerror}", reason="valkey_start"
            ) from error
        finally:
            os.close(logfile)
        self._lock.name_holder(self._process.pid)
        try:
            await self._wait_until_ready(self._process)
        except BaseException:
            await self._stop()
            raise

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        """Return once our own server answers; another's on the same port does not count."""
        ready = rf"\bprocess_id:{process.pid}\r\n(?s:.*)\bloading:0\r\n"
        try:
            async with asyncio.timeout(self._ready_within.total_seconds()):
                while process.returncode is None:
                    if re.search(ready, await _ask(self._port)):
                        return
                    await asyncio.sleep(_ASK_AGAIN_S)
        except TimeoutError:
            raise TransientError(
                f"the Valkey server on port {self._port} is not ready after "
                f"{self._ready_within.total_seconds():g} s: {self._last_log_line()}",
                reason="valkey_not_ready",
            ) from None
        if await _ask(self._port):
            raise PermanentError(
                f"port {self._port} is taken: something that is not our Valkey server listens "
                f"there; set redis.port or redis.url ({self._last_log_line()})",
                reason="valkey_port_taken",
            )
        raise PermanentError(
            f"the Valkey server did not start: {self._last_log_line()}", reason="valkey_start"
        )

    async def _keep_running(self, server: Path) -> None:
        """Start the server anew whenever it ends, with a back-off that a stable run resets."""
        clock = asyncio.get_running_loop().time
        pause = _FIRST_PAUSE_S
        while True:
            began = clock()
            if self._process is not None:
                code = await self._end_of(self._process)
                self._deaths.met(
                    self._port, f"exit_{code}", code=code, last_line=self._last_log_line()
                )
            if clock() - began > _STABLE_S:
                pause = _FIRST_PAUSE_S
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)
            try:
                await self._start(server)
            except (MonitorError, OSError) as error:
                reason = error.reason if isinstance(error, MonitorError) else "os_error"
                self._failures.met(self._port, reason, message=str(error))
            else:
                if not self._failures.ended(self._port, pid=self.pid):
                    log.info("valkey_restarted", pid=self.pid)

    async def _end_of(self, process: asyncio.subprocess.Process) -> int:
        """Return the server's exit code; once it ran for a minute, earlier trouble is over."""
        try:
            async with asyncio.timeout(_STABLE_S):
                return await process.wait()
        except TimeoutError:
            self._deaths.ended(self._port)
        return await process.wait()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            log.warning("valkey_killed", pid=process.pid)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _last_log_line(self) -> str:
        """Quote the last thing the server said, for messages."""
        try:
            with (self._folder / "valkey.log").open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 2_000))
                lines = file.read().decode("utf-8", "replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1].strip() if lines else "it said nothing"


async def _ask(port: int) -> str:
    """Return what answers INFO on the port; "" where nothing listens."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                # INFO answers while loading too; without sections it tells the process id.
                writer.write(b"INFO\r\nQUIT\r\n")
                answer = await reader.readexactly(65_536)
            except asyncio.IncompleteReadError as whole:
                answer = whole.partial
            finally:
                writer.close()
        return answer.decode("utf-8", "replace") or "nothing"
    except TimeoutError:
        return "no answer"
    except OSError:
        return ""


def _configuration(folder: Path, port: int) -> str:
    """Write the server's configuration: everything that differs from its defaults, and why.

    `enable-debug-command no` is left to its default: before version 7 it is an unknown word, at
    which a server refuses to start.
    """
    lines = [
        "# Written at every start; what is changed here is lost.",
        "bind 127.0.0.1 -::1",
        f"port {port}",
        "protected-mode yes",
        "daemonize no",
        f"dir {_quoted(str(folder))}",
        f"logfile {_quoted(str(folder / 'valkey.log'))}",
        'save ""',  # the append-only file is enough, and the database can refill it
        "appendonly yes",
        "appendfsync everysec",
        "aof-load-truncated yes",  # a power cut may leave half a command at the end
        "maxmemory-policy noeviction",
    ]
    socket = folder / "valkey.sock"
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET_PATH:
        lines += [f"unixsocket {_quoted(str(socket))}", "unixsocketperm 600"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    r"""Quote a value as the server's configuration file reads it: every odd byte as \xHH."""
    plain = bytes(range(0x20, 0x7F)).replace(b'"', b"").replace(b"\\", b"")
    return (
        '"'
        + "".join(chr(byte) if byte in plain else f"\\x{byte:02x}" for byte in os.fsencode(text))
        + '"'
    )


def _open_private(path: Path) -> int:
    """Open a file for appending that only we may read; raise PermanentError if that fails."""
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PermanentError(
            f"cannot write {path}: {error.strerror}", reason="state_folder"
        ) from error


def _write_private(path: Path, text: str) -> None:
    """Write a file anew that only we may read; raise PermanentError if that fails."""
    try:
        path.unlink(missing_ok=True)
        fd = _open_private(path)
        try:
            os.write(fd, text.encode("ascii"))
        finally:
            os.close(fd)
    except OSError as error:
        raise PermanentError(
            f"cannot write {path}: {error.strerror}", reason="state_folder"
        ) from error
