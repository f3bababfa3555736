"""Which feeds a page declares."""

from __future__ import annotations

import pytest

from monitor.errors import UnreadableError
from monitor.sources.discover import MOST_FEEDS, DeclaredFeed, declared_feeds, is_page

URL = "https://news.example/world/"


def link(
    href: str, *, kind: str = "application/rss+xml", rel: str = "alternate", title: str = ""
) -> str:
    """Return a link element."""
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def found(*links: str, head: str = "") -> tuple[DeclaredFeed, ...]:
    """Return the feeds of a page with these links."""
    body = f"<!doctype html><html><head>{head}{''.join(links)}</head><body>x".encode()
    return declared_feeds(body, content_type="text/html; charset=utf-8", url=URL)


def test_feeds_are_found_in_order():
    """Addresses made absolute, titles plain, each once."""
    feeds = found(
        link("feed.xml", title="Main &amp;amp; more"),
        link("/atom", kind="application/atom+xml; charset=utf-8", rel="ALTERNATE home"),
        link("https://news.example/world/feed.xml"),
    )

    assert [(feed.url, feed.title, feed.kind) for feed in feeds] == [
        ("https://news.example/world/feed.xml", "Main & more", "RSS"),
        ("https://news.example/atom", "", "Atom"),
    ]


def test_a_base_is_heeded():
    """It may be relative itself."""
    assert (
        found(link("feed"), head='<base href="//cdn.example/x/">')[0].url
        == "https://cdn.example/x/feed"
    )


@pytest.mark.parametrize(
    "other",
    [
        link("/a", rel="stylesheet"),
        link("/a", kind="text/html"),
        link("/wp-json/", kind="application/json"),
        link("javascript:alert(1)"),
        link("http://[broken/"),
        link(""),
        link("/" + "x" * 3000),
        "<!-- " + link("/a") + " -->",
    ],
)
def test_what_is_no_feed_is_passed_over(other):
    """Styles, translations, interfaces, scripts, comments."""
    assert found(other) == ()


def test_what_a_feed_brings_is_told_apart():
    """A JSON Feed is not read yet; WordPress declares the comments beside the posts."""
    feeds = found(link("/f.json", kind="application/feed+json"), link("/comments/feed/"))

    assert [(feed.is_readable, feed.is_comments) for feed in feeds] == [
        (False, False),
        (True, True),
    ]


def test_a_hostile_page_is_bounded():
    """A million links are not a million feeds."""
    assert len(found(*(link(f"/{n}") for n in range(5_000)))) == MOST_FEEDS


def test_deep_nesting_is_survived():
    """Links after it may be lost; nothing breaks."""
    body = b"<html>" + b"<div>" * 50_000 + link("/a").encode()

    assert len(declared_feeds(body, content_type=None, url=URL)) <= 1


def test_a_page_is_told_from_a_feed():
    """By its first bytes."""
    assert is_page(b"<!DOCTYPE html><html>")
    assert not is_page(b'<rss version="2.0"/>')
    with pytest.raises(UnreadableError):
        declared_feeds(b"", content_type=None, url=URL)
