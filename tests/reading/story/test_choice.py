"""Which blocks the choice is made of, what it makes of them, and how good it thinks it is."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.reading.extract import extract_page
from monitor.reading.story import choice
from monitor.reading.story.choice import Choice, Expected, best_of, choose, near_taken
from monitor.reading.story.features import NAMES
from tests.reading.story.page import LEAD, SENTENCES, TITLE, blocks, story


class Forest:
    """A judgement that a test gives, block by block."""

    def __init__(self, *likely):
        """Judge a page's blocks so, in order."""
        self.likely = likely

    def probabilities(self, rows):
        """Return what was given."""
        assert len(rows) == len(self.likely)
        return np.array(self.likely)

    def pulls(self, rows):
        """Name one feature, whatever the rows."""
        pulls = np.zeros(rows.shape)
        pulls[:, NAMES.index("linked")] = 1.0
        return pulls


@pytest.fixture
def judged(monkeypatch):
    """Return a function that chooses among blocks by given probabilities."""

    def choose_by(page, took, *likely):
        forest = Forest(*likely)
        monkeypatch.setattr(choice, "the_forest", lambda: forest)
        monkeypatch.setattr("monitor.reading.story.reasons.the_forest", lambda: forest)
        return choose(page, took, title=TITLE, description="")

    return choose_by


def page_of(*texts, headline=False):
    """Return blocks, one a paragraph, the first of them the headline if there is one."""
    first, *rest = texts
    tag = "h1" if headline else "p"
    return blocks(f"<body><{tag}>{first}</{tag}>" + "".join(f"<p>{text}" for text in rest))


def test_what_is_near_the_answer_is_judged():
    """Fifteen blocks before and after; everything where nothing was taken."""
    page = page_of(*(f"Block {n}" for n in range(81)))

    assert near_taken(page, [False] * 40 + [True] + [False] * 40) == (25, 56)
    assert near_taken(page[:9], [False] * 9) == (0, 9)


@pytest.mark.parametrize(("blocks_between", "first"), [(30, 0), (60, 46)])
def test_what_follows_the_headline_is_near(blocks_between, first):
    """A list of contents may stand between headline and story, but no whole other page."""
    page = page_of(TITLE, *(f"Block {n}" for n in range(blocks_between + 1)), headline=True)
    took = [False] * (blocks_between + 1) + [True]

    assert near_taken(page, took)[0] == first


def test_from_one_half_on_a_block_is_the_story(judged):
    """What the answer lacked has to be surer; both changes are told."""
    page = page_of(*SENTENCES, LEAD)
    found = judged(page, [True, False, True, False, True], 0.51, 0.61, 0.49, 0.59, 0.9)

    assert found.story == (0, 1, 4)
    assert set(found.added) == {1}
    assert set(found.dropped) == {2}


def test_before_the_story_a_little_less_is_enough(judged):
    """A lead that is not known of is missed."""
    page = page_of(*SENTENCES)

    assert judged(page, [False, True, True, True], 0.46, 0.9, 0.46, 0.9).story == (0, 1, 3)


@pytest.mark.parametrize(("text", "expected"), [(LEAD, (1, 3, 4)), ("Read by Jane", (3, 4))])
def test_right_after_the_headline_a_paragraph_may_look_less_like_a_story(judged, text, expected):
    """But only right there, and a byline is no paragraph."""
    page = page_of(TITLE, text, LEAD, *SENTENCES[:2], headline=True)
    took = [False, False, False, True, True]

    assert judged(page, took, 0.0, 0.4, 0.4, 0.9, 0.9).story == expected


def test_where_next_to_nothing_would_be_left_the_answer_stands(judged):
    """Then it is the judgement that is in doubt."""
    page = page_of(*SENTENCES)
    found = judged(page, [True] * 4, 0.9, 0.1, 0.1, 0.1)

    assert found.story == (0, 1, 2, 3)
    assert not found.dropped


def test_what_is_to_be_expected_of_a_choice(judged):
    """Worked out by hand, with four blocks of 200 characters."""
    page = page_of(*(letter * 200 for letter in "abcd"))
    found = judged(page, [True] * 4, 0.9, 0.8, 0.7, 0.2)

    assert found.story == (0, 1, 2)
    assert found.expected.chosen == 600
    assert found.expected.right == pytest.approx(480)
    assert found.expected.story == pytest.approx(520)


def expecting(chosen, right, story):
    """Return a choice of which so much is to be expected."""
    return Choice((), {}, {}, Expected(chosen=chosen, right=right, story=story))


def test_of_two_the_one_is_best_that_lets_expect_the_better_text():
    """By F1: what is missing counts as what is too much does."""
    short, whole, padded = (
        expecting(900, 900, 900),
        expecting(5_000, 4_000, 4_500),
        expecting(9_000, 4_000, 4_500),
    )

    assert best_of([short, whole]) == 1
    assert best_of([padded, whole]) == 1
    assert best_of([expecting(4_400, 4_200, 4_500), whole]) == 0


def test_next_to_nothing_is_no_good_choice_however_sure_it_is():
    """A caption alone is surely the story's, and is not the story."""
    assert best_of([expecting(90, 90, 90), expecting(500, 300, 90)]) == 1


def test_a_page_of_nothing_gives_nothing():
    """And lets nothing expect."""
    assert choose([], [], title=TITLE, description="") == expecting(0, 0, 0)


def test_a_lead_is_restored_and_a_related_box_dropped_with_a_reason():
    """Each change says what counted."""
    links = "".join(f"<li><a href=/{n}>Harvest festival draws crowds, part {n}</a>" for n in "abc")
    box = f"<aside class='related-stories'><h3>Related</h3><ul class='teasers'>{links}</ul></aside>"
    page = blocks(
        story(before="", inside=box).replace(
            "<div class='article-body'>",
            f"<div class='article-lead'><p>{LEAD}</p></div><div class='article-body'>",
        )
    )
    took = [LEAD not in block.text and block.element.tag in {"p", "li"} for block in page]
    choice = choose(page, took, title=TITLE, description=LEAD)
    kept = [page[index].text for index in choice.story]

    assert LEAD in kept
    assert not [text for text in kept if text.endswith(("part a", "part b"))]
    assert all(
        "likely the story: " in why for why in (*choice.added.values(), *choice.dropped.values())
    )


def test_a_body_that_only_the_answer_knows_is_the_text():
    """As where a page puts its story into <noscript>."""
    page = f"<html><body><noscript>{story()}</noscript></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None)

    assert SENTENCES[0] in found.text
