"""Feed documents for the tests of formats, all of our own writing."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import FeedDocument, FeedId
from monitor.sources import parse_feed
from monitor.sources.entries import ReadDocument, read_document

NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)
URL = "https://feeds.example/news/rss"


def item(inner: str = "", *, title: str = "Talks go on", link: str = "/a") -> str:
    """Return an RSS item."""
    return f"<item><title>{title}</title><link>{link}</link>{inner}</item>"


def rss(*items: str, channel: str = "", prolog: str = '<?xml version="1.0"?>') -> bytes:
    """Return an RSS 2.0 document in UTF-8."""
    head = "<title>Example News</title><link>https://news.example/</link>" + channel
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return (
        f'{prolog}<rss version="2.0" {spaces}><channel>{head}{"".join(items)}</channel></rss>'
    ).encode()


def atom(*entries: str, attributes: str = "") -> bytes:
    """Return an Atom document in UTF-8."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Example News</title>'
        f"{''.join(entries)}</feed>"
    ).encode()


def parse(body: bytes, *, content_type: str | None = None, url: str = URL) -> FeedDocument:
    """Parse a document as the program does."""
    return parse_feed(body, content_type=content_type, url=url)


def entries(body: bytes, *, feed_id: str = "feed") -> ReadDocument:
    """Read a document to entries that were first seen at NOW."""
    return read_document(
        body,
        content_type=None,
        url=URL,
        feed_id=FeedId(feed_id),
        is_baseline=False,
        now=NOW,
    )
