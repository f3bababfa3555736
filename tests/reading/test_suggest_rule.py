"""A rule is proposed from what pages of a host have in common, and from nothing less."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from monitor.errors import MonitorError
from monitor.reading.given import PageBytes
from monitor.reading.hosts.naming import is_stable
from monitor.reading.hosts.rule import compile_rule
from monitor.reading.hosts.sample import Sample
from monitor.reading.hosts.shipped import parse_specs
from monitor.reading.hosts.suggest import suggest_rule
from monitor.reading.hosts.written import rule_text
from tests.reading.build import page
from tests.reading.outlet import lead, paragraphs, story


def unframed(source: PageBytes) -> PageBytes:
    """Return a page without the tags that tell what they are for."""
    body = source.body
    for tag in (b"main", b"article"):
        body = body.replace(b"<" + tag, b"<div").replace(b"</" + tag, b"</div")
    return replace(source, body=body)


def reason_of(*pages: PageBytes) -> tuple[str, str]:
    """Return why nothing is proposed: the reason's word, and what is told."""
    with pytest.raises(MonitorError) as caught:
        suggest_rule(pages)
    return caught.value.reason, str(caught.value)


def test_a_rule_names_what_all_pages_share():
    """By names that people gave, never by those that a build or a database made."""
    found = suggest_rule([story(0), story(1), story(2)])

    assert found.spec.hosts == ("gazette.example",)
    assert dict(found.spec.selectors) == {
        "title": ("h1.headline",),
        "lead": ("p.standfirst",),
        "date": ("time.published",),
        "body": ("div.story-text",),
        "remove": ("div.related-stories",),
    }
    assert {each.pages for each in found.proposed} == {3}


def test_a_proposed_rule_reads_further_pages():
    """The whole story, and nothing of what recurs in it."""
    rule = compile_rule(suggest_rule([story(0), story(1), story(2)]).spec)

    assert Sample(story(4)).read_by(rule).split("\n") == [lead(4), *paragraphs(4)]


def test_two_templates_get_a_selector_each():
    """Sites keep old pages in old markup."""
    pages = [story(at) for at in range(3)]
    pages += [unframed(story(at, body="old-article-body")) for at in (3, 4)]
    selectors = dict(suggest_rule(pages).spec.selectors)

    assert selectors["body"] == ("div.story-text", "div.old-article-body")


def test_what_is_on_one_page_alone_is_not_proposed():
    """It may be chance."""
    extra = '<div class="newsletter-box"><p>Our letter every morning</p></div>'
    found = suggest_rule([story(0, more=extra), story(1), story(2)])

    assert "div.newsletter-box" not in dict(found.spec.selectors)["remove"]


def test_a_page_without_an_address_is_known_by_what_it_declares():
    """As a saved file is."""
    pages = [replace(story(at), url=None) for at in range(3)]

    assert suggest_rule(pages).host == "gazette.example"


@pytest.mark.parametrize(
    ("pages", "reason", "told"),
    [
        ([story(0), story(1)], "too_few_pages", "3 or more"),
        ([story(0), story(1), story(1)], "too_few_pages", "different pages"),
        (
            [story(0), story(1), story(2, url="https://other.example/a")],
            "several_hosts",
            "gazette.example, other.example",
        ),
        (
            [story(0), story(1), PageBytes(body=page(), url=None)],
            "no_host",
            "page 3 does not say where it is from",
        ),
        (
            [
                story(0),
                PageBytes(
                    body=page("Verify you are human. Enable JavaScript and cookies to continue."
                              , title="Just a moment..."),
                    url="https://gazette.example/x",
                ),
                story(2),
            ],
            "no_story",
            "page 2 (https://gazette.example/x) is a bot wall",
        ),
        (
            [story(0), PageBytes(body=b"%PDF-1.7", url="https://gazette.example/x"), story(2)],
            "not_html",
            "page 2 (https://gazette.example/x)",
        ),
        (
            [unframed(story(at, body=f"css-{at}x{at}y{at}z")) for at in range(3)],
            "nothing_common",
            "gazette.example",
        ),
    ],
    ids=["two", "twice the same", "hosts", "nowhere", "wall", "pdf", "hashes"],
)  # fmt: skip
def test_where_there_is_too_little_nothing_is_proposed(pages, reason, told):
    """In one line that says which page, or what is missing."""
    said = reason_of(*pages)

    assert said[0] == reason
    assert told in said[1]
    assert "\n" not in said[1]


def test_a_proposal_is_a_file_that_can_be_saved():
    """YAML that our own reader takes, each selector with the pages it was seen on."""
    found = suggest_rule([story(0), story(1), story(2)])
    text = rule_text(found, pages=["a.html", "b\n.html"], schema="../s.json")
    [spec] = parse_specs(text, name="x")

    assert text.startswith("# yaml-language-server: $schema=../s.json\n# Proposed from 3 pages")
    assert "#   b .html\n" in text
    assert "# on 3 of 3 pages: 100% of the story" in text
    assert yaml.safe_load(text)["hosts"] == ["gazette.example"]
    assert {key: set(css) for key, css in spec.selectors} == {
        key: set(css) for key, css in found.spec.selectors
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("article__text", True),
        ("storyBody", True),
        ("c-article-content", True),
        ("articleBody", True),
        ("css-1x2y3z", False),
        ("sc-bdVaJa", False),
        ("kXfYZp", False),
        ("post-4711", False),
        ("img-2", False),
        ("md:w-1/2", False),
        ("svelte-abc", False),
        ("bcdfghjk", False),
        ("", False),
    ],
)
def test_a_name_is_stable_if_a_person_may_have_written_it(name, told):
    """What a build or a database made is another tomorrow."""
    assert is_stable(name) is told
