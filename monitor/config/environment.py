"""References to environment variables in text values: `${NAME}` and `${NAME:-default}`.

They are replaced after the YAML was read, so that no variable can change what is a key and what a
value. What a variable holds is never told: it may be a secret.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Final

from monitor.config.composer import plain_value
from monitor.config.document import MAIN_FILE_BYTES, Document, Origin
from monitor.config.inputs import Inputs
from monitor.config.problems import Keys, Problem

# All that variables may bring into one file.
MOST_CHARACTERS: Final = MAIN_FILE_BYTES

_MARK: Final = "${"
_REFERENCE = re.compile(
    r"\$\$\{|\$\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\})?"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
_FORM: Final = "should hold ${NAME} or ${NAME:-default}; write $${ for a plain ${"


class _Unusable(Exception):  # noqa: N818 - caught here, where it becomes a problem
    """Tell why a value cannot be had, in words that follow its key."""


def replace_references(document: Document, inputs: Inputs) -> Document:
    """Return the document with every reference replaced, and a problem for each that cannot be.

    An unquoted value that holds a reference is read again by YAML's rules, so that it may become
    a number; a quoted one stays text. A variable that is empty counts as not set where there is a
    default.
    """
    if _MARK not in document.text:
        return document
    origins = dict(document.origins)
    problems: list[Problem] = []
    refused: list[Keys] = []
    escaped: set[Keys] = set()
    left = MOST_CHARACTERS
    for keys, (start, end, style) in document.scalars.items():
        written = document.value_at(keys) if document.text.find(_MARK, start, end) >= 0 else None
        if not isinstance(written, str) or document.is_doubtful(keys):
            continue
        try:
            text, origin = _replaced(written, inputs, most=left)
        except _Unusable as error:
            problems.append(document.problem(keys, str(error)))
            refused.append(keys)
            continue
        left -= len(text)
        # Only an unquoted value with a reference is another value than what YAML made of it.
        is_plain = not style and origin.variables
        _put(document, keys, plain_value(text.strip()) if is_plain else text)
        if origin.variables:
            origins[keys] = origin
        else:
            escaped.add(keys)
    # With a character taken out, places in the value are no longer those in the file.
    scalars = {keys: where for keys, where in document.scalars.items() if keys not in escaped}
    return dataclasses.replace(
        document,
        scalars=scalars,
        origins=origins,
        doubtful=document.doubtful.union(refused),
        problems=(*document.problems, *problems),
    )


def _replaced(text: str, inputs: Inputs, *, most: int) -> tuple[str, Origin]:
    pieces: list[str] = []
    names: list[str] = []
    defaulted: set[str] = set()
    done, length = 0, len(text)
    for found in _REFERENCE.finditer(text):
        piece = _MARK
        if found[0] != "$${":
            piece = _value_of(found, inputs, defaulted)
            names.append(found["name"])
        pieces += [text[done : found.start()], piece]
        done = found.end()
        length += len(piece)
        if length > most:
            raise _Unusable(f"brings more than {MOST_CHARACTERS} characters into the file")
    pieces.append(text[done:])
    variables = tuple(dict.fromkeys(names))
    return "".join(pieces), Origin(variables=variables, defaulted=frozenset(defaulted))


def _value_of(found: re.Match[str], inputs: Inputs, defaulted: set[str]) -> str:
    name, default = found["name"], found["default"]
    if name is None:
        raise _Unusable(_FORM)
    value = inputs.variable(name)
    if not value and default is not None:
        defaulted.add(name)
        return default
    if value is None:
        raise _Unusable(
            f"needs the environment variable {name}, which is not set; set it, or give a default "
            f"as in ${{{name}:-default}}"
        )
    if _UNDECODED.search(value):
        raise _Unusable(f"needs UTF-8 text in the environment variable {name}, and it is not")
    if _CONTROL.search(value):
        raise _Unusable(
            f"needs one line in the environment variable {name}, and it holds a line end or "
            "another control character"
        )
    return value


def _put(document: Document, keys: Keys, value: Any) -> None:
    if keys:  # a text alone is no configuration, whatever it holds
        document.value_at(keys[:-1])[keys[-1]] = value
