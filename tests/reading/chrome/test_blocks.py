"""The rules that look at more than one line: titles again, banners, and what stands around a story."""

from __future__ import annotations

from monitor.reading.chrome.consent_block import consent_blocks
from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.margins import leading_block, offered_lines, trailing_block
from monitor.reading.chrome.title_line import title_lines

TITLE = "Delegations meet for a second day"
STORY = "The delegations met for a second day on Tuesday, the foreign minister told reporters."
BANNER = (
    "We and our partners use cookies to measure our audience and to show you personalised "
    "advertising on this site. You can accept or refuse them at any time."
)


def draft(*lines: str, title: str = TITLE) -> Draft:
    """Return a draft of such lines."""
    return Draft(title=title, lines=[Line(text=line) for line in lines], language="en")


def test_the_title_goes_alone_with_a_credit_and_cut_short():
    """And only then: a paragraph that begins like the title stays."""
    found = title_lines(
        draft(
            "DELEGATIONS MEET FOR A SECOND DAY",
            f"{TITLE} © Jane Doe Source: AFP",
            "Delegations meet for a …",
            f"{TITLE}, and nobody knows what they will speak of",
            STORY,
        )
    )

    assert list(found) == [0, 1, 2]


def test_a_title_without_the_sites_name_is_the_title():
    """Pages carry both forms."""
    found = title_lines(draft(TITLE, STORY, title=f"{TITLE} | Example News"))

    assert list(found) == [0]


def test_a_short_title_is_not_looked_for():
    """Two words may be a crosshead."""
    assert title_lines(draft("A bridge", STORY, title="A bridge")) == {}


def test_a_banner_goes_with_its_buttons_and_further_paragraphs():
    """Whatever stands between the first and the last thing that is plainly the banner's."""
    found = consent_blocks(
        draft(STORY, BANNER, "Purposes", "We also use cookies on your device.", "Accept all")
    )

    assert list(found) == [1, 2, 3, 4]


def test_a_short_line_after_a_banner_may_be_the_title():
    """Only what is plainly the banner's ends it."""
    found = consent_blocks(draft(BANNER, "Accept all", "A bridge reopens", STORY))

    assert sorted(found) == [0, 1]


def test_a_story_about_cookies_is_no_banner():
    """Its title says so, and it has no buttons."""
    lines = (STORY, f"“{BANNER}” one site says.", STORY)

    assert consent_blocks(draft(*lines, title="Court rules on cookies")) == {}


def test_a_paragraph_of_consent_between_paragraphs_is_story():
    """A banner stands at an edge of a text."""
    assert consent_blocks(draft(STORY * 2, BANNER, STORY * 2)) == {}


def test_teasers_after_a_prompt_go_with_it():
    """From the first prompt after the last paragraph on."""
    found = trailing_block(draft(STORY, "Three winners:", "North", "Read more", "Storm hits coast"))

    assert list(found) == [3, 4]


def test_a_list_at_the_end_without_a_prompt_is_story():
    """Short lines alone show nothing."""
    assert trailing_block(draft(STORY, "North 3", "South 2")) == {}


def test_a_long_list_after_one_prompt_is_story():
    """Pages offer some headlines, not dozens."""
    assert trailing_block(draft(STORY, "Read more", *(f"Number {n}" for n in range(30)))) == {}


def test_a_menu_before_the_story_goes_up_to_its_last_prompt():
    """A subtitle after it stays."""
    found = leading_block(draft("World", "Sign in", "A subtitle of five words", STORY))

    assert list(found) == [0, 1]


def test_headlines_under_a_prompt_with_a_colon_go():
    """At most three, and no sentence."""
    found = offered_lines(draft(STORY, "Read also:", "Storm hits coast", STORY))

    assert list(found) == [2]
