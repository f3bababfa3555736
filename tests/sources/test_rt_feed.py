"""An RSS item as RT writes it: picture and tail in the description, a link full of parameters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import FeedId
from monitor.rules.identity import story_key
from monitor.sources.entries import read_document

SUMMARY = "Both delegations sat down in the same room, and a draft now lies on the table"


def entry(*, tail: str, host: str = "www.rt.com", guid: str = ""):
    """Read the one entry of a feed."""
    url = f"https://{host}/news/1-talks/"
    body = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>RT</title><item>
      <title>Envoys meet by the lake</title>
      <link><![CDATA[{url}?utm_source=rss&utm_medium=rss&utm_campaign=RSS]]></link>
      <guid>{guid or url}</guid>
      <description><![CDATA[<img alt="Preview" align="left" style="margin-right: 10px;"
        src="https://cdn.example/thumbnail/1.jpg" /> {SUMMARY} <br/>{tail}]]></description>
      <enclosure url="https://cdn.example/1.jpg" type="image/jpeg" length="123"/>
    </item></channel></rss>"""
    document = read_document(
        body.encode(),
        content_type="application/rss+xml",
        url=f"https://{host}/rss",
        feed_id=FeedId("rt"),
        is_baseline=False,
        now=datetime(2024, 5, 1, tzinfo=UTC),
    )
    [found] = document.entries
    return found


@pytest.mark.parametrize(
    "tail",
    [
        '<a href="https://www.rt.com/news/1-talks/">Read Full Article at RT.com</a>',
        '<a href="/1">Lire la suite</a>',
        '<a href="/1">Читать далее</a>',
        '<a href="/1">إقرأ المزيد</a>',
        '<a href="/1">Weiterlesen auf der Seite</a>',
        '<a href="/1">Leer más</a>',
        "",
    ],
)
def test_a_description_is_only_what_it_tells(tail):
    """Neither the picture before it nor the way to the page behind it, in any edition's words."""
    assert entry(tail=tail).summary == SUMMARY


def test_a_link_full_of_parameters_leads_to_the_address_that_the_guid_tells():
    """So that nothing is gained by taking the guid for the link, which may be no page's address."""
    found = entry(tail="")

    assert found.url == "https://www.rt.com/news/1-talks/"
    assert story_key(found.url, found.feed_id, found.key) == found.url


def test_the_link_stands_where_the_guid_is_another_address():
    """A guid is an identity: publishers keep an old one when a page moves."""
    moved = entry(tail="", guid="https://www.rt.com/old/1/")

    assert moved.url == "https://www.rt.com/news/1-talks/"
