"""Challenges and refusals: pages by which a site, a country or a provider shuts a reader out.

Vendors are told by what their scripts leave in the markup, all others by what they say: a refusal
is short, speaks to the reader, and stands on a page that has nothing of a story.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.folding import size_of
from monitor.reading.walls.lexicon import lexicon
from monitor.reading.walls.markers import VENDOR_MARKERS, has_challenge
from monitor.reading.walls.sight import LITTLE
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_LONGEST = 3_000  # letters
_LONGEST_CHALLENGE = 1_500
_FIRST_LINES = 3
_BARE_LINKS = 5
_BARE = 40  # letters that hardly say anything
_MOST_SHOWN = 3_000  # characters; what shows more is mostly menus
# Letters of a text, and the weight needed for a text that is not longer.
_NEEDED = ((LITTLE, 2), (800, 3), (1_500, 4), (_LONGEST, 5))
_AGAINST_MARKS, _AGAINST_MARKS_SHORT = 6, 4
_SHORT = 500  # letters
_OUT_OF_THE_QUESTION = 99
_TO_SPARE = 2
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s+|\n")
_LONG_SENTENCE, _MORE = 40, 120  # letters
_SAYS = {
    "human": "asks for a proof of being human",
    "checking": "says that the browser or connection is being checked",
    "switch on": "asks for JavaScript and cookies to be switched on",
    "guards": "names who guards the site",
    "you are blocked": "says that the reader is blocked",
    "it is blocked": "says that the page is blocked",
    "not here": "says that it is not for this country",
}


def bot_wall_signs(sight: Sight) -> Signs:
    """Gather what speaks for a challenge or a refusal."""
    found = signs(Quality.BOT_WALL, needed=_needed(sight), seen=_seen(sight))
    if found.is_enough and _has_more_to_say(sight):
        return replace(found, needed=found.needed + _TO_SPARE)
    return found


def _needed(sight: Sight) -> int:
    if sight.has_story_marks and not (sight.is_little and sight.shows_less_than(_MOST_SHOWN)):
        return _AGAINST_MARKS_SHORT if sight.size < _SHORT else _AGAINST_MARKS
    return next((need for size, need in _NEEDED if sight.size < size), _OUT_OF_THE_QUESTION)


def _has_more_to_say(sight: Sight) -> bool:
    """Say whether most of the text is sentences that no wall would say."""
    if sight.size >= _LONGEST or sight.is_little:
        return False
    voices = (*lexicon("bots").values(), *lexicon("refusals").values())
    other = [
        size_of(sentence)
        for sentence in _SENTENCE.split(sight.folded)
        if not any(voice.is_in(sentence) for voice in voices)
    ]
    said = sum(size for size in other if size >= _LONG_SENTENCE)
    return said >= _MORE and said > sight.size / 2


def _seen(sight: Sight) -> Iterator[tuple[int, bool, str]]:
    if sight.size >= _LONGEST:
        return
    yield _AGAINST_MARKS, _has_challenge(sight), "a challenge's script in the markup"
    read = "\n".join((*sight.headings, sight.folded))
    if sight.is_little and sight.shows_less_than(_MOST_SHOWN):
        read = f"{read}\n{sight.folded_shown}"
    bots, refusals = lexicon("bots"), lexicon("refusals")
    called = (*sight.headings, *sight.folded.split("\n")[:_FIRST_LINES])
    yield 2, sight.is_called(bots["titles"], of=called), "is called so"
    spoken = [what for name, what in _SAYS.items() if bots[name].is_in(read)]
    for what in spoken:
        yield 2, True, what
    is_shut = refusals["shut"].is_in(read)
    is_elsewhere = refusals["elsewhere"].is_in(read)
    yield 1, is_shut, "says that something is shut"
    if not (is_shut or is_elsewhere or spoken):
        return
    is_spoken_to = refusals["spoken to"].is_in(read)
    if sight.has_story_marks and not (spoken or is_spoken_to):
        return
    yield 1, is_shut and any(map(refusals["shut"].is_in, sight.headings)), "as its heading"
    yield 2, is_elsewhere, "says for which countries it is"
    yield 1, refusals["ordered"].is_in(read), "says on whose order"
    yield 1, is_spoken_to, "speaks to the reader"
    yield 1, refusals["filtered"].is_in(read), "speaks of a filter"
    yield 1, sight.links <= _BARE_LINKS, "nothing else on the page"


def _has_challenge(sight: Sight) -> bool:
    if sight.size >= _LONGEST_CHALLENGE or (sight.has_story_marks and not sight.is_little):
        return False
    if has_challenge(sight.markup):
        return True
    if sight.text or size_of(sight.shown) >= _BARE:
        return False
    return bool(VENDOR_MARKERS.search(sight.source))
