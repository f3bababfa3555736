"""What is seen of each block: numbers in named columns, the same for the same page."""

from __future__ import annotations

import time

import numpy as np
import pytest

from monitor.reading.story import places
from monitor.reading.story.features import NAMES, describe
from tests.reading.build import PARAGRAPHS, TITLE, cut

TEASERS = "".join(f"<li><a href=/{n}>Harvest festival, part {n}</a>" for n in "abc")
PAGE = (
    f"<body class='article-page'><nav><a href=/>Home</a></nav><article class='story-body'>"
    f"<h1>{TITLE}</h1><p class='lead'>{PARAGRAPHS[0]}<p>{PARAGRAPHS[1]}<p>Asked: <b>why now?</b>"
    f"</article><aside class='related' hidden><ul>{TEASERS}</ul></aside>"
)


def described(html=PAGE, *, title=TITLE, description="", takes=("p",)):
    """Return a page's blocks and their rows, as if the blocks of some elements were taken."""
    blocks = cut(html)
    took = [block.element.tag in takes for block in blocks]
    return blocks, describe(blocks, took, title=title, description=description)


def column(name, *, html=PAGE, **about):
    """Return what is seen of each block under one name."""
    _, rows = described(html, **about)
    return rows[:, NAMES.index(name)].tolist()


def test_there_is_a_row_for_each_block_and_a_column_for_each_name():
    """The columns of places are among them."""
    blocks, rows = described()

    assert rows.shape == (len(blocks), len(NAMES))
    assert rows.dtype == np.float32
    assert set(places.NAMES) < set(NAMES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("taken", [0, 0, 1, 1, 1, 0, 0, 0]),
        ("linked", [1, 0, 0, 0, 0, 1, 1, 1]),
        ("is_li", [0, 0, 0, 0, 0, 1, 1, 1]),
        ("in_nav", [2, 0, 0, 0, 0, 0, 0, 0]),
        ("in_aside", [0, 0, 0, 0, 0, 2, 2, 2]),
        ("named_related", [0, 0, 0, 0, 0, 2, 2, 2]),
        ("named_lead", [0, 0, 3, 0, 0, 0, 0, 0]),
        ("is_hidden", [0, 0, 0, 0, 0, 1, 1, 1]),
        ("question", [0, 0, 0, 0, 1, 0, 0, 0]),
        ("outside", [1, 1, 0, 0, 0, -1, -1, -1]),
        ("after_h1", [-1, 0, 1, 2, 3, 4, 5, 6]),
        ("after_first", [-2, -1, 0, 1, 2, 3, 4, 5]),
        ("main_article", [0, 1, 1, 1, 1, 0, 0, 0]),
        ("taken+1", [0, 1, 1, 1, 0, 0, 0, -1]),
        ("same_box-1", [-1, 0, 1, 1, 1, 0, 1, 1]),
    ],
)
def test_names_and_columns_agree(name, expected):
    """Seen by hand: a menu, a headline, three paragraphs, three teasers."""
    assert column(name) == expected


def test_of_the_text_its_form_counts():
    """Words in logarithms, shares of characters, and how much of it the title says."""
    words = column("words")
    stressed = column("stressed")

    assert words[0] == pytest.approx(np.log1p(1))
    assert words[2] == pytest.approx(np.log1p(len(PARAGRAPHS[0].replace("-", " ").split())))
    assert stressed[4] == pytest.approx(len("why now?") / len("Asked: why now?"))
    assert column("of_title")[:2] == [0, 1]


def test_a_description_is_known_again_in_the_lead():
    """And nowhere where the page has none."""
    assert column("of_description", description=PARAGRAPHS[0]) == [0, 0, 1, 0, 0, 0, 0, 0]
    assert column("of_description") == [0] * 8


def test_names_of_the_whole_page_say_nothing_of_a_block():
    """A class of `<body>` is around everything."""
    plain = PAGE.replace("article-page", "related-page cookie-overlay")

    assert (described(plain)[1] == described()[1]).all()


@pytest.mark.parametrize(
    "html",
    [
        PAGE,
        "<body><p>x",
        "<body>bare text",
        "<body><p>…",
        "<body><p>渡轮停留在港口内。",
        "<body><p>" + "x" * 100_000,
        "<body><h1></h1><p>" + "<p>".join(PARAGRAPHS),
        "<table><tr><td>1<td>2</table>",
    ],
)
@pytest.mark.parametrize("takes", [(), ("p",), ("p", "h1", "li", "td", "body")])
def test_every_number_is_a_number(html, takes):
    """Whatever stands on a page, and whether none, some or all of it was taken."""
    for title in ("", TITLE):
        _, rows = described(html, title=title, takes=takes)

        assert len(rows)
        assert np.isfinite(rows).all()


def test_an_empty_page_has_no_rows_but_all_columns():
    """So that a forest can be asked of it."""
    assert describe([], [], title=TITLE, description="").shape == (0, len(NAMES))


def test_the_same_page_gives_the_same_numbers():
    """Parsed again, after another page: nothing is remembered."""
    _, first = described()
    described("<body><article class='related lead'><p>Another page")
    _, second = described()

    assert (first == second).all()


@pytest.mark.parametrize(
    "html",
    [
        "<body>" + "".join(f"<p>{PARAGRAPHS[0]} {n}" for n in range(3_000)),
        "<body>" + "<div class=box>" * 200 + "".join(f"<p>{TITLE} {n}" for n in range(3_000)),
        "<body>" + "".join(f"<article id=card-{n}><h1>{TITLE} {n}</h1></article>" for n in range(3_000)),
    ],
    ids=["flat", "deep", "headlines"],
)  # fmt: skip
def test_three_thousand_blocks_take_no_longer_than_seconds(html):
    """Each element is looked at once, not once for every block in it."""
    blocks = cut(html)
    took = [index % 2 == 0 for index in range(len(blocks))]
    began = time.process_time()
    rows = describe(blocks, took, title=TITLE, description="")

    assert len(rows) == 3_000
    assert time.process_time() - began < 3


def test_no_two_features_have_one_name():
    """A forest knows what it asks for by name."""
    assert len(set(NAMES)) == len(NAMES)
