"""From what pydantic found to problems that name file, line, key and what was expected.

pydantic's own sentences speak of types and inputs; its error codes are worded anew here. What
follows from something that was refused already is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from monitor.config.document import Document
from monitor.config.problems import Keys, Problem, describe, guess, printable

M = TypeVar("M", bound=BaseModel)

_MOST_GUESSES = 500  # a guess costs more than all else, and no one reads so many

_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")

_EXPECTED = {
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "finite_number": "should be a number",
    "bool_type": "should be true or false",
    "list_type": "should be a list",
    "dict_type": "should be keys and values",
    "model_type": "should be keys and values",
    "greater_than_equal": "should be at least {ge:g}",
    "less_than_equal": "should be at most {le:g}",
    "too_short": "should have at least {min_length}",
    "too_long": "should have at most {max_length}",
    "string_too_long": "should be at most {max_length} characters",
}


def validate(
    model: type[M], document: Document, *, at: Keys = ()
) -> tuple[M | None, list[Problem]]:
    """Check the value at `at` against a model; return it with its problems, or None with them."""
    try:
        return model.model_validate(document.value_at(at)), []
    except ValidationError as error:
        return None, list(_word_all(model, document, at, error))


def _word_all(
    model: type[BaseModel], document: Document, at: Keys, error: ValidationError
) -> Iterator[Problem]:
    for count, each in enumerate(error.errors(include_url=False)):
        way, kind = each["loc"], each["type"]
        keys = (*at, *way)
        if kind == "extra_forbidden":
            if not document.is_doubtful(keys):
                yield document.problem(keys, _unknown_key(model, document, way, keys, count))
            continue
        if kind == "missing":
            if not document.is_doubtful(keys[:-1]) and keys[:-1] not in document.unfinished:
                yield document.problem(keys, _missing(model, way))
            continue
        # A term may be written as text or as keys; a bad key of a mapping ends in "[key]".
        keys = document.existing(keys)
        if not document.is_doubtful(keys):
            is_key = bool(way) and way[-1] == "[key]"  # what came from elsewhere is never a key
            got = (describe if is_key else document.describe)(each["input"], keys=keys)
            yield document.problem(keys, _word(each, got))


def _missing(model: type[BaseModel], way: Keys) -> str:
    owner = model_at(model, way[:-1])
    wanted = owner.model_fields[str(way[-1])].title if owner else None
    return f"is missing; give it {wanted}" if wanted else "is missing"


def _word(error: Mapping[str, Any], got: str) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return _wrong_choice(context["expected"], error["input"], got)
    if kind == "value_error":
        expected = str(context["error"])
    else:
        expected = _EXPECTED.get(kind, "should be otherwise: {message}").format_map(
            {"message": error["msg"], **context}
        )
    expected, _, hint = expected.partition("; ")
    hint = hint or _quotes_hint(kind, error["input"])
    return f"{expected} (got {got})" + (f"; {hint}" if hint else "")


def _quotes_hint(kind: str, value: Any) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value.strip())
    return "leave the quotes away" if kind in {"int_type", "float_type"} and is_number else ""


def _unknown_key(
    model: type[BaseModel], document: Document, way: Keys, keys: Keys, count: int
) -> str:
    """Guess first among the keys that do not stand there yet: `name` beside an id is a title."""
    owner = model_at(model, way[:-1])
    known = list(owner.model_fields) if owner and count < _MOST_GUESSES else []
    absent = [name for name in known if (*keys[:-1], name) not in document.lines]
    meant = guess(str(way[-1]), absent) or guess(str(way[-1]), known)
    return "not a known key" + (f"; did you mean {meant}?" if meant else "")


def _wrong_choice(expected: str, value: Any, got: str) -> str:
    choices = expected.replace("'", "")
    meant = (
        guess(value, choices.replace(" or ", ", ").split(", ")) if isinstance(value, str) else ""
    )
    hint = f"; did you mean {meant}?" if meant else ""
    return f"should be {printable(choices)} (got {got}){hint}"


def model_at(model: type[BaseModel], way: Keys) -> type[BaseModel] | None:
    """Follow a way through a model's fields to the model that stands there; None for no model."""
    found: type[BaseModel] | None = model
    for key in way:
        if found is None or isinstance(key, int):
            continue
        field = found.model_fields.get(key)
        found = next(_models_in(field.annotation), None) if field else None
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
