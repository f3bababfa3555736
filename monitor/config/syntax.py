"""What is wrong with a text that is not YAML, in words for whoever wrote it.

libyaml tells what it was doing when it could not go on; people want to know what they did. Where
nothing better is known, its own words stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import yaml

from monitor.config.problems import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A mistake in the YAML: what it is, and its 1-based place."""

    text: str
    line: int
    column: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stumble:
    """Where the parser could not go on.

    said: In its own words.
    here: The character at that place; "" at the text's end.
    before: What stands before it on its line.
    begun_with, begun_in: First character and line of what it was reading.
    """

    said: str
    here: str
    before: str
    begun_with: str
    begun_in: int


def trouble_of(error: yaml.MarkedYAMLError, text: str) -> Trouble:
    """Return what to tell of an error that the parser raised over a text."""
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark or mark
    if mark is None or begun is None:
        return Trouble(text=_raw(str(error)), line=1, column=None)
    stumble = _Stumble(
        said=" ".join(part for part in (error.context, error.problem) if part),
        here=text[mark.index : mark.index + 1],
        before=text[text.rfind("\n", 0, mark.index) + 1 : mark.index],
        begun_with=text[begun.index : begun.index + 1],
        begun_in=begun.line + 1,
    )
    if "could not find expected ':'" in stumble.said:  # noticed at the next line only
        mark = begun
    told = next((told for sign, told in _SIGNS.items() if sign in stumble.said), None)
    words = f"is not valid YAML: {told(stumble)}" if told else _raw(stumble.said)
    return Trouble(text=words, line=mark.line + 1, column=mark.column + 1)


def _raw(said: str) -> str:
    return f"is not valid YAML: {printable(said, limit=200)}"


def _tab(_: _Stumble) -> str:
    return "a tab stands here; indent with spaces"


def _first_character(at: _Stumble) -> str:
    if at.here == "\t":
        return _tab(at)
    sign = printable(at.here if "any token" in at.said else at.begun_with)
    return f"a text cannot begin with {sign} unless it is in quotes"


def _open_bracket(at: _Stumble) -> str:
    opened, closing = ("[", "]") if "sequence" in at.said else ("{", "}")
    if at.before.endswith("$") and at.here == "{":
        return f"put ${{NAME}} in quotes where it stands between {opened} and {closing}"
    return f"the {opened} of line {at.begun_in} is not closed; is a comma or {closing} missing?"


def _no_value(at: _Stumble) -> str:
    return f"{printable(at.here) or 'the end'} stands where a value should be"


def _colon(at: _Stumble) -> str:
    if ": " in at.before:
        return "a second colon stands here; put a text that holds a colon and a space in quotes"
    return "a key cannot stand here; is it indented like the keys that it belongs to?"


def _open_quote(at: _Stumble) -> str:
    return f"the {at.begun_with} of line {at.begun_in} is never closed"


def _escape(_: _Stumble) -> str:
    return "no such escape; between double quotes write two backslashes, or use single quotes"


def _no_colon(_: _Stumble) -> str:
    return "is a colon missing after this key?"


def _mapping(at: _Stumble) -> str:
    written = at.before.strip()
    if written and at.here in {"]", "}"}:
        return f"this {at.here} closes nothing"
    if written.endswith(('"', "'")):
        return (
            "a text goes on after its closing quotation mark; put all of it in single quotes, or "
            "below its key after >"
        )
    return f"this is no key of those from line {at.begun_in} on; are they indented alike?"


def _list(at: _Stumble) -> str:
    return (
        f"this is no item of the list from line {at.begun_in} on; begin each with a hyphen, all "
        "indented alike"
    )


def _block_text(at: _Stumble) -> str:
    return f"a text after {at.begun_with} begins in the line below it"


def _late_list(_: _Stumble) -> str:
    return "a list cannot begin on the line of its key; write it below, or as [a, b]"


# What libyaml says, or the parser in Python where libyaml is missing: the first that fits.
_SIGNS: Final[dict[str, Callable[[_Stumble], str]]] = {
    "tab character": _tab,
    "cannot start any token": _first_character,
    "scanning an alias": _first_character,
    "scanning an anchor": _first_character,
    "scanning a directive": _first_character,
    "parsing a tag": _first_character,
    "mapping keys are not allowed": _first_character,
    "parsing a flow sequence": _open_bracket,
    "parsing a flow mapping": _open_bracket,
    "node content": _no_value,
    "mapping values are not allowed": _colon,
    "escape": _escape,
    "hexdecimal": _escape,
    "scanning a quoted scalar": _open_quote,
    "could not find expected ':'": _no_colon,
    "parsing a block mapping": _mapping,
    "parsing a block collection": _list,
    "scanning a block scalar": _block_text,
    "sequence entries are not allowed": _late_list,
}
