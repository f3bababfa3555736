"""Sinks: the keys that all have, together with those that their kind adds.

The kinds and their keys stand in `monitor.sinks`; here they are held against the file, and become
what the program uses.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, create_model

from monitor.config.complaints import validate
from monitor.config.document import Document
from monitor.config.models import SinkKeys
from monitor.config.problems import Keys, Problem
from monitor.model import ChannelName, SinkId
from monitor.sinks import SINKS, Options, SinkSpec


def _all_keys(name: str, options: type[Options]) -> type[BaseModel]:
    bases: tuple[type[BaseModel], ...] = (SinkKeys, options)
    title = f"{name.capitalize()}SinkKeys"
    return create_model(title, __base__=bases, __doc__=options.__doc__)


# All keys of a sink of each kind.
SINK_MODELS: Final[Mapping[str, type[BaseModel]]] = {
    name: _all_keys(name, kind.options) for name, kind in SINKS.items()
}


def check_sinks(document: Document) -> Iterator[Problem]:
    """Check each sink's keys against its kind, and that no two share an id.

    What is wrong with the keys that all sinks have is told here too, in the same words.
    """
    main = document.value if isinstance(document.value, dict) else {}
    sinks = main.get("sinks")
    taken: dict[str, int] = {}
    for index, sink in enumerate(sinks if isinstance(sinks, list) else []):
        if not isinstance(sink, dict):
            continue
        kind, name = sink.get("kind"), sink.get("id")
        if isinstance(kind, str) and kind in SINK_MODELS:
            _keys, problems = validate(SINK_MODELS[kind], document, at=("sinks", index))
            yield from problems
        keys: Keys = ("sinks", index, "id")
        if isinstance(name, str) and not document.is_doubtful(keys):
            first = taken.setdefault(name, index)
            if first != index:
                line = document.line_of(("sinks", first, "id"))
                got = document.describe(name, keys=keys)
                text = f"is taken by sinks[{first}] in line {line} (got {got})"
                yield document.problem(keys, text)


def sink_specs(sinks: Iterable[SinkKeys], *, folder: Path) -> tuple[SinkSpec, ...]:
    """Return what was checked as the program uses it.

    folder: The main file's, which relative paths are relative to.
    """
    return tuple(
        SinkSpec(
            id=SinkId(keys.id),
            kind=keys.kind,
            channels=frozenset(map(ChannelName, keys.channels)),
            options=SINKS[keys.kind].options.model_validate(keys.model_extra or {}),
            folder=Path(os.path.abspath(folder)),  # noqa: PTH100 - resolve would follow links
        )
        for keys in sinks
    )
