"""The files that a command line names: opened to be read, or a place that can be written to.

One rule for every command. What cannot be meant, because nothing of that name is there or a folder
is, is wrong usage: exit code 2. What is there and cannot be read has failed: exit code 1.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import typer

from monitor.errors import UnreadableError
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN: Final = "-"

_NOT_THERE: Final = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.ENXIO}
)


@contextmanager
def opened(name: str | None, *, or_address: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to read bytes of; for None and `-` standard input.

    or_address: Whether an address could have been named as well, for the message.

    Raises typer.BadParameter where no file has this name, UnreadableError where it cannot be
    opened. What goes wrong while it is read stays an OSError.
    """
    if name is None or name == STDIN:
        yield _stdin()
        return
    try:
        handle = Path(name).open("rb")  # noqa: SIM115 - closed below
    except ValueError:  # a name with a NUL
        raise _not_there(name, or_address=or_address) from None
    except OSError as error:
        if error.errno in _NOT_THERE:
            raise _not_there(name, or_address=or_address) from None
        if error.errno == errno.EISDIR:
            raise _folder(name) from None
        raise _unreadable(name, error) from error
    with handle:
        yield handle


def read_file(name: str, *, max_bytes: int, or_address: bool = False) -> bytes:
    """Return what a file or standard input holds.

    Raises as `opened`, and UnreadableError also for more than `max_bytes`.
    """
    with opened(name, or_address=or_address) as handle:
        try:
            body = handle.read(max_bytes + 1)
        except OSError as error:
            raise _unreadable(name, error) from error
    if len(body) > max_bytes:
        raise UnreadableError(f"{shown(name)}: more than {max_bytes // 1_000_000} MB")
    return body


def refuse_place(name: Path) -> None:
    """Raise typer.BadParameter where no file of this name can be made: a folder is, or none is."""
    if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir raises where we may not look
        raise _folder(str(name))
    if not os.path.isdir(name.parent) and not os.path.lexists(name):  # noqa: PTH112 - as above
        raise typer.BadParameter(
            f"{escape_line(str(name))}: there is no folder {escape_line(str(name.parent))}; "
            "make it first"
        )


def shown(name: str) -> str:
    """Return a name as people should see it, safe for a terminal."""
    return "standard input" if name == STDIN else escape_line(name)


def _stdin() -> IO[bytes]:
    # Its own buffer over the descriptor: a thread that still reads when the program ends would
    # hold the lock of sys.stdin's, which the interpreter wants to close.
    if sys.stdin is None:  # the shell's `<&-`
        raise UnreadableError("standard input is closed")
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except OSError:
        return sys.stdin.buffer


def _not_there(name: str, *, or_address: bool) -> typer.BadParameter:
    also = ", and it is no address" if or_address else ""
    return typer.BadParameter(f"{escape_line(name)}: there is no such file{also}")


def _folder(name: str) -> typer.BadParameter:
    return typer.BadParameter(f"{escape_line(name)}: is a folder; name a file")


def _unreadable(name: str, error: OSError) -> UnreadableError:
    return UnreadableError(f"{shown(name)}: cannot be read: {error.strerror}")
