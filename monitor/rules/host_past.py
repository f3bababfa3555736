"""What a host's earlier pages tell of the next: how its stories are, what came in their place.

The one thing said in every language: a short text that stood at several addresses, for entries with
different titles, is none of their stories. No text is kept, only hashes; how a page is judged by it
is for `reading.walls.precedent` to say.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from monitor.model import Quality
from monitor.ports import SeenPage

# What carries a host's own stories; anything else stands in place of one.
STORIES: Final = frozenset({Quality.STORY, Quality.STUB, Quality.LIVE_BLOG, Quality.VIDEO})
SHORT_TEXT: Final = 1_500  # characters; what is longer is not looked for at other addresses
_TEXT_BITS: Final = 62  # as much as SQLite and JSON keep of a whole number
_OTHERS: Final = 2  # addresses and titles at which a text has to have stood
# Walls name the request: its address, its number, its time. Numbers that a story may be about stay.
_REQUEST: Final = re.compile(
    r"(?:https?://|/)[\w./%?=&:#~+-]+"
    r"|\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8,}(?:[.-][0-9a-z]+)*\b|\b\d[\d.:-]{7,}\b",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPast:
    """What is known of a host's earlier pages when another one of it is read.

    stories, dated: How many of its last pages were stories, and how many of these had a date.
    characters: The median length of those stories' texts; 0 where there are none.
    walls: How often each other kind came in place of a story lately.
    repeated: Keys of short texts that stood at two other addresses or more, for entries with
        other titles each.
    """

    stories: int = 0
    dated: int = 0
    characters: int = 0
    walls: tuple[tuple[Quality, int], ...] = ()
    repeated: frozenset[int] = frozenset()


def text_key(text: str) -> int:
    """Return what two short texts share that say the same; 0 for a long one, and for none.

    White space, case, and what names the single request (addresses, long numbers and codes) do not
    count.
    """
    if not text or len(text) > SHORT_TEXT:
        return 0
    told = " ".join(_REQUEST.sub("0", text).casefold().split())
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> (64 - _TEXT_BITS)


def past_of(pages: Iterable[SeenPage], *, page: int, asked: int) -> HostPast:
    """Return what a host's last pages tell of the one that is about to be read.

    page: Hash of its address: what was seen of it before does not count.
    asked: Hash of the title of the entry that it is asked for; 0 if unknown.
    """
    others = [other for other in pages if other.page != page]
    stories = [other for other in others if other.kind is Quality.STORY and other.characters]
    walls = Counter(other.kind for other in others if other.kind not in STORIES)
    return HostPast(
        stories=len(stories),
        dated=sum(story.is_dated for story in stories),
        characters=int(median(story.characters for story in stories)) if stories else 0,
        walls=tuple(walls.most_common()),
        repeated=_repeated(others, asked=asked) if asked else frozenset(),
    )


def _repeated(pages: Sequence[SeenPage], *, asked: int) -> frozenset[int]:
    """Return the texts that came for enough other titles.

    A story at two addresses, or told again by an entry of the same title, is still a story.
    """
    titles: dict[int, set[int]] = defaultdict(set)
    for page in pages:
        if page.text and page.asked and page.asked != asked:
            titles[page.text].add(page.asked)
    return frozenset(text for text, asked_for in titles.items() if len(asked_for) >= _OTHERS)
