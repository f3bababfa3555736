"""Lines that stand on other pages of the host as well.

Which those are is learned in `rules.recurring`; this only finds them again.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft
from monitor.rules.recurring import line_key

_WHY = "stands on other pages of this host"


def draft_keys(draft: Draft) -> tuple[int, ...]:
    """Return the key of each line of a draft, for `ExtractedPage.lines`."""
    return tuple(line_key(line.text) for line in draft.lines)


def recurring_lines(draft: Draft, keys: frozenset[int]) -> Mapping[int, str]:
    """Find the lines whose key is among `keys`.

    Nothing is found where nothing would be left: a page that is all frame was not understood,
    and what it is shall be judged by what it shows.
    """
    if not keys:
        return {}
    found = {at: _WHY for at, key in enumerate(draft_keys(draft)) if key in keys}
    return found if len(found) < len(draft.lines) else {}
