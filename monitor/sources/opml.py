"""OPML: lists of feeds, as feed readers write and read them.

Reading runs in a worker process: files come from anywhere, so entities are refused, depth and
count are capped, and a broken file gives what can be read of it. http://opml.org/spec2.opml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

from lxml import etree

from monitor.errors import UnreadableError
from monitor.model import Feed, PagePolicy
from monitor.reading.language import primary_tag
from monitor.reading.plain import plain_line
from monitor.rules.naming import tag_of

MOST_OUTLINES: Final = 20_000
# Our own attributes, which other programs pass over (OPML 2.0, "Extending OPML").
NAMESPACE: Final = "urn:news-monitor:opml"
_MOST_TEXT = 500
_MOST_TAGS = 20
_OWN = f"{{{NAMESPACE}}}"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed(?=://)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list, with nothing checked but its form.

    title: None where the list has none.
    id, poll_every, pages: From a list that we wrote ourselves; None otherwise, or for `auto`.
    tags: Of the folders it stands in, outermost first, then its categories.
    """

    url: str
    title: str | None
    language: str | None = None
    tags: tuple[str, ...] = ()
    id: str | None = None
    poll_every: int | None = None
    pages: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineList:
    """What an OPML file lists.

    is_broken: Whether its XML is broken, so that feeds may be missing.
    is_cut: Whether it has more outlines than are read.
    nameless: Folders and categories that gave no tag.
    """

    outlines: tuple[Outline, ...]
    is_broken: bool
    is_cut: bool
    nameless: tuple[str, ...]


def read_opml(body: bytes) -> OutlineList:
    """Return the feeds of an OPML 1 or 2 document.

    Raises UnreadableError where it is no OPML, declares entities, or is nested deeper than the
    XML parser follows (256 levels).
    """
    root, is_broken = _parsed(body)
    if etree.QName(root).localname.lower() != "opml":
        raise UnreadableError("this is not OPML: its root element is not <opml>", reason="not_opml")
    nameless: dict[str, None] = {}
    outlines: list[Outline] = []
    seen = 0
    for element, folders in _outlines(root):
        seen += 1
        if seen > MOST_OUTLINES:
            break
        if outline := _outline(element, folders, nameless):
            outlines.append(outline)
    return OutlineList(
        outlines=tuple(outlines),
        is_broken=is_broken,
        is_cut=seen > MOST_OUTLINES,
        nameless=tuple(nameless)[:_MOST_TAGS],
    )


def _parsed(body: bytes) -> tuple[Any, bool]:
    try:
        return _parse(body, recover=False), False
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise UnreadableError("nested too deeply", reason="too_deep") from error
        if re.search("entit.*(?:loop|amplification)", str(error), re.IGNORECASE):
            raise UnreadableError("entities are not allowed in OPML", reason="entities") from error
    try:
        root = _parse(body, recover=True)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableError("this is not OPML: it cannot be read as XML", reason="not_opml")
    return root, True


def _parse(body: bytes, *, recover: bool) -> Any:
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(body, parser)
    subset: Any = root.getroottree().docinfo.internalDTD if root is not None else None
    if subset is not None and any(True for _ in subset.iterentities()):
        raise UnreadableError("entities are not allowed in OPML", reason="entities")
    return root


def _outlines(root: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Give every outline with the names of the folders around it, in document order."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        is_outline = _is_outline(element)
        if is_outline:
            yield element, folders
        name = _attribute(element, "title", "text") if is_outline else None
        is_folder = name and not _attribute(element, "xmlurl")
        inner = (*folders, name) if is_folder and name else folders
        waiting += [(child, inner) for child in reversed(element) if isinstance(child.tag, str)]


def _is_outline(element: Any) -> bool:
    return bool(etree.QName(element).localname.lower() == "outline")


def _outline(element: Any, folders: tuple[str, ...], nameless: dict[str, None]) -> Outline | None:
    url = _attribute(element, "xmlurl")
    if not url:
        return None
    tags: dict[str, None] = {}
    for name in (*folders, *_categories(element)):
        tag = tag_of(name)
        (tags if tag else nameless)[tag or name] = None
    own_id = element.get(f"{_OWN}id")
    every = element.get(f"{_OWN}pollEvery") or ""
    if own_id:
        title = _attribute(element, "title")  # and not the text, which may be the id
    else:
        # Many programs escape what is escaped already.
        title = plain_line(_attribute(element, "title", "text") or "", limit=_MOST_TEXT) or None
    return Outline(
        url=_FEED_SCHEME.sub(lambda found: "" if found[0].endswith((":", "/")) else "http", url, 1),
        title=title,
        language=primary_tag(_attribute(element, "language")),
        tags=tuple(tags)[:_MOST_TAGS],
        id=own_id,
        poll_every=int(every) if re.fullmatch(r"[0-9]{1,7}", every) else None,
        pages=element.get(f"{_OWN}pages"),
    )


def _attribute(element: Any, *names: str) -> str | None:
    """Return the first of these attributes that says something; lists differ in upper case."""
    given = {name.lower(): value for name, value in element.attrib.items()}
    found = (_NOT_XML.sub("", given.get(name, "")).strip() for name in names)
    return next((value for value in found if value), None)


def _categories(element: Any) -> list[str]:
    # Comma-separated, each with slashes between its levels (OPML 2.0, "category").
    return [part for part in (_attribute(element, "category") or "").split(",") if part.strip()]


def write_opml(feeds: Iterable[Feed], *, by_tag: bool, now: datetime) -> bytes:
    """Return an OPML 2.0 document of these feeds, which `read_opml` reads back as they are.

    by_tag: A folder for each feed's first tag; else one flat list.
    now: Aware; stands in the head.
    """
    root = etree.Element("opml", nsmap={"nm": NAMESPACE}, attrib={"version": "2.0"})
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = "Feeds of news-monitor"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    folders: dict[str, Any] = {}
    for feed in feeds:
        parent = body
        if by_tag and feed.tags:
            tag = feed.tags[0]
            if tag not in folders:
                folders[tag] = etree.SubElement(body, "outline", text=tag)
            parent = folders[tag]
        etree.SubElement(parent, "outline", attrib=_attributes(feed))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _attributes(feed: Feed) -> dict[str, str]:
    told = {
        "type": "rss",
        "text": feed.outlet or feed.id,
        "title": feed.outlet,
        "xmlUrl": feed.url,
        "language": feed.language,
        "category": ",".join(feed.tags),
        f"{_OWN}id": feed.id,
        f"{_OWN}pollEvery": str(round(feed.poll_every.total_seconds())) if feed.poll_every else "",
        f"{_OWN}pages": feed.pages.value if feed.pages is not PagePolicy.FETCH else "",
    }
    return {name: _NOT_XML.sub("", value) for name, value in told.items() if value}
