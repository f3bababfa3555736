"""What a page says of itself: headline, authors, outlet, section, picture, description."""

from __future__ import annotations

import json
import time

import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from monitor.reading.metadata import PageMetadata, page_metadata

TITLE = "Delegations meet for a second day"
URL = "https://www.daily-herald.example/world/talks"


def tree(head: str = "", body: str = f"<h1>{TITLE}</h1>", window: str = TITLE) -> HtmlElement:
    """Return a page's tree."""
    return document_fromstring(
        f'<html lang="en"><head><title>{window}</title>{head}</head><body><article>{body}'
        "<p>The delegations met for three hours.</p></article></body></html>"
    )


def read(
    head: str = "", body: str = f"<h1>{TITLE}</h1>", window: str = TITLE, url: str | None = URL
) -> PageMetadata:
    """Read such a page."""
    return page_metadata(tree(head, body, window), url=url)


def meta(name: str, content: str) -> str:
    """Return a meta tag."""
    return f'<meta property="{name}" content="{content}">'


def linked(**members: object) -> str:
    """Return a story's JSON-LD."""
    node = {"@type": "NewsArticle", "headline": TITLE, **members}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("window", "head"),
    [
        (f"{TITLE} | Daily Herald", meta("og:site_name", "Daily Herald")),
        (f"{TITLE} - Daily Herald", meta("og:site_name", "The Daily Herald")),
        (f"Daily Herald: {TITLE}", meta("application-name", "Daily Herald")),
        (f"{TITLE} — Daily Herald World", linked(publisher={"name": "Daily Herald"}, headline="")),
        (f"{TITLE} - World - Daily Herald", meta("article:section", "World")),
        (f"{TITLE} | daily-herald.example", ""),
        (f"{TITLE} :: Herald", ""),
        (f"{TITLE} - 01/05/2024 - Herald", ""),
        (f"{TITLE} « Herald", ""),
        (f"{TITLE} | Some Other Name", ""),
        (TITLE, ""),
    ],
)
def test_the_site_s_name_is_cut_off_the_title(window, head):
    """Whether the page tells the name or only its host does."""
    assert read(head, body="", window=window).title == TITLE


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("代表団が二日目の会談", "朝日の新聞"),
        ("Делегации встретились во второй день", "Ежедневный вестник"),
        ("الوفود تجتمع لليوم الثاني", "الصحيفة اليومية"),
        ("Οι αντιπροσωπείες συναντήθηκαν", "Εφημερίδα"),
    ],
)
def test_a_name_in_any_script_is_cut(title, site):
    """At either end."""
    head = meta("og:site_name", site)

    assert read(head, body="", window=f"{title} - {site}").title == title
    assert read(head, body="", window=f"{site} | {title}").title == title


@pytest.mark.parametrize(
    "title",
    [
        "We cannot go on like this - minister",
        "Ceasefire: what the two drafts say",
        "« Nous continuons » : les délégations après deux jours",
        "A war-torn town waits",
        "Herald of peace: a mediator looks back",
        "2024 in review | 2025 ahead",
    ],
)
def test_a_headline_stays_whole(title):
    """Its own dashes, colons and quotation marks separate nothing from it."""
    assert read(meta("og:title", title), body=f"<h1>{title}</h1>", window=title).title == title


def test_the_headline_for_networks_stands_unless_it_is_a_teaser():
    """The heading and JSON-LD agree, and share next to nothing with it."""
    near = meta("og:title", "Delegations meet for a third day in a row") + linked()
    teaser = meta("og:title", "You will not believe what they said") + linked()

    assert read(near).title == "Delegations meet for a third day in a row"
    assert read(teaser).title == TITLE
    assert read(meta("og:title", "You will not believe it")).title == "You will not believe it"


def test_a_heading_that_is_the_site_s_or_a_section_s_is_no_headline():
    """Sites set their own name, and the section's, in first-level headings."""
    body = "<h1>Daily Herald</h1><h1>World</h1>"

    assert read(body=body, window=f"{TITLE} | Daily Herald").title == TITLE


def test_a_page_that_tells_only_its_site_is_called_so():
    """Better than nothing; no title at all is empty."""
    assert read(body="", window="Daily Herald").title == "Daily Herald"
    assert read(body="", window="").title == ""


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (linked(author={"@type": "Person", "name": "Ada Example"}), "Ada Example"),
        (
            linked(author=[{"name": "Ada Example"}, {"name": "Ben Sample"}]),
            "Ada Example, Ben Sample",
        ),
        (linked(author="By Ada Example and Ben Sample"), "Ada Example, Ben Sample"),
        (linked(author={"name": "Ada Example, Chief Correspondent"}), "Ada Example"),
        (
            linked(author=[{"@type": "Organization", "name": "Agency"}, {"name": "Ada Example"}]),
            "Ada Example",
        ),
        (linked(author={"@type": "Organization", "name": "Agency"}), "Agency"),
        (meta("author", "Ada Example (ada@herald.example)"), "Ada Example"),
        (meta("author", "ADA EXAMPLE"), "Ada Example"),
        (meta("byl", "By Ada Example"), "Ada Example"),
        (meta("author", "Von Ada Example und Ben Sample"), "Ada Example, Ben Sample"),
        (meta("author", "Автор: Анна Примерова"), "Анна Примерова"),
        (meta("author", "作者：王小明"), "王小明"),
        (meta("author", "De Sample"), "De Sample"),
        (meta("author", "Jo Writer"), "Jo Writer"),
        (meta("author", "Staff Writer"), None),
        (meta("author", "Ada Example Jr., Ben Sample"), "Ada Example Jr., Ben Sample"),
        (meta("article:author", "https://social.example/ada"), None),
        (meta("author", "Daily Herald") + meta("og:site_name", "Daily Herald"), None),
        (meta("author", "admin"), None),
        (meta("author", "ada@herald.example"), None),
        (meta("author", "Herald Media GmbH"), None),
        ("", None),
    ],
)
def test_authors_are_names_only(head, author):
    """No "by", no roles, no addresses, no companies, and not the site itself."""
    assert read(head).author == author


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="author" href="/x">Ada Example</a>',
        '<span itemprop="author"><span itemprop="name">Ada Example</span>, the editor</span>',
        '<div class="article-byline">By Ada Example | 1 May 2024</div>',
        '<p>By <a href="/authors/ada">Ada Example</a></p><a href="/authors">Authors</a>',
    ],
)
def test_a_byline_is_read_where_nothing_is_declared(body):
    """By its mark-up, its class, or where it leads."""
    assert read(body=f"<h1>{TITLE}</h1>{body}").author == "Ada Example"


def test_the_author_of_another_story_is_not_this_one_s():
    """Nor who wrote a comment."""
    body = f'<h1>{TITLE}</h1><div class="comments"><a rel="author" href="/b">Ben Sample</a></div>'

    assert read(body=body).author is None


def test_outlet_section_picture_and_description():
    """As the page declares them, in the order of the sources."""
    head = (
        meta("og:site_name", "Daily Herald")
        + meta("article:section", "World")
        + meta("og:image", "/pictures/1.jpg")
        + meta("og:description", "Talks &amp;amp; more talks ...")
        + '<meta name="description" content="The delegations met for three hours.">'
    )
    found = read(head)
    other = read(
        linked(
            publisher={"@type": "Organization", "name": "Herald"},
            articleSection=["Asia", "World"],
            image=[{"@type": "ImageObject", "url": "https://img.example/2.jpg"}],
            description="In short.",
        )
    )

    assert (found.outlet, found.section) == ("Daily Herald", "World")
    assert found.image_url == "https://www.daily-herald.example/pictures/1.jpg"
    assert found.description == "The delegations met for three hours."
    assert (other.outlet, other.section, other.description) == ("Herald", "Asia", "In short.")
    assert other.image_url == "https://img.example/2.jpg"


def test_a_saved_pages_picture_is_found_by_its_canonical_address():
    """A file has no address of its own; without any, half an address leads nowhere."""
    picture = meta("og:image", "/pictures/1.jpg")
    link = '<link rel="canonical" href="https://herald.example/talks">'
    found = [
        page_metadata(document_fromstring(f"<head>{head}</head><p>x</p>"), url=None).image_url
        for head in (picture + link, picture)
    ]

    assert found == ["https://herald.example/pictures/1.jpg", None]


def test_a_page_that_says_nothing():
    """Every field has its empty value."""
    assert page_metadata(document_fromstring("<p>x</p>"), url=None) == PageMetadata()


def test_the_tree_stays_as_it_is():
    """Others read it afterwards."""
    root = tree(linked() + meta("og:site_name", "Herald"), f"<h1>{TITLE}</h1><time>1 May</time>")
    before = etree.tostring(root)
    page_metadata(root, url=URL)

    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[::1", "https://" + "x" * 9_000, "\ud800"]
)
def test_any_address_is_borne(url):
    """It only tells less."""
    assert read(url=url).title == TITLE


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="author" content="a">' * 100_000, ""),
        (meta("og:title", "| " * 50_000), ""),
        (meta("og:title", "_" * 50_000) + meta("og:description", "<a " * 50_000), ""),
        (meta("author", "a, " * 50_000) + meta("date", "1" * 100_000), ""),
        ("", "<h1>" + "x " * 200_000 + "</h1>"),
        ("", '<div class="author">' * 5_000 + "x"),
        ("", "<h1>T</h1>" + "<time datetime='2024'>1/2/</time>" * 20_000),
        ("", "<h2>T 1 May 2024</h2>" * 30_000),
        ("", f"<h1>{TITLE}</h1>" + "<span>1 May 2024 " * 3_000),
        ("", "<div class=comment>" * 200 + "<time datetime='2024-05-01'>x</time>" * 60_000),
        ("", "<script>" + '"publishedAt":"' * 100_000 + "</script>"),
        ("<link rel=canonical href=x>" * 30_000, '<a href="/author">x</a>' * 30_000),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800"}</script>', ""),
    ],
    ids=[
        "metas", "bars", "underscores", "names", "heading", "deep authors", "times", "headings",
        "deep dates", "deep comments", "script", "links", "surrogate",
    ],
)  # fmt: skip
def test_hostile_pages_cost_little_and_raise_nothing(head, body):
    """A second of CPU at most, on trees that a parser gives in a moment."""
    root = tree(head, body)
    before = time.process_time()
    found = page_metadata(root, url=URL)

    assert time.process_time() - before < 1
    assert len(found.title) <= 500
    assert found.title.isprintable()
