"""A page as a reader sees it: blocks of text, one for each paragraph, heading, item or cell.

trafilatura answers with text alone; to say of each line where it stood, the page is cut into
blocks first. Nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

# What begins a line of its own: HTML's flow content (WHATWG HTML 15.3), and Yandex's <noindex>.
BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav noindex
    ol option p pre section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
_UNREAD = frozenset(
    """
    audio canvas datalist iframe map math noscript object script select style svg template
    textarea title video
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
_STRESSED = frozenset({"b", "strong", "em", "i"})
_BREAKS = 2  # two <br> are a paragraph's end


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text.

    element: The innermost block element around it.
    linked, stressed: How many of its characters stand in links, and in bold or italics.
    """

    text: str
    element: HtmlElement
    linked: int
    stressed: int


def blocks_of(root: HtmlElement) -> list[Block]:
    """Cut a page into its blocks, in document order."""
    # libxml2 puts all of a page without <body> that begins with an element it does not know into
    # the head.
    body = root.find("body")
    cutter = _Cutter(root if body is None else body)
    return list(cutter.blocks())


class _Cutter:
    """Walk through a page once; iterative, since pages nest without end."""

    def __init__(self, body: HtmlElement) -> None:
        self._body = body
        self._pieces: list[str] = []
        self._linked = 0
        self._stressed = 0
        self._links = 0
        self._stresses = 0
        self._breaks = 0

    def blocks(self) -> Iterator[Block]:
        around: list[HtmlElement] = [self._body]
        skipped: HtmlElement | None = None
        for event, element in etree.iterwalk(self._body, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._take(element.tail)
            elif event == "start" and element.tag in _UNREAD:
                skipped = element
            elif event == "start":
                yield from self._begin(element, around)
            else:
                yield from self._end(element, around)

    def _begin(self, element: HtmlElement, around: list[HtmlElement]) -> Iterator[Block]:
        tag = element.tag
        if tag in BLOCK_TAGS:
            yield from self._cut(around[-1])
            around.append(element)
        elif tag == "br":
            self._breaks += 1
            self._pieces.append(" ")
            if self._breaks == _BREAKS:
                yield from self._cut(around[-1])
        else:
            self._count(tag, 1)
        self._take(element.text)

    def _end(self, element: HtmlElement, around: list[HtmlElement]) -> Iterator[Block]:
        if element.tag in BLOCK_TAGS:
            yield from self._cut(element)
            around.pop()
        else:
            self._count(element.tag, -1)
        if element is not self._body:
            self._take(element.tail)

    def _count(self, tag: object, step: int) -> None:
        if tag == "a":
            self._links += step
        elif tag in _STRESSED:
            self._stresses += step

    def _take(self, text: str | None) -> None:
        if not text:
            return
        self._pieces.append(text)
        if size := len(text.strip()):
            self._breaks = 0
            self._linked += size if self._links else 0
            self._stressed += size if self._stresses else 0

    def _cut(self, element: HtmlElement) -> Iterator[Block]:
        if self._pieces:
            if text := " ".join("".join(self._pieces).split()):
                yield Block(text, element, self._linked, self._stressed)
            self._pieces.clear()
        self._linked = self._stressed = self._breaks = 0


def lines_of(blocks: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Group blocks into lines: the cells of a table's row stand on one, all others on their own."""
    for row, cells in groupby(blocks, key=_row):
        if row is None:
            yield from ((block,) for block in cells)
        else:
            yield tuple(cells)


def _row(block: Block) -> HtmlElement | None:
    if block.element.tag not in {"td", "th"}:
        return None
    parent = block.element.getparent()
    return parent if parent is not None and parent.tag == "tr" else None
