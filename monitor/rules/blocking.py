"""Whether something stands before most of a feed's pages: a wall, a login, a closed door.

Decided from the last pages alone, so that one challenge among many stories is no news, and a wall
that came down is known to be down. Pure: it asks for nothing and tells nobody.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from monitor.model import PagesState

if TYPE_CHECKING:
    from datetime import datetime

RECENT: Final = 10  # pages that count
_FEWEST: Final = 3  # walls before they are more than an accident


def note_page(state: PagesState, kind: str, *, now: datetime) -> PagesState:
    """Return how a feed's pages are after one more.

    They are blocked once most of the last ten were walls, three at least, and until at most a
    third of them are.

    kind: What stood before the page (`rules.articles.what_stands_before`); "" if nothing did.
    """
    recent = (*state.recent, kind)[-RECENT:]
    walls = Counter(filter(None, recent))
    count = walls.total()
    is_blocked = (
        3 * count > len(recent)
        if state.blocked is not None
        else count >= _FEWEST and 2 * count > len(recent)
    )
    if not is_blocked:
        return PagesState(recent=recent)
    [(most, _)] = walls.most_common(1)
    since = now if state.since is None else state.since
    return PagesState(recent=recent, blocked=most, since=since)
