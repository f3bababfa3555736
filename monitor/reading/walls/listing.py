"""Index pages: a front page, a section or a topic, which lists stories and tells none.

Their text is headlines, and headlines are links; a story links few of its own lines.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_HEADLINE = 25  # characters of a link; less is a menu's
_LINE = 15
_MANY_HEADLINES = 25
_MOST_HEADLINES = 40
_FEW_LINES = 6
_LINKED_LINES = 6
_LINKED_SHARE = 0.25
_MOSTLY = 0.6
_NO_PARAGRAPHS = 100  # letters
_MOST_IN_ONE = 0.4  # of a list's text that stands between two links
_NEEDED, _AGAINST_MARKS_IN_FRONT, _AGAINST_MARKS = 2, 3, 4
_LIST_PATH = re.compile(
    r"/(?:tags?|topics?|themen?|category|categories|rubri[ck]\w*|sections?|archives?|search|suche|recherche"
    r"|author|auteur|etiquet\w+|temas?|tema|konu|etiket|tagi|temat|tegi|teg|label)(?:/|$)"
)


def index_signs(sight: Sight) -> Signs:
    """Gather what speaks for a page that lists stories."""
    if not sight.has_story_marks:
        needed = _NEEDED
    else:
        needed = _AGAINST_MARKS_IN_FRONT if is_front(sight) else _AGAINST_MARKS
    return signs(Quality.INDEX, needed=needed, seen=_seen(sight))


def _seen(sight: Sight) -> Iterator[tuple[int, bool, str]]:
    stands_in_front = is_front(sight)
    if sight.has_story_marks and not stands_in_front:
        return
    links = [" ".join(str(link.text_content()).split()) for link in sight.root.iter("a")]
    headlines = sum(len(link) >= _HEADLINE for link in links)
    long_links = {link for link in links if len(link) >= _LINE}
    lines = sight.text.split("\n")
    linked = sum(line in long_links for line in lines)
    share = linked / len(lines)
    runs = (
        sum(map(len, run))
        for is_link, run in groupby(lines, long_links.__contains__)
        if not is_link
    )
    if max(runs, default=0) > _MOST_IN_ONE * len(sight.text) and not stands_in_front:
        linked = 0
    yield (
        2,
        stands_in_front and headlines >= _MANY_HEADLINES,
        "a site's front page with many headlines",
    )
    yield 1, stands_in_front and headlines >= _MOST_HEADLINES, "very many of them"
    yield 2, linked >= _LINKED_LINES and share >= _LINKED_SHARE, "its lines are links"
    yield 1, linked >= _LINKED_LINES and share >= _MOSTLY, "most of them"
    is_listing = headlines >= _MOST_HEADLINES and sight.paragraphs < _NO_PARAGRAPHS
    yield (
        2,
        bool(sight.text) and is_listing and (sight.is_little or len(lines) >= _FEW_LINES),
        "headlines, no paragraph",
    )
    yield 2, bool(_LIST_PATH.search(sight.address.path)), "stands at a list's address"


def is_front(sight: Sight) -> bool:
    """Say whether a page is its site's front page by its address."""
    return bool(sight.address.hostname) and sight.address.path in {"", "/"}
