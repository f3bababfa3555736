"""A page's bytes to what it says, by way of trafilatura.

It runs in a worker process that can be killed, since some pages of a few hundred kilobytes keep a
parser busy for minutes; what is known to do so and no story needs is taken out first. The page is
parsed once. Never with `deduplicate`: that remembers pages seen before, and a page's text must
not depend on others. It fetches nothing.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from functools import partial
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from monitor.errors import UnreadableError
from monitor.model import ExtractedPage, Quality
from monitor.reading.charset import decode_page
from monitor.reading.dates import parse_moment, published_at
from monitor.reading.hosts import rule_for
from monitor.reading.hosts.rule import HostRule
from monitor.reading.language import page_language
from monitor.reading.plain import UNREAD, fold_space, plain_line, shown_text
from monitor.reading.quality import is_little, quality_of, speaks_of_consent
from monitor.reading.shape import refuse_other_kinds
from monitor.rules.articles import host_of
from monitor.rules.identity import canonical_url

TITLE_CHARS = 500
_NAME_CHARS = 200
_URL_CHARS = 2_048
_WALLS = frozenset({Quality.CONSENT_PAGE, Quality.BOT_WALL})
# htmldate's quick half, and a limit of its own instead of the clock's day.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
# Copying an element takes the square of its attributes, a row the square of its cells, and
# trafilatura's search through broken JSON the square of its length. A page has about a thousand
# elements; no real one was seen with more than five thousand.
_MOST_ELEMENTS = 100_000
_MOST_ATTRIBUTES = 256
_MOST_CELLS = 2_000
_MOST_BROKEN_JSON = 50_000  # characters
# libxml2 ends a text at a NUL, and XML has no other controls either.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELLS = re.compile(r"\s*\|\s*")
# Challenge pages say in <noscript> what they are.
_UNREAD = UNREAD - {"noscript"}
_TEXT_TAGS = ("p", "div", "li", "span", "td", "label", "button", "h1", "h2", "h3", "h4")


def extract_page(body: bytes, *, content_type: str | None, url: str | None) -> ExtractedPage:
    """Read a page.

    content_type: The header as it came; its charset is heeded where the bytes agree.
    url: Where it came from, after redirects; None if unknown.

    A wall's text is never returned. Raises UnreadableError with reason `empty` (nothing at all),
    `not_html` or `unparsable`.
    """
    refuse_other_kinds(body, content_type=content_type)
    rule = rule_for(host_of(url))
    source = _NO_XML.sub("", decode_page(body, content_type=content_type))
    try:
        # dateutil warns of time zones that it does not know; nobody would read that.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(_parse(source), source=source, url=url, rule=rule)
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:
        raise UnreadableError(
            f"the page's parser gave up: {type(error).__name__}", reason="unparsable"
        ) from error


def _parse(source: str) -> HtmlElement:
    # Through UTF-8, because lxml refuses text that declares another encoding.
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
    )
    try:
        root = document_fromstring(source.encode(), parser=parser)
    except etree.ParserError as error:
        raise UnreadableError("the page is empty", reason="empty") from error
    _disarm(root)
    return root


def _disarm(root: HtmlElement) -> None:
    """Take out what costs a parser minutes and is part of no story."""
    elements = list(islice(root.iter(etree.Element), _MOST_ELEMENTS + 1))
    if len(elements) > _MOST_ELEMENTS:
        raise UnreadableError(f"more than {_MOST_ELEMENTS} elements", reason="unparsable")
    left = _MOST_BROKEN_JSON
    for element in elements:
        if len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib.clear()
        if element.tag == "tr":
            del element[_MOST_CELLS:]
        if element.tag == "script" and "json" in (element.get("type") or ""):
            left -= _broken_length(element.text or "")
            if left < 0:
                element.text = None


def _broken_length(text: str) -> int:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return len(text)
    return 0


def _read(
    root: HtmlElement, *, source: str, url: str | None, rule: HostRule | None
) -> ExtractedPage:
    metadata = extract_metadata(root, url, dict(_DATES))
    page = ExtractedPage(
        title=plain_line(metadata.title or "", limit=TITLE_CHARS),
        text="",
        language=page_language(root),
        author=plain_line(metadata.author or "", limit=_NAME_CHARS).replace("; ", ", ") or None,
        published_at=published_at(root, day=metadata.date),
        canonical_url=_canonical(root, url),
    )
    if rule is not None:
        page = _as_ruled(page, root, rule)
        rule.prune(root)
    judge = partial(_judged, root, title=page.title, source=source, url=url, rule=rule)
    text, quality = judge()
    if quality is Quality.EMPTY and not page.title and not _shown(root):
        raise UnreadableError("the page shows nothing", reason="empty")
    if quality is Quality.CONSENT_PAGE:
        # A long banner wins over a short story: see what the page is without it.
        _drop_consent(root)
        other, its_quality = judge()
        if its_quality is Quality.STORY:
            text, quality = other, its_quality
    return replace(page, text="" if quality in _WALLS else text, quality=quality)


def _as_ruled(page: ExtractedPage, root: HtmlElement, rule: HostRule) -> ExtractedPage:
    """Return a page with what its publisher's rule finds in place of what was guessed."""
    title = _line_of(rule.chosen("title", root)[:1], limit=TITLE_CHARS)
    author = _line_of(rule.chosen("author", root), limit=_NAME_CHARS)
    moments = (
        parse_moment(element.get("datetime") or element.get("content") or _shown(element))
        for element in rule.chosen("date", root)
    )
    return replace(
        page,
        title=title or page.title,
        author=author or page.author,
        published_at=next(filter(None, moments), page.published_at),
    )


def _line_of(elements: list[HtmlElement], *, limit: int) -> str:
    lines = (element.get("content") or _shown(element) for element in elements)
    return plain_line(", ".join(filter(None, lines)), limit=limit)


def _judged(
    root: HtmlElement, *, title: str, source: str, url: str | None, rule: HostRule | None
) -> tuple[str, Quality]:
    text = _ruled_text(root, url, rule) if rule is not None else ""
    text = _without_title(text or _text(root, url), title)
    shown = _shown(root) if is_little(text) else ""
    quality = quality_of(title=title, text=text, shown=shown, source=source, host=host_of(url))
    return text, quality


def _shown(root: HtmlElement) -> str:
    return fold_space(shown_text(root, unread=_UNREAD))


def _drop_consent(root: HtmlElement) -> None:
    for element in list(root.iterdescendants(*_TEXT_TAGS)):
        if speaks_of_consent(fold_space(element.text or "")):
            element.drop_tree()


def _ruled_text(root: HtmlElement, url: str | None, rule: HostRule) -> str:
    """Return the lead and the body that a rule finds; "" if it finds no body."""
    article = rule.article(root)
    text = _text(article, url) if article is not None else ""
    if not text:
        return ""
    lead = fold_space("\n".join(map(_shown, rule.lead(root))))
    is_repeated = " ".join(lead.split()).casefold() in " ".join(text.split()).casefold()
    return text if is_repeated else f"{lead}\n{text}"


def _text(root: HtmlElement, url: str | None) -> str:
    document = bare_extraction(root, url=url, include_comments=False)
    return _plain_lines(document.text or "") if isinstance(document, Document) else ""


def _plain_lines(text: str) -> str:
    """Take the table marks out of trafilatura's text; they stand in no story."""
    lines = (
        " ".join(filter(None, _CELLS.split(line))) if line.lstrip().startswith("|") else line
        for line in text.split("\n")
        if line.strip("|- \t")
    )
    return fold_space("\n".join(lines))


def _without_title(text: str, title: str) -> str:
    """Return a text without its first line if that only repeats the title, and is not all."""
    first, newline, rest = text.partition("\n")
    return rest if newline and first.casefold() == title.casefold() else text


def _canonical(root: HtmlElement, url: str | None) -> str | None:
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for declared in root.xpath(path):
            if found := _absolute(str(declared), url):
                return found
    return None


def _absolute(link: str, url: str | None) -> str | None:
    """Return a page's own address in full; None where it cannot be one."""
    try:
        address = canonical_url(urljoin(url or "", link))
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    # Templates that were never filled in name the site's front page on every page.
    is_front_page = parts.path in {"", "/"} and not parts.query
    return address if is_web and not is_front_page and len(address) <= _URL_CHARS else None
