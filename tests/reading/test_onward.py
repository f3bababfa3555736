"""Where a page says that it stands, and where it only leads to."""

from __future__ import annotations

import time

import pytest
from lxml.html import document_fromstring

from monitor.reading.meta_tags import meta_tags
from monitor.reading.onward import canonical_of, onward_of

URL = "https://news.example/talks"


def read(head: str, *, tag: str = "<html>", url: str | None = URL) -> tuple[str | None, str | None]:
    """Return a page's canonical address and where it leads."""
    root = document_fromstring(f"{tag}<head>{head}</head><body><p>x</p></body></html>")
    canonical = canonical_of(root, meta_tags(root), url=url)
    return canonical, onward_of(root, canonical=canonical, url=url)


def refresh(content: str) -> str:
    """Return a refresh tag."""
    return f'<meta http-equiv="Refresh" content="{content}">'


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="/talks/1?utm_source=x">', "https://news.example/talks/1"),
        ('<meta property="og:url" content="https://news.example/a">', "https://news.example/a"),
        ('<link rel="canonical" href="https://news.example/">', None),
        ('<link rel="canonical" href="javascript:void(0)">', None),
        ('<link rel="canonical" href="http://[broken">', None),
        ("", None),
    ],
)
def test_the_canonical_address(head, canonical):
    """Absolute and without tracking; a front page is a template never filled in."""
    assert read(head)[0] == canonical


@pytest.mark.parametrize(
    "content",
    [
        "0;url=/talks/whole",
        "0; URL='https://news.example/talks/whole'",
        "5;https://news.example/talks/whole",
        " 1.5 ; url = /talks/whole ",
    ],
)
def test_a_refresh_leads_onward(content):
    """In the forms that browsers follow."""
    assert read(refresh(content))[1] == "https://news.example/talks/whole"


@pytest.mark.parametrize(
    "head",
    [
        refresh("300;url=/talks/whole"),
        refresh("30"),
        refresh("0;url=/talks"),
        refresh("0;url=/talks?again=1"),
        refresh("0;url=/"),
        refresh("0;url=javascript:alert(1)"),
        refresh("soon;url=/talks/whole"),
        f"<noscript>{refresh('0;url=/nojs')}</noscript>",
        '<link rel="canonical" href="/talks/whole">',
    ],
    ids=[
        "slow", "reload", "itself", "itself asked anew", "front page", "script", "no delay",
        "for old browsers", "only canonical",
    ],
)  # fmt: skip
def test_what_does_not_lead_onward(head):
    """A live page's reload, a loop, a front page, and an ordinary canonical link."""
    assert read(head)[1] is None


@pytest.mark.parametrize("tag", ["<html amp>", "<html ⚡>"])
def test_an_amp_copy_leads_to_its_page(tag):
    """On the same site, or from a cache that copies any; never to a stranger's."""
    head = '<link rel="canonical" href="https://www.news.example/talks">'
    copies = ("https://amp.news.example/talks.amp", "https://news-example.cdn.ampproject.org/c/s/x")
    stranger = "https://other.example/talks"

    assert [read(head, tag=tag, url=copy)[1] for copy in copies] == [
        "https://www.news.example/talks"
    ] * 2
    assert read(head, tag=tag, url=stranger)[1] is None
    assert read(head, tag=tag, url="https://news.example/talks")[1] is None


def test_a_site_under_a_second_level_name_is_its_own():
    """Two newspapers under co.uk are not one site."""
    head = '<link rel="canonical" href="https://one.co.uk/talks/1">'

    assert read(head, tag="<html amp>", url="https://amp.one.co.uk/1")[1] == (
        "https://one.co.uk/talks/1"
    )
    assert read(head, tag="<html amp>", url="https://two.co.uk/1")[1] is None


def test_hostile_heads_cost_little():
    """Many tags, and contents made to be tried again and again."""
    head = refresh("9" * 5_000 + ";" + " " * 5_000) * 400 + '<link rel="canonical">' * 5_000
    before = time.process_time()

    assert read(head) == (None, None)
    assert time.process_time() - before < 0.5
