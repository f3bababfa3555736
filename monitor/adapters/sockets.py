"""Unix sockets in folders whose path may be longer than a socket's address can be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing NUL (unix(7)).
_LONGEST_PATH: Final = 100


@contextmanager
def socket_path(path: Path) -> Iterator[str]:
    """Give a name for the socket at `path` that fits into an address, while this is entered.

    Where the path is too long, its folder is opened and named by its descriptor, which only
    Linux knows. Raises OSError where the folder cannot be opened.
    """
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
