"""Whose answer the choice begins with: a first opinion of the page and, in doubt, a second.

trafilatura has both. Its own rules are quick; its full mode goes on to readability and justext and
weighs their answers against its own. Of 893 real pages the full mode answered otherwise on 59, and
nearly all of these can be told from the first answer: it is short, or the page has far more
paragraphs than it holds, or far fewer. So the second opinion is asked there only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trafilatura import bare_extraction
from trafilatura.settings import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from monitor.reading.story.blocks import Block

_SHORT = 250  # characters of an answer; trafilatura itself calls this little
_PARAGRAPH = 80  # characters outside of links; shorter ones are as often menus
_MORE = 1.5  # times as much in the page's paragraphs as in the answer
_LESS = 0.5


def opinions(root: HtmlElement, url: str | None, blocks: Sequence[Block]) -> list[list[str]]:
    """Return one answer or two, the first opinion first, each in lines.

    blocks: The page's, which tell whether an answer gives doubt.
    """
    first = _lines(trafilatura_text(root, url, is_full=False))
    if not is_doubtful(sum(map(len, first)), blocks):
        return [first]
    second = _lines(trafilatura_text(root, url, is_full=True))
    return [first] if second == first else [first, second]


def is_doubtful(size: int, blocks: Sequence[Block]) -> bool:
    """Say whether an answer of so many characters is an unlikely one for the page."""
    sizes = (len(block.text) - block.linked for block in blocks)
    paragraphs = sum(each for each in sizes if each >= _PARAGRAPH)
    return size < _SHORT or not size * _LESS <= paragraphs <= size * _MORE


def trafilatura_text(root: HtmlElement, url: str | None, *, is_full: bool) -> str:
    """Return trafilatura's answer; "" where it has none. The tree stays as it is.

    is_full: Whether it may weigh other extractors' answers against its own.

    Never with `deduplicate`, which remembers pages seen before.
    """
    document = bare_extraction(root, url=url, include_comments=False, fast=not is_full)
    return document.text or "" if isinstance(document, Document) else ""


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
