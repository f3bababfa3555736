"""Pages where one signs in, registers, or asks for a new password.

Stories carry a box to sign in as well; such a page is called by what it is for, is found at such an
address, and has fields to fill in instead of paragraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.lexicon import lexicon
from monitor.reading.walls.markers import ACCOUNT_PATH
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_LONGEST = 2_500  # letters
_FEW = 300
_MANY_FIELDS, _FORM = 4, 10
_BARE_LINKS = 10
# Letters in paragraphs, and the weight needed for fewer.
_NEEDED = ((_FEW, 3), (1_000, 4), (float("inf"), 5))
_AGAINST_MARKS = 6


def login_signs(sight: Sight) -> Signs:
    """Gather what speaks for a page of accounts."""
    if sight.has_story_marks:
        needed = _AGAINST_MARKS
    else:
        needed = next(need for size, need in _NEEDED if sight.paragraphs < size)
    return signs(Quality.LOGIN, needed=needed, seen=_seen(sight))


def _seen(sight: Sight) -> Iterator[tuple[int, bool, str]]:
    if sight.size >= _LONGEST:
        return
    words = lexicon("login")
    fields, passwords = sight.fields
    is_titled = sight.is_called(words["names"], of=(*sight.headings[:2], sight.first_line))
    is_headed = is_titled or sight.is_called(words["names"])
    is_there = bool(ACCOUNT_PATH.search(f"{sight.address.path}?{sight.address.query}"))
    said = words["words"].is_in(sight.folded_shown if is_titled or is_there else sight.folded)
    if not (passwords or ((is_headed or is_there) and (fields or said))):
        return
    yield 1, bool(passwords), "a field for a password"
    yield 1, bool(passwords) and sight.paragraphs < _FEW, "and no paragraphs"
    yield 1, is_headed, "a heading says so"
    yield 1, is_titled, "is called so"
    yield 1, is_titled and sight.is_little, "and hardly says more"
    yield 2, is_there, "stands at such an address"
    yield 1, said, "speaks of passwords and names"
    yield 1, fields >= _MANY_FIELDS, "many fields"
    yield 1, passwords > 0 and fields >= _FORM, "a form to register"
    yield 1, is_there and sight.links <= _BARE_LINKS, "and hardly any links"
