"""What holds, and where each value comes from: the file and line, a variable, a file, a default.

For people who ask why the daemon does what it does. Values are told as a user would write them,
in the file's units; what may be secret is masked here, and nowhere later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from monitor.config.document import Document, Origin
from monitor.config.models import MainKeys, SinkKeys
from monitor.config.problems import Keys, dotted
from monitor.config.sinks import SINK_MODELS
from monitor.rules.addresses import masked_text, masked_url

MASK: Final = "***"
_INDEX = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value comes from.

    kind: `default`, `file` (it stands in the configuration itself), `variable` or `content` (of a
        file that `<key>_file` names).
    place: File and line where it, or the reference to it, stands; None for a default.
    names: Of the environment variables.
    unset: Those of them that are not set, so that the default beside them was taken.
    path: Of the file whose content it is.
    """

    kind: str
    place: str | None = None
    names: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    path: Path | None = None

    def __str__(self) -> str:
        if self.kind == "default":
            return "default"
        if self.path is not None:
            return f"file {self.path} ({self.place})"
        parts = [
            f"variable {name}" + (" (not set)" if name in self.unset else "") for name in self.names
        ]
        return f"{', '.join(parts)} ({self.place})" if parts else str(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key that holds.

    name: Dotted; items of a list are `name[0]`.
    value: Plain, as JSON has it; masked where it may be secret.
    """

    name: str
    value: Any
    source: Source


def settings_of(document: Document, main: MainKeys) -> list[Setting]:
    """Return every key of a main file with its value, in the order of the models.

    document: As it was validated, with its variables replaced and its files read.
    """
    return list(_settings(document, main, ()))


def selected(settings: Sequence[Setting], key: str) -> list[Setting]:
    """Return the settings under a key: `redis`, `redis.url`, `feeds[3]`, `feeds[].language`."""
    below = (f"{key}.", f"{key}[")
    return [
        each
        for each in settings
        if any(
            name == key or name.startswith(below)
            for name in (each.name, _INDEX.sub("[]", each.name))
        )
    ]


def known_keys(settings: Sequence[Setting]) -> list[str]:
    """Return what may be asked for, for a guess at what was meant."""
    names = {_INDEX.sub("[]", each.name): None for each in settings}
    sections = {name.partition(".")[0].removesuffix("[]"): None for name in names}
    return [*sections, *names]


def with_feeds_counted(document: Document, settings: Sequence[Setting]) -> list[Setting]:
    """Put one line in the place of all the feeds'; there may be thousands."""
    count = sum(each.name.endswith("].id") and each.name.startswith("feeds[") for each in settings)
    if not count:
        return list(settings)
    place = f"{document.shown}:{document.line_of(('feeds',))}"
    counted = Setting(
        name="feeds",
        value="1 feed" if count == 1 else f"{count} feeds",
        source=Source(kind="file", place=place),
    )
    return [*(each for each in settings if not each.name.startswith("feeds[")), counted]


def _settings(document: Document, model: BaseModel, at: Keys) -> Iterator[Setting]:
    for name in type(model).model_fields:
        keys, value = (*at, name), getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _settings(document, value, keys)
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            for index, item in enumerate(value):
                yield from _settings(document, _whole(item), (*keys, index))
        else:
            source = _source(document, keys, is_null=value is None)
            shown = _masked(_plain(value, name), keys, source)
            yield Setting(name=dotted(keys), value=shown, source=source)


def _whole(item: BaseModel) -> BaseModel:
    """Return a sink with the keys that its kind adds; anything else as it is."""
    if not isinstance(item, SinkKeys):
        return item
    return SINK_MODELS[item.kind].model_validate(item.model_dump())


def _source(document: Document, keys: Keys, *, is_null: bool) -> Source:
    if keys not in document.lines or (document.value_at(keys) is None and not is_null):
        return Source(kind="default")  # all lines of a list may be commented out
    place = f"{document.shown}:{document.line_of(keys)}"
    origin = document.origins.get(keys)
    if origin is not None and origin.file is not None:
        return Source(kind="content", place=place, path=origin.file)
    origins = [origin] if origin else _origins_of_items(document, keys)
    names = dict.fromkeys(name for each in origins for name in each.variables)
    unset = {name for each in origins for name in each.defaulted}
    return Source(
        kind="variable" if names else "file",
        place=place,
        names=tuple(names),
        unset=tuple(name for name in names if name in unset),
    )


def _origins_of_items(document: Document, keys: Keys) -> list[Origin]:
    value = document.value_at(keys)
    below: Iterable[str | int] = value if isinstance(value, Mapping) else ()
    if isinstance(value, list):
        below = range(len(value))
    return [document.origins[(*keys, each)] for each in below if (*keys, each) in document.origins]


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, Mapping):
        return {str(key): _plain(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, name) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # as people write it
    return "auto" if value is None and name == "poll_every_s" else value


def _masked(value: Any, keys: Keys, source: Source) -> Any:
    if source.kind == "content":
        return MASK  # that is where secrets are kept
    if keys[0] == "sinks" and keys[-1] not in SinkKeys.model_fields:
        return MASK if source.kind == "variable" else _without_hooks(value)
    if keys == ("redis", "url") and isinstance(value, str):
        return masked_url(value)
    return _without_tokens(value)


def _without_tokens(value: Any) -> Any:
    """Hide user info and query of every address, wherever it stands and wherever it is from."""
    if isinstance(value, Mapping):
        return {key: _without_tokens(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_tokens(each) for each in value]
    return masked_text(value) if isinstance(value, str) else value


def _without_hooks(value: Any) -> Any:
    """Hide all but the host of addresses, and what a mapping holds: headers, for example.

    Whoever knows the path of a hook may post there.
    """
    if isinstance(value, Mapping):
        return dict.fromkeys(value, MASK)
    if isinstance(value, list):
        return [_without_hooks(each) for each in value]
    if not isinstance(value, str) or "://" not in value:
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return MASK
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/{MASK}"
