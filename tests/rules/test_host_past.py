"""What a host's earlier pages tell of the next one."""

from __future__ import annotations

import pytest

from monitor.model import ExtractedPage, Quality
from monitor.rules.host_past import SHORT_TEXT, past_of, text_key
from monitor.rules.recurring import MOST_WALLS, page_hash, seen_page, title_hash, with_page

NOTICE = "Please wait a moment while the door is opened."


def page(number: int, text: str = "", *, asked: str = "", quality: Quality = Quality.STORY):
    """Return what is kept of a page of this number."""
    text = text or f"Story {chr(97 + number)} has a text that no other has. " * 5
    extracted = ExtractedPage(title="", text=text, quality=quality, text_key=text_key(text))
    return seen_page(
        extracted, url=f"https://example.org/{number}", asked=asked or f"Title {chr(97 + number)}"
    )


def past(pages, *, of: int = 99, asked: str = "Another title"):
    """Return what pages tell of another."""
    url = f"https://example.org/{of}"
    return past_of(pages, page=page_hash(url), asked=title_hash(asked))


@pytest.mark.parametrize(
    "other",
    [
        "Please WAIT  a moment\nwhile the door is opened.",
        "please wait a moment while the door is opened.",
    ],
)
def test_case_and_space_do_not_tell_texts_apart(other):
    """They differ from one extraction to the next."""
    assert text_key(other) == text_key(NOTICE)


def test_what_names_the_request_does_not_tell_texts_apart():
    """Walls carry its address, its number and its time; a story's numbers are small."""
    first = text_key("Blocked: /story/1?x=2, ray 8af3c1d2e4b5, at 10:15:22.331.")
    second = text_key("Blocked: /other/9?y=7, ray 77aa01bc99de, at 11:42:07.008.")

    assert first == second
    assert text_key("Flood: 12 dead") != text_key("Flood: 15 dead")


def test_long_texts_and_none_have_no_key():
    """Only short ones are looked for at other addresses."""
    assert text_key("a " * SHORT_TEXT) == 0
    assert text_key("") == 0


def test_a_host_is_known_by_its_stories():
    """How many, how long, and what came in their place."""
    walls = [page(n, NOTICE, quality=Quality.BOT_WALL) for n in (5, 6)]
    told = past([*map(page, range(3)), *walls])

    assert (told.stories, told.dated) == (3, 0)
    assert told.characters == page(0).characters
    assert told.walls == ((Quality.BOT_WALL, 2),)


def test_a_text_for_two_other_titles_is_none_of_theirs():
    """The page's own title and its own address do not count."""
    two = [page(1, NOTICE), page(2, NOTICE)]
    key = text_key(NOTICE)

    assert past(two).repeated == {key}
    assert past(two, of=1).repeated == frozenset()
    assert past(two, asked="Title c").repeated == frozenset()
    assert past(two, asked="").repeated == frozenset()


def test_one_story_at_two_addresses_is_still_one():
    """Two entries of one title are one story."""
    two = [page(1, NOTICE, asked="The same"), page(2, NOTICE, asked="The same")]

    assert past(two).repeated == frozenset()


def test_walls_are_kept_apart_and_push_no_story_out():
    """A day behind a challenge does not unlearn a host."""
    pages = ()
    for number in range(3):
        pages = with_page(pages, page(number))
    for number in range(10, 10 + 2 * MOST_WALLS):
        pages = with_page(pages, page(number, NOTICE, quality=Quality.BOT_WALL))
    told = past(pages)

    assert told.stories == 3
    assert told.walls == ((Quality.BOT_WALL, MOST_WALLS),)


def test_a_short_text_is_kept_at_several_addresses():
    """Else nothing would show that it came for several stories."""
    pages = ()
    for number in range(6):
        pages = with_page(pages, page(number, NOTICE))

    assert past(pages).repeated == {text_key(NOTICE)}
