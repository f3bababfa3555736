"""When a second opinion of a page is asked, and which of two is followed."""

from __future__ import annotations

import pytest

from monitor.reading.parse import parse_page
from monitor.reading.story.blocks import blocks_of
from monitor.reading.story.opinions import is_doubtful, opinions, trafilatura_text
from tests.reading.build import PARAGRAPHS, cut, page, read

SIZE = sum(map(len, PARAGRAPHS))
BLOCKS = cut("<body>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS))


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, False), (0.7, False), (0.6, True), (0.0, True), (1.9, False), (2.1, True)],
)
def test_an_answer_is_doubtful_that_holds_far_less_or_far_more_than_the_paragraphs(share, expected):
    """Less than two thirds, or more than twice."""
    assert is_doubtful(int(SIZE * share), BLOCKS) is expected


def test_a_short_answer_is_doubtful_whatever_the_page_holds():
    """A page of one short paragraph may hold its story elsewhere."""
    short = cut(f"<p>{PARAGRAPHS[0]}</p>")

    assert is_doubtful(len(PARAGRAPHS[0]), short)


def test_links_and_labels_count_for_nothing():
    """A page of menus and a story gives no doubt."""
    menu = "".join(f"<li><a href=/{n}>Harvest festival, part {n}</a></li>" for n in range(200))
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)

    assert not is_doubtful(SIZE, cut(f"<body><ul>{menu}</ul>{story}"))


def test_a_page_without_doubt_is_asked_about_once():
    """That is most pages."""
    root = parse_page(page().decode())

    assert len(opinions(root, None, blocks_of(root))) == 1


def test_asking_leaves_the_page_as_it_is():
    """What is read from it next finds all that was there."""
    root = parse_page(page().decode())
    before = [block.text for block in blocks_of(root)]
    opinions(root, None, [])
    trafilatura_text(root, None, is_full=True)

    assert [block.text for block in blocks_of(root)] == before


def test_the_same_opinion_twice_is_one():
    """In doubt the page is read again; it may say no more."""
    short = f"<html><body><article><p>{PARAGRAPHS[0]}</p></article></body></html>"
    root = parse_page(short)

    assert len(opinions(root, None, blocks_of(root))) == 1


def test_a_story_in_a_place_that_rules_do_not_know_is_found():
    """Paragraphs by line breaks in cells, with menus beside them, as old pages have them."""
    text = "<br><br>".join(PARAGRAPHS)
    menu = "".join(f"<tr><td><a href=/{n}>Part {n}</a></td></tr>" for n in range(20))
    old = (
        "<html><head><title>Delegations meet</title></head><body><table><tr><td><table>"
        f"{menu}</table></td><td><font size=2>{text}</font></td></tr></table></body></html>"
    )
    told = read(old.encode()).text

    assert all(paragraph in told for paragraph in PARAGRAPHS)
    assert "Part 7" not in told
