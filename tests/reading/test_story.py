"""Which blocks of a page are the story: cutting, finding again, choosing, and saying why."""

from __future__ import annotations

import json

import numpy as np
import pytest

from monitor.reading.chrome import clean
from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.repeated import repeated_lines
from monitor.reading.consent import drop_consent
from monitor.reading.extract import extract_page
from monitor.reading.parse import parse_page
from monitor.reading.story.alignment import taken
from monitor.reading.story.blocks import blocks_of, lines_of
from monitor.reading.story.choice import choose, near_taken
from monitor.reading.story.features import NAMES, describe
from monitor.reading.story.forest import parse_forest, the_forest
from monitor.reading.story.others import without_other_stories

SENTENCES = (
    "The delegations met again on Tuesday and spoke for three hours behind closed doors.",
    "A spokesman said that both sides had brought drafts, which the hosts would compare.",
    "Nobody wanted to name a date for the signing, though two were mentioned in the corridors.",
    "The mediators are to report to the council next week, and to the public after that.",
)
LEAD = "Talks on the border went on for a second day, and a first paper was put on the table."
TITLE = "Delegations meet for a second day"


def blocks(html):
    """Cut a page."""
    return blocks_of(parse_page(html))


def texts(html):
    """Return the texts of a page's blocks."""
    return [block.text for block in blocks(html)]


def story(*, before="", inside="", after=""):
    """Build a page with a story of four paragraphs, and what stands around and in it."""
    first, second, *rest = (f"<p>{sentence} {sentence[::-1]}</p>" for sentence in SENTENCES)
    body = "".join((first, second, inside, *rest))
    return (
        f"<html lang=en><head><title>{TITLE}</title></head><body>{before}"
        f"<article><h1>{TITLE}</h1><div class='article-body'>{body}</div></article>{after}</body></html>"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body><p>One <b>two</b> three<p>Four", ["One two three", "Four"]),
        ("<body><div>One<br><br>Two<br>three</div>", ["One", "Two three"]),
        ("<body><p>One<script>x</script> two</p><style>y</style>", ["One two"]),
        ("<body><div>One<p>Two</p>three</div>", ["One", "Two", "three"]),
        ("<article><p>No body here</article>", ["No body here"]),
        ("<body></body>", []),
    ],
)
def test_a_page_is_cut_where_a_reader_sees_a_new_line(html, expected):
    """Blocks begin lines; inline elements and a single break do not; scripts are not read."""
    assert texts(html) == expected


def test_a_block_knows_how_much_of_it_is_links_and_bold():
    """In characters, white space at the ends left out."""
    (block,) = blocks("<body><p>See <a>all <b>about</b></a> it</p>")

    assert (block.linked, block.stressed) == (len("all") + len("about"), len("about"))


def test_the_cells_of_a_row_are_one_line():
    """A table reads across."""
    found = blocks("<body><table><tr><td>A<td>1<tr><td>B<td>2</table><p>C")

    assert [[cell.text for cell in line] for line in lines_of(found)] == [
        ["A", "1"],
        ["B", "2"],
        ["C"],
    ]


def test_deep_nesting_is_cut_without_recursion():
    """As deep as the parser lets pages be; what lies below it has cut off."""
    assert texts("<body>" + "<div>" * 240 + "deep") == ["deep"]
    assert texts("<body>" + "<div>" * 100_000 + "deep") == []


def test_a_line_that_stands_twice_is_found_where_the_text_goes_on():
    """A headline in a list of teasers is not the one above the story."""
    page = blocks("<body><p>Same<p>First of the story<p>Same<p>Second of the story")

    assert taken(["First of the story", "Same", "Second of the story"], page) == [
        False, True, True, True,
    ]  # fmt: skip


def test_joined_and_cut_lines_are_found_by_their_parts():
    """Extractors join what breaks parted, and part what stood in one block."""
    page = blocks("<body><p>A first part of it<p>and a second part of it<p>Other")
    whole = blocks("<body><p>A long block that an extractor has cut in two, here and there")

    assert taken(["A first part of it and a second part of it"], page) == [True, True, False]
    assert taken(["A long block that an extractor has cut"], whole) == [True]


def test_a_row_for_each_block_and_a_column_for_each_name():
    """All numbers, the same for the same page."""
    page = blocks(story(after="<ul class=related><li><a>Another story</a></ul>"))
    took = [block.element.tag == "p" for block in page]
    rows = describe(page, took, title=TITLE, description="")

    assert rows.shape == (len(page), len(NAMES))
    assert np.isfinite(rows).all()
    assert (rows == describe(page, took, title=TITLE, description="")).all()
    assert describe([], [], title="", description="").shape == (0, len(NAMES))


def test_a_forest_adds_up_its_leaves():
    """Worked out by hand: log-odds 1 - 0.5 for a taken block, -2 - 0.5 for another."""
    forest = parse_forest([[["taken", 0.5, 1, 2, 0.0], [-2.0], [1.0]], [[-0.5]]])
    rows = np.zeros((2, len(NAMES)), dtype=np.float32)
    rows[0, NAMES.index("taken")] = 1

    assert forest.probabilities(rows) == pytest.approx(
        [1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(2.5))]
    )
    assert forest.pulls(rows[0].tolist()) == {"taken": 1.0}


def test_a_forest_that_asks_for_what_nobody_sees_is_refused():
    """A forest and the features that it was grown on go together."""
    with pytest.raises(ValueError, match="tuple"):
        parse_forest(json.loads('[[["unheard_of", 0.5, 1, 2, 0.0], [1.0], [0.0]]]'))


def test_the_forest_that_comes_along_is_whole():
    """Every name in it is known, every way ends in a leaf."""
    forest = the_forest()

    assert len(forest.roots) > 100
    assert all(right == left == at for at in range(len(forest.nodes))
               for _, _, left, right, _ in [forest.nodes[at]] if left == at)  # fmt: skip


def test_what_is_near_the_answer_is_judged():
    """Fifteen blocks before and after; everything where nothing was taken."""
    assert near_taken([False] * 40 + [True] + [False] * 40) == (25, 56)
    assert near_taken([False] * 9) == (0, 9)


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
        "likely the story, by" in why for why in (*choice.added.values(), *choice.dropped.values())
    )


def test_the_next_story_below_is_not_this_one():
    """Its article begins with a headline of its own."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    other = f"<article><h1><a href=/next>A flood in the north</a></h1>{paragraphs}</article>"
    root = parse_page(story(after=other))
    found = [block.text for block in without_other_stories(root, blocks_of(root), title=TITLE)]

    assert "A flood in the north" not in found
    assert len(found) == 1 + len(SENTENCES)


def test_the_parts_of_a_live_page_stay():
    """They have headings, but lead nowhere, and stand inside this page's article."""
    part = f"<article><h2>A motion is put forward</h2><p>{SENTENCES[2]}</p></article>"
    root = parse_page(story(inside=part))
    found = blocks_of(root)

    assert without_other_stories(root, found, title=TITLE) == found


def test_boxes_of_consent_managers_go_and_what_follows_stays():
    """By the names that their scripts use; a page named so as a whole stays."""
    banner = "<div id=onetrust-consent-sdk><p>We value your privacy</p></div>after it"
    root = parse_page(f"<body class='cookie-banner-open'>{banner}{story()}")
    dropped = drop_consent(root)

    assert dropped == 1
    assert "We value your privacy" not in root.text_content()
    assert "after it" in root.text_content()


def test_rules_keep_account_and_never_empty_a_text():
    """Each line that goes has its rule and what the rule saw."""
    draft = Draft(title="", lines=tuple(Line(text=text) for text in ("a", "b")))
    first = ("first", lambda found: {0: "seen"} if found.lines[0].text == "a" else {})
    greedy = ("greedy", lambda found: dict.fromkeys(range(len(found.lines)), "all of it"))
    left, removed = clean(draft, rules=[first, greedy])

    assert [line.text for line in left.lines] == ["b"]
    assert [(each.rule, each.text, each.why) for each in removed] == [("first", "a", "seen")]


def test_what_a_template_repeats_goes():
    """Three times and more all of them; of a long pair the second; short refrains stay."""
    lines = ("Content is not available", LEAD, "Content is not available", "Yes", LEAD, "Yes", "Yes",
             "Content is not available")  # fmt: skip
    found = repeated_lines(Draft(title="", lines=tuple(Line(text=text) for text in lines)))

    assert sorted(found) == [0, 2, 4, 7]


def test_a_body_that_only_the_answer_knows_is_the_text():
    """As where a page puts its story into <noscript>."""
    page = f"<html><body><noscript>{story()}</noscript></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None)

    assert SENTENCES[0] in found.text


def test_no_two_features_have_one_name():
    """A forest knows what it asks for by name."""
    assert len(set(NAMES)) == len(NAMES)


def test_a_page_that_names_its_whole_body_after_consent_keeps_it():
    """What holds the page's main part is no banner."""
    root = parse_page(f"<body><div class=cookie-consent><main><p>{LEAD}</p></main></div>")

    assert drop_consent(root) == 0
    assert LEAD in root.text_content()
