"""What counts as the same item, the same page, the same text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import FeedId, FeedItem
from monitor.rules.identity import canonical_url, entry_id, entry_key, fingerprint, story_key

FEED = FeedId("rt-fr")


def item(
    guid: str | None = None,
    url: str | None = None,
    title: str = "A title",
    summary: str = "",
    published_at: datetime | None = None,
) -> FeedItem:
    """Build an item that differs from the next in what is given."""
    return FeedItem(guid=guid, url=url, title=title, summary=summary, published_at=published_at)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG:443/A?b=1#top", "https://example.org/A?b=1"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://example.org:/x", "http://example.org/x"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("https://example.org/?utm_source=rss&id=7&UTM_Medium=rss", "https://example.org/?id=7"),
        ("https://example.org/a?fbclid=x&gclid=y&yclid=z", "https://example.org/a"),
        ("https://example.org/a?xtor=RSS-1&at_medium=RSS", "https://example.org/a"),
        ("https://example.org/a?z=2&a=1&z=1", "https://example.org/a?z=2&a=1&z=1"),
        ("https://example.org/a?flag&b=", "https://example.org/a?flag&b="),
        ("https://example.org/#!/story/1", "https://example.org/#!/story/1"),
        ("  https://example.org/a\n b ", "https://example.org/a b"),
        ("https://Пример.рф/Путь", "https://пример.рф/Путь"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://User:Pass@Example.org/", "https://User:Pass@example.org/"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
        ("http://[broken/a", "http://[broken/a"),
        ("http://example.org:99999/", "http://example.org:99999/"),
        ("urn:uuid:1-2", "urn:uuid:1-2"),
        ("", ""),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    """A URL loses what surely does not change its page, and a second time nothing more."""
    got = canonical_url(url)

    assert got == expected
    assert canonical_url(got) == got


def test_meaningful_parameters_stay() -> None:
    """A parameter that only looks like tracking to the careless is kept."""
    url = "https://example.org/a?ref=rss&source=feed&from=x&partner=rss&utm=1"

    assert canonical_url(url) == url


def test_guid_decides_before_link() -> None:
    """A changed link under the same guid is the same item; another guid is another one."""
    first = entry_key(item(guid="1", url="https://example.org/a"))

    assert first == entry_key(item(guid="1", url="https://example.org/b"))
    assert first != entry_key(item(guid="2", url="https://example.org/a"))


def test_link_stands_in_for_a_missing_guid() -> None:
    """Tracking parameters do not make an item new; a fragment that is none of them does."""
    plain = entry_key(item(url="https://example.org/live"))

    assert plain == entry_key(
        item(url="https://example.org/live?utm_source=rss#xtor=RSS-3", title="B")
    )
    assert plain != entry_key(item(url="https://example.org/live#post-2"))


def test_text_stands_in_for_guid_and_link() -> None:
    """Without guid and link each of title, summary and date tells items apart."""
    date = datetime(2024, 5, 1, tzinfo=UTC)
    keys = {
        entry_key(item()),
        entry_key(item(summary="S")),
        entry_key(item(title="B")),
        entry_key(item(published_at=date)),
    }

    assert len(keys) == 4
    assert entry_key(item(published_at=date)) in keys


def test_a_guid_is_not_a_link() -> None:
    """The same text as guid and as link gives two keys, so neither can pose as the other."""
    url = "https://example.org/a"

    assert entry_key(item(guid=url)) != entry_key(item(url=url))


def test_keys_are_short_and_take_any_text() -> None:
    """Huge guids and lone surrogates hash like everything else."""
    assert len(entry_key(item(guid="x" * 1_000_000))) == 32
    assert len(entry_key(item(guid="\ud800"))) == 32


def test_entry_id_depends_on_feed_and_key() -> None:
    """The same item in two feeds is two entries."""
    one = entry_id(FEED, "k")

    assert len(one) == 16
    assert one == entry_id(FEED, "k")
    assert one != entry_id(FeedId("tass"), "k")
    assert one != entry_id(FEED, "l")


def test_story_key_joins_feeds_by_page() -> None:
    """Two feeds that link one page share its story key, whatever they appended to the link."""
    one = story_key("https://example.org/a?utm_source=rss", FEED, "k")

    assert one == story_key("https://EXAMPLE.org/a#top", FeedId("other"), "l")


@pytest.mark.parametrize(
    "url", [None, "", "https://example.org", "https://example.org/#top", "x:y"]
)
def test_story_key_without_a_page(url: str | None) -> None:
    """Where the link names no page of its own, entries are not taken for one another."""
    one = story_key(url, FEED, "k")

    assert one != story_key(url, FEED, "l")
    assert one != story_key(url, FeedId("other"), "k")


def test_fingerprint_ignores_form() -> None:
    """Case, punctuation, spacing and full-width forms do not make a text another one."""
    one = fingerprint("Talks in Astana", "Syria: three guarantors sign.")

    assert len(one) == 16
    assert one == fingerprint("TALKS in Astana!", "Ｓｙｒｉａ  three\nguarantors — sign")
    assert one != fingerprint("Talks in Astana", "Syria: four guarantors sign.")


def test_fingerprint_of_nothing() -> None:
    """No words, no fingerprint: empty articles are not copies of each other."""
    assert fingerprint("", "") == ""
    assert fingerprint(" - ", "…") == ""
