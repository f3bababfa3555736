"""A page prepared for comparison: what the program reads of it by guessing, and where that stands.

Host rules are left out of it, since it is for proposing one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lxml.html import HtmlElement

from monitor.reading.charset import decode_page
from monitor.reading.extract import extract_page
from monitor.reading.hosts import with_only
from monitor.reading.parse import parse_page
from monitor.reading.plain import squeezed
from monitor.reading.story.alignment import taken
from monitor.reading.story.blocks import Block, blocks_of
from monitor.rules.articles import host_of
from monitor.rules.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import ExtractedPage
    from monitor.reading.given import PageBytes
    from monitor.reading.hosts.rule import HostRule

_SAME: Final = 0.9  # of a text's letters
_LEAD_CHARS: Final = 30


@dataclass(frozen=True, slots=True)
class Share:
    """How much text stands in some elements.

    story: Characters that belong to the story; `total` counts all.
    """

    story: int = 0
    total: int = 0


class Sample:
    """One page.

    page: What was read of it.
    order: Where each element stands in the document.
    description: What the page says of itself in its head.
    """

    def __init__(self, source: PageBytes) -> None:
        self.source = source
        self.page: ExtractedPage = self._read()
        self.root: HtmlElement = parse_page(
            decode_page(source.body, content_type=source.content_type)
        )
        self.blocks: list[Block] = blocks_of(self.root)
        self.is_story = taken(self.page.text.split("\n"), self.blocks)
        self.order = {element: place for place, element in enumerate(self.root.iter("*"))}
        self.description = squeezed(
            " ".join(
                str(found)
                for found in self.root.xpath(
                    "//meta[@name='description' or @property='og:description']/@content"
                )[:2]
            )
        )
        self._shares: dict[HtmlElement, Share] = {}
        for block, is_story in zip(self.blocks, self.is_story, strict=True):
            # A headline or lead may stand in the body or before it: it speaks for neither.
            size = 0 if self._is_head(block.text) else len(block.text)
            for element in (block.element, *block.element.iterancestors()):
                share = self._shares.get(element, Share())
                self._shares[element] = Share(share.story + size * is_story, share.total + size)
        self.story_chars = self._shares.get(self.root, Share()).story

    def _is_head(self, text: str) -> bool:
        text = squeezed(text)
        return are_alike(text, self.page.title) or (
            len(text) >= _LEAD_CHARS and text in self.description
        )

    def read_by(self, rule: HostRule) -> str:
        """Return the page's text as it comes out with a rule."""
        return self._read(rule).text

    def likeness(self, rule: HostRule) -> float:
        """Say how like its guessed text the page comes out with a rule, 0..1; heads aside."""
        return likeness(self._below_head(self.read_by(rule)), self._below_head(self.page.text))

    def _below_head(self, text: str) -> str:
        return "\n".join(line for line in text.split("\n") if not self._is_head(line))

    def _read(self, *rules: HostRule) -> ExtractedPage:
        with with_only(*rules):
            return extract_page(
                self.source.body, content_type=self.source.content_type, url=self.source.url
            )

    def share(self, elements: Iterable[HtmlElement]) -> Share:
        """Add up what stands in elements of which none is within another."""
        found = [self._shares.get(element, Share()) for element in elements]
        return Share(sum(each.story for each in found), sum(each.total for each in found))

    def holders(self, *, least: float) -> list[HtmlElement]:
        """Return the elements that hold at least this share of the story's text."""
        most = least * self.story_chars
        return [
            element
            for element, share in self._shares.items()
            if share.story and share.story >= most and element.tag not in {"html", "body"}
        ]


def with_address(source: PageBytes) -> PageBytes:
    """Return a page with the address that it declares, if none is known."""
    if source.url is not None:
        return source
    root = parse_page(decode_page(source.body, content_type=source.content_type))
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for declared in root.xpath(path):
            if host_of(url := canonical_url(str(declared))):
                return replace(source, url=url)
    return source


def likeness(one: str, other: str) -> float:
    """Return the F-measure of the words of two texts, 0..1."""
    ours, theirs = Counter(one.casefold().split()), Counter(other.casefold().split())
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def text_of(element: HtmlElement) -> str:
    """Return an element's text, its spaces folded."""
    return " ".join("".join(element.itertext()).split())


def are_alike(one: str, other: str) -> bool:
    """Say whether two texts are the same, or one is nearly all of the other."""
    one, other = squeezed(one), squeezed(other)
    short, long = sorted((one, other), key=len)
    return bool(short) and short in long and len(short) >= _SAME * len(long)
