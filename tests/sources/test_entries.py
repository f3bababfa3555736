"""From a document to entries: keys, addresses, pace."""

from __future__ import annotations

from datetime import timedelta

from tests.sources.build import NOW, atom, entries, item, rss


def guid(value: str) -> str:
    """Return a guid element."""
    return f"<guid isPermaLink='false'>{value}</guid>"


def test_entries_keep_the_documents_order():
    """The newest first, as feeds have them."""
    found = entries(rss(item(guid("b"), title="B"), item(guid("a"), title="A")))

    assert [each.title for each in found.entries] == ["B", "A"]
    assert {each.first_seen_at for each in found.entries} == {NOW}


def test_an_item_that_stands_twice_is_one_entry():
    """The first of them, whatever the second says."""
    found = entries(rss(item(guid("a"), title="First"), item(guid("a"), title="Second")))

    assert [each.title for each in found.entries] == ["First"]


def test_one_item_has_one_key_in_every_feed_and_an_id_in_each():
    """Ids are unique in the store; keys tell items of one feed apart."""
    body = rss(item(guid("a")))
    first, second = entries(body, feed_id="one").entries[0], entries(body, feed_id="two").entries[0]

    assert first.key == second.key
    assert first.id != second.id


def test_what_a_reader_came_from_is_no_part_of_the_address():
    """So that one page is told once, through whichever feed."""
    found = entries(rss(item(link="https://News.example/a?utm_source=rss&amp;id=1#top")))

    assert found.entries[0].url == "https://news.example/a?id=1"


def test_an_item_without_a_link_is_an_entry():
    """It lives by the feed's own text."""
    found = entries(rss("<item><title>a</title><description>b</description></item>"))

    assert [(each.url, each.title, each.summary) for each in found.entries] == [(None, "a", "b")]


def test_a_feeds_pace_is_told_where_its_dates_tell_it():
    """The scheduler goes by it."""
    dated = [
        f"<entry><id>{n}</id><published>2024-05-02T{n + 4:02}:00:00Z</published></entry>"
        for n in range(8)
    ]

    assert entries(atom(*dated)).pace == timedelta(hours=1)
    assert entries(rss(item())).pace is None
