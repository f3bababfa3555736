"""Put a file in the place of another as a whole: it is on the disk before its name leads to it.

Whoever reads meanwhile, or after a power cut, finds the old text or the new one, never half of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_beside(file: Path, content: bytes, *, prepare: Callable[[int], None]) -> Iterator[Path]:
    """Write what is to stand at `file` beside it; taken away at the end unless it was put there.

    prepare: Gives the new file its rights, by its descriptor, before it is synced.

    Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".new", dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            prepare(out.fileno())
            os.fsync(out.fileno())
        yield new
    finally:
        new.unlink(missing_ok=True)


def put_in_place(new: Path, file: Path) -> None:
    """Let the name of `file` lead to `new`, which stands beside it, for good."""
    new.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the file system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
