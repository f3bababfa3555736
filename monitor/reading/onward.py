"""Where a page says that it really stands: its canonical address, and where it only leads to.

A page leads onward when it refreshes itself to another address at once, or is an AMP copy of a
page on the same site. A canonical link of an ordinary page is only noted: it names another
address of the same story, and is of use only where there is little of it here, which
`rules.articles.leads_to` decides. Never the page itself, never a front page, which templates that
were never filled in name.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from monitor.reading.linked_data import address_key
from monitor.rules.articles import host_of
from monitor.rules.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from monitor.reading.meta_tags import MetaTags

_URL_CHARS: Final = 2_048
_LONGEST_DELAY: Final = 10  # seconds; live pages reload themselves after a minute or more
_URL_WORD: Final = re.compile(r"^url\s*=\s*", re.IGNORECASE)
_NEAR: Final = 9
# Under these many registrable names stand, so that the last two labels are no site of their own.
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "gob"})
_SITE_LABELS: Final = 2
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
    if (target := _refreshed(root, url)) and not _is_same(target, url):
        return target
    if canonical and _is_amp(root) and not _is_same(canonical, url) and _is_kin(canonical, url):
        return canonical
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
    return address if len(address) <= _URL_CHARS and address.isprintable() else None


def _declared(root: HtmlElement, meta: MetaTags) -> Iterator[str]:
    for link in islice(root.iter("link"), _MOST):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield (link.get("href") or "")[:_URL_CHARS]
    yield from islice(meta.all("og:url", "twitter:url", "parsely-link", "syndication-source"), 9)


def _refreshed(root: HtmlElement, url: str | None) -> str | None:
    for tag in islice(root.iter("meta"), _MOST):
        if (tag.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        if any(above.tag == "noscript" for above in islice(tag.iterancestors(), _NEAR)):
            continue  # for browsers without scripts: the page itself is the story
        delay, _, link = (tag.get("content") or "")[:_URL_CHARS].strip().partition(";")
        seconds = delay.partition(".")[0].strip()
        is_soon = seconds.isascii() and seconds.isdigit() and int(seconds[:6]) <= _LONGEST_DELAY
        # A browser stops at the first that it can read, and so does this.
        return absolute(_URL_WORD.sub("", link.strip()).strip("'\""), url) if is_soon else None
    return None


def _is_amp(root: HtmlElement) -> bool:
    page = root.getroottree().getroot()
    return page.tag == "html" and ("amp" in page.attrib or "⚡" in page.attrib)


def _is_same(target: str, url: str | None) -> bool:
    # What differs only in its query is the page itself, asked for anew: bot walls do so.
    return bool(url) and unquote(address_key(target)) == unquote(address_key(url or ""))


def _is_kin(target: str, url: str | None) -> bool:
    """Say whether an AMP copy may stand for a page: one site, or a cache that copies any."""
    ours = host_of(url)
    return not ours or ours.endswith(_CACHES) or _site(host_of(target)) == _site(ours)


def _site(host: str) -> str:
    labels = host.split(".")
    count = (
        _SITE_LABELS + 1
        if len(labels) > _SITE_LABELS and labels[-2] in _SECOND_LEVEL
        else _SITE_LABELS
    )
    return ".".join(labels[-count:])
