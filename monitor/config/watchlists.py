"""Watchlist files to watchlists.

A file holds one watchlist or a list of them; a folder holds files. Every mistake of every file is
collected; the caller decides when to raise.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.config.checks import check_watchlist
from monitor.config.complaints import validate
from monitor.config.document import WATCHLIST_FILE_BYTES, Document, read_document
from monitor.config.models import SeedKeys, TermKeys, WatchlistKeys
from monitor.config.positions import place_of
from monitor.config.problems import Keys, Problem, describe, printable
from monitor.config.seeds import load_seed
from monitor.errors import QuerySyntaxError
from monitor.model import ChannelName, Seed, Term, Watchlist, WatchlistId

_ENDINGS = frozenset({".yaml", ".yml"})
_REVISION_CHARACTERS = 12


def watchlist_files(path: Path) -> list[Path]:
    """Return the files of a folder, by name, without hidden ones; or the file itself.

    Raises ValueError, worded for people, where there is neither.
    """
    try:
        if not path.is_dir():
            if not path.exists():
                raise ValueError("should be a folder or a file, and is not there")
            return [path]
        names = sorted(os.listdir(path))  # noqa: PTH208 - names are all we need, and sort by it
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    return [
        path / name for name in names if Path(name).suffix in _ENDINGS and not name.startswith(".")
    ]


class WatchlistReader:
    """Read watchlist files one after the other, and hold their ids against each other."""

    def __init__(self) -> None:
        self.watchlists: list[Watchlist] = []
        self.problems: list[Problem] = []
        self._places: dict[str, str] = {}
        self._done: set[str] = set()

    def read(self, file: Path) -> None:
        """Add a file's watchlists to `watchlists`, and its mistakes to `problems`.

        A file that was read already, by whatever name, is passed over.
        """
        real = os.path.realpath(file)
        if real in self._done:
            return
        self._done.add(real)
        document = read_document(file, max_bytes=WATCHLIST_FILE_BYTES)
        self.problems += document.problems
        if document.value is None:
            if not document.problems:
                self.problems.append(document.problem((), "should hold a watchlist, and is empty"))
            return
        for at, value in _each_watchlist(document.value):
            self._read_one(document, at, value, folder=file.parent)

    def _read_one(self, document: Document, at: Keys, value: Any, *, folder: Path) -> None:
        keys, found = validate(WatchlistKeys, document, at=at)
        found += check_watchlist(document, value, at)
        found += _check_query(document, value, at)
        found += self._check_id(document, value, at)
        seeds, seed_problems = _load_seeds(document, value, at, folder=folder)
        self.problems += found + seed_problems
        if keys is not None and not found and not seed_problems:
            origin = f"{document.shown}:{document.line_of((*at, 'id'))}"
            self.watchlists.append(_watchlist(keys, tuple(seeds), origin=origin))

    def _check_id(self, document: Document, value: Any, at: Keys) -> Iterator[Problem]:
        name = value.get("id") if isinstance(value, dict) else None
        if not isinstance(name, str):
            return
        if name in self._places:
            text = f"is taken by the watchlist at {printable(self._places[name], limit=500)}"
            yield document.problem((*at, "id"), f"{text} (got {describe(name)})")
        else:
            self._places[name] = f"{document.shown}:{document.line_of((*at, 'id'))}"


def _each_watchlist(value: Any) -> list[tuple[Keys, Any]]:
    if isinstance(value, list):
        return [((index,), each) for index, each in enumerate(value)]
    return [((), value)]


def _check_query(document: Document, value: Any, at: Keys) -> Iterator[Problem]:
    query = value.get("query") if isinstance(value, dict) else None
    keys = (*at, "query")
    if not isinstance(query, str) or not query.strip() or document.is_doubtful(keys):
        return
    from monitor.matching.query import parse

    try:
        parse(query)
    except QuerySyntaxError as error:
        line, column = place_of(document, keys, error.column - 1)
        text = printable(f"{error}", limit=300)
        if error.expected and error.expected not in str(error):
            text += f"; expected {printable(error.expected, limit=200)}"
        yield Problem(file=document.shown, line=line, column=column, keys=keys, text=text)


def _load_seeds(
    document: Document, value: Any, at: Keys, *, folder: Path
) -> tuple[list[Seed], list[Problem]]:
    seeds: list[Seed] = []
    problems: list[Problem] = []
    listed = value.get("seeds") if isinstance(value, dict) else None
    for index in range(len(listed) if isinstance(listed, list) else 0):
        keys, _said_already = validate(SeedKeys, document, at=(*at, "seeds", index))
        if keys is None:
            continue
        try:
            seeds.append(load_seed(keys, folder=folder))
        except ValueError as error:
            way = (*at, "seeds", index, "file")
            if not document.is_doubtful(way):
                problems.append(document.problem(way, f"{error} (got {describe(keys.file)})"))
    return seeds, problems


def _watchlist(keys: WatchlistKeys, seeds: tuple[Seed, ...], *, origin: str) -> Watchlist:
    terms, exclude = _terms(keys.terms), _terms(keys.exclude)
    return Watchlist(
        id=WatchlistId(keys.id),
        title=keys.title or keys.id,
        channel=ChannelName(keys.channel or keys.id),
        languages=frozenset(keys.languages),
        query=keys.query,
        terms=terms,
        exclude=exclude,
        seeds=seeds,
        threshold=keys.threshold,
        near_miss_margin=keys.near_miss_margin,
        enabled=keys.enabled,
        revision=_revision(keys, terms, exclude, seeds),
        origin=origin,
    )


def _terms(listed: list[TermKeys]) -> tuple[Term, ...]:
    return tuple(
        Term(
            text=each.term,
            aliases=tuple((language, tuple(forms)) for language, forms in each.aliases.items()),
        )
        for each in listed
    )


def _revision(
    keys: WatchlistKeys, terms: tuple[Term, ...], exclude: tuple[Term, ...], seeds: tuple[Seed, ...]
) -> str:
    """Hash what decides matches: not the names, nor where a seed was read from."""
    decides = {
        "languages": sorted(set(keys.languages)),
        "query": keys.query,
        "terms": [(term.text, term.aliases) for term in terms],
        "exclude": [(term.text, term.aliases) for term in exclude],
        "seeds": [(seed.title, seed.text, seed.language, seed.url) for seed in seeds],
        "threshold": keys.threshold,
        "near_miss_margin": keys.near_miss_margin,
    }
    canonical = json.dumps(decides, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:_REVISION_CHARACTERS]
