"""The words of walls, in the languages of the feeds: the text files in `words`, read once.

One regular expression on a line, for text that `folding.fold` has folded; `#` begins a comment, and
`[name]` a section. `a ~~ b` finds both in one sentence, in either order. Compiled when first looked
for, which most pages never make us do.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from importlib.resources import files

from monitor.reading.walls.folding import fold_pattern

_BOTH = " ~~ "
_APART = 60  # most characters between the two


class Phrases:
    """Any of some phrases."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def is_in(self, text: str) -> bool:
        """Say whether a folded text holds one of them."""
        return bool(self._pattern.search(text))

    def is_all_of(self, text: str) -> bool:
        """Say whether a whole folded text is one of them."""
        return bool(self._pattern.fullmatch(text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(fold_pattern(_source(line)) for line in self._lines))


@cache
def lexicon(name: str) -> dict[str, Phrases]:
    """Return the sections of a file, in its order.

    name: Of the file, without `.txt`.
    """
    text = (files(__package__) / "words" / f"{name}.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {section: Phrases(found) for section, found in sections.items()}


def _source(line: str) -> str:
    first, both, second = line.partition(_BOTH)
    if not both:
        return line
    between = rf"[^.!?\n]{{0,{_APART}}}?"
    return f"(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})"
