"""Which feeds an HTML page declares, for someone who gave the page's address and not the feed's.

`<link rel="alternate" type="...">` in the page (RSS autodiscovery; WHATWG HTML 4.6.6.1). Runs in a
worker process; pages are hostile. It never fetches.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from monitor.errors import UnreadableError
from monitor.reading.plain import plain_line
from monitor.sources.look import Kind, look_at

MOST_FEEDS = 50
_MOST_URL = 2048
_MOST_TITLE = 200
_KINDS = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/rdf+xml": "RDF",
    "application/xml": "XML",
    "text/xml": "XML",
    "application/feed+json": "JSON Feed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFeed:
    """A feed as a page names it.

    kind: `RSS`, `Atom`, `RDF`, `XML` or `JSON Feed`, as declared.
    """

    url: str
    title: str
    kind: str

    @property
    def is_readable(self) -> bool:
        """Say whether it is in a format that we read."""
        return self.kind != "JSON Feed"

    @property
    def is_comments(self) -> bool:
        """Say whether it brings a site's comments: WordPress declares one beside each feed."""
        return "/comments/feed" in self.url or "feed=comments-rss2" in self.url


def is_page(body: bytes) -> bool:
    """Say whether a body looks like an HTML page."""
    return look_at(body).kind is Kind.HTML


def declared_feeds(body: bytes, *, content_type: str | None, url: str) -> tuple[DeclaredFeed, ...]:
    """Return the feeds that a page declares, at most 50, each address once, in its order.

    url: Where the page came from; addresses are resolved against it and the page's `<base>`.
    Raises UnreadableError where nothing of a page can be read.
    """
    from monitor.reading.charset import decode_page

    text = decode_page(body, content_type=content_type)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError("the page cannot be read", reason="unparsable") from error
    base = next((_joined(url, each.get("href")) for each in root.iter("base")), None) or url
    found: dict[str, DeclaredFeed] = {}
    for link in root.iter("link"):
        kind = _KINDS.get((link.get("type") or "").partition(";")[0].strip().lower())
        relations = (link.get("rel") or "").lower().split()
        address = _joined(base, link.get("href"))
        if kind and {"alternate", "feed"} & set(relations) and address:
            title = plain_line(link.get("title") or "", limit=_MOST_TITLE)
            found.setdefault(address, DeclaredFeed(url=address, title=title, kind=kind))
        if len(found) >= MOST_FEEDS:
            break
    return tuple(found.values())


def _joined(base: str, href: str | None) -> str | None:
    if not (href or "").strip():
        return None
    try:
        address = urljoin(base, (href or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return address if is_web and len(address) <= _MOST_URL else None
