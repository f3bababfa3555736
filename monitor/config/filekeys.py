"""`<key>_file`: the content of a file as a text key's value, for secrets and for long queries.

Docker and Kubernetes hand secrets out as files. Every text key has this second form, unless a key
of that name exists already. What such a file holds is never told.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from monitor.config.complaints import model_at
from monitor.config.document import Document, Origin, find_control_character, read_text
from monitor.config.inputs import Inputs
from monitor.config.problems import Keys, Problem, describe

SUFFIX: Final = "_file"
MAIN_VALUE_BYTES: Final = 64_000
WATCHLIST_VALUE_BYTES: Final = 500_000
MOST_CHARACTERS: Final = 50_000_000  # of all such files that one file names

ModelOf = Callable[[Keys], type[BaseModel] | None]


@cache
def text_keys(model: type[BaseModel]) -> frozenset[str]:
    """Return the keys of a mapping that may be written as `<key>_file` too."""
    fields = model.model_fields
    return frozenset(
        name
        for name, field in fields.items()
        if _takes_text(field.annotation) and name + SUFFIX not in fields
    )


def _takes_text(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Literal:
        return all(isinstance(choice, str) for choice in get_args(annotation))
    if origin is Annotated:
        return _takes_text(get_args(annotation)[0])
    if origin in {list, dict}:
        return False
    return annotation is str or any(_takes_text(inner) for inner in get_args(annotation))


def model_under(root: type[BaseModel], *, at: int = 0) -> ModelOf:
    """Return what tells the model of a mapping by its way.

    at: How many keys lead to where the root model stands.
    """
    return lambda way: model_at(root, way[at:])


def read_file_keys(
    document: Document, model_of: ModelOf, *, folder: Path, max_bytes: int, inputs: Inputs
) -> Document:
    """Return the document with each `<key>_file` replaced by its key and the file's content.

    One line end at the content's end is left out. What cannot be had is among the problems.

    model_of: Gives the model of the mapping at a way; None where there is none.
    folder: What relative names are relative to.
    """
    if SUFFIX not in document.text:
        return document
    reader = _Reader(document, folder=folder, max_bytes=max_bytes, inputs=inputs)
    for keys in list(document.lines):
        name = keys[-1] if keys else None
        if not isinstance(name, str) or not name.endswith(SUFFIX) or -1 in keys:
            continue
        model = model_of(keys[:-1])
        if model is not None and name.removesuffix(SUFFIX) in text_keys(model):
            reader.take(keys)
    return dataclasses.replace(
        document,
        origins=document.origins | reader.origins,
        doubtful=document.doubtful.union(reader.refused),
        problems=(*document.problems, *reader.problems),
    )


class _Reader:
    """Replaces keys of one document, and keeps what is to be said of it."""

    def __init__(self, document: Document, *, folder: Path, max_bytes: int, inputs: Inputs) -> None:
        self.origins: dict[Keys, Origin] = {}
        self.problems: list[Problem] = []
        self.refused: list[Keys] = []
        self._document = document
        self._folder = folder
        self._max_bytes = max_bytes
        self._inputs = inputs
        self._left = MOST_CHARACTERS

    def take(self, keys: Keys) -> None:
        """Put the content of the file that the key at `keys` names where it belongs."""
        document, file_key = self._document, str(keys[-1])
        key = file_key.removesuffix(SUFFIX)
        mapping = document.value_at(keys[:-1])
        named = mapping.pop(file_key)
        is_doubtful = document.is_doubtful(keys)
        if named is None and not is_doubtful:
            return  # its lines are commented out
        target = (*keys[:-1], key)
        beside = document.lines.get(target)
        is_double = mapping.get(key) is not None
        document.lines[target] = document.lines[keys]
        document.scalars.pop(target, None)
        mapping[key] = None
        if is_doubtful:
            self.refused.append(target)
        elif is_double:
            self._refuse(keys, target, f"stands beside {key} in line {beside}; keep one of them")
        else:
            try:
                mapping[key] = self._read(named, keys, target)
            except ValueError as error:
                self._refuse(keys, target, str(error))

    def _refuse(self, keys: Keys, target: Keys, text: str) -> None:
        self.problems.append(self._document.problem(keys, text))
        self.refused.append(target)

    def _read(self, named: Any, keys: Keys, target: Keys) -> str:
        # Where a secret stands is none: unlike its value, it is told.
        is_own = keys not in self._document.origins
        got = describe(named) if is_own else self._document.describe(named, keys=keys)
        got = f"(got {got})"
        if not isinstance(named, str):
            raise ValueError(f"should be the name of a file {got}")  # noqa: TRY004 - told as any other
        file = self._folder / os.path.expanduser(named.strip())  # noqa: PTH111 - never raises
        try:
            text = read_text(file, max_bytes=self._max_bytes, inputs=self._inputs)
        except ValueError as error:
            raise ValueError(f"{error} {got}") from None
        self._left -= len(text)
        if self._left < 0:
            raise ValueError(f"brings more than {MOST_CHARACTERS} characters into this file {got}")
        unprintable = find_control_character(text)
        if unprintable is not None:
            code = f"U+{ord(text[unprintable]):04X}"
            raise ValueError(f"should hold text, and holds the control character {code} {got}")
        self.origins[target] = Origin(file=file)
        return text.removesuffix("\n")
