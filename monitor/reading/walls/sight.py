"""A page as the judges of walls look at it: each look is taken when first asked for.

A story is known by its length and its marks, and is hardly looked at; what costs time (all that a
page shows, its headings, its fields) is only looked up where the text is little or odd.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from lxml import etree

from monitor.reading.parse import parse_page
from monitor.reading.plain import UNSHOWN, fold_space, shown_text
from monitor.reading.walls.folding import fold, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from monitor.reading.walls.lexicon import Phrases
    from monitor.rules.host_past import HostPast

LITTLE = 250  # letters; a shorter text is too short for a story
_MOST_SHOWN = 30_000  # characters
_MOST_HEADINGS = 4
_HEADING_CHARS = 200
_PARAGRAPH = 60  # letters; less is a heading or an item
_TITLE_PARTS = re.compile(r"\s+[|–—·:»›-]+\s+|\s*[|»›]\s*|: |\n")
_AROUND = " .,:;!?-–—…·*«»\"'()[]"
_STORY_TEXTS = (
    "articleBody",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    '"datePublished"',
    'itemprop="datePublished',
)
_COOKIES = re.compile(
    r"cookie|consent|privacy|onetrust|didomi|usercentrics|sp_message", re.IGNORECASE
)
_FIELDS = frozenset({"", "text", "email", "tel", "password"})


class Sight:
    """One page: what was extracted from it, and what can be seen on it.

    title, text: As extracted.
    source: The page's markup.
    status, past, is_dated, text_key: As `quality.judge` takes them.
    """

    def __init__(
        self,
        root: HtmlElement,
        *,
        title: str,
        text: str,
        source: str,
        url: str | None,
        status: int | None = None,
        past: HostPast | None = None,
        is_dated: bool = False,
        text_key: int = 0,
    ) -> None:
        self.root = root
        self.title = title
        self.text = text
        self.source = source
        self.url = url
        self.status = status
        self.past = past
        self.is_dated = is_dated
        self.text_key = text_key

    @cached_property
    def size(self) -> float:
        """How much the text says, in letters."""
        return size_of(self.text)

    @property
    def is_little(self) -> bool:
        """Whether the text is too short for a story."""
        return self.size < LITTLE

    @cached_property
    def has_story_marks(self) -> bool:
        """Whether the page says of itself that it is a story, as walls hardly ever do."""
        for meta in self.root.iter("meta"):
            name = (meta.get("property") or meta.get("name") or "").lower()
            content = (meta.get("content") or "").lower()
            if name == "article:published_time" and content:
                return True
            if name == "og:type" and "article" in content:
                return True
        return any(mark in self.source for mark in _STORY_TEXTS)

    @cached_property
    def shown(self) -> str:
        """All that the page shows, in lines, with the boxes that were taken out of the tree."""
        return fold_space(shown_text(self._whole, unread=UNSHOWN))[:_MOST_SHOWN]

    def shows_less_than(self, limit: int) -> bool:
        """Say whether the page shows fewer characters than that; cheap where it shows far more."""
        if "shown" not in self.__dict__ and _shows_at_least(self.root, 2 * limit):
            return False
        return len(self.shown) < limit

    @cached_property
    def markup(self) -> str:
        """The page's markup in lower case."""
        return self.source.lower()

    @cached_property
    def folded(self) -> str:
        """The beginning of the extracted text, folded; walls are short."""
        return fold(self.text[:_MOST_SHOWN])

    @property
    def first_line(self) -> str:
        """The extracted text's first line, folded."""
        return self.folded.partition("\n")[0]

    @cached_property
    def folded_shown(self) -> str:
        """All that the page shows, folded."""
        return fold(self.shown)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The title, the <title> and the first headings, folded, each once."""
        found = [fold(self.title)]
        elements = self.root.iter("title", "h1", "h2", "h3")
        for element in islice(elements, _MOST_HEADINGS + 1):
            text = " ".join(str(element.text_content()).split())
            found.append(fold(text[:_HEADING_CHARS]))
        return tuple(dict.fromkeys(heading for heading in found if heading))

    @cached_property
    def paragraphs(self) -> float:
        """How much of the text stands in paragraphs, in letters."""
        return sum(size for size in map(size_of, self.text.split("\n")) if size >= _PARAGRAPH)

    @cached_property
    def links(self) -> int:
        """How many links the page has."""
        return sum(1 for _ in self.root.iter("a"))

    @cached_property
    def address(self) -> SplitResult:
        """The page's address in its parts."""
        try:
            return urlsplit(self.url or "")
        except ValueError:
            return urlsplit("")

    @cached_property
    def fields(self) -> tuple[int, int]:
        """How many fields to write into the page has, and how many of them are for passwords."""
        kinds = [(field.get("type") or "").lower() for field in self.root.iter("input")]
        return sum(kind in _FIELDS for kind in kinds), kinds.count("password")

    def is_called(self, names: Phrases, *, of: tuple[str, ...] | None = None) -> bool:
        """Say whether a title or heading, or a part of one, is one of some names.

        of: What to look at instead.
        """
        return any(
            names.is_all_of(part)
            for heading in (self.headings if of is None else of)
            for part in _parts(heading)
        )

    @cached_property
    def _whole(self) -> HtmlElement:
        """The page with the consent boxes that were taken out before its text was looked for."""
        if not _COOKIES.search(self.source):
            return self.root
        return parse_page(self.source)


def _shows_at_least(root: HtmlElement, limit: int) -> bool:
    """Say whether the first texts of a page are together that long; the rest is not looked at."""
    size = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag in UNSHOWN:
            walk.skip_subtree()
        elif element.text:
            size += len(" ".join(element.text.split()))
            if size >= limit:
                return True
    return False


def _parts(heading: str) -> Iterator[str]:
    # Sites put their name before or after: "Just a moment... | Some Site".
    for part in dict.fromkeys((heading, *_TITLE_PARTS.split(heading))):
        if stripped := part.strip(_AROUND):
            yield stripped
