"""The configuration reference, rendered from the models: a Markdown table for each kind of file.

`docs/configuration.md` holds these tables between two marks, around them its own prose. Nothing
is told here that is not in the models, in `kinds` or in `settings`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from monitor.config.document import parse_document
from monitor.config.host_rule_models import HostRuleKeys
from monitor.config.kinds import Kind, Widened
from monitor.config.models import MainKeys, WatchlistKeys
from monitor.config.settings import NEEDS_RESTART

FILES: Final[dict[str, type[BaseModel]]] = {
    "main": MainKeys,
    "watchlist": WatchlistKeys,
    "host-rule": HostRuleKeys,
}
RESTART_MARK: Final = "Needs a restart."

_HEAD = "| key | type | default | range | meaning, and why this default |\n|---|---|---|---|---|\n"
_GENERATED = re.compile(
    r"(<!-- begin: news-monitor config reference (main|watchlist|host-rule) -->\n)"
    r"(.*?)(<!-- end -->)",
    re.DOTALL,
)
_UNLIMITED = "any number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One row: a key as a user writes it, and what is told of it in Markdown.

    name: Dotted; items of a list are `name[]`.
    """

    name: str
    type: str
    default: str
    range: str
    meaning: str


def keys_of(model: type[BaseModel]) -> list[Key]:
    """Return every key that a user can write, in the order of the models."""
    return list(_rows(model, "", {}))


def table(model: type[BaseModel]) -> str:
    """Return the reference of a kind of file as a Markdown table."""
    rows = (
        f"| `{key.name}` | {key.type} | {key.default} | {key.range} | {key.meaning} |\n"
        for key in keys_of(model)
    )
    return _HEAD + "".join(rows)


def has_tables(page: str) -> bool:
    """Say whether a page has marks for tables to stand between."""
    return bool(_GENERATED.search(page))


def refresh(page: str) -> str:
    """Return a page with the tables between its marks rendered anew."""
    return _GENERATED.sub(lambda found: f"{found[1]}{table(FILES[found[2]])}{found[4]}", page)


def _rows(model: type[BaseModel], prefix: str, told: dict[type, str]) -> Iterator[Key]:
    """Give a model's rows; of a model whose keys were `told` already, rows that point there."""
    first = told.setdefault(model, prefix)
    for name, field in model.model_fields.items():
        inner = model_in(field.annotation)
        is_list = inner is not None and _is_list(field.annotation)
        if inner is None or is_list:
            row = _row(prefix + name, field)
            yield row if first == prefix else _pointing(row, first + name)
        if inner is not None:
            yield from _rows(inner, f"{prefix}{name}{'[]' if is_list else ''}.", told)


def _row(name: str, field: FieldInfo) -> Key:
    noun, span = _type_and_range(field.annotation, field.metadata)
    restart = f" {RESTART_MARK}" if name in NEEDS_RESTART else ""
    return Key(
        name=name,
        type=noun,
        default=_default(field),
        range=span,
        meaning=f"{field.description}{restart}",
    )


def _pointing(row: Key, name: str) -> Key:
    return Key(
        name=row.name, type=row.type, default=row.default, range=row.range, meaning=f"As `{name}`."
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    kind = _kind(field.metadata)
    if value is None and kind and kind.default:
        return f"`{kind.default}`"
    if isinstance(value, str) and parse_document(value, shown="").value == value:
        return f"`{value}`"
    return f"`{json.dumps(value)}`"


def _type_and_range(annotation: Any, marks: Sequence[Any] = ()) -> tuple[str, str]:
    """Return what stands in the columns of types and ranges."""
    kind, origin, inner = _kind(marks), get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_and_range(inner[0], [*annotation.__metadata__, *marks])
    if kind:
        return kind.noun, kind.range + _limits(marks, before=" to ")
    if origin in {Union, UnionType}:
        noun, span = _type_and_range(inner[0], marks)
        return f"{noun} or null", span
    noun, span = _plain(annotation, origin, inner, marks)
    widened = next((each.noun for each in marks if isinstance(each, Widened) and each.noun), None)
    return widened or noun, span


def _plain(
    annotation: Any, origin: Any, inner: tuple[Any, ...], marks: Sequence[Any]
) -> tuple[str, str]:
    if origin is Literal:
        return "choice", _choices(inner)
    if origin is list:
        return _list(inner[0])
    if origin is dict:
        key, value = (_type_and_range(each) for each in inner)
        return "mapping", f"{_named(*key, 'each of')} to {_named(*value, 'one of')}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice", _choices(each.value for each in annotation)
    if annotation is bool:
        return "true or false", "`true`, `false`"
    noun = {int: "whole number", float: "number", str: "text"}.get(annotation, "keys and values")
    return noun, _limits(marks) or _UNLIMITED


def _list(item: Any) -> tuple[str, str]:
    if model_in(item):
        return "list", _UNLIMITED
    noun, span = _type_and_range(item)
    return f"list of {noun}s", span if span == _UNLIMITED else f"each {span}"


def _named(noun: str, span: str, before: str) -> str:
    return f"{before} {span}" if noun == "choice" else noun


def _choices(values: Any) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _limits(marks: Sequence[Any], *, before: str = "up to ") -> str:
    lowest, highest, longest = (_limit(marks, name) for name in ("ge", "le", "max_length"))
    if longest:
        return f"up to {longest} characters"
    if lowest and highest:
        return f"{lowest} to {highest}"
    return f"{before}{highest}" if highest else lowest and f"from {lowest}"


def _limit(marks: Sequence[Any], name: str) -> str:
    limit = next((value for mark in marks if (value := getattr(mark, name, None)) is not None), "")
    return f"{limit:.15g}" if limit != "" else ""


def _kind(marks: Sequence[Any]) -> Kind | None:
    return next((each for each in marks if isinstance(each, Kind)), None)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model whose keys stand under a key of this type; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := model_in(each))), None)


def models_within(models: Iterable[type[BaseModel]]) -> dict[type[BaseModel], None]:
    """Return the models and all whose keys stand under theirs, each once, in order."""
    found: dict[type[BaseModel], None] = {}
    for model in models:
        inner = [model_in(field.annotation) for field in model.model_fields.values()]
        found |= {model: None} | models_within(each for each in inner if each)
    return found


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(map(_is_list, get_args(annotation)))
