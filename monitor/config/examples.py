"""Examples: judged stories that stand in a watchlist, or in a file of lines of JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.config.document import read_text
from monitor.config.inputs import Inputs
from monitor.config.models import ExampleKeys
from monitor.watchlist import Example

EXAMPLES_FILE_BYTES = 4_000_000
_MOST_TITLE = 2000  # characters, as in a watchlist file
_MOST_TEXT = 200_000


def load_examples(
    keys: ExampleKeys, *, folder: Path, inputs: Inputs | None = None
) -> list[Example]:
    """Return the examples that the keys describe: one, or all of a file.

    folder: What a relative `file` is relative to.
    inputs: Told of the file.

    Raises ValueError, worded for people, where the file cannot be read or a line is no example.
    """
    if keys.file is not None:
        file = folder / keys.file
        text = read_text(file, max_bytes=EXAMPLES_FILE_BYTES, inputs=inputs)
        return list(_examples_in(text, file))
    return [
        Example(
            title=(keys.title or "").strip(),
            text=(keys.text or "").strip(),
            language=keys.language,
            is_accepted=keys.accepted,
        )
    ]


def _examples_in(text: str, file: Path) -> Iterator[Example]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield _example_of(json.loads(line), origin=f"{file}:{number}")
            except (ValueError, RecursionError) as error:
                told = "is no JSON" if isinstance(error, json.JSONDecodeError) else error
                raise ValueError(f"should hold one example a line; line {number} {told}") from error


def _example_of(value: Any, *, origin: str) -> Example:
    if not isinstance(value, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004 - told as every other mistake
    title, text = value.get("title") or "", value.get("text") or ""
    language, is_accepted = value.get("language"), value.get("accepted", True)
    if not (isinstance(title, str) and isinstance(text, str)):
        raise ValueError("has a title or text that is no text")  # noqa: TRY004 - as above
    if not (title.strip() or text.strip()):
        raise ValueError("has neither title nor text")
    if len(title) > _MOST_TITLE or len(text) > _MOST_TEXT:
        raise ValueError(f"is longer than {_MOST_TITLE} and {_MOST_TEXT} characters")
    if not (language is None or isinstance(language, str)) or not isinstance(is_accepted, bool):
        raise ValueError("should have a language as text, and accepted as true or false")
    return Example(
        title=title.strip(),
        text=text.strip(),
        language=language.partition("-")[0].lower() if language else None,
        is_accepted=is_accepted,
        origin=origin,
    )
