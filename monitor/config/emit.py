"""A value as a piece of YAML that fits between its neighbours.

Everything is written on one line, in flow style, so that a piece may stand in any place. Which
texts need quotation marks is ruamel.yaml's to know; which get them all the same, the neighbours'.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

_WIDTH = 1_000_000_000  # no line is broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    r"""How the neighbours are written.

    quotes: By key, the quotation mark (`"`, `'`, or "" for none) of its texts; for keys that are
        not named here, an address gets `"`.
    is_json: Keys and texts all in quotation marks, as JSON wants them.
    is_spaced: `{ a: 1 }` and not `{a: 1}`.
    is_tight: In JSON, no space behind colons and commas.
    json_indent: Columns of one level of JSON over several lines; None for one line.
    """

    quotes: Mapping[str, str] = field(default_factory=dict)
    is_json: bool = False
    is_spaced: bool = False
    is_tight: bool = False
    json_indent: int | None = None


def emit(value: Any, manner: Manner, *, key: str | None = None) -> str:
    """Return `value` as flow YAML, one line but for indented JSON.

    key: Under which it stands; None for an item of a list.
    """
    if manner.is_json:
        text = json.dumps(
            value,
            ensure_ascii=False,
            indent=manner.json_indent,
            separators=(",", ":") if manner.is_tight else None,
        )
        is_wide = manner.is_spaced and manner.json_indent is None
    else:
        text = _flow(_quoted(value, manner, key))
        is_wide = manner.is_spaced
    if is_wide and isinstance(value, dict) and value:
        return f"{{ {text[1:-1]} }}"
    return text


def _flow(value: Any) -> str:
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = _WIDTH
    out = io.StringIO()
    # Inside a list, since a bare text would be written for a place outside of brackets.
    yaml.dump([value], out)
    return out.getvalue().strip()[1:-1]


def _quoted(value: Any, manner: Manner, key: str | None) -> Any:
    if isinstance(value, dict):
        return {name: _quoted(each, manner, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_quoted(each, manner, key) for each in value]
    if not isinstance(value, str):
        return value
    mark = manner.quotes.get(key or "", '"' if "://" in value else "")
    if mark == '"':
        return DoubleQuotedScalarString(value)
    return SingleQuotedScalarString(value) if mark == "'" else value
