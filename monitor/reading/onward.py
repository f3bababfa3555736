"""Where a page says that it really stands: its canonical address, and where it only leads to.

A page leads onward when it refreshes itself to another address at once, or is an AMP copy of a
page on the same site. A canonical link of an ordinary page is only noted: it names another
address of the same story, and following each would cost a request for nothing. Never the page
itself, never a front page, which templates that were never filled in name.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from monitor.reading.linked_data import address_key
from monitor.rules.articles import host_of
from monitor.rules.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from monitor.reading.meta_tags import MetaTags

_URL_CHARS: Final = 2_048
_LONGEST_DELAY: Final = 10  # seconds; live pages reload themselves after a minute or more
_REFRESH: Final = re.compile(
    r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(['\"]?)(.+?)\2\s*$", re.IGNORECASE
)
# Under these many registrable names stand, so that the last two labels are no site of their own.
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "gob"})
_MOST: Final = 500
_CACHES: Final = ("cdn.ampproject.org", "google.com")


def canonical_of(root: HtmlElement, meta: MetaTags, *, url: str | None) -> str | None:
    """Return the address a page names as its own; None if it names none, or only a front page."""
    for link in _declared(root, meta):
        if found := absolute(link, url):
            return found
    return None


def onward_of(root: HtmlElement, *, canonical: str | None, url: str | None) -> str | None:
    """Return where the story really is, if this page only leads there; else None."""
    for target in (_refreshed(root, url), canonical if _is_amp(root) else None):
        if target and not _is_same(target, url) and _is_same_site(target, url):
            return target
    return None


def absolute(link: str, url: str | None) -> str | None:
    """Return a page's link in full, canonical; None where it can be no story's address."""
    try:
        address = canonical_url(urljoin(url or "", link.strip()))
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    is_front_page = parts.path in {"", "/"} and not parts.query
    if parts.scheme not in {"http", "https"} or not host or is_front_page:
        return None
    return address if len(address) <= _URL_CHARS else None


def _declared(root: HtmlElement, meta: MetaTags) -> Iterator[str]:
    for link in islice(root.iter("link"), _MOST):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield (link.get("href") or "")[:_URL_CHARS]
    yield from islice(meta.all("og:url", "twitter:url", "parsely-link", "syndication-source"), 9)


def _refreshed(root: HtmlElement, url: str | None) -> str | None:
    for tag in islice(root.iter("meta"), _MOST):
        if (tag.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        if any(above.tag == "noscript" for above in islice(tag.iterancestors(), 9)):
            continue  # for browsers without scripts: the page itself is the story
        found = _REFRESH.match((tag.get("content") or "")[: _URL_CHARS + 40])
        if found and int(found[1]) <= _LONGEST_DELAY:
            return absolute(found[3], url)
    return None


def _is_amp(root: HtmlElement) -> bool:
    page = root.getroottree().getroot()
    return page.tag == "html" and ("amp" in page.attrib or "⚡" in page.attrib)


def _is_same(target: str, url: str | None) -> bool:
    return bool(url) and _plain(target) == _plain(url or "")


def _plain(url: str) -> tuple[str, str]:
    return address_key(url), urlsplit(canonical_url(url)).query


def _is_same_site(target: str, url: str | None) -> bool:
    theirs, ours = host_of(target), host_of(url)
    if not ours or ours.endswith(_CACHES):
        return True
    return _site(theirs) == _site(ours)


def _site(host: str) -> str:
    labels = host.split(".")
    count = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-count:])
