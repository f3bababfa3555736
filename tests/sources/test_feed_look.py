"""What a body seems to be, from its first bytes."""

from __future__ import annotations

import time

import pytest

from monitor.sources.look import Kind, look_at


@pytest.mark.parametrize(
    ("body", "kind", "root"),
    [
        (b"", Kind.EMPTY, ""),
        (b"\xef\xbb\xbf \n\0", Kind.EMPTY, ""),
        (b"<rss>", Kind.MARKUP, "rss"),
        (
            b"<?xml version='1.0'?><!-- a --><!DOCTYPE rss [<!ENTITY b 'c'>]><rss>",
            Kind.MARKUP,
            "rss",
        ),
        (b"<rdf:RDF xmlns:rdf='x'>", Kind.MARKUP, "rdf"),
        (b"<atom:feed xmlns:atom='x'>", Kind.MARKUP, "feed"),
        ("\ufeff<feed>".encode("utf-16"), Kind.MARKUP, "feed"),
        ("<?xml?><feed>".encode("utf-16-be"), Kind.MARKUP, "feed"),
        ("<?xml?><feed>".encode("utf-32"), Kind.MARKUP, "feed"),
        ("<?xml?><feed>".encode("cp037"), Kind.MARKUP, "feed"),
        (b"<!doctype HTML><html>", Kind.HTML, "html"),
        (b"<br />warning", Kind.HTML, "br"),
        (b' {"version": "https://jsonfeed.org/version/1"}', Kind.JSON, ""),
        (b"plain words", Kind.OTHER, ""),
        (b"words <rss>", Kind.MARKUP, ""),
    ],
)
def test_a_look_tells_kind_and_root(body, kind, root):
    """Before any parser."""
    look = look_at(body)

    assert (look.kind, look.root) == (kind, root)


@pytest.mark.parametrize(
    "body", [b"<!--" * 10**6, b"<?" * 10**6, b"<!" * 10**6, b" " * 10**7, b"<!-- -->" * 10**6]
)
def test_a_look_takes_no_time(body):
    """Whatever stands there."""
    start = time.perf_counter()
    look_at(body)

    assert time.perf_counter() - start < 1
