"""Seeds by address, as they were fetched: kept in the state folder, looked up when files are read.

Nothing is fetched here: that is for `seeding`. A kept text that cannot be read is none, and is
fetched again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from monitor.config.document import read_text
from monitor.config.replacing import put_in_place, written_beside
from monitor.config.watchlists import revision_of
from monitor.errors import PermanentError
from monitor.watchlist import Seed, Watchlist

FOLDER: Final = "seeds"
MOST_CHARACTERS: Final = 200_000  # of a text, as in a watchlist file
_MOST_TITLE: Final = 2_000
_FILE_BYTES: Final = 4_000_000  # JSON may need several bytes for a character
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedSeed:
    """What a page said when it was fetched.

    language: Primary tag, lower case; None if unknown.
    fetched_at: RFC 3339, for people.
    """

    url: str
    title: str
    text: str
    language: str | None
    fetched_at: str


def with_fetched_seeds(watchlists: Iterable[Watchlist], state_dir: Path) -> tuple[Watchlist, ...]:
    """Return the watchlists, their seeds by address with what is kept of them.

    What the watchlist itself says of a seed goes before what its page says.
    """
    return tuple(_filled(each, state_dir) if wanted_urls([each]) else each for each in watchlists)


def wanted_urls(watchlists: Iterable[Watchlist]) -> list[str]:
    """Return the addresses of seeds that have no text yet, each once."""
    seeds = (seed for each in watchlists for seed in each.seeds)
    return list(dict.fromkeys(seed.url for seed in seeds if seed.url and not seed.text))


def keep_seed(seed: FetchedSeed, state_dir: Path) -> None:
    """Keep what a page said, in the place of what is kept of it. Raises PermanentError."""
    file = _file(seed.url, state_dir)
    told = {
        "version": _VERSION,
        "url": seed.url,
        "title": _readable(seed.title)[:_MOST_TITLE],
        "text": _readable(seed.text)[:MOST_CHARACTERS],
        "language": seed.language,
        "fetched_at": seed.fetched_at,
    }
    content = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_beside(file, content, prepare=lambda new: os.fchmod(new, 0o600)) as new:
            put_in_place(new, file)
    except OSError as error:
        place = error.filename or file
        raise PermanentError(f"{place}: {error.strerror or error}", reason="not_written") from error


def kept_seed(url: str, state_dir: Path) -> FetchedSeed | None:
    """Return what is kept of a page; None where nothing is, or nothing that can be read."""
    with suppress(ValueError, RecursionError):
        told = json.loads(read_text(_file(url, state_dir), max_bytes=_FILE_BYTES))
        return _seed_of(told, url)
    return None


def _filled(watchlist: Watchlist, state_dir: Path) -> Watchlist:
    seeds = tuple(_with_text(seed, state_dir) for seed in watchlist.seeds)
    if seeds == watchlist.seeds:
        return watchlist
    filled = replace(watchlist, seeds=seeds)
    return replace(filled, revision=revision_of(filled))


def _with_text(seed: Seed, state_dir: Path) -> Seed:
    if seed.url is None or seed.text:
        return seed
    kept = kept_seed(seed.url, state_dir)
    if kept is None:
        return seed
    return replace(
        seed,
        title=seed.title or kept.title,
        text=kept.text,
        language=seed.language or kept.language,
    )


def _file(url: str, state_dir: Path) -> Path:
    return state_dir / FOLDER / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"


def _seed_of(told: Any, url: str) -> FetchedSeed | None:
    if not isinstance(told, dict) or told.get("version") != _VERSION or told.get("url") != url:
        return None
    title, text, language = (told.get(name) for name in ("title", "text", "language"))
    if not isinstance(title, str) or not isinstance(text, str) or not text.strip():
        return None
    return FetchedSeed(
        url=url,
        title=title,
        text=text,
        language=language if isinstance(language, str) else None,
        fetched_at=str(told.get("fetched_at")),
    )


def _readable(text: str) -> str:
    """Return the text without half a surrogate pair, which no file may hold."""
    return text.encode("utf-8", "replace").decode().strip()
