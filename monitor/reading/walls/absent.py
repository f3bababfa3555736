"""Pages without a story, whatever their status says: not found, failed, under repair, for sale.

They are called by what they are, say so in their first lines, and are short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.lexicon import lexicon
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_LONGEST = 4_000  # letters
_SHORT = 1_000
_HEAD = 700  # characters; what such a page is about, it says at once
_ALONE = 1_000  # characters shown; a page that shows no more has no menus
_SCRIPT_ALONE = 400
_NEEDED_LITTLE, _NEEDED, _NEEDED_LONG, _AGAINST_MARKS = 1, 2, 3, 4


def missing_signs(sight: Sight) -> Signs:
    """Gather what speaks for "not found", said by a page that came with any status."""
    return signs(Quality.SOFT_404, needed=_needed(sight), seen=_seen(sight, "missing"))


def error_signs(sight: Sight) -> Signs:
    """Gather what speaks for an error, works, or a domain that nobody uses."""
    return signs(Quality.ERROR_PAGE, needed=_needed(sight), seen=_seen(sight, "errors"))


def _needed(sight: Sight) -> int:
    if sight.has_story_marks:
        return _AGAINST_MARKS
    if sight.is_little:
        return _NEEDED_LITTLE if sight.shows_less_than(_ALONE) else _NEEDED
    return _NEEDED if sight.paragraphs < _SHORT else _NEEDED_LONG


def _seen(sight: Sight, name: str) -> Iterator[tuple[int, bool, str]]:
    if sight.size >= _LONGEST:
        return
    words = lexicon(name)
    yield 2, sight.is_called(words["names"], of=sight.headings[:2]), "is called so"
    yield (
        2,
        sight.is_called(words["names"], of=(*sight.headings[2:], sight.first_line)),
        "headed so",
    )
    head = sight.folded[:_HEAD]
    if sight.size < _SHORT and sight.shows_less_than(_ALONE):
        head = f"{head}\n{sight.folded_shown}"
    if sight.size < _SHORT:
        yield 1, words["words"].is_in(head), "says so in its first lines"
    if "script" in words and sight.is_little and sight.shows_less_than(_SCRIPT_ALONE):
        yield 1, words["script"].is_in(sight.folded_shown), "shows nothing without its script"
