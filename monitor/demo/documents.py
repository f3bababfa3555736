"""What the demo's site sends: feeds in RSS 2.0 and Atom, story pages, a consent page.

Pages carry what real ones do around a story (a banner, navigation, share prompts, links to other
stories whose titles would match), because leaving that behind is part of the job that is shown.
Pure: values in, bytes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from importlib import resources
from string import Template
from xml.etree import ElementTree as ET

from monitor.demo.stories import Outlet, Story

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_RIGHT_TO_LEFT = frozenset({"ar"})
_MOST_RELATED = 3

ET.register_namespace("dc", _DUBLIN_CORE)

_FILES = resources.files("monitor.demo")
_PAGE = Template(_FILES.joinpath("page.html").read_text("utf-8"))
_CONSENT = Template(_FILES.joinpath("consent.html").read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A story as a feed lists it.

    url: Absolute, with whatever the feed hangs on it.
    guid: What the feed itself calls the item.
    """

    story: Story
    url: str
    guid: str
    published_at: datetime


def feed_document(outlet: Outlet, listed: Sequence[Listed], *, home: str) -> bytes:
    """Return an outlet's feed, newest story first, in its format and charset.

    home: Address of the outlet's front page.
    """
    newest_first = sorted(listed, key=lambda one: one.published_at, reverse=True)
    build = _atom if outlet.feed_format == "atom" else _rss
    root = build(outlet, newest_first, home=home)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding=outlet.charset, xml_declaration=True)
    return document


def story_page(
    outlet: Outlet, story: Story, *, url: str, published_at: datetime, related: Mapping[str, str]
) -> bytes:
    """Return a story's page.

    related: Titles of other stories, by address; the first few are linked.
    """
    chrome = {name: words for name, words in outlet.chrome.items() if name != "navigation"}
    html = _PAGE.substitute(
        _page_keys(outlet, chrome),
        url=escape(url),
        title=escape(story.title),
        summary=escape(story.summary),
        published=published_at.isoformat(timespec="seconds"),
        paragraphs=_paragraphs(story.text),
        navigation=_links((f"/section-{i}", w) for i, w in enumerate(outlet.chrome["navigation"])),
        related=escape(outlet.chrome["related"]),
        related_links=_links(list(related.items())[:_MOST_RELATED]),
    )
    return html.encode(outlet.charset)


def consent_page(outlet: Outlet) -> bytes:
    """Return the page that asks for consent and shows nothing else."""
    words = {name: said for name, said in outlet.consent.items() if name != "paragraphs"}
    html = _CONSENT.substitute(
        _page_keys(outlet, words), paragraphs=_paragraphs(outlet.consent["paragraphs"])
    )
    return html.encode(outlet.charset)


def _page_keys(outlet: Outlet, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "language": outlet.language,
        "direction": "rtl" if outlet.language in _RIGHT_TO_LEFT else "ltr",
        "charset": outlet.charset,
        "outlet": escape(outlet.name),
        **{name: escape(said) for name, said in words.items()},
    }


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n".join(f"      <p>{escape(text)}</p>" for text in texts)


def _links(links: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<li><a href="{escape(url)}">{escape(words)}</a></li>' for url, words in links)


def _rss(outlet: Outlet, listed: Sequence[Listed], *, home: str) -> ET.Element:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, title=outlet.name, link=home, description=outlet.name, language=outlet.language)
    for one in listed:
        item = ET.SubElement(channel, "item")
        _add(item, title=one.story.title, link=one.url, pubDate=format_datetime(one.published_at))
        # As most publishers write it: markup, escaped.
        _add(item, description=f"<p>{escape(one.story.summary, quote=False)}</p>")
        ET.SubElement(item, f"{{{_DUBLIN_CORE}}}creator").text = outlet.chrome["byline"]
        is_link = "true" if one.guid == one.url else "false"
        ET.SubElement(item, "guid", isPermaLink=is_link).text = one.guid
    return root


def _atom(outlet: Outlet, listed: Sequence[Listed], *, home: str) -> ET.Element:
    root = ET.Element(
        "feed", {"xmlns": _ATOM, "{http://www.w3.org/XML/1998/namespace}lang": outlet.language}
    )
    _add(root, title=outlet.name, id=home)
    if listed:
        _add(root, updated=listed[0].published_at.isoformat(timespec="seconds"))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=home)
    _add(ET.SubElement(root, "author"), name=outlet.name)
    for one in listed:
        entry = ET.SubElement(root, "entry")
        stamp = one.published_at.isoformat(timespec="seconds")
        _add(entry, title=one.story.title, id=one.guid, updated=stamp, published=stamp)
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=one.url)
        summary = ET.SubElement(entry, "summary", type="html")
        summary.text = f"<p>{escape(one.story.summary, quote=False)}</p>"
    return root


def _add(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text
