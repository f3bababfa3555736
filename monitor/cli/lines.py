"""Lines of JSON in and out, and how far along one is: what commands over many lines share.

Input may be hostile and longer than the memory, output may end on a terminal; so lines are read
with a cap and written without anything a terminal would act on.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Self

from monitor.errors import UnreadableError
from monitor.rules.printable import escape_json

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

MAX_LINE = 32 * 1024 * 1024  # bytes; a page of 2 MB fits, however it is escaped
PROGRESS_AFTER_S = 2.0
_UPDATE_EVERY_S = 0.1
_REST_BYTES = 1024 * 1024


class Progress:
    """Show on stderr how many were done, from two seconds on; use it as a context manager.

    Shows nothing where stderr is no terminal, or where stdout is one: there the lines themselves
    show how far one is, and a bar would run through them.

    label: What is being done, e.g. `pages`.
    total: How many there are; None if that is unknown.
    is_quiet: Whether nothing is written to stdout meanwhile but inside `aside`; then the bar is
        shown there too.
    """

    _text = "{task.completed:g} {task.description}"

    def __init__(self, label: str, *, total: int | None = None, is_quiet: bool = False) -> None:
        self._label = label
        self._total = total
        self._is_quiet = is_quiet
        self._done = 0
        self._bar: Bar | None = None
        self._next_update = 0.0
        self._timer = Timer(PROGRESS_AFTER_S, self._show)

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and (self._is_quiet or not sys.stdout.isatty()):
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()
        if self._bar is not None:
            self._bar.stop()

    def advance(self, count: int = 1) -> None:
        """Count `count` more as done."""
        self._done += count
        if self._bar is not None and self._bar.task_ids and monotonic() >= self._next_update:
            # Often enough for the eye; each one costs more than many an article.
            self._next_update = monotonic() + _UPDATE_EVERY_S
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def expect(self, total: int) -> None:
        """Say how many there are, once it is known."""
        self._total = total
        if self._bar is not None and self._bar.task_ids:
            self._bar.update(self._bar.task_ids[0], total=total)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while lines are written to the same terminal."""
        bar = self._bar
        if bar is not None:
            bar.stop()
        yield
        if bar is not None:
            bar.start()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn(self._text),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            # Rich would write what goes to stdout to stderr instead.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar.add_task(self._label, total=self._total, completed=self._done)
        self._bar.start()


class Waiting(Progress):
    """Show on stderr what is waited for, from two seconds on, on a terminal only.

    For what has no parts to count and writes nothing meanwhile.

    label: What is going on, e.g. `asking news.example`.
    """

    _text = "{task.description}"

    def __init__(self, label: str) -> None:
        super().__init__(label, is_quiet=True)


def read_lines(handle: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    r"""Give every line without its line end, blank ones too, so that counting them numbers them.

    None stands for a line longer than `max_bytes` (line end not counted); its rest is read and
    thrown away. Raises UnreadableError where the file cannot be read on.
    """
    try:
        yield from _lines(handle, max_bytes)
    except OSError as error:
        raise UnreadableError(f"the input broke off: {error.strerror}") from error


def _lines(handle: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    while line := handle.readline(max_bytes + 2):
        bare = line.rstrip(b"\r\n")
        ended = line.endswith(b"\n")
        while not ended and (rest := handle.readline(_REST_BYTES)):
            ended = rest.endswith(b"\n")
        yield bare if len(bare) <= max_bytes else None


def read_object(line: bytes | None) -> dict[str, Any]:
    """Return the JSON object that a line holds; raise UnreadableError saying what is wrong.

    line: As `read_lines` gives it; None is refused as too long. A byte order mark is passed over.
    """
    if line is None:
        raise UnreadableError(f"longer than {MAX_LINE} bytes")
    try:
        fields = json.loads(line.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None
    except ValueError as error:  # a number with thousands of digits
        raise UnreadableError(f"not readable: {error}") from None
    if not isinstance(fields, dict):
        raise UnreadableError("should be a JSON object")
    return fields


def id_of(fields: dict[str, Any]) -> str | int:
    """Return an object's `id` as it came; raise UnreadableError where it has none."""
    value = fields.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnreadableError("id should be a string or a whole number")
    return value


def string_or_none(fields: dict[str, Any], name: str) -> str | None:
    """Return a string; None where it is missing or null; raise UnreadableError if it is neither."""
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise UnreadableError(f"{name} should be a string")
    return value


def json_line(value: object) -> str:
    r"""Return `value` as JSON on one line, without a line end.

    Letters of any script stay as they are; what `escape_line` would escape (controls,
    bidirectional overrides, lone surrogates) becomes `\uXXXX`, so that a parser gets back exactly
    what was put in. Raises ValueError for NaN and infinity, which JSON does not have.
    """
    return escape_json(json.dumps(value, ensure_ascii=False, allow_nan=False))
