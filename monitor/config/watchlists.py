"""Watchlist files to watchlists.

A file holds one watchlist or a list of them; a folder holds files. What one file says is read for
itself, so that it can be kept; what spans files is looked at when they are put together. Every
mistake of every file is collected; the caller decides when to raise.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from monitor.config.checks import check_watchlist
from monitor.config.complaints import validate
from monitor.config.document import WATCHLIST_FILE_BYTES, Document, read_document, read_text
from monitor.config.environment import replace_references
from monitor.config.examples import load_examples
from monitor.config.filekeys import WATCHLIST_VALUE_BYTES, model_under, read_file_keys
from monitor.config.inputs import Inputs, look, same_file
from monitor.config.models import ExampleKeys, SeedKeys, TermKeys, WatchlistKeys
from monitor.config.positions import place_of
from monitor.config.problems import Keys, Problem, printable
from monitor.config.seeds import load_seed
from monitor.errors import QuerySyntaxError
from monitor.model import ChannelName, WatchlistId
from monitor.watchlist import Example, Seed, Term, Watchlist

_ENDINGS = (".yaml", ".yml")
_REVISION_CHARACTERS = 12
_QUERIES_REMEMBERED = 16_384
_MODEL_BYTES = 2_000_000

_K = TypeVar("_K", SeedKeys, ExampleKeys)
_T = TypeVar("_T", Seed, Example)


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
    return [path / name for name in names if name.endswith(_ENDINGS) and not name.startswith(".")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWatchlist:
    """What a file says of one watchlist, apart from what other files say.

    claim: Its id, as a mistake to be told where another watchlist has that id already; None
        where it has no id.
    problems: Without that one.
    watchlist: None where there are problems.
    """

    name: str
    claim: Problem | None
    problems: tuple[Problem, ...]
    watchlist: Watchlist | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What one watchlist file says, and what it took to know it."""

    problems: tuple[Problem, ...]
    watchlists: tuple[ReadWatchlist, ...]
    inputs: Inputs


class WatchlistReader:
    """Read watchlist files one after the other, and hold their ids against each other.

    kept: What files said earlier, by their paths; one that is as it was is not read again. Files
        without mistakes are added.
    inputs: Of all files together.
    """

    def __init__(self, kept: dict[str, ReadFile] | None = None) -> None:
        self.watchlists: list[Watchlist] = []
        self.problems: list[Problem] = []
        self.inputs = Inputs()
        self._kept = {} if kept is None else kept
        self._places: dict[str, str] = {}
        self._done: set[object] = set()

    def read(self, file: Path) -> None:
        """Add a file's watchlists to `watchlists`, and its mistakes to `problems`.

        A file that was read already, by whatever name, is passed over.
        """
        path = str(file)
        seen = look(path)
        which = same_file(path, seen)
        if which in self._done:
            self.inputs.files[path] = seen
            return
        self._done.add(which)
        said = self._kept.get(path)
        if said is None or not said.inputs.are_unchanged(known=(path, seen)):
            said = read_watchlist_file(file)
            self._keep(path, said)
        self.inputs.add(said.inputs)
        self.problems += said.problems
        for each in said.watchlists:
            self._add(each)

    def _keep(self, path: str, said: ReadFile) -> None:
        self._kept.pop(path, None)
        # What went wrong is tried again: not every trouble can be seen to pass.
        if not said.problems and not any(each.problems for each in said.watchlists):
            self._kept[path] = said

    def _add(self, said: ReadWatchlist) -> None:
        self.problems += said.problems
        if said.claim is not None and said.name in self._places:
            taken = printable(self._places[said.name], limit=500)
            text = f"is taken by the watchlist at {taken} {said.claim.text}"
            self.problems.append(replace(said.claim, text=text))
            return
        if said.claim is not None:
            self._places[said.name] = f"{said.claim.file}:{said.claim.line}"
        if said.watchlist is not None:
            self.watchlists.append(said.watchlist)


def read_watchlist_file(file: Path) -> ReadFile:
    """Read one file, without a look at any other watchlist file."""
    inputs = Inputs()
    document = read_watchlist_document(file, inputs=inputs)
    problems = document.problems
    if document.value is None and not problems:
        problems = (document.problem((), "should hold a watchlist, and is empty"),)
    return ReadFile(
        problems=problems,
        watchlists=tuple(
            _read_one(document, at, value, folder=file.parent, inputs=inputs)
            for at, value in _each_watchlist(document.value)
        ),
        inputs=inputs,
    )


def read_watchlist_document(file: Path, *, inputs: Inputs) -> Document:
    """Read a file's YAML, with what it takes from the environment and from other files."""
    document = read_document(file, max_bytes=WATCHLIST_FILE_BYTES, inputs=inputs)
    document = replace_references(document, inputs)
    return read_file_keys(
        document,
        model_under(WatchlistKeys, at=1 if isinstance(document.value, list) else 0),
        folder=file.parent,
        max_bytes=WATCHLIST_VALUE_BYTES,
        inputs=inputs,
    )


def _read_one(
    document: Document, at: Keys, value: Any, *, folder: Path, inputs: Inputs
) -> ReadWatchlist:
    keys, problems = validate(WatchlistKeys, document, at=at)
    problems += check_watchlist(document, value, at)
    problems += _check_query(document, value, at)
    problems += _check_places(document, value, at)
    seeds, seed_problems = _load_texts(
        document,
        value,
        at,
        name="seeds",
        model=SeedKeys,
        load=lambda keys: [load_seed(keys, folder=folder, inputs=inputs)],
    )
    examples, example_problems = _load_texts(
        document,
        value,
        at,
        name="examples",
        model=ExampleKeys,
        load=lambda keys: load_examples(keys, folder=folder, inputs=inputs),
    )
    model, model_problems = _load_model(document, value, at, folder=folder, inputs=inputs)
    problems += [*seed_problems, *example_problems, *model_problems]
    way = (*at, "id")
    name, claim = value.get("id") if isinstance(value, dict) else None, None
    if isinstance(name, str) and not document.is_doubtful(way):
        claim = document.problem(way, f"(got {document.describe(name, keys=way)})")
    watchlist = None
    if keys is not None and not problems:
        origin = f"{document.shown}:{document.line_of(way)}"
        watchlist = _watchlist(keys, seeds, examples, model, origin=origin)
    return ReadWatchlist(name=str(name), claim=claim, problems=tuple(problems), watchlist=watchlist)


def _each_watchlist(value: Any) -> list[tuple[Keys, Any]]:
    if isinstance(value, list):
        return [((index,), each) for index, each in enumerate(value)]
    return [] if value is None else [((), value)]


def _check_query(document: Document, value: Any, at: Keys) -> Iterator[Problem]:
    query = value.get("query") if isinstance(value, dict) else None
    keys = (*at, "query")
    if not isinstance(query, str) or not query.strip() or document.is_doubtful(keys):
        return
    error = _mistake_in(query, _people(value.get("people")))
    if error is not None:
        file, line, column = place_of(document, keys, error.column - 1)
        text = printable(f"{error}", limit=300)
        if error.expected and error.expected not in str(error):
            text += f"; expected {printable(error.expected, limit=200)}"
        yield Problem(file=file, line=line, column=column, keys=keys, text=text)


def _check_places(document: Document, value: Any, at: Keys) -> Iterator[Problem]:
    listed = value.get("places") if isinstance(value, dict) else None
    for index, place in enumerate(listed if isinstance(listed, list) else ()):
        way = (*at, "places", index)
        if isinstance(place, str) and place.strip() and not document.is_doubtful(way):
            from monitor.matching.gazetteer import place_names

            if place_names(place) is None:
                got = document.describe(place, keys=way)
                text = f"should be a country by code or English name, or a known city (got {got})"
                yield document.problem(way, text)


def _people(listed: Any) -> tuple[Term, ...]:
    """Return the names that a query may ask for, as far as they can be read."""
    read = (each if isinstance(each, dict) else {"term": each} for each in listed or ())
    try:
        return _terms([TermKeys.model_validate(each) for each in read])
    except (TypeError, ValueError):
        return ()  # said where the list stands


@lru_cache(_QUERIES_REMEMBERED)
def _mistake_in(query: str, people: tuple[Term, ...]) -> QuerySyntaxError | None:
    """Return why a query cannot be read; None if it can.

    Remembered, because a daemon reads its files again and again and most queries stay.
    """
    from monitor.matching.query import parse

    try:
        parse(query, people=people)
    except QuerySyntaxError as error:
        return error.with_traceback(None)
    return None


def _load_texts(
    document: Document,
    value: Any,
    at: Keys,
    *,
    name: str,
    model: type[_K],
    load: Callable[[_K], Iterable[_T]],
) -> tuple[list[_T], list[Problem]]:
    """Load what a list of seeds or examples describes, and what cannot be read of it."""
    texts: list[_T] = []
    problems: list[Problem] = []
    listed = value.get(name) if isinstance(value, dict) else None
    for index in range(len(listed) if isinstance(listed, list) else 0):
        keys, _said_already = validate(model, document, at=(*at, name, index))
        if keys is None:
            continue
        way = (*at, name, index, "file")
        try:
            texts += load(keys)
        except ValueError as error:
            if not document.is_doubtful(way):
                got = document.describe(keys.file, keys=way)
                problems.append(document.problem(way, f"{error} (got {got})"))
    return texts, problems


def _load_model(
    document: Document, value: Any, at: Keys, *, folder: Path, inputs: Inputs
) -> tuple[str | None, list[Problem]]:
    """Return the text of a learned model that can be read."""
    from monitor.matching.learned.model import parse_model

    way = (*at, "model")
    name = value.get("model") if isinstance(value, dict) else None
    if not isinstance(name, str) or document.is_doubtful(way):
        return None, []
    try:
        text = read_text(folder / name, max_bytes=_MODEL_BYTES, inputs=inputs)
        parse_model(text)
    except ValueError as error:
        got = document.describe(name, keys=way)
        return None, [document.problem(way, f"{error} (got {got})")]
    return text, []


def _watchlist(
    keys: WatchlistKeys,
    seeds: list[Seed],
    examples: list[Example],
    model: str | None,
    *,
    origin: str,
) -> Watchlist:
    read = Watchlist(
        id=WatchlistId(keys.id),
        title=keys.title or keys.id,
        channel=ChannelName(keys.channel or keys.id),
        languages=frozenset(keys.languages),
        query=keys.query,
        terms=_terms(keys.terms),
        exclude=_terms(keys.exclude),
        seeds=tuple(seeds),
        people=_terms(keys.people),
        places=tuple(keys.places),
        examples=tuple(examples),
        model=model,
        model_name=keys.model,
        threshold=keys.threshold,
        near_miss_margin=keys.near_miss_margin,
        enabled=keys.enabled,
        origin=origin,
    )
    return replace(read, revision=revision_of(read))


def _terms(listed: list[TermKeys]) -> tuple[Term, ...]:
    return tuple(
        Term(
            text=each.term,
            aliases=tuple((language, tuple(forms)) for language, forms in each.aliases.items()),
        )
        for each in listed
    )


def revision_of(read: Watchlist) -> str:
    """Hash what decides matches: not the names, nor where a seed was read from."""
    decides: dict[str, Any] = {
        "languages": sorted(read.languages),
        "query": read.query,
        "terms": [(term.text, term.aliases) for term in read.terms],
        "exclude": [(term.text, term.aliases) for term in read.exclude],
        "seeds": [(seed.title, seed.text, seed.language, seed.url) for seed in read.seeds],
        "threshold": read.threshold,
        "near_miss_margin": read.near_miss_margin,
    }
    # Keys that came later count only where they are used: a revision must not change for nothing.
    if read.people or read.places:
        decides["people"] = [(name.text, name.aliases) for name in read.people]
        decides["places"] = read.places
    if read.examples:
        decides["examples"] = [
            (each.title, each.text, each.language, each.is_accepted) for each in read.examples
        ]
    if read.model is not None:
        decides["model"] = hashlib.sha256(read.model.encode()).hexdigest()
    canonical = json.dumps(decides, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:_REVISION_CHARACTERS]
