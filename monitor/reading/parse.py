"""A page's text to a tree, made harmless; every page is parsed here, once.

What is known to keep a parser or an extractor busy for minutes, and is part of no story, is taken
out first.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)

from monitor.errors import UnreadableError

# Of 1,137 real pages none had more than 4,700 elements, 51 levels or 70 attributes on one element.
# trafilatura takes the square of nearly all of them: of elements, of the cells of a row, of tables
# in tables; lxml that of an element's attributes.
_MOST_ELEMENTS = 100_000  # what has more is no page
_READ_ELEMENTS = 10_000  # what comes after them is cut off
_TOO_LATE = f"(//*)[position() > {_READ_ELEMENTS}]"
_TOO_DEEP = "/*" * 252  # so many levels are cut off with all below
# The parser compares each attribute with all before it in the same tag.
_LONG_TAG = 60_000  # characters
_TAG_NAME = re.compile(r"[a-zA-Z][\w:-]*\s")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_WORDS = 1_000  # of a tag, outside quotes
_OVERLOADED = "//*[count(@*) > 128]"
_MOST_CELLS = 4_000  # of all tables; rows after them are emptied
# libxml2 ends a text at a NUL, and XML has no other controls either.
_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
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
    parser.set_element_class_lookup(_CLASSES)
    source = _thinned(_NO_XML.sub("", source))
    try:
        root = document_fromstring(source.encode(), parser=parser)
    except etree.ParserError as error:
        raise UnreadableError("the page is empty", reason="empty") from error
    _disarm(root)
    return root


def drop_scripts(root: HtmlElement) -> None:
    """Take out what is for browsers alone, once its metadata was read: a third of most pages."""
    etree.strip_elements(root, "script", "style", "svg", "template", with_tail=False)


def _thinned(source: str) -> str:
    """Return a source whose tags have no thousands of attributes."""
    start = 0  # of a tag, after its "<"
    while len(source) - start > _LONG_TAG:
        last = source.rfind("<", start, start + _LONG_TAG)
        if last >= 0:
            start = last + 1
            continue
        end = source.find(">", start)
        if end < 0:
            end = len(source)
        # A script may compare with "<"; what follows a tag's is its name.
        if end - start > _LONG_TAG and _TAG_NAME.match(source, start):
            tag = source[start:end]
            words = _QUOTED.sub("", tag).split(maxsplit=_MOST_WORDS)
            if len(words) > _MOST_WORDS:
                source = source[:start] + words[0] + source[end:]
                end = start + len(words[0])
        following = source.find("<", end)
        start = following + 1 if following >= 0 else len(source)
    return source


def _disarm(root: HtmlElement) -> None:
    """Take out what costs a parser minutes and is part of no story."""
    count = root.xpath("count(//*)")
    if count > _MOST_ELEMENTS:
        raise UnreadableError(f"more than {_MOST_ELEMENTS} elements", reason="unparsable")
    late = root.xpath(_TOO_LATE) if count > _READ_ELEMENTS else []
    for element in (*late, *root.xpath(_TOO_DEEP)):
        if (parent := element.getparent()) is not None:  # it may be both late and deep
            parent.remove(element)
    for element in root.xpath(_OVERLOADED):
        element.attrib.clear()
    cells = 0
    for row in root.iter("tr"):
        cells += len(row)
        if cells > _MOST_CELLS:
            del row[:]
