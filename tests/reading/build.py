"""Pages for the tests of reading, all of our own writing."""

from __future__ import annotations

from monitor.model import ExtractedPage
from monitor.reading.extract import extract_page
from monitor.reading.parse import parse_page
from monitor.reading.story.blocks import Block, blocks_of

TITLE = "Delegations meet for a second day"
PARAGRAPHS = (
    (
        "The delegations met for a second day on Tuesday and spoke for three hours before they paused, "
        "the foreign minister told reporters outside the conference hall."
    ),
    (
        "Both sides brought drafts for a ceasefire in the border region, and the mediators hope to put "
        "them side by side before the end of the week."
    ),
    (
        "A further round is planned for the following month, according to a spokesman of the hosts, "
        "who named neither a day nor a place."
    ),
)


def page(
    *paragraphs: str, title: str = TITLE, head: str = "", lang: str | None = "en", more: str = ""
) -> bytes:
    """Return an article's page in UTF-8, with the chrome that such pages have."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    attribute = "" if lang is None else f' lang="{lang}"'
    return (
        f"<!DOCTYPE html><html{attribute}><head><title>{title}</title>{head}</head><body>"
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<main><article><h1>{title}</h1>{text}</article></main>{more}"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()


def read(
    body: bytes,
    *,
    content_type: str | None = "text/html; charset=utf-8",
    url: str | None = "https://news.example/talks/second-day",
) -> ExtractedPage:
    """Read a page as the program does."""
    return extract_page(body, content_type=content_type, url=url)


def cut(html: str) -> list[Block]:
    """Cut a page into its blocks as the program does."""
    return blocks_of(parse_page(html))
