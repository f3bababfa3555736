"""The headline in the text: the article carries its title already.

Where the page's title was written anew for search engines, its headline says something else, and
`title_line` does not know it; the page's markup does. A page of many headlines is a list, and
stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft

_MOST_HEADLINES = 3
_FIRST_LINES = 3


def headlines(draft: Draft) -> Mapping[int, str]:
    """Return the lines at the beginning that the page marks as its headline (`<h1>`)."""
    found = [index for index, line in enumerate(draft.lines) if line.tag == "h1"]
    if not draft.title or len(found) > _MOST_HEADLINES:
        return {}
    return {index: "the page's headline" for index in found if index < _FIRST_LINES}
