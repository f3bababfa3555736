"""What people and editors are told of a kind of value: its name, what it may be, its JSON Schema.

The checks themselves are in `fields`; what is told here stands beside each of them, so that the
reference and the schemas follow from the models. Nothing is validated by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class KnownKeys(BaseModel):
    """A mapping in which every key is known; text is never taken for a number or the reverse."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # by identity: annotations are hashed
class Kind:
    """How a kind of value is told of.

    noun: In the reference's column of types; with an s it is the plural.
    range: In Markdown, what it may be.
    schema: JSON Schema keywords to add. They may allow more than the check does, for an editor
        only has to find the usual mistakes, but nothing less.
    default: The word that stands for None in the file; None where that is `null`.
    """

    noun: str
    range: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    default: str | None = None

    def __get_pydantic_json_schema__(
        self, core_schema: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """Add the keywords to what pydantic says; it calls this for schemas only."""
        told = {**handler(core_schema), **self.schema}
        if self.default is not None:
            told["anyOf"] = [
                {"const": self.default} if each == {"type": "null"} else each
                for each in told["anyOf"]
            ]
        return told


@dataclass(frozen=True, slots=True, eq=False)
class Widened(BeforeValidator):
    """A validator that takes more spellings than the type behind it.

    also: JSON Schema of what else may be written.
    noun: In the reference, instead of the type's; None leaves that.
    """

    also: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    noun: str | None = field(default=None, kw_only=True)

    def __get_pydantic_json_schema__(
        self, core_schema: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """Allow the other spellings too."""
        return {"anyOf": [handler(core_schema), dict(self.also)]}
