"""Whether something stands before most of a feed's pages: a wall, a login, a closed door.

Decided from the last pages alone, so that one challenge among many stories is no news, and a wall
that came down is known to be down. Pure: it asks for nothing and tells nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import FeedState

RECENT: Final = 10  # pages that count
_FEWEST: Final = 3  # walls before they are more than an accident


def note_page(state: FeedState, kind: str, *, now: datetime) -> FeedState:
    """Return how a feed is after one more of its pages.

    They are blocked once most of the last ten were walls, three at least, and until at most a
    third of them are.

    kind: What stood before the page (`rules.articles.what_stands_before`); "" if nothing did.
    """
    recent = (*state.pages_recent, kind)[-RECENT:]
    walls = Counter(filter(None, recent))
    count = walls.total()
    is_blocked = (
        3 * count > len(recent)
        if state.pages_blocked is not None
        else count >= _FEWEST and 2 * count > len(recent)
    )
    if not is_blocked:
        return replace(state, pages_recent=recent, pages_blocked=None, pages_since=None)
    [(most, _)] = walls.most_common(1)
    since = now if state.pages_since is None else state.pages_since
    return replace(state, pages_recent=recent, pages_blocked=most, pages_since=since)


def wall_count(state: FeedState) -> int:
    """Return before how many of its last pages something stood."""
    return sum(map(bool, state.pages_recent))
