"""A page's headline: which of the places that tell it is believed, and without the site's name.

Publishers write the headline up to five times: for networks (og:title), for readers (h1), for
machines (JSON-LD), for X, for the window's bar. Only the last usually carries the site's name,
but any may. What the name is told by the page itself and by its host, in any script.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.reading.plain import plain_line, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What stands between a headline and a site's name; a lone hyphen or colon needs space around
# it or behind it, since words hold them too.
_BARS = r"\s*[|｜¦]+\s*|\s+[»«]+\s+"
_BAR = re.compile(_BARS)
_SEPARATOR = re.compile(
    rf"{_BARS}|"
    r"\s+(?:-{1,3}|[–—−·•‧:/~*‹›<>@]+|::+)\s+|--+|\s*::+\s*|：|_+(?=\S{2,20}$)"
)
_COLON = re.compile(r":\s+")
_DOMAIN = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,10}$", re.IGNORECASE)
_DAY = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_NAME_WORDS = 5
_NAME_CHARS = 40
_SPACE = re.compile(r"\s+")
_TITLE_CHARS: Final = 500
_SAME: Final = 0.8
_TEASER: Final = 0.3
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
_GUILLEMETS = frozenset("«»")
_MOST_PARTS = 12
_SHORTEST_NAME = 3
_LEAST_WORDS = 3
_LABELS_OF_NO_NAME = frozenset(
    {"www", "com", "org", "net", "gov", "edu", "news", "blog", "blogs", "the", "ac", "co", "mobile"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNames:
    """What a site may be called in a title, folded to letters and digits.

    whole: Names as the page tells them.
    labels: Parts of the host's name that are long enough to be one.
    sections: What the page calls its section.
    """

    whole: frozenset[str]
    labels: frozenset[str]
    sections: frozenset[str]

    def are(self, part: str) -> bool:
        """Say whether a whole line is nothing but the site's name."""
        folded = squeezed(part)
        return folded in self.whole or folded in self.labels or len(folded) <= 1

    def end(self, part: str) -> bool:
        """Say whether a part cut off a title is the site's name, a department of it or a day."""
        folded = squeezed(part)
        if self.are(part) or folded in self.sections or _DOMAIN.match(part) or _DAY.match(part):
            return True
        if len(part.split()) > _NAME_WORDS or len(folded) > _NAME_CHARS:
            return False
        return any(
            folded.startswith(name) or folded.endswith(name) or name.startswith(folded)
            for name in self.whole | self.labels
            if len(name) >= _SHORTEST_NAME or not name.isascii()
        )


def site_names(names: Iterable[str], *, host: str, sections: Iterable[str] = ()) -> SiteNames:
    """Return what a site may be called, from the names it gives itself and its host."""
    labels = {squeezed(label) for label in re.split(r"[.\-]", host)} | {
        squeezed(label) for label in host.split(".")
    }
    parts = host.split(".")
    whole = {squeezed(name) for name in names} | {
        squeezed(".".join(parts[at:])) for at in range(max(1, len(parts) - 1))
    }
    return SiteNames(
        whole=frozenset(name for name in whole if len(name) > 1),
        labels=frozenset(
            label for label in labels - _LABELS_OF_NO_NAME if len(label) >= _SHORTEST_NAME
        ),
        sections=frozenset(filter(None, map(squeezed, sections))),
    )


def page_title(
    *, social: Sequence[str], linked: str, heads: Sequence[str], window: str, names: SiteNames
) -> str:
    """Return a page's headline, without the site's name; "" if the page tells none.

    social: og:title and twitter:title. linked: JSON-LD's headline. heads: The first-level
    headings. window: The text of `<title>`; it alone may be the site's name after all.

    og:title stands, unless the heading and JSON-LD agree with each other and share little with
    it: then it is a teaser for networks.
    """
    raw = [_line(each) for each in (social[0], linked, social[1], window)]
    others = {squeezed(each) for each in [*raw, *map(_line, heads)]} - {""}
    shared, told, short, bar = (_headline(each, names=names, others=others) for each in raw)
    known = [each for each in (shared, told, bar) if each]
    lines = [cut for head in heads if (cut := _headline(_line(head), names=names, others=others))]
    head = max(lines, key=lambda line: max([0.0, *(likeness(line, k) for k in known)]), default="")
    if head and shared and told and likeness(head, told) >= _SAME:
        title = head if likeness(head, shared) < _TEASER else shared
    else:
        is_backed = not bar or squeezed(head) in squeezed(bar) or likeness(head, bar) >= _TEASER
        title = shared or (head if is_backed else "") or told or short or _unbarred(bar) or head
    return (title or next(filter(None, map(_line, heads)), "") or raw[-1])[:_TITLE_CHARS].rstrip()


def _unbarred(title: str) -> str:
    """Return the window's title up to its first bar, if that is the longer part, else as it is.

    For pages that tell their site's name nowhere else.
    """
    found = _BAR.search(title)
    if found is None or len(title) - found.end() >= found.start() or _is_quoted(title):
        return title
    start = title[: found.start()]
    return start if len(_WORD.findall(start)) >= _LEAST_WORDS else title


def likeness(one: str, other: str) -> float:
    """Return the F1 of two lines' words, 0..1; signs of Chinese and Japanese count as words."""
    first, second = (Counter(_WORD.findall(text.casefold())) for text in (one, other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _headline(line: str, *, names: SiteNames, others: set[str]) -> str:
    cut = cut_name(line, names=names, others=others - {squeezed(line)})
    return "" if names.are(cut) else cut


def _line(text: str) -> str:
    return plain_line(text, limit=_TITLE_CHARS * 2) if text else ""


def cut_name(title: str, *, names: SiteNames, others: set[str]) -> str:
    """Return a title without the site's name at its end or beginning.

    others: The page's other titles, folded; a part that is one of them is the headline.
    """
    cuts = [(0, 0), *_separators(title), (len(title), len(title))]
    parts = [title[a[1] : b[0]] for a, b in itertools.pairwise(cuts)]
    first, last = 0, len(parts)
    while last - first > 1 and (
        names.end(parts[last - 1]) or squeezed(title[cuts[first][1] : cuts[last - 1][0]]) in others
    ):
        last -= 1
    while last - first > 1 and names.end(parts[first]):
        first += 1
    title = title[cuts[first][1] : cuts[last][0]].strip()
    found = _COLON.search(title)
    if found and squeezed(title[: found.start()]) in names.whole | names.labels:
        title = title[found.end() :]
    return title.strip()


def _separators(title: str) -> list[tuple[int, int]]:
    return [found.span() for found in itertools.islice(_SEPARATOR.finditer(title), _MOST_PARTS)]


def _is_quoted(title: str) -> bool:
    """Say whether the guillemets of a title are quotation marks: both kinds are there."""
    return set(title) >= _GUILLEMETS
