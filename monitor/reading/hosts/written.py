"""A proposed rule as a file to save: YAML, and beside each selector what it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.reading.hosts.findings import Proposed, Suggestion

_PLAIN: Final = re.compile(r"[a-z][\w.-]*")  # needs no quotes in YAML
_KEYS: Final = ("title", "lead", "date", "author", "body", "remove")


def rule_text(suggestion: Suggestion, *, pages: Sequence[str], schema: str | None = None) -> str:
    """Write a rule.

    pages: What it was made from, for people.
    schema: Where an editor finds the schema of such files; None leaves that out.
    """
    head = [f"# yaml-language-server: $schema={schema}"] if schema else []
    head.append(f"# Proposed from {suggestion.pages} pages; look at it before you rely on it:")
    head += [f"#   {_comment(page)}" for page in pages]
    return "\n".join([*head, f"hosts: [{_quoted(suggestion.host)}]", *_keys(suggestion)]) + "\n"


def _keys(suggestion: Suggestion) -> Iterator[str]:
    ordered = sorted(suggestion.proposed, key=lambda each: _KEYS.index(each.key))
    for key, found in groupby(ordered, key=lambda each: each.key):
        listed = list(found)
        if len(listed) == 1 and key != "remove":
            yield f"# {_rests_on(listed[0], suggestion.pages)}"
            yield f"{key}: {_quoted(listed[0].selector)}"
            continue
        yield f"{key}:"
        yield from _items(listed, suggestion.pages)


def _items(listed: Iterable[Proposed], pages: int) -> Iterator[str]:
    for each in listed:
        yield f"  - {_quoted(each.selector)}  # {_rests_on(each, pages)}"


def _rests_on(proposed: Proposed, pages: int) -> str:
    told = f"on {proposed.pages} of {pages} pages"
    return f"{told}: {proposed.why}" if proposed.why else told


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    # JSON's strings are YAML's; single quotes are easier to read where the text has double ones.
    return f"'{text}'" if "'" not in text and text.isprintable() else json.dumps(text)


def _comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
