"""What a feed document is like, in counts and dates."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor.errors import UnreadableError
from monitor.sources.survey import Survey, charset_trouble, survey_feed
from tests.sources.build import NOW, URL, atom, item, rss


def dated(hours: float, *, title: str = "Talks go on", link: str = "/a", more: str = "") -> str:
    """Return an item published this many hours before NOW."""
    date = format_datetime(NOW - timedelta(hours=hours))
    return item(f"<pubDate>{date}</pubDate>{more}", title=title, link=link)


def look(body: bytes) -> Survey:
    """Survey a document at NOW."""
    return survey_feed(body, content_type=None, url=URL, now=NOW)


def test_a_feed_is_counted():
    """Dates, links, texts by length, and the pace that polling would see."""
    long = f"<description>{'word ' * 200}</description>"
    items = [dated(2 * n, link=f"/{n}", more=long if n < 2 else "") for n in range(6)]
    found = look(rss(*items, channel="<language>fr-FR</language>"))

    assert (found.version, found.title, found.language) == ("RSS 2.0", "Example News", "fr")
    assert (found.entries, found.dated, found.linked, found.pages) == (6, 6, 6, 6)
    assert (found.full_texts, found.summaries, found.titled) == (2, 0, 6)
    assert (found.newest, found.oldest) == (NOW, NOW - timedelta(hours=10))
    assert found.pace == timedelta(hours=2)


def test_what_is_odd_is_counted_too():
    """Repeated ids, one page for all, future dates, entries without anything."""
    found = look(
        rss(dated(-5, link="/a"), dated(1, link="/a"), "<item><title/><guid>g</guid></item>")
    )

    assert (found.entries, found.repeated, found.future) == (2, 1, 1)
    assert (found.pages, found.titled) == (1, 1)


def test_the_newest_come_first():
    """Whatever their order in the document; undated ones last."""
    found = look(
        rss(item(link="/u"), dated(9, link="/old"), dated(1, link="/new"), dated(5, link="/m"))
    )

    assert [shown.url for shown in found.newest_entries] == [
        "https://news.example/new",
        "https://news.example/m",
        "https://news.example/old",
    ]


def test_formats_have_names():
    """Not feedparser's codes."""
    assert look(atom("<entry><title>a</title><id>1</id></entry>")).version == "Atom 1.0"


def test_an_empty_feed_is_a_feed():
    """Nothing can be said of its entries."""
    found = look(rss())

    assert (found.entries, found.newest, found.pace) == (0, None, None)


def test_what_is_no_feed_is_refused():
    """As by the daemon."""
    with pytest.raises(UnreadableError):
        look(b"<html><body>x</body></html>")


LATIN = "<a>été</a>".encode("latin-1")
UTF_8 = "<a>été</a>".encode()


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        (b"<a/>", "text/xml; charset=koi8-r", None),
        (UTF_8, None, None),
        (UTF_8, "text/xml; charset=UTF-8", None),
        (UTF_8, "text/xml; charset=iso-8859-1", "declared as iso-8859-1 but is UTF-8"),
        (LATIN, "text/xml; charset=latin1", None),
        (LATIN, None, "declares no encoding, not UTF-8"),
        (LATIN, "text/xml; charset=utf-8", "declared as utf-8 but is not"),
        (
            b'<?xml version="1.0" encoding="windows-1252"?>' + LATIN,
            "text/xml; charset=iso-8859-1",
            "declared as iso-8859-1 in the header and windows-1252 in the document",
        ),
        (
            b'<?xml version="1.0" encoding="no-such"?>' + LATIN,
            None,
            "declared as no-such but is not",
        ),
    ],
)
def test_a_wrong_encoding_is_told(body, header, expected):
    """The header's comes before the document's; what is plain ASCII is right under any name."""
    assert charset_trouble(body, content_type=header) == expected
