"""Consent pages: a page that asks for consent, or for money instead, before it shows a story.

Nearly every page has a banner; a page is a consent page only where hardly anything else is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.folding import size_of
from monitor.reading.walls.lexicon import lexicon
from monitor.reading.walls.markers import CONSENT_ADDRESSES, CONSENT_HOST
from monitor.reading.walls.sight import LITTLE
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_LONGEST = 8_000  # letters
_CROWDED = 2_500  # a longer one has to say more of what consent pages say
_OTHER_SHARE = 0.5
_SENTENCE = 80  # letters
_NEEDED, _NEEDED_CROWDED = 3, 4
_NEEDED_LITTLE = 2
_GROUPS = ("cookies", "partners", "accept or reject", "your privacy", "settings", "what for", "pay")


def consent_signs(sight: Sight) -> Signs:
    """Gather what speaks for a page that asks for consent."""
    read = sight.folded_shown if sight.is_little else sight.folded
    size = size_of(read)
    needed = _NEEDED_LITTLE if size < LITTLE else _NEEDED if size < _CROWDED else _NEEDED_CROWDED
    return signs(Quality.CONSENT_PAGE, needed=needed, seen=_seen(sight, read, size))


def _seen(sight: Sight, read: str, size: float) -> Iterator[tuple[int, bool, str]]:
    if size >= _LONGEST or (sight.has_story_marks and not sight.is_little):
        return
    paragraphs = read.split("\n")
    words = lexicon("consent")
    said = [name for name in _GROUPS if any(map(words[name].is_in, paragraphs))]
    is_host = bool(CONSENT_HOST.search(sight.address.hostname or ""))
    is_titled = sight.is_called(words["titles"], of=(*sight.headings, paragraphs[0]))
    if not (is_host or is_titled or said) or (not is_host and _has_more_to_say(paragraphs)):
        return
    yield _NEEDED, is_host, "a consent manager's address"
    yield 2, bool(CONSENT_ADDRESSES.search(sight.source)), "sends the answer to a consent manager"
    yield 1, is_titled, "is called so"
    for name in said:
        yield 1, True, f"says what consent pages say: {name}"


def _has_more_to_say(paragraphs: Sequence[str]) -> bool:
    """Say whether half a text, or enough sentences for a story, are not about consent."""
    other = [line for line in paragraphs if not _speaks(line)]
    sentences = [line for line in other if size_of(line) >= _SENTENCE]
    is_half = sum(map(len, other)) > _OTHER_SHARE * sum(map(len, paragraphs))
    return is_half or size_of("".join(sentences)) >= LITTLE


def _speaks(folded: str) -> bool:
    words = lexicon("consent")
    return any(words[name].is_in(folded) for name in _GROUPS)
