"""When a page was published and changed, from the places where pages say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml.html import HtmlElement, document_fromstring

from monitor.reading.metadata import PageMetadata, page_metadata

TITLE = "Delegations meet for a second day"
EAST = timezone(timedelta(hours=2))
WHEN = datetime(2024, 5, 1, 14, 30, tzinfo=EAST)
STORY = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s", %s}</script>'


def tree(
    head: str = "", top: str = "", more: str = "", lang: str = "en-GB", window: str = TITLE
) -> HtmlElement:
    """Return a page: `top` stands under the headline, `more` behind the text."""
    text = "<p>The delegations met on 3 March 2021 and spoke for hours before they paused.</p>"
    return document_fromstring(
        f'<html lang="{lang}"><head><title>{window}</title>{head}</head><body><nav>1 June 2023</nav>'
        f"<article><h1>{TITLE}</h1>{top}{text * 5}</article>{more}"
        "<footer>© 1 January 2019 News</footer></body></html>"
    )


def read(
    head: str = "", top: str = "", more: str = "", *, lang: str = "en-GB", url: str | None = None
) -> PageMetadata:
    """Read such a page."""
    return page_metadata(tree(head, top, more, lang), url=url or "https://news.example/talks")


def linked(members: str, headline: str = TITLE) -> str:
    """Return a story's JSON-LD with these members."""
    return STORY % (headline, members)


def meta(name: str, content: str) -> str:
    """Return a meta tag."""
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    "head",
    [
        linked('"datePublished": "2024-05-01T14:30:00+02:00"'),
        meta("article:published_time", "2024-05-01T14:30:00+02:00"),
        meta("article:published:time", "2024-05-01T14:30+0200"),
        meta("datePublished", "Wed, 01 May 2024 14:30:00 +0200"),
        meta("date", "Wed May 01 14:30:00 CEST 2024"),
        linked('"datePublished": "May 1, 2024, 2:30 PM CEST"'),
        meta("pubdate", "yesterday") + meta("publish_date", "2024-05-01T14:30:00+02:00"),
    ],
)
def test_declared_times_keep_the_page_s_own_offset(head):
    """In any of the forms that publishers write."""
    found = read(head)

    assert found.published_at == WHEN
    assert found.published_at.utcoffset() == timedelta(hours=2)
    assert not found.is_day_only


@pytest.mark.parametrize(
    "top",
    [
        '<time datetime="2024-05-01T14:30:00+02:00">today</time>',
        '<span itemprop="datePublished" content="2024-05-01T14:30:00+02:00"></span>',
        '<abbr class="dt-published" title="2024-05-01T14:30:00+02:00">today</abbr>',
        "<div>By Ada Example | 1 May 2024, 14:30 CEST</div>",
        "<div>1 May 2024</div><div>14:30 CEST</div>",
        "<p>Published <b>1 May 2024</b> 14:30 CEST | Updated 2 May 2024 10:00 CEST</p>",
        "<p>Updated 2 May 2024 10:00 CEST, published 1 May 2024 14:30 CEST</p>",
        '<span data-timestamp="1714566600">two hours ago</span>',
        '<span data-time="1714566600000">two hours ago</span>',
    ],
)
def test_a_time_shown_under_the_headline(top):
    """For machines or for readers; what says it was changed does not count."""
    assert read(top=top).published_at == WHEN


@pytest.mark.parametrize(
    ("lang", "top"),
    [
        ("fr", "Publié le 1 mai 2024 à 14h30"),
        ("ru", "1 мая 2024, 14:30"),
        ("ar", "الأربعاء 1 مايو 2024 - 14:30"),
        ("tr", "Yayınlanma: 1 Mayıs 2024 14:30"),
        ("de", "Veröffentlicht am 01.05.2024, 14.30 Uhr"),
        ("es", "1 de mayo de 2024, 14:30 h"),
        ("zh", "发布时间：2024年05月01日 14:30"),
        ("ko", "입력 2024.05.01 14:30"),
        ("fa", "۱۲ اردیبهشت ۱۴۰۳ - ۱۴:۳۰"),
        ("en-US", "5/1/2024 2:30 PM"),
        ("en-GB", "1/5/2024 2:30 PM"),
    ],
)
def test_a_written_time_without_a_zone_is_taken_for_utc(lang, top):
    """In the languages that the program reads most."""
    found = read(top=f"<div>{top}</div>", lang=lang)

    assert found.published_at == datetime(2024, 5, 1, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("top", "more"),
    [
        ("", '<aside><time datetime="2024-05-09T10:00Z">9 May</time></aside>'),
        ("", '<div class="comments"><span>9 May 2024, 10:00</span></div>'),
        ("", '<div class="related-stories"><time datetime="2024-05-09">9 May</time></div>'),
        ("<div>Updated 9 May 2024, 10:00</div>", ""),
        ("<p>Registered № 7-42 on 11 November 2010</p>", ""),
        ("", '<div class="comment" itemprop="datePublished" content="2024-05-09">x</div>'),
    ],
    ids=["aside", "comments", "other stories", "changed", "registration", "a comment's mark"],
)
def test_dates_of_other_things_do_not_count(top, more):
    """Nor those of the menu, the foot and the story's own text, which the page has throughout."""
    assert read(top=top, more=more).published_at is None


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://news.example/2024/05/01/talks", ""),
        ("https://news.example/world/talks-2024-05-01.html", ""),
        ("https://news.example/a/20240501/talks", ""),
        ("https://news.example/world/2024/may/01/talks", ""),
        ("https://news.example/p?id=7", '<link rel="canonical" href="/2024/5/1/talks">'),
    ],
)
def test_the_day_in_the_address_is_the_last_resort(url, head):
    """The page's own address or its canonical one; it is only a day."""
    found = read(head, url=url)

    assert (found.published_at, found.is_day_only) == (datetime(2024, 5, 1, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (linked('"datePublished": "2024-05-01"') + meta("pubdate", WHEN.isoformat()), ""),
        (meta("date", "2024-05-01T00:00:00"), f'<time datetime="{WHEN.isoformat()}">x</time>'),
        (meta("date", "2024-05-01"), "<div>1 May 2024 14:30 CEST</div>"),
        (
            meta("date", "2024-05-01")
            + f'<script>var page = {{"publishedAt": "{WHEN.isoformat()}"}};</script>',
            "",
        ),
    ],
    ids=["another declared", "midnight", "shown", "the page's own data"],
)
def test_a_time_is_found_for_a_day(head, top):
    """A day alone, or its midnight, takes the time that another place has for the same day."""
    found = read(head, top)

    assert (found.published_at, found.is_day_only) == (WHEN, False)


def test_a_time_of_another_day_is_not_taken():
    """It is of something else."""
    found = read(meta("date", "2024-05-01"), '<time datetime="2024-04-07T14:30+02:00">x</time>')

    assert (found.published_at, found.is_day_only) == (datetime(2024, 5, 1, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (meta("date", "2024-05-01T14:30:00") + meta("pubdate", "2024-05-01T14:30:00+02:00"), ""),
        (meta("date", "2024-05-01T14:30:00"), '<time datetime="2024-05-01T14:30+02:00">x</time>'),
        (meta("date", "2024-05-01T12:30:00Z"), '<time datetime="2024-05-01T14:30+02:00">x</time>'),
        (
            meta("date", "2024-05-01T14:30:00")
            + meta("article:modified_time", "2024-05-01T15:05:00+02:00"),
            "",
        ),
    ],
    ids=["declared", "shown", "shown beside UTC", "of the change"],
)
def test_the_page_s_offset_is_found_elsewhere(head, top):
    """A time without one, or in UTC, is told in the offset that the page uses."""
    found = read(head, top).published_at

    assert found == WHEN
    assert found.utcoffset() == timedelta(hours=2)


def test_a_day_stays_a_day_by_utc():
    """A change's offset says nothing of when that day began."""
    found = read(meta("date", "2024-05-01") + meta("modified_time", "2024-05-02T10:00+02:00"))

    assert found.is_day_only
    assert found.published_at.utcoffset() == timedelta()


def test_the_day_in_the_window_s_title():
    """Some publishers put it behind the site's name."""
    found = page_metadata(tree(window=f"{TITLE} | News | 01.05.2024"), url=None)

    assert (found.published_at, found.is_day_only) == (datetime(2024, 5, 1, tzinfo=UTC), True)


def test_two_times_in_the_page_s_data_tell_none():
    """One of them is of another story."""
    data = '{"publishedAt": "2024-05-01T14:30Z", "next": {"publishedAt": "2024-05-01T09:00Z"}}'

    assert read(meta("date", "2024-05-01") + f"<script>{data}</script>").is_day_only


def test_a_column_that_holds_the_headline_is_the_story_s():
    """Layouts name their columns after what stands at the side."""
    root = document_fromstring(
        f'<body><div class="with-sidebar"><h1>{TITLE}</h1><div>1 May 2024</div></div></body>'
    )

    assert page_metadata(root, url=None).published_at == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "host", "month"),
    [("", "com", 5), ("en", "com", 5), ("en", "uk", 4), ("", "ru", 4), ("fr", "com", 4)],
)
def test_which_number_is_the_month(lang, host, month):
    """By the page's language, and where that is not said plainly, by the host's country."""
    found = read(top="<div>5/4/2024</div>", lang=lang, url=f"https://news.{host}/talks")

    assert found.published_at.month == month


def test_a_change_is_never_a_publication():
    """Nor is it kept where it comes before the publication: one of them is broken."""
    only = read(meta("article:modified_time", "2024-05-02T10:00:00+02:00"))
    both = read(
        meta("article:published_time", WHEN.isoformat())
        + meta("article:modified_time", "2024-05-02T10:00:00+02:00")
    )
    odd = read(linked(f'"datePublished": "{WHEN.isoformat()}", "dateModified": "2019-01-01"'))

    assert only.published_at is None
    assert only.modified_at == both.modified_at == datetime(2024, 5, 2, 10, tzinfo=EAST)
    assert odd.modified_at is None


def test_the_story_s_own_dates_count():
    """Not those of another story that stands first."""
    head = linked('"datePublished": "2020-01-01T10:00Z"', "Something else entirely")
    head += linked(f'"datePublished": "{WHEN.isoformat()}"')

    assert read(head).published_at == WHEN


def test_a_page_without_a_date_has_none():
    """The menu, the foot and the text are full of them."""
    found = read()

    assert (found.published_at, found.modified_at, found.is_day_only) == (None, None, False)


def test_a_time_named_updated_is_not_the_publication_whatever_stands_before_it():
    """The line above it says when the story was published."""
    top = (
        "<p>Published: 1 May 2024, 14:30 CEST</p>"
        '<time class="updated" datetime="2024-05-01T16:45:00+02:00">1 May, 16:45</time>'
    )

    assert read(top=top).published_at == WHEN
