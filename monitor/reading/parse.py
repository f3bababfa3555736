"""A page's text to a tree, made harmless; every page is parsed here, once.

What is known to keep a parser or an extractor busy for minutes, and is part of no story, is taken
out first.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from monitor.errors import UnreadableError

# Copying an element takes the square of its attributes, and a row the square of its cells. A page
# has about a thousand elements; no real one was seen with more than five thousand.
_MOST_ELEMENTS = 100_000
_MOST_ATTRIBUTES = 256
_MOST_CELLS = 2_000
# libxml2 ends a text at a NUL, and XML has no other controls either.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_page(source: str) -> HtmlElement:
    """Parse a page.

    Raises UnreadableError with reason `empty` or, for more elements than a page has, `unparsable`.
    """
    # Through UTF-8, because lxml refuses text that declares another encoding.
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
    )
    try:
        root = document_fromstring(_NO_XML.sub("", source).encode(), parser=parser)
    except etree.ParserError as error:
        raise UnreadableError("the page is empty", reason="empty") from error
    _disarm(root)
    return root


def _disarm(root: HtmlElement) -> None:
    """Take out what costs a parser minutes and is part of no story."""
    elements = list(islice(root.iter(etree.Element), _MOST_ELEMENTS + 1))
    if len(elements) > _MOST_ELEMENTS:
        raise UnreadableError(f"more than {_MOST_ELEMENTS} elements", reason="unparsable")
    for element in elements:
        if len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib.clear()
        if element.tag == "tr":
            del element[_MOST_CELLS:]
