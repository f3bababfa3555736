"""What a page says of itself: headline, authors, times, addresses, outlet, section, picture.

One function over the parsed page, which it does not change. Each value has an order of sources,
told with its reasons in docs/reading.md. It takes what pages declare, and judges it; it never
raises on what they declare wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from monitor.reading.bylines import page_author
from monitor.reading.linked_data import address_key, linked_data, text_of
from monitor.reading.meta_tags import meta_tags
from monitor.reading.onward import absolute, canonical_of, onward_of
from monitor.reading.page_dates import page_dates
from monitor.reading.plain import plain_line, plain_text
from monitor.reading.shown_dates import is_of_others, places_of_heads
from monitor.reading.titles import page_title, site_names
from monitor.rules.articles import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lxml.html import HtmlElement

    from monitor.reading.linked_data import LinkedData
    from monitor.reading.meta_tags import MetaTags
    from monitor.reading.titles import SiteNames


_URL_CHARS: Final = 2_048
_TITLE_CHARS: Final = 500
_NAME_CHARS: Final = 200
_DESCRIPTION_CHARS: Final = 2_000
_MOST_HEADS: Final = 10
# Two-letter ends of names that stand for no country, and the one that stands for the country.
_AMERICAN: Final = frozenset({"us", "tv", "io", "co", "me", "fm", "ly"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What a page says of itself; None, or "" for the title, where it says nothing.

    title: Without the site's name.
    author: Names only, joined by a comma.
    published_at, modified_at: Aware, in the page's own offset; UTC where it gives none.
    is_day_only: Whether only the day of publication is known; then it is midnight.
    canonical_url: Absolute; never a bare front page.
    description: Plain text, as search engines and networks would show it.
    onward_url: Where the story really is, if this page only leads to it.
    """

    title: str = ""
    author: str | None = None
    published_at: datetime | None = None
    is_day_only: bool = False
    modified_at: datetime | None = None
    canonical_url: str | None = None
    outlet: str | None = None
    section: str | None = None
    image_url: str | None = None
    description: str | None = None
    onward_url: str | None = None


def page_metadata(root: HtmlElement, *, url: str | None) -> PageMetadata:
    """Read what a page says of itself.

    url: Where it came from, after redirects; None if unknown.
    """
    url = (url or "")[:_URL_CHARS] or None
    meta = meta_tags(root)
    places = places_of_heads(root)
    heads = _heads(root, places)
    window = _window_title(root)
    canonical = canonical_of(root, meta, url=url)
    told = [*meta.all("og:title", "twitter:title"), *heads[:_MOST_HEADS], window]
    addresses = frozenset(address_key(address) for address in (url, canonical) if address)
    linked = linked_data(root, addresses=addresses, titles=told)
    outlet = _outlet(meta, linked)
    host = host_of(url or canonical)
    names = _names(meta, linked, host=host, outlet=outlet)
    title = page_title(
        social=[meta.first("og:title"), meta.first("twitter:title")],
        linked=linked.text("headline") or linked.text("name"),
        heads=heads,
        window=window,
        names=names,
    )
    dates = page_dates(
        root,
        meta=meta,
        linked=linked,
        addresses=(url, canonical),
        title=title,
        window=window,
        heads=places,
        month_first=_month_first(root, host, title),
    )
    return PageMetadata(
        title=title,
        author=page_author(root, meta=meta, linked=linked, names=names, heads=places),
        published_at=dates.published.at if dates.published else None,
        is_day_only=dates.published is not None and dates.published.is_day_only,
        modified_at=dates.modified.at if dates.modified else None,
        canonical_url=canonical,
        outlet=outlet,
        section=_section(meta, linked),
        image_url=_image(meta, linked, url=url or canonical),
        description=_description(meta, linked),
        onward_url=onward_of(root, canonical=canonical, url=url),
    )


def _heads(root: HtmlElement, places: frozenset[HtmlElement]) -> list[str]:
    """Return the page's first-level headings, those of the story's own part first."""
    own: list[str] = []
    others: list[str] = []
    for head in islice(root.iter("h1"), _MOST_HEADS):
        text = plain_line(" ".join(islice(head.itertext(), 40)), limit=_TITLE_CHARS)
        if text:
            (others if is_of_others(head, places) else own).append(text)
    return own + others


def _window_title(root: HtmlElement) -> str:
    # Pictures drawn in SVG have titles too.
    for title in islice(root.iter("title"), 50):
        above = title.getparent()
        text = plain_line(title.text or "", limit=_TITLE_CHARS)
        if text and (above is None or above.tag != "svg"):
            return text
    return ""


def _outlet(meta: MetaTags, linked: LinkedData) -> str | None:
    publishers = linked.things(linked.story.get("publisher"))
    told = (
        meta.first("og:site_name"),
        *map(_name_of, publishers[:2]),
        meta.first("application-name", "apple-mobile-web-app-title"),
        _name_of(linked.site),
        meta.first("dc.publisher", "publisher", "citation_journal_title"),
    )
    return _line(told, limit=_NAME_CHARS)


def _name_of(thing: Any) -> str:
    if isinstance(thing, str):
        return "" if "://" in thing else thing
    return text_of(thing.get("name")) if isinstance(thing, dict) else ""


def _names(meta: MetaTags, linked: LinkedData, *, host: str, outlet: str | None) -> SiteNames:
    publishers = linked.things(linked.story.get("publisher"))
    told = [
        *meta.all("og:site_name", "application-name", "apple-mobile-web-app-title"),
        *(handle.lstrip("@") for handle in meta.all("twitter:site")),
        *map(_name_of, publishers[:3]),
        _name_of(linked.site),
        outlet or "",
    ]
    sections = [*meta.all("article:section", "section"), linked.text("articleSection")]
    return site_names(told[:40], host=host, sections=sections[:20])


def _section(meta: MetaTags, linked: LinkedData) -> str | None:
    told = (
        *meta.all("article:section"),
        linked.text("articleSection"),
        *meta.all("parsely-section", "og:article:section", "section", "cxenseparse:section"),
    )
    return _line(told, limit=_NAME_CHARS)


def _image(meta: MetaTags, linked: LinkedData, *, url: str | None) -> str | None:
    told = [
        *meta.all("og:image", "og:image:secure_url", "og:image:url"),
        *(_address_of(image) for image in linked.things(linked.story.get("image"))),
        *meta.all("twitter:image", "twitter:image:src", "image"),
    ]
    for link in told[:20]:
        if link and (address := absolute(link, url)):
            return address
    return None


def _address_of(image: Any) -> str:
    return (
        text_of(image.get("url") or image.get("contentUrl"))
        if isinstance(image, dict)
        else text_of(image)
    )


def _description(meta: MetaTags, linked: LinkedData) -> str | None:
    """Return the first description that is not cut off; if all are, the first."""
    told = [
        plain_text(text, limit=_DESCRIPTION_CHARS)
        for text in (
            meta.first("og:description"),
            meta.first("description"),
            linked.text("description"),
            meta.first("twitter:description", "dc.description", "sailthru.description"),
        )
        if text
    ]
    whole = [text for text in told if text and not text.endswith(("...", "…", "[...]"))]
    return next(iter([*whole, *filter(None, told)]), None)


def _line(texts: Iterable[str], *, limit: int) -> str | None:
    lines = (plain_line(text, limit=limit) for text in texts if text and "://" not in text)
    return next(filter(None, lines), None)


def _month_first(root: HtmlElement, host: str, title: str) -> bool:
    """Say whether a page writes 5/4/2024 for the fourth of May, as in the United States."""
    tag = (root.getroottree().getroot().get("lang") or "").lower().replace("_", "-")
    language, _, region = tag.partition("-")
    if region or language not in {"", "en"}:
        return language == "en" and region in {"us", "ph"}
    # Templates say `en` everywhere, so the country of the host's name has a say.
    country = host.rpartition(".")[2]
    return title.isascii() and (len(country) > len("us") or country in _AMERICAN)
