"""Alerts as lines of JSON in a file: the plainest sink, for scripts, shippers and archives.

A line is the alert's event as Redis carries it. The file is made readable by its owner alone, and
opened again when somebody moved it away, so that logrotate needs no signal. Whatever stands in
the way of writing may be mended, so no alert is ever given up here.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from monitor.errors import TransientError
from monitor.ports import OutboxAlert
from monitor.sinks.options import Options

_MOST_PATH: Final = 500
_REASONS: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EACCES: "not_writable",
    errno.EPERM: "not_writable",
    errno.EROFS: "not_writable",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "not_a_file",
    errno.ENXIO: "not_a_file",  # a pipe that nobody reads
}


def _check_path(text: str) -> str:
    text = text.strip()
    if not text or len(text) > _MOST_PATH or not text.isprintable() or text.endswith("/"):
        raise ValueError("should be the path of a file, 1 to 500 characters")
    return text


class FileOptions(Options):
    """The keys of a sink of kind `file`."""

    path: Annotated[str, AfterValidator(_check_path)] = Field(
        title="the path of a file",
        description="Where the lines go. Relative to the main file; its folder has to be there.",
    )
    fsync: Literal["always", "never"] = Field(
        "always",
        description="`always` waits for the disk after each alert, so that a power cut takes "
        "none; `never` leaves it to the system.",
    )


class FileSink:
    """Append alerts to a file; fulfils `ports.Sink`.

    folder: What a relative path is relative to.
    """

    def __init__(self, options: FileOptions, folder: Path) -> None:
        # Not Path.resolve: a link that is turned to another file is followed to that one.
        self._path = os.path.abspath(folder / os.path.expanduser(options.path))  # noqa: PTH100, PTH111 - so
        self._must_sync = options.fsync == "always"
        self._file: int | None = None
        self._one_at_a_time = threading.Lock()  # a write whose caller was cancelled goes on

    async def deliver(self, alert: OutboxAlert) -> None:
        """Append the alert's line; once this returns it is on the disk, with `fsync: always`.

        Raises TransientError: `disk_full`, `not_writable`, `no_folder`, `not_a_file`, `io_error`.
        """
        await asyncio.to_thread(self._append, alert.event + b"\n")

    async def aclose(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self._close)

    def _append(self, line: bytes) -> None:
        with self._one_at_a_time:
            try:
                self._write(self._open_file(), line)
            except OSError as error:
                self._close_file()
                raise TransientError(
                    f"{self._path}: {error.strerror or error}",
                    reason=_REASONS.get(error.errno or 0, "io_error"),
                ) from error

    def _open_file(self) -> int:
        """Return the file that stands under the path now."""
        if self._file is not None and not self._stands_there(self._file):
            self._close_file()
        if self._file is None:
            self._file = self._open_anew()
        return self._file

    def _stands_there(self, file: int) -> bool:
        try:
            there = os.stat(self._path)  # noqa: PTH116 - beside os.fstat
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(file))

    def _open_anew(self) -> int:
        # Not waiting: opening a pipe would wait for its reader.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
        file = os.open(self._path, flags, 0o600)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(errno.EISDIR, "not a file")  # noqa: TRY301 - one border for all of them
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":
                # The machine stopped in the middle of a line: what follows is a line of its own.
                _write_all(file, b"\n")
            if self._must_sync and not size:
                _sync_folder(self._path)  # else a new file may be nowhere after a power cut
        except OSError:
            os.close(file)
            raise
        return file

    def _write(self, file: int, line: bytes) -> None:
        before = os.fstat(file).st_size
        try:
            _write_all(file, line)
            if self._must_sync:
                os.fsync(file)
        except OSError:
            # Half a line would spoil the next one; nobody else's end is cut off with it.
            if 0 < os.fstat(file).st_size - before < len(line):
                os.ftruncate(file, before)
            raise

    def _close(self) -> None:
        with self._one_at_a_time:
            self._close_file()

    def _close_file(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_all(file: int, line: bytes) -> None:
    while line:
        line = line[os.write(file, line) :]


def _sync_folder(path: str) -> None:
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
