"""Which lines recur on a host's pages: what is learned, and what must not be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from monitor.model import ExtractedPage
from monitor.rules.recurring import (
    MOST_PAGES,
    line_key,
    recurring_keys,
    seen_page,
    with_page,
)

MENU = "Print this page"
NOTICE = "All rights reserved, and no part of this may be used without our leave."
LEGAL = " ".join(["The opinions of our guests are their own and bind nobody else at all."] * 3)
BACKGROUND = " ".join(
    ["The lake was closed in spring after the old dam had begun to give way."] * 3
)


def sentences(number: int) -> list[str]:
    """Return lines that only the story of this number has."""
    word = f"{chr(97 + number % 26)}{chr(97 + number // 26)}"
    return [
        f"In the {word} valley nobody had thought of {word} before line {word}." for _ in "x"
    ] + [f"It was {word} who first saw {word} from the bridge over the river that night."]


def page(*lines: str, title: str = "A title", url: str = "https://example.org/a"):
    """Return what is kept of a page with these lines."""
    extracted = ExtractedPage(title=title, text="", lines=tuple(map(line_key, lines)))
    return seen_page(extracted, url=url)


def seen(*pages_lines: list[str]):
    """Return what is kept of pages of one host, each a story of its own, in this order."""
    pages = ()
    for number, lines in enumerate(pages_lines):
        new = page(*lines, title=f"Title {chr(97 + number)}", url=f"https://example.org/{number}")
        pages = with_page(pages, new)
    return pages


def stories(count: int, *frame: str) -> list[list[str]]:
    """Return the lines of this many stories, each with the same frame."""
    return [[*sentences(number), *frame] for number in range(count)]


def test_lines_that_say_the_same_have_one_key():
    """Case, spaces, punctuation, Unicode form and numbers beside words do not count."""
    first = line_key("Comments (12):  Read more")

    assert line_key("comments 340 - read\u00a0more") == first
    assert line_key("ｃｏｍｍｅｎｔｓ 7 read more") == first
    assert line_key("Comments (12): Read less") != first


def test_numbers_alone_are_told_apart():
    """A score or a date that stands alone is not every other one."""
    assert line_key("3 : 1") != line_key("2 : 0")


@pytest.mark.parametrize("text", ["", " ", "***", "\ud800", "\u0000"])
def test_every_line_has_a_key(text):
    """Empty lines, signs and lone surrogates, too."""
    assert 0 <= line_key(text) < 2**64


def test_a_key_is_the_same_in_every_process():
    """Keys are stored; a hash that is seeded anew in each process would be lost."""
    code = "from monitor.rules.recurring import line_key; print(line_key('Read more'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert int(other.stdout) == line_key("Read more")


def test_a_short_line_on_two_of_three_pages_recurs():
    """A print button needs little evidence."""
    pages = seen(*stories(2, MENU), sentences(2))

    assert recurring_keys(pages) == {line_key(MENU)}


def test_two_pages_tell_nothing():
    """Both may be of one story, though nothing shows it."""
    assert recurring_keys(seen(*stories(2, MENU))) == frozenset()


@pytest.mark.parametrize(("on", "recurs"), [(2, False), (3, True)])
def test_a_sentence_has_to_stand_on_three_of_five_pages(on, recurs):
    """Less could be the story itself."""
    pages = seen(*stories(5)[on:], *stories(on, NOTICE))

    assert (line_key(NOTICE) in recurring_keys(pages)) == recurs


@pytest.mark.parametrize(("on", "recurs"), [(4, False), (9, False), (10, True)])
def test_a_paragraph_has_to_stand_on_half_of_the_pages(on, recurs):
    """A paragraph of background stands in many follow-ups, but not in half of all stories."""
    pages = seen(*stories(20)[on:], *stories(on, BACKGROUND))

    assert (line_key(BACKGROUND) in recurring_keys(pages)) == recurs


def test_a_notice_on_every_page_recurs():
    """However long it is."""
    assert recurring_keys(seen(*stories(5, LEGAL))) == {line_key(LEGAL)}


def test_an_article_under_many_addresses_is_one_page():
    """Its paragraphs do not recur, nor its headings."""
    article = [*sentences(1), *sentences(2), "The second point"]
    pages = ()
    for number in range(6):
        new = page(*article, f"Seen {number} times", url=f"https://example.org/{number}")
        pages = with_page(pages, new)

    assert len(pages) == 1
    assert recurring_keys(pages) == frozenset()


def test_an_article_with_a_new_title_each_time_is_one_page():
    """As a story that is told on and on with the same text."""
    pages = seen(*[[*sentences(1), *sentences(2), f"Part {n}"] for n in "abcdef"])

    assert len(pages) == 1


def test_a_long_frame_around_short_stories_is_no_copy():
    """Pages are mostly frame on some hosts; that is what is to be learned."""
    frame = [f"{word} news" for word in ("Home", "World", "Sport", "Money", "Travel", "Weather")]
    pages = seen(*stories(5, NOTICE, *frame))

    assert len(pages) == 5
    assert set(map(line_key, frame)) <= recurring_keys(pages)


def test_a_page_that_is_read_again_does_not_confirm_itself():
    """What was seen of it before is left out."""
    pages = seen(*stories(1, MENU), *stories(4)[1:], [*sentences(5), "A heading of its own"])
    again = [*pages, page(*sentences(9), "A heading of its own", url="https://example.org/9")]

    assert recurring_keys(again) == {line_key("A heading of its own")}
    assert recurring_keys(again, besides="https://example.org/9?utm_source=x") == frozenset()


def test_the_oldest_pages_are_forgotten():
    """A frame that a site has given up is not looked for any more."""
    pages = seen(*stories(5, "An old button"), *stories(MOST_PAGES + 5)[5:])

    assert len(pages) == MOST_PAGES
    assert recurring_keys(pages) == frozenset()


def test_a_rare_short_line_stays():
    """A heading that two of forty stories share is no frame."""
    pages = seen(*stories(2, "The background"), *stories(MOST_PAGES)[2:])

    assert recurring_keys(pages) == frozenset()


def test_of_an_endless_page_both_ends_are_kept():
    """The frame stands at the ends, and what is kept of a page is bounded."""
    endless = page(
        "Top", *(f"Comment of user {chr(97 + n % 26) * (n + 1)}" for n in range(900)), "End"
    )
    keys = len(endless.packed) // 8

    assert keys == 256
    assert recurring_keys([endless, *(page("Top", "End", url=f"u{n}") for n in range(2))]) == {
        line_key("Top"),
        line_key("End"),
    }
