"""Seeds: example articles that stand in a watchlist or in a file beside it.

A seed by address is kept as it is; nothing is fetched here.
"""

from __future__ import annotations

import re
from pathlib import Path

from monitor.config.document import read_text
from monitor.config.inputs import Inputs
from monitor.config.models import SeedKeys
from monitor.model import Seed

SEED_FILE_BYTES = 200_000

_HEADING = re.compile(r"#{1,6}\s+|\s+#+\s*$")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LANGUAGE_PART = re.compile(r"\.([a-z]{2})\.[^.]+$", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def load_seed(keys: SeedKeys, *, folder: Path, inputs: Inputs | None = None) -> Seed:
    """Return the seed that the keys describe.

    folder: What a relative `file` is relative to.
    inputs: Told of the file.

    Raises ValueError, worded for people, where the file cannot be read or holds no text.
    """
    if keys.file is not None:
        return seed_from_file(folder / keys.file, language=keys.language, inputs=inputs)
    return Seed(
        title=(keys.title or "").strip(),
        text=(keys.text or "").strip(),
        language=keys.language,
        origin=keys.url or "inline",
        url=keys.url,
    )


def seed_from_file(
    file: Path, *, language: str | None = None, inputs: Inputs | None = None
) -> Seed:
    """Return the article that a file holds; its name may tell the language.

    Raises ValueError, worded for people, as `load_seed`.
    """
    text = read_text(file, max_bytes=SEED_FILE_BYTES, inputs=inputs)
    named = _LANGUAGE_PART.search(file.name)
    language = language or (named[1].lower() if named else None)
    return seed_from_text(text, language=language, origin=str(file))


def seed_from_text(text: str, *, language: str | None, origin: str) -> Seed:
    """Return the article that a text is: its title on the first line, then its text.

    Raises ValueError, worded for people, where it holds none.
    """
    if _NOT_TEXT.search(text):
        raise ValueError("should hold text, and holds control characters")
    title, _, body = text.strip().partition("\n")
    title = _HEADING.sub("", title).strip()
    if not title:
        raise ValueError("should hold a title and a text, and is empty")
    return Seed(
        title=title, text=_join_paragraphs(body.strip()), language=language, origin=origin
    )


def _join_paragraphs(body: str) -> str:
    """Put each paragraph on one line.

    Where blank lines part the paragraphs, single line ends are only where an editor wrapped.
    """
    paragraphs = _BLANK_LINES.split(body)
    if len(paragraphs) == 1:
        return body
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
