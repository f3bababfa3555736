"""Who the author is, told at the end of a story: "Jane Doe covers energy. Write to her at ..".

Known by the author's name that the page gives elsewhere, and by nothing else, so it holds in every
language. Only at the very end, and only where the name begins the line: a story about its author,
and an interview, name them in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.folding import words_of

_LAST_LINES = 3
_LEAST_LINES = 5  # of a text; a shorter one may be about its author
_FIRST_WORDS = 3  # among which the name begins
_FIRST_CHARS = 200
_NAME_WORDS = range(2, 5)


def author_notes(draft: Draft) -> Mapping[int, str]:
    """Return the last lines that begin with the full name of one of the page's authors."""
    names = list(_names(draft.author or ""))
    if not names or len(draft.lines) < _LEAST_LINES:
        return {}
    last = range(len(draft.lines) - _LAST_LINES, len(draft.lines))
    return {
        index: "about the author, at the end"
        for index in last
        if _begins(words_of(draft.lines[index].text[:_FIRST_CHARS]), names)
    }


def _names(author: str) -> Iterator[list[str]]:
    for name in author.split(","):
        words = words_of(name)
        if len(words) in _NAME_WORDS:
            yield words


def _begins(words: list[str], names: list[list[str]]) -> bool:
    return any(
        words[start : start + len(name)] == name for name in names for start in range(_FIRST_WORDS)
    )
