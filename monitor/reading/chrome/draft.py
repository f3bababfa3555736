"""What the rules of the chrome stage look at: a text in lines, before it is the story.

Values only; what a rule makes of a draft is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph, a heading or a list item of a text.

    linked: How much of it stands in links, 0..1; 0 where that is unknown, as in plain text.
    tag: The element that it was, lower case; "" if unknown.
    """

    text: str
    linked: float = 0.0
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that may hold lines which are no part of the story.

    language: Primary tag (BCP 47) of the text; None if unknown.
    author: Names, joined by commas; None if the page tells none.
    """

    title: str
    lines: Sequence[Line]
    language: str | None = None
    author: str | None = None


# By the index of each line that is not the story: what the rule saw, for people.
Rule = Callable[[Draft], Mapping[int, str]]
