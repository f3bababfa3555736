"""Markup fragments, and strings that only might be markup, to plain text.

Feeds and page metadata carry text, HTML, escaped HTML and HTML escaped twice, and rarely say
which. The rule here: what shows a known HTML tag is HTML; anything else is text that may hold
character references. It is called several times for each entry, so plain text takes a short way.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

# A markup this much longer than the text wanted from it is mostly attributes; reading it whole
# would only cost time.
_MARKUP_PER_TEXT = 20
# Escaped once by the feed and once by who wrote the text: more often than that is not seen.
_PASSES = 2
_TAG = re.compile(
    r"<(?:/?(?:a|abbr|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|"
    r"dd|del|details|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|"
    r"html|i|iframe|img|input|ins|label|li|link|main|map|mark|meta|nav|noscript|object|ol|p|param|"
    r"picture|pre|q|s|script|section|small|source|span|strike|strong|style|sub|summary|sup|table|"
    r"tbody|td|tfoot|th|thead|time|title|tr|tt|u|ul|video|wbr)(?=[\s/>])|!--)",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    """
    address article aside blockquote br caption center dd details div dl dt figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
UNREAD = frozenset(
    """
    script style noscript template iframe object audio video svg math head select textarea
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
# Challenge pages say in <noscript> what they are.
UNSHOWN = UNREAD - {"noscript"}
# Dropped: controls, lone surrogates, the soft hyphen, zero-width space and byte order mark, which
# would cut words in two for whoever looks for them; and what turns the direction of all that
# follows (embeddings, overrides, isolates), which would turn a reader's screen, too. The joiners
# stay, Persian is written with them, and the marks LRM, RLM and ALM, which only place a comma.
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u200b\u202a-\u202e\u2060"
    r"\u2066-\u206f\ufeff\ufffe\uffff]"
)
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]+")
_SPACE = re.compile(r"[^\S\n]+")
_PARSER = HTMLParser(
    encoding="utf-8",
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
    huge_tree=True,
)


def plain_text(markup: str, *, limit: int) -> str:
    """Return the text of a fragment, its blocks on lines of their own.

    limit: Most characters to return; the rest is cut off.
    """
    text = markup[: limit * _MARKUP_PER_TEXT]
    for _ in range(_PASSES):
        before = text
        text = _read_markup(text) if _TAG.search(text) else html.unescape(text)
        if text == before or not ("<" in text or "&" in text):
            break
    return fold_space(text)[:limit].rstrip()


def plain_line(markup: str, *, limit: int) -> str:
    """Return the text of a fragment on one line, as for a title or a name."""
    return plain_text(markup, limit=limit).replace("\n", " ")


def fold_space(text: str) -> str:
    """Return lines without empty ones, each with single spaces and without controls."""
    text = _LINE_BREAK.sub("\n", _DROPPED.sub("", text))
    lines = (line.strip() for line in _SPACE.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)


def squeezed(text: str) -> str:
    """Return a text's letters and digits in lower case: what is left of it in any layout."""
    return "".join(filter(str.isalnum, text.casefold()))


def _read_markup(markup: str) -> str:
    # The wrapper keeps text outside of any element; NULs would end libxml2's reading.
    source = f"<div>{_DROPPED.sub('', markup)}</div>"
    try:
        root = document_fromstring(source.encode(), parser=_PARSER)
    except etree.LxmlError:
        return ""
    return shown_text(root)


def shown_text(root: HtmlElement, *, unread: frozenset[str] = UNREAD) -> str:
    """Return what an element shows, blocks on lines of their own, spaces not folded yet.

    unread: Tags whose content is left out.
    """
    pieces: list[str] = []
    skipped: HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if skipped is None and tag in unread:
                skipped = element
            if skipped is None:
                # A line break of the source is only a space.
                pieces.append("\n" if tag in _BLOCKS else " " if tag in {"td", "th"} else "")
                pieces.append((element.text or "").replace("\n", " "))
            continue
        if skipped is element:
            skipped = None
        if skipped is None and element is not root:  # what follows the root is not inside it
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append((element.tail or "").replace("\n", " "))
    return "".join(pieces)
