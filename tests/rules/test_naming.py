"""Ids and tags for what came without one."""

from __future__ import annotations

import pytest

from monitor.rules.naming import propose_id, slug, tag_of


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("BBC News - World", "https://feeds.bbci.co.uk/x", "bbc-news-world"),
        ("L'Été à Łódź", "https://x.example/", "l-ete-a-lodz"),
        ("الجزيرة", "https://www.aljazeera.net/rss", "aljazeera.net"),
        ("РИА Новости RSS", "https://ria.ru/export/rss2", "ria.ru"),
        (None, "https://rss.dw.com/xml/rss-de-all", "dw.com"),
        (None, "https://feed.example/", "feed.example"),
        (None, "https://[::1]:80/", "1"),
        ("", "https://новости.рф/", "feed"),
        ("a " * 100, "https://x.example/", "a" + "-a" * 19),
        ("x" * 100, "https://x.example/", "x" * 40),
    ],
)
def test_an_id_comes_from_the_title_or_the_host(title, url, expected):
    """The title where enough of it is left in ASCII, else the host without what only serves feeds."""
    assert propose_id(title, url, taken=()) == expected


def test_an_id_is_never_taken():
    """The host comes next, then numbers."""
    taken: set[str] = set()
    for _ in range(4):
        taken.add(propose_id("News", "https://www.a.example/", taken=taken))

    assert taken == {"news", "a.example", "news-2", "news-3"}


@pytest.mark.parametrize(
    ("folder", "tag"),
    [
        ("World News", "world-news"),
        ("state:media_1.a", "state:media_1.a"),
        ("/Europe/France", "europe-france"),
        ("Новости", None),
        ("  ", None),
        ("y" * 200, "y" * 64),
    ],
)
def test_a_folder_gives_a_tag(folder, tag):
    """Our own tags stay; a name without ASCII gives none."""
    assert tag_of(folder) == tag


def test_a_slug_keeps_most_of_a_name_or_nothing():
    """Two Latin letters of a Cyrillic name are not its name."""
    assert slug("Новости BBC") == ""
    assert slug("BBC Ё") == "bbc"
