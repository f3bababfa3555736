"""Seeds: example articles that stand in a watchlist or in a file beside it.

A seed by address has no text yet (`fetched_seeds`); nothing is fetched here.
"""

from __future__ import annotations

import re
from pathlib import Path

from monitor.config.document import read_text
from monitor.config.inputs import Inputs
from monitor.config.models import SeedKeys
from monitor.watchlist import Seed

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
    language = language or language_in_name(file)
    return seed_from_text(text, language=language, origin=str(file))


def language_in_name(file: Path) -> str | None:
    """Return the language that a file's name tells, as in `story.fr.md`; None if none."""
    named = _LANGUAGE_PART.search(file.name)
    return named[1].lower() if named else None


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
    return Seed(title=title, text=_join_paragraphs(body.strip()), language=language, origin=origin)


def seed_text(seed: Seed) -> str:
    """Return the text of a file that `seed_from_text` makes the same seed of.

    What no seed may hold (controls, half a surrogate pair) becomes a space; what is over
    SEED_FILE_BYTES is cut off between paragraphs.
    """
    title = " ".join(_clean(seed.title).split())
    parts, left = [f"# {title}"], SEED_FILE_BYTES - len(title.encode()) - 8
    for paragraph in filter(str.strip, seed.text.split("\n")):
        cleaned = " ".join(_clean(paragraph).split())
        left -= len(cleaned.encode()) + 2
        if left < 0:
            break
        parts.append(cleaned)
    return "\n\n".join(parts) + "\n"


def _clean(text: str) -> str:
    return _NOT_TEXT.sub(" ", text).encode("utf-8", "replace").decode()


def _join_paragraphs(body: str) -> str:
    """Put each paragraph on one line.

    Where blank lines part the paragraphs, single line ends are only where an editor wrapped.
    """
    paragraphs = _BLANK_LINES.split(body)
    if len(paragraphs) == 1:
        return body
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
