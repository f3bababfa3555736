"""The main file: its YAML, what it takes from elsewhere, and its checked keys.

It looks no further than the file itself and the folders it names; watchlists and host rules are
for `reader`.
"""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from monitor.config.checks import check_main
from monitor.config.complaints import model_at, validate
from monitor.config.document import MAIN_FILE_BYTES, Document, read_document
from monitor.config.environment import replace_references
from monitor.config.filekeys import MAIN_VALUE_BYTES, read_file_keys
from monitor.config.inputs import Inputs, look
from monitor.config.models import MainKeys
from monitor.config.problems import Keys, Problem
from monitor.config.sinks import SINK_MODELS, check_sinks

_A_SINK: Final = 2  # how many keys lead to one


@dataclass(frozen=True, slots=True, kw_only=True)
class MainFile:
    """What the main file says.

    document: With the values that come from the environment and from other files in their
        places; its `origins` tell which they are.
    keys: None where there are problems with them.
    problems: Of the file, all of them.
    """

    path: Path
    document: Document
    keys: MainKeys | None
    problems: tuple[Problem, ...]

    def folder_of(self, key: str) -> Path | None:
        """Return what `state_dir`, `watchlists` or `host_rules` names.

        Absolute where the file's path is.

        None where no usable text stands there.
        """
        named = self._named(key)
        if not isinstance(named, str) or not named.strip() or "\0" in named:
            return None
        if self.document.is_doubtful((key,)):
            return None
        return self.path.parent / os.path.expanduser(named.strip())  # noqa: PTH111 - never raises

    def problem(self, key: str, text: str) -> Problem:
        """Word a mistake of a key of the file's top."""
        got = self.document.describe(self._named(key), keys=(key,))
        return self.document.problem((key,), f"{text} (got {got})")

    def _named(self, key: str) -> object:
        value = self.document.value if isinstance(self.document.value, dict) else {}
        return value.get(key, MainKeys.model_fields[key].default)


def read_main(path: Path, inputs: Inputs | None = None) -> MainFile:
    """Read and check the main file; never raises for what it holds.

    inputs: Told of every file and variable that it depends on.
    """
    inputs = Inputs() if inputs is None else inputs
    document = read_document(path, max_bytes=MAIN_FILE_BYTES, inputs=inputs)
    if document.value is None and not document.problems:
        # An empty one: all keys have defaults.
        document = dataclasses.replace(document, value={}, lines={(): 1})
    document = replace_references(document, inputs)
    document = read_file_keys(
        document,
        lambda way: _model_of(document, way),
        folder=path.parent,
        max_bytes=MAIN_VALUE_BYTES,
        inputs=inputs,
    )
    keys, problems = None, list(document.problems)
    if document.value is not None:
        keys, found = validate(MainKeys, document)
        problems += [*found, *check_main(document), *check_sinks(document)]
    read = MainFile(path=path, document=document, keys=keys, problems=tuple(problems))
    return dataclasses.replace(read, problems=(*problems, *_check_state_folder(read, inputs)))


def _model_of(document: Document, way: Keys) -> type[BaseModel] | None:
    """Return the model of a mapping; a sink's depends on its kind."""
    if way[:1] == ("sinks",) and len(way) == _A_SINK:
        kind = document.value_at(way).get("kind")
        if isinstance(kind, str) and kind in SINK_MODELS:
            return SINK_MODELS[kind]
    return model_at(MainKeys, way)


def _check_state_folder(read: MainFile, inputs: Inputs) -> Iterator[Problem]:
    """Check that the state folder is one, or can become one."""
    folder = read.folder_of("state_dir") if read.document.value is not None else None
    for place in () if folder is None else (folder, *folder.parents):
        try:
            mode = os.stat(place).st_mode  # noqa: PTH116 - Path.is_dir raises where we may not look
        except FileNotFoundError:
            continue
        except OSError:
            mode = None
        if mode is not None and not stat.S_ISDIR(mode):
            inputs.files[str(place)] = look(str(place))
            what = "it is a file" if place == folder else f"{place} is a file"
            yield read.problem("state_dir", f"should be a folder, and {what}")
        if mode is not None:
            return
