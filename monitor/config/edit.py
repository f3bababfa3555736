"""Change a YAML file of the user's: open, change, check, replace.

Only what is asked for changes (see `rewrite`). After each step the text is read again and has to
say what was meant, and the file is replaced as a whole, once it was checked, or not at all.
"""

from __future__ import annotations

import codecs
import copy
import difflib
import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, Self

from monitor.config import rewrite
from monitor.config.document import MAIN_FILE_BYTES, Document, parse_document, read_text
from monitor.config.problems import Keys, printable, problem_lines
from monitor.config.replacing import put_in_place, written_beside
from monitor.errors import ConfigError, PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A line that an edit added (`is_added`) or took away.

    number: 1-based; in the new file of an added line, in the old one of another.
    """

    is_added: bool
    number: int
    text: str

    def __str__(self) -> str:
        return f"{'+' if self.is_added else '-'} {self.number}: {self.text}"


def literal(value: Any) -> Any:
    """Return a value that the loader reads back as it is, where it would see `${NAME}` in a text.

    For whatever came from outside: a feed's title should not bring a variable into an alert.
    """
    if isinstance(value, str):
        return value.replace("${", "$${")
    if isinstance(value, list):
        return [literal(each) for each in value]
    return {key: literal(each) for key, each in value.items()} if isinstance(value, dict) else value


class Draft:
    """A file that is being changed; nothing is written before `save`.

    Texts stand here as in the file: references to environment variables are not replaced.
    """

    def __init__(self, path: Path, body: bytes, shown: str) -> None:
        self.path = path
        self._body = body
        self._mark = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b""
        self._before = self._text = body.removeprefix(self._mark).decode()
        self._shown = shown
        self._document = self._parsed(self._text)

    @classmethod
    def open(cls, path: Path, *, max_bytes: int = MAIN_FILE_BYTES) -> Self:
        """Read a file to change it.

        Raises ConfigError where it cannot be read or is not valid YAML.
        """
        shown = printable(str(path), limit=500)
        try:
            read_text(path, max_bytes=max_bytes)
            body = path.read_bytes()
        except ValueError as error:
            raise ConfigError(f"{shown}: {error}") from error
        except OSError as error:
            raise ConfigError(f"{shown}: cannot be read: {error.strerror}") from error
        draft = cls(path, body, shown)
        if draft._document.problems:
            raise ConfigError(f"{shown}: not valid", problem_lines(draft._document.problems))
        return draft

    @property
    def value(self) -> Any:
        """What the file says now, as plain values; None if it is empty. Not to be changed."""
        return self._document.value

    def append(self, at: Keys, values: Sequence[Any]) -> None:
        """Add values to the end of a list, beginning it where there is none yet.

        Raises PermanentError (`uneditable`) where that cannot be done faithfully; so do the others.
        """

        def change(value: Any) -> Any:
            return [*(_at(value, at) or []), *values]

        self._change(rewrite.append, at, values, change)

    def remove(self, at: Keys) -> None:
        """Take an item out of a list, or a key out of a mapping; see `rewrite.remove`."""
        self._accept(rewrite.remove(self._text, at), _without(self.value, at))

    def put(self, at: Keys, value: Any) -> None:
        """Set a key, or replace an item of a list."""
        self._change(rewrite.put, at, value, lambda _: value)

    def changed_lines(self) -> list[ChangedLine]:
        """Return what differs from the file as it was opened."""
        return list(_changed_lines(self._before, self._text))

    def save(self, check: Callable[[Path], object]) -> None:
        """Check the new file as a whole, then let it take the old one's place, at once.

        Mode, owner and extended attributes stay, and links are followed.

        check: Called with a file that stands beside `path`, so that relative names in it lead
            where they should; what it raises is raised, in terms of `path`.

        Raises PermanentError where the file was changed by someone else meanwhile, or cannot be
        written; then it is as it was.
        """
        real = Path(os.path.realpath(self.path))
        with _told_as_ours(self._shown), _locked(real.parent):
            content = self._mark + self._text.encode()
            with written_beside(real, content, prepare=partial(_take_over, real)) as new:
                self._check(new, check)
                if real.read_bytes() != self._body:
                    raise PermanentError(
                        f"{self._shown}: was changed meanwhile; nothing was written, try again",
                        reason="changed_meanwhile",
                    )
                put_in_place(new, real)

    def _check(self, new: Path, check: Callable[[Path], object]) -> None:
        folder = self.path.parent
        try:
            if folder.samefile(new.parent):
                check(folder / new.name)
                return
            link = folder / new.name  # `path` is a link, and relative names start at its place
            link.symlink_to(new)
            try:
                check(link)
            finally:
                link.unlink()
        except ConfigError as error:
            told = str(error).replace(str(folder / new.name), str(self.path)).split("\n  ")
            raise ConfigError(f"{told[0]}; nothing was written", told[1:]) from error

    def _change(
        self,
        edit: Callable[[str, Keys, Any], str],
        at: Keys,
        value: Any,
        change: Callable[[Any], Any],
    ) -> None:
        meant = _with(self.value, at, change(self.value))
        self._accept(edit(self._text, at, value), meant)

    def _accept(self, text: str, meant: Any) -> None:
        document = self._parsed(text)
        if document.problems or _bare(document.value) != _bare(meant):
            raise PermanentError(
                f"{self._shown}: is written in a way that cannot be changed safely; use an editor",
                reason="uneditable",
            )
        self._text, self._document = text, document

    def _parsed(self, text: str) -> Document:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        return parse_document(lines, shown=str(self.path))


def _at(value: Any, at: Keys) -> Any:
    for key in at:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _with(value: Any, at: Keys, new: Any) -> Any:
    if not at:
        return new
    changed = copy.copy(value) if value is not None else {}
    try:
        inner = _with(_at(value, at[:1]), at[1:], new)
        changed[at[0]] = inner
    except (IndexError, TypeError):
        return None
    return changed


def _without(value: Any, at: Keys) -> Any:
    """Return plain values without one of them."""
    holder = copy.copy(_at(value, at[:-1]))
    try:
        del holder[at[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return _with(value, at[:-1], holder)


def _bare(value: Any) -> Any:
    """Take what is empty for null: a block that lost its last line is written so."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items()} or None
    if isinstance(value, list):
        return [_bare(each) for each in value] or None
    return value


def _changed_lines(before: str, after: str) -> Iterator[ChangedLine]:
    old, new = (
        text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for text in (before, after)
    )
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for number in range(start, end):
            yield ChangedLine(is_added=False, number=number + 1, text=old[number])
        for number in range(new_start, new_end):
            yield ChangedLine(is_added=True, number=number + 1, text=new[number])


@contextmanager
def _told_as_ours(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _refuse(shown, error)


def _refuse(shown: str, error: OSError) -> NoReturn:
    hint = ""
    if error.errno == errno.EBUSY:  # such as a single file that a container was given
        hint = "; it is mounted by itself, so mount its folder instead"
    raise PermanentError(
        f"{shown}: cannot be written: {error.strerror}{hint}", reason="not_writable"
    ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other edits of ours in this folder away until the end."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _take_over(old: Path, new: int) -> None:
    """Give the new file what the old one is beside its text."""
    told = old.stat()
    if (told.st_uid, told.st_gid) != (os.geteuid(), os.fstat(new).st_gid):
        os.fchown(new, told.st_uid, told.st_gid)
    os.fchmod(new, told.st_mode & 0o7777)
    with suppress(OSError, AttributeError):  # not every file system has them
        for name in os.listxattr(old):
            os.setxattr(new, name, os.getxattr(old, name))
