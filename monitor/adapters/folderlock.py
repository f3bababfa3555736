"""A lock on a folder: one daemon, one server, for as long as whoever holds the file is alive.

The kernel drops an flock(2) when the last copy of its descriptor closes, so a crash leaves
nothing behind to clean up. The number inside is for people; it must not decide anything.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from datetime import timedelta
from pathlib import Path

from monitor.errors import AlreadyRunningError, PermanentError

_LOOK_AGAIN_S = 0.05


class FolderLock:
    """Hold the lock file at `path`; its folder is made (0700) where it does not exist.

    what: What the holder is called in the message of AlreadyRunningError.
    """

    def __init__(self, path: Path, *, what: str = "another news-monitor") -> None:
        self._path = path
        self._what = what
        self._fd: int | None = None

    @property
    def fd(self) -> int:
        """Give the held descriptor; a process that inherits it shares the lock."""
        if self._fd is None:
            raise RuntimeError("the lock is not held")
        return self._fd

    def acquire(self) -> None:
        """Take the lock now; raise AlreadyRunningError if another holds it."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if os.geteuid() == 0:  # a command run by root must not lock the daemon's user out
                owner = self._path.parent.stat()
                os.fchown(fd, owner.st_uid, owner.st_gid)
        except OSError as error:
            raise PermanentError(
                f"cannot open the lock file {self._path}: {error.strerror}", reason="state_folder"
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
            os.close(fd)
            if isinstance(error, BlockingIOError):
                raise AlreadyRunningError(
                    f"{self._what} (process {holder or 'unknown'}) holds {self._path.parent}"
                ) from error
            raise PermanentError(
                f"cannot lock {self._path}: {error.strerror}", reason="state_folder"
            ) from error
        self._fd = fd
        self.name_holder(os.getpid())

    async def acquire_within(self, wait: timedelta) -> None:
        """Take the lock as soon as it is free, waiting at most `wait`; raise as `acquire`."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + wait.total_seconds()
        while True:
            try:
                return self.acquire()
            except AlreadyRunningError:
                if clock() >= deadline:
                    raise
            await asyncio.sleep(_LOOK_AGAIN_S)

    def name_holder(self, pid: int) -> None:
        """Write into the file whose process holds the lock."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, f"{pid}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Let go of our copy; the lock is free once no other process has one."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def holder_of(path: Path) -> str | None:
    """Return who holds the lock file at `path`: a process id as text; None if nobody does."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(fd, 32, 0).decode("ascii", "replace").strip() or "unknown"
    except OSError:
        return None
    finally:
        os.close(fd)
    return None
