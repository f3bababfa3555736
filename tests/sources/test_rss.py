"""What is read out of RSS, Atom and RDF, and how what is none of them is refused."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from monitor.errors import UnreadableError
from monitor.sources.rss import MAX_ITEMS, SUMMARY_CHARS, TITLE_CHARS
from tests.sources.build import atom, item, parse, rss

CYRILLIC = "Переговоры продолжатся в четверг"


def reason_of(body: bytes) -> str:
    """Return why a document is refused."""
    with pytest.raises(UnreadableError) as caught:
        parse(body)
    return caught.value.reason


def test_an_rss_item_is_read():
    """Everything the line needs of it, as plain text and in UTC."""
    document = parse(
        rss(
            item(
                "<guid isPermaLink='false'>id-1</guid>"
                "<pubDate>Wed, 01 May 2024 14:00:00 +0200</pubDate><dc:creator>Jo Writer</dc:creator>"
                "<description>&lt;p&gt;They met &amp;amp; spoke.&lt;/p&gt;</description>"
                "<content:encoded><![CDATA[<p>They met and spoke.</p><p>For hours.</p>]]>"
                "</content:encoded>",
                title="Talks &amp;amp; hopes",
                link="https://news.example/a",
            ),
            channel="<language>fr-FR</language>",
        )
    )
    found = document.items[0]

    assert (document.title, document.language) == ("Example News", "fr")
    assert (found.guid, found.url) == ("id-1", "https://news.example/a")
    assert (found.title, found.author) == ("Talks & hopes", "Jo Writer")
    assert found.summary == "They met & spoke."
    assert found.content == "They met and spoke.\nFor hours."
    assert found.published_at == datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_an_atom_entry_is_read():
    """The alternate link, and the update where no publication is told."""
    document = parse(
        atom(
            "<entry><id>urn:1</id><title type='html'>Talks &lt;b&gt;go&lt;/b&gt; on</title>"
            "<link rel='self' href='https://feeds.example/self'/>"
            "<link rel='alternate' href='https://news.example/a'/>"
            "<updated>2024-05-01T12:00:00Z</updated><summary>They met.</summary>"
            "<author><name>Jo Writer</name></author></entry>",
            attributes='xml:lang="ar"',
        )
    )
    found = document.items[0]

    assert document.version == "atom10"
    assert (found.guid, found.url, found.title) == (
        "urn:1",
        "https://news.example/a",
        "Talks go on",
    )
    assert found.published_at == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert (document.language, found.author) == ("ar", "Jo Writer")


def test_rdf_is_read():
    """Its items stand beside the channel."""
    found = parse(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/"><channel><title>Example</title></channel>'
        b"<item><title>Talks go on</title><link>https://news.example/a</link></item></rdf:RDF>"
    )

    assert [each.url for each in found.items] == ["https://news.example/a"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        (" https://news.example/a\n", "https://news.example/a"),
        ("/a", "https://news.example/a"),
        ("//other.example/a", "https://other.example/a"),
        ("mailto:desk@news.example", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("", None),
        ("https://news.example/" + "a" * 9_000, None),
    ],
)
def test_links_are_whole_web_addresses(link, url):
    """Relative ones against the channel's own link; what leads to no page is None."""
    assert parse(rss(item(link=link))).items[0].url == url


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>https://news.example/a</guid>", "https://news.example/a"),
        ("<guid isPermaLink='false'>https://news.example/a</guid>", None),
        ("<guid>12345</guid>", None),
        ("<guid>urn:uuid:1</guid>", None),
    ],
)
def test_a_guid_is_a_link_only_where_it_can_be_one(guid, url):
    """Feeds without links do so; a bare number leads nowhere."""
    assert parse(rss(f"<item><title>a</title>{guid}</item>")).items[0].url == url


def test_an_atom_link_is_relative_to_its_document():
    """And to `xml:base` where there is one."""
    entry = "<entry><id>1</id><link href='a'/></entry>"

    assert parse(atom(entry)).items[0].url == "https://feeds.example/news/a"
    based = parse(atom(entry, attributes='xml:base="https://news.example/x/"'))
    assert based.items[0].url == "https://news.example/x/a"


@pytest.mark.parametrize("date", ["", "soon", "Mon, 99 Foo 2024", "0000-00-00T00:00:00Z"])
def test_a_date_that_is_none_is_none(date):
    """The entry is new all the same."""
    found = parse(rss(item(f"<pubDate>{date}</pubDate>"))).items

    assert [each.published_at for each in found] == [None]


def test_content_is_told_only_where_it_is_more_than_the_summary():
    """Most feeds repeat the one in the other."""
    same = "<description>They met.</description><content:encoded>They met.</content:encoded>"

    assert parse(rss(item(same))).items[0].content == ""


def test_texts_are_cut_at_their_limits():
    """A feed of 15 MB can be one item."""
    found = parse(rss(item(f"<description>{'a ' * 50_000}</description>", title="b" * 900))).items[
        0
    ]

    assert len(found.title) == TITLE_CHARS
    assert 0 < len(found.summary) <= SUMMARY_CHARS


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_the_prologs_encoding_is_heeded(encoding):
    """Where the header says none."""
    body = rss(item(title=CYRILLIC), prolog=f'<?xml version="1.0" encoding="{encoding}"?>')

    assert parse(body.decode().encode(encoding)).items[0].title == CYRILLIC


@pytest.mark.parametrize("content_type", ["text/xml", "text/xml; charset=iso-8859-1", "text/html"])
def test_utf_8_is_known_by_itself(content_type):
    """RFC 3023 would make it ASCII or Latin; no feed that is valid UTF-8 is either."""
    body = rss(item(title=CYRILLIC), prolog='<?xml version="1.0" encoding="iso-8859-1"?>')

    assert parse(body, content_type=content_type).items[0].title == CYRILLIC


def test_the_header_says_the_encoding_where_the_bytes_do_not():
    """It comes before the prolog (RFC 7303 3.2)."""
    body = rss(item(title=CYRILLIC), prolog="").decode().encode("windows-1251")
    document = parse(body, content_type="application/rss+xml; charset=windows-1251")

    assert document.items[0].title == CYRILLIC


@pytest.mark.parametrize(
    "body",
    [
        b"<br />\n<b>Warning</b>: deprecated in feed.php\n" + rss(item()),
        b"\n\n  " + rss(item()),
        b"\xef\xbb\xbf" + rss(item()),
        b"<!-- made by a tool -->" + rss(item(), prolog=""),
        rss(item()) + b"<!-- cached --><script>track()</script>",
        rss(item(), item(title="A & B <unclosed")),
        rss(item("<description>&nbsp;&eacute;&bogus;</description>")),
        rss(item()).replace(b"Talks", b"Ta\x0blks"),
        rss(item(), item())[:-40],
        rss(item(), channel="<!-- -- -->"),
    ],
    ids=[
        "warning", "blank", "mark", "comment", "tail", "ampersand", "references", "control", "cut",
        "dashes",
    ],
)  # fmt: skip
def test_broken_feeds_keep_their_items(body):
    """What one publisher gets wrong, another reader shows all the same."""
    assert parse(body).items[0].url == "https://news.example/a"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "html_instead_of_feed"),
        (b"<html><head><title>Sign in</title></head></html>", "html_instead_of_feed"),
        (b'{"error": "rate limit"}', "json_instead_of_feed"),
        (b"[]", "json_instead_of_feed"),
        (b"upstream connect error", "not_a_feed"),
        (b"<Error><Code>AccessDenied</Code></Error>", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n", "not_a_feed"),
        (b"<rss version='2.0'></rss", "broken_xml"),
    ],
)
def test_what_is_no_feed_is_told_by_its_reason(body, reason):
    """The operator sees what came instead."""
    assert reason_of(body) == reason


def test_a_feed_without_items_is_a_feed():
    """A quiet day is no failure."""
    assert parse(rss()).items == ()


def test_only_the_first_items_are_read():
    """A feed of a hundred thousand would cost the parser minutes."""
    start = time.perf_counter()
    found = parse(rss(*(item(link=f"/{n}") for n in range(100_000))))

    assert 0 < len(found.items) <= MAX_ITEMS
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize(
    "inner",
    [
        "<description>&#x0;&#xd800;&#99999999999;&#x110000;</description>",
        "<pubDate>" + "1" * 5_000 + "</pubDate>",
        "<pubDate>Wed, 01 May 99999999 00:00:00</pubDate>",
        "<link>http://[</link>",
        "<description>" + "<b>" * 3_000 + "</description>",
        "<description>" + "&lt;" * 20_000 + "</description>",
        "<enclosure url='' length='x' type=''/>" * 50,
    ],
    ids=["references", "digits", "year", "address", "depth", "escapes", "enclosures"],
)
def test_hostile_items_are_read_or_refused(inner):
    """With no other exception than the one that is told."""
    try:
        found = parse(rss(item(inner), item(title="Second"))).items[0].title
    except UnreadableError as error:
        found = error.reason

    assert found in {"Talks go on", "broken_xml"}


def test_external_entities_are_not_opened(tmp_path):
    """A feed must not read our files."""
    secret = tmp_path / "secret"
    secret.write_text("opened")
    body = rss(
        item(title="&x;"),
        prolog=f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
    )

    assert "opened" not in str(parse(body))


def test_entity_bombs_do_not_explode():
    """A kilobyte that stands for gigabytes."""
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = rss(item(title="&a9;"), prolog=f'<!DOCTYPE rss [<!ENTITY a0 "ha">{bomb}]>')
    start = time.perf_counter()
    try:
        size = len(str(parse(body)))
    except UnreadableError:
        size = 0

    assert size < 100_000
    assert time.perf_counter() - start < 5
