"""Write several files of one folder: all of them, or none.

What stood there before is put back where one cannot be written, or where the whole turns out wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from monitor.config.problems import printable
from monitor.config.replacing import put_in_place, sync_folder, written_beside
from monitor.errors import PermanentError


def write_all(
    folder: Path, files: Mapping[str, str], *, force: bool, check: Callable[[], None]
) -> None:
    """Write `files`, by their names within `folder`, which is made if need be.

    force: Whether files that are there already are replaced; files that hold the same text never
        stand in the way.
    check: Asked when all are written; what it raises undoes everything.

    Raises PermanentError naming the files that stand in the way, or the one that cannot be written.
    """
    contents = {folder / name: text.encode() for name, text in files.items()}
    try:
        before = {file: _content(file) for file in contents}
    except OSError as error:
        raise _refusal(error) from error
    in_the_way = [file for file, old in before.items() if old is not None and old != contents[file]]
    if in_the_way and not force:
        names = " and ".join(printable(str(file), limit=300) for file in in_the_way)
        verb = "is" if len(in_the_way) == 1 else "are"
        raise PermanentError(f"{names} {verb} there already; --force writes anew", reason="exists")
    made: list[Path] = []
    try:
        for file, content in contents.items():
            _make_folders(file.parent, made)
            _replace(file, content)
        check()
    except BaseException as error:
        _undo(before, made)
        if isinstance(error, OSError):
            raise _refusal(error) from error
        raise


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _refusal(error: OSError) -> PermanentError:
    place = printable(str(error.filename or "a file"), limit=500)
    return PermanentError(f"{place}: {error.strerror or error}", reason="not_written")


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)
        sync_folder(each.parent)


def _replace(file: Path, content: bytes) -> None:
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    with written_beside(file, content, prepare=lambda new: os.fchmod(new, mode)) as new:
        put_in_place(new, file)


def _undo(before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    for file, old in before.items():
        with suppress(OSError):
            if old is None:
                file.unlink(missing_ok=True)
            elif file.read_bytes() != old:
                file.write_bytes(old)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
