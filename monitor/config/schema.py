"""JSON Schemas of each kind of file, made from the models: what editors complete and check by.

They follow the program's own checks as far as JSON Schema goes (one key at a time), and refuse
nothing that the program takes. The committed copies are in `config/schema`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from monitor.config.filekeys import SUFFIX, text_keys
from monitor.config.host_rule_models import HostRuleKeys
from monitor.config.models import MainKeys, SinkKeys, WatchlistKeys
from monitor.config.reference import RESTART_MARK, models_within
from monitor.config.settings import NEEDS_RESTART
from monitor.config.sinks import SINK_MODELS

Schema = dict[str, Any]

_DIALECT: Final = GenerateJsonSchema.schema_dialect
# What is filled in from the environment is known only when the program reads it.
_VARIABLE: Final = r"\$\{"
_ANYTHING: Final = r"\S"
# What a value is compared with is no schema, and a name is never a variable.
_NO_SCHEMAS: Final = frozenset({"default", "const", "enum", "required", "propertyNames"})
_BARE: Final = ("integer", "number", "boolean")  # what is never in quotes
_NULL: Final[Schema] = {"type": "null"}
_LINK = re.compile(r"\[[^]]*\]\(([^)]*)\)")


def main_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a main file."""
    models: list[type[BaseModel]] = [MainKeys, *SINK_MODELS.values()]
    schema = _generate(models)
    _tell_sinks_apart(schema)
    _mark_restarts(schema)
    return _finished(schema, title="The main file of news-monitor", top=_ref(MainKeys))


def watchlist_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a watchlist file: one watchlist or a list of them."""
    return _one_or_more(WatchlistKeys, title="A watchlist file of news-monitor")


def host_rule_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a file of host rules: one rule or a list of them."""
    return _one_or_more(HostRuleKeys, title="A host rule file of news-monitor")


def _one_or_more(model: type[BaseModel], *, title: str) -> Schema:
    one = _ref(model)
    top = {"if": {"type": "array"}, "then": {"items": one}, "else": one}
    return _finished(_generate([model]), title=title, top=top)


def schema_text(file: str) -> str:
    """Return the schema of a kind of file, a key of `SCHEMAS`, as it is committed."""
    return json.dumps(SCHEMAS[file](), indent=2, ensure_ascii=False) + "\n"


SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "main": main_schema,
    "watchlist": watchlist_schema,
    "host-rule": host_rule_schema,
}


class _Generator(GenerateJsonSchema):
    """pydantic's, without the titles that it makes up from names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's way
        """Leave it at what the models say."""
        return False


def _generate(models: list[type[BaseModel]]) -> Schema:
    _, schema = models_json_schema(
        [(model, "validation") for model in models], schema_generator=_Generator
    )
    definitions: Schema = schema["$defs"]
    for model in models_within(models):
        definition = definitions[model.__name__]
        definition.pop("title", None)
        definition["description"] = definition["description"].partition(". ")[0].rstrip(".") + "."
        _add_file_keys(definition, text_keys(model))
    # A definition that is a bare choice is of keys of a mapping, and they are never variables.
    adapted = {
        name: each if "enum" in each else _adapted(each)
        for name, each in sorted(definitions.items())
    }
    for definition in list(adapted.values()):
        _let_sections_be_null(definition, adapted)
    return adapted


def _let_sections_be_null(definition: Schema, definitions: Schema) -> None:
    """Move "or null" from where a section is referred to into the section's own schema.

    Of a choice of two schemas, a checker can only say that neither fits.
    """
    for name, schema in definition.get("properties", {}).items():
        first, *others = schema.get("anyOf", [{}])
        if "$ref" in first and others == [_NULL]:
            definitions[first["$ref"].rpartition("/")[2]]["type"] = ["object", "null"]
            rest = {key: value for key, value in schema.items() if key != "anyOf"}
            definition["properties"][name] = {**first, **rest}


def _finished(definitions: Schema, *, title: str, top: Schema) -> Schema:
    return {"$schema": _DIALECT, "title": title, **top, "$defs": definitions}


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": f"#/$defs/{model.__name__}"}


def _tell_sinks_apart(definitions: Schema) -> None:
    """Let a sink's kind say which keys it may have; one of no kind at all has only the common."""
    common = definitions[SinkKeys.__name__]
    common.pop("additionalProperties", None)
    common["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": _ref(model),
        }
        for name, model in SINK_MODELS.items()
    ]


def _mark_restarts(definitions: Schema) -> None:
    for name in NEEDS_RESTART:
        *sections, key = name.split(".")
        model: type[BaseModel] = MainKeys
        for section in sections:
            model = type(model.model_fields[section].default)
        told = definitions[model.__name__]["properties"][key]
        told["description"] += f" {RESTART_MARK}"


def _add_file_keys(definition: Schema, texts: Collection[str]) -> None:
    """Let each text `k` be given as `k_file`, the name of a file that holds it."""
    for name in [name for name in definition["properties"] if name in texts]:
        definition["properties"][f"{name}{SUFFIX}"] = {
            "type": ["string", "null"],
            "description": f"A file that holds `{name}`, instead of it.",
        }
    required = definition.pop("required", [])
    definition["required"] = [name for name in required if name not in texts]
    definition["allOf"] = [
        {"anyOf": [{"required": [name]}, {"required": [f"{name}{SUFFIX}"]}]}
        for name in required
        if name in texts
    ]
    for keyword in ("required", "allOf"):
        if not definition[keyword]:
            del definition[keyword]


def _adapted(schema: Any) -> Any:
    """Return a schema that also takes variables, in a shape about which editors speak plainly."""
    if isinstance(schema, list):
        return [_adapted(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    adapted = {name: _adapted_keyword(name, value) for name, value in schema.items()}
    for word in (each["const"] for each in schema.get("anyOf", ()) if "const" in each):
        adapted["default"] = word  # the word that stands for None
    if isinstance(adapted.get("default"), dict):
        del adapted["default"]  # a section's: its keys have their own
    return _flat(_with_variables(adapted))


def _adapted_keyword(name: str, value: Any) -> Any:
    if name in {"properties", "$defs"}:
        return {key: _adapted(each) for key, each in value.items()}
    if name == "description":
        return _LINK.sub(r"docs/\1", value)
    return value if name in _NO_SCHEMAS else _adapted(value)


def _with_variables(schema: Schema) -> Schema:
    """Allow `${NAME}`: `minimum` and the like bind numbers alone, `pattern` texts alone."""
    if "enum" in schema:
        fitting = {"enum": schema.pop("enum")}
        schema.pop("type", None)
        return {**schema, "anyOf": [fitting, {"type": "string", "pattern": _VARIABLE}]}
    kind = schema.get("type")
    if kind in _BARE:
        return {**schema, "type": [kind, "string"], "pattern": _VARIABLE}
    if kind == "string" and schema.get("pattern", _ANYTHING) != _ANYTHING:
        return {**schema, "pattern": f"{schema['pattern']}|{_VARIABLE}"}
    return schema


def _flat(schema: Schema) -> Schema:
    """Write "a text or null" as one schema with two types, not as a choice of two schemas."""
    choices = schema.get("anyOf", [])
    others = [each for each in choices if each != _NULL]
    if len(choices) == len(others) or len(others) != 1 or "type" not in others[0]:
        return schema
    kinds = others[0]["type"]
    kinds = [*kinds, "null"] if isinstance(kinds, list) else [kinds, "null"]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **others[0], "type": kinds}
