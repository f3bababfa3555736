"""What comes out of a page, and what never comes out of anything."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime

import pytest

from monitor.errors import UnreadableError
from monitor.model import Quality
from tests.reading.build import PARAGRAPHS, TITLE, page, read

LONG = PARAGRAPHS * 3


def reason_of(body: bytes, content_type: str | None = None) -> str:
    """Return why a body is refused."""
    with pytest.raises(UnreadableError) as caught:
        read(body, content_type=content_type)
    return caught.value.reason


def test_a_story_comes_out_clean():
    """Paragraphs on lines of their own; neither the site's navigation nor the headline again."""
    found = read(page())

    assert found.title == TITLE
    assert found.text == "\n".join(PARAGRAPHS)
    assert found.quality is Quality.STORY


def test_what_a_page_says_of_itself_is_kept():
    """Language, author, time in UTC, and the canonical URL in full and without tracking."""
    found = read(
        page(
            lang="en-GB",
            head='<meta property="article:published_time" content="2024-05-01T10:00:00+02:00">'
            '<meta name="author" content="Jo Writer"><link rel="canonical" href="/a?utm_source=b">',
        )
    )

    assert found.language == "en"
    assert found.author == "Jo Writer"
    assert found.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert found.canonical_url == "https://news.example/a"


def test_what_a_page_does_not_say_is_none():
    """Nothing but the language is guessed from the text, not even a day that stands in it."""
    found = read(page("On 3 May 2017 four states signed the paper. " * 8, lang=None), url=None)

    assert (found.author, found.published_at, found.canonical_url) == (None,) * 3
    assert found.language == "en"


def test_a_template_that_names_the_wrong_language_is_not_heeded():
    """What a text is written in is seen in the text."""
    assert read(page(lang="tr")).language == "en"


@pytest.mark.parametrize("link", ["https://news.example/", "http://[::1", "javascript:alert(1)"])
def test_a_canonical_link_that_cannot_be_the_pages_is_none(link):
    """A front page, a broken address and a script are what templates leave behind."""
    found = read(page(head=f'<link rel="canonical" href="{link}">'))

    assert found.canonical_url is None


def test_comments_of_readers_are_left_out():
    """They are about the story, and none of it."""
    more = '<div id="comments" class="comments"><h3>Comments</h3>' + "".join(
        f'<div class="comment"><p>Reader {n} thinks that they will never agree.</p></div>'
        for n in range(9)
    )
    found = read(page(more=more + "</div>"))

    assert "thinks" not in found.text


def test_a_title_has_no_controls():
    """A title goes to terminals and logs."""
    found = read(page(title="Talks\x1b[31m go\u2028on\x00 \x9b today"))

    assert found.title == "Talks[31m go on today"


def test_a_page_is_read_the_same_whatever_was_read_before():
    """Nothing is remembered from page to page: the tenth copy is as good as the first."""
    found = [read(page(*LONG)).text for _ in range(10)]

    assert found == ["\n".join(LONG)] * 10


@pytest.mark.parametrize(
    "body",
    [b"", b" \r\n\t " * 500_000, b"\0" * 2_000_000, b"<!DOCTYPE html>", b"<html></html>"],
    ids=["no bytes", "2 MB of spaces", "2 MB of NULs", "only a doctype", "no body"],
)
def test_nothing_is_empty(body):
    """And told at once, however much of it there is."""
    start = time.perf_counter()

    assert reason_of(body) == "empty"
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500),
        b"\x00\x00\x00\x18ftypmp42" + bytes(500),
        gzip.compress(page()),
        bytes(range(256)) * 40,
        b'{"html": "<p>A story</p>"}',
        b"[1, 2]",
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>',
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>",
    ],
    ids=["pdf", "png", "jpeg", "mp4", "gzip", "binary", "json", "array", "feed", "svg"],
)
def test_what_is_no_page_is_not_html(body):
    """Even where the server calls it a page."""
    assert reason_of(body, "text/html; charset=utf-8") == "not_html"


def test_plain_text_is_a_page_only_where_the_server_says_so():
    """`text/plain` is a file; the same words as `text/html` are what some servers send as errors."""
    assert reason_of(b"Service not available", "text/plain") == "not_html"
    assert read(b"Service not available", content_type="text/html").quality is Quality.ERROR_PAGE


def test_a_page_is_read_whatever_type_the_server_gives_it():
    """Markup is markup."""
    assert read(page(), content_type="application/octet-stream").quality is Quality.STORY


def test_a_page_that_shows_nothing_but_has_a_title_is_an_empty_page():
    """What a script would have filled in is not there; the entry may live by its feed's text."""
    found = read(b"<html><head><title>Talks</title></head><body><div id=root></div></body></html>")

    assert (found.title, found.text, found.quality) == ("Talks", "", Quality.EMPTY)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + page(),
        b"<html><body>" + b"<b><p>" * 50_000,
        page(more="<pre><code>" * 900),
        page(more="<p>" + "<br>" * 30_000),
        page(more="<i>x</i>" * 120_000),
        page(more="<table><tr>" + "<td>x" * 60_000),
        page(more="<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">"),
        page(more="x" * 2_000_000),
        page(more="&" * 300_000),
        page(head="<script type='application/ld+json'>" + '{"author":"' * 100_000 + "</script>"),
        page(head="<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
        page(head="<meta " * 100_000),
        page(head="<script>" + "document.cookie" * 60_000 + "</script>"),
        page().replace(b"e", b"e\0"),
        page().replace(b"e", b"\xff"),
        page()[:-300] + "é".encode()[:1],
        page("\u202e\u200f\u2067" + "שלום" * 90, lang="he"),
        b"<html><body><p>" + b"&#0;&#xd800;&#x110000;&#128;" * 900,
    ],
    ids=[
        "deep divs", "deep mix", "deep pre", "breaks", "many elements", "wide row", "attributes",
        "long word", "ampersands", "broken json", "deep json", "meta", "cookies", "nul", "bytes",
        "cut", "rtl", "references",
    ],
)  # fmt: skip
def test_hostile_pages_are_read_or_refused(body):
    """Within seconds, and with no other exception than the one that is told."""
    start = time.perf_counter()
    try:
        found = read(body)
    except UnreadableError as error:
        found = error.reason

    assert found
    assert time.perf_counter() - start < 8


def test_a_story_survives_what_is_broken_around_it():
    """NULs, a cut last character and stray bytes cost themselves and not the page."""
    broken = page().replace(b"Sport", b"Sp\0ort\xff") + "é".encode()[:1]

    assert read(broken).text == "\n".join(PARAGRAPHS)


def test_too_many_elements_are_refused():
    """A page has a thousand; a hundred thousand would keep the parser for minutes."""
    assert reason_of(page(more="<i>x</i>" * 120_000)) == "unparsable"


def test_a_crash_of_the_parser_is_told_as_unparsable(monkeypatch):
    """Whatever it raises, the page is what failed and not the program."""

    def crash(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'text'")

    monkeypatch.setattr("monitor.reading.story.opinions.bare_extraction", crash)

    assert reason_of(page()) == "unparsable"
