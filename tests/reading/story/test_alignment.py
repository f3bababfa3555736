"""Lines of a text are found again among the blocks of the page that they were taken from."""

from __future__ import annotations

import time

import pytest

from monitor.reading.story.alignment import taken
from tests.reading.build import cut

FIRST = "The ferry stayed in the harbour on Monday, since nobody knew how deep the water was."
SECOND = "The mayor asked the engineers to measure the channel before the end of the week."


def found_in(lines, *paragraphs):
    """Return the numbers of the paragraphs that a text has."""
    blocks = cut("<body>" + "".join(f"<p>{paragraph}" for paragraph in paragraphs))
    return [index for index, is_taken in enumerate(taken(lines, blocks)) if is_taken]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([FIRST, "Same", SECOND], [1, 2, 3]),
        ([SECOND, "Same"], [3, 4]),
        (["Same", FIRST], [0, 1]),
        (["Same", FIRST, "Same", SECOND, "Same"], [0, 1, 2, 3, 4]),
    ],
)
def test_a_line_that_stands_several_times_is_the_next_one_on_the_way(lines, expected):
    """A headline among teasers above is not the one in the story."""
    assert found_in(lines, "Same", FIRST, "Same", SECOND, "Same") == expected


def test_a_step_back_is_taken_where_it_is_far_shorter():
    """Texts are not always in the page's order; of equal steps the one forward is taken."""
    near = ["Same", FIRST, *map(str, range(9)), "Same"]
    equal = ["Same", FIRST, "Same"]

    assert found_in([FIRST, "Same"], *near) == [0, 1]
    assert found_in([FIRST, "Same"], *equal) == [1, 2]


def test_how_a_line_is_spaced_does_not_matter():
    """Extractors put spaces around inline elements, or take them away."""
    assert found_in(["The mayor , who came on\tMon day"], "The mayor, who came on Monday") == [0]


def test_blocks_that_were_joined_to_one_line_are_all_found():
    """As where an extractor takes a break for a space; what is not in the line is not found."""
    assert found_in([f"{FIRST} {SECOND}"], FIRST, "Another line altogether", SECOND) == [0, 2]


def test_a_block_of_which_a_line_is_a_piece_is_found():
    """As where an extractor parts what stands in one block."""
    assert found_in([FIRST], SECOND, f"{FIRST} {SECOND}") == [1]


def test_short_pieces_are_not_looked_for():
    """They stand in other text by chance."""
    assert found_in(["The ferry"], FIRST) == []
    assert found_in([f"{FIRST} Photo"], "Photo", FIRST) == [1]


def test_pieces_of_two_blocks_together_are_in_neither():
    """A line is not found across the border of two blocks."""
    assert found_in([FIRST[-15:] + SECOND[:15]], FIRST, SECOND) == []


@pytest.mark.parametrize("lines", [[], [""], [" \t", "Nothing of the kind stands on this page"]])
def test_a_text_that_is_not_of_the_page_finds_nothing(lines):
    """One answer for each block all the same."""
    assert taken(lines, cut(f"<body><p>{FIRST}<p>{SECOND}")) == [False, False]
    assert taken(lines, []) == []


def test_thousands_of_lines_that_are_not_found_take_no_minutes():
    """Only some of them are looked for piece by piece."""
    paragraphs = [f"word{number} " * 30 for number in range(3_000)]
    blocks = cut("<body>" + "".join(f"<p>{paragraph}" for paragraph in paragraphs))
    began = time.process_time()
    found = taken([f"{paragraph} more" for paragraph in paragraphs], blocks)

    assert sum(found) == 300
    assert time.process_time() - began < 5
