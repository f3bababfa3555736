"""OPML: what feed readers write, what a hostile hand writes, and our own lists there and back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from monitor.errors import UnreadableError
from monitor.model import Feed, FeedId, PagePolicy
from monitor.sources import opml
from monitor.sources.opml import Outline, OutlineList, read_opml, write_opml
from tests.sources.build import NOW


def read(body: str, *, prolog: str = '<?xml version="1.0"?>', version: str = "2.0") -> OutlineList:
    """Read a document with this body."""
    return read_opml(f'{prolog}<opml version="{version}"><body>{body}</body></opml>'.encode())


def test_nested_folders_become_tags():
    """Outermost first, then categories; a name that gives no tag is noted."""
    found = read(
        '<outline text="World"><outline title="État"><outline text="A &amp;amp; B" type="rss" '
        'xmlUrl="https://a.example/f?x=1&amp;copy=2" language="fr-CA" category="/x/y,World"/>'
        '</outline></outline><outline text="Новости"><outline xmlUrl="https://b.example/"/></outline>'
    )

    assert found.outlines == (
        Outline(
            url="https://a.example/f?x=1&copy=2",
            title="A & B",
            language="fr",
            tags=("world", "etat", "x-y"),
        ),
        Outline(url="https://b.example/", title=None),
    )
    assert found.nameless == ("Новости",)


@pytest.mark.parametrize("attribute", ["xmlUrl", "xmlurl", "XMLURL"])
def test_spelling_is_forgiven(attribute):
    """OPML 1 files know all of them, and text or title for the name."""
    found = read(f'<outline {attribute}="http://a.example/" TITLE="A"/>', version="1.0")

    assert found.outlines == (Outline(url="http://a.example/", title="A"),)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://a.example/x", "http://a.example/x"),
        ("feed:https://a.example/x", "https://a.example/x"),
        ("feed://https://a.example/x", "https://a.example/x"),
        (" https://feed.example/feed:x ", "https://feed.example/feed:x"),
    ],
)
def test_feed_is_no_scheme(written, url):
    """Old programs wrote it in front."""
    assert read(f'<outline xmlUrl="{written}"/>').outlines[0].url == url


def test_broken_xml_gives_what_can_be_read():
    """An address with a bare ampersand is the most common break."""
    found = read(
        '<outline xmlUrl="http://a.example/?a=1&b=2"/><outline xmlUrl="http://b.example/"/>'
    )

    assert found.is_broken
    assert [each.url for each in found.outlines][-1] == "http://b.example/"


@pytest.mark.parametrize("body", [b"", b"x", b"{}", b"<html><p>x", b"<rss/>", b"\x00\xff", b"a: b"])
def test_what_is_no_opml_is_refused(body):
    """With one clear sentence."""
    with pytest.raises(UnreadableError, match="not OPML"):
        read_opml(body)


BOMB = '<!DOCTYPE opml [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("place", ['<outline text="&i;"/>', "<outline>&i;</outline>", ""])
def test_entities_are_refused(place):
    """A kilobyte of them can stand for gigabytes."""
    begun = time.process_time()
    with pytest.raises(UnreadableError, match="entities are not allowed"):
        read(place, prolog=BOMB)

    assert time.process_time() - begun < 2


def test_a_file_of_the_machine_is_not_read(tmp_path):
    """Neither by an entity nor by a document type."""
    secret = tmp_path / "secret"
    secret.write_text("told")
    for prolog in (
        f'<!DOCTYPE opml [<!ENTITY s SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE opml SYSTEM "{secret.as_uri()}">',
    ):
        try:
            found = read('<outline xmlUrl="http://a.example/" text="&s;"/>', prolog=prolog)
        except UnreadableError:
            continue

        assert "told" not in str(found)


def test_deep_nesting_is_refused():
    """The parser's own limit, told as what it is."""
    with pytest.raises(UnreadableError, match="nested too deeply"):
        read('<outline text="a">' * 3_000 + "</outline>" * 3_000)


def test_more_than_can_be_wanted_is_cut(monkeypatch):
    """And said so."""
    monkeypatch.setattr(opml, "MOST_OUTLINES", 10)
    found = read('<outline xmlUrl="http://a.example/"/>' * 11)

    assert (len(found.outlines), found.is_cut) == (10, True)


FEEDS = (
    Feed(
        id=FeedId("rt-fr"),
        url="https://a.example/?a=1&b=2",
        language="fr",
        outlet='L\'Été <b>&amp;</b> "co"',
        tags=("state-media", "a:b"),
        poll_every=timedelta(minutes=5),
        pages=PagePolicy.NEVER,
    ),
    Feed(id=FeedId("plain"), url="http://b.example/"),
    Feed(id=FeedId("other"), url="http://c.example/", tags=("a:b",)),
)


@pytest.mark.parametrize("by_tag", [False, True])
def test_our_own_list_comes_back_as_it_was(by_tag):
    """Ids, tags in their order, intervals, names that look like markup."""
    found = read_opml(write_opml(FEEDS, by_tag=by_tag, now=NOW))
    back = {
        Feed(
            id=FeedId(each.id or ""),
            url=each.url,
            language=each.language,
            outlet=each.title,
            tags=each.tags,
            poll_every=timedelta(seconds=each.poll_every) if each.poll_every else None,
            pages=PagePolicy(each.pages or "fetch"),
        )
        for each in found.outlines
    }

    assert back == set(FEEDS)
    assert not found.is_broken
