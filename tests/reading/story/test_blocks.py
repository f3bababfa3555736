"""A page is cut into blocks where a reader sees a new paragraph, heading, item or cell."""

from __future__ import annotations

import time

import pytest
from lxml import etree
from lxml.html import document_fromstring

from monitor.reading.story.blocks import blocks_of, lines_of
from tests.reading.build import cut


def texts(html):
    """Return the texts of a page's blocks."""
    return [block.text for block in cut(html)]


def tags(html):
    """Return the elements that a page's blocks stand in."""
    return [block.element.tag for block in cut(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body><p>One<p>Two", ["One", "Two"]),
        ("<body><h1>One</h1><h2>Two</h2><ul><li>Three<li>Four</ul>", ["One", "Two", "Three", "Four"]),
        ("<body><div><div><div>One</div></div></div>", ["One"]),
        ("<body><noindex>One</noindex>Two", ["One", "Two"]),
        ("<body><figure><figcaption>One</figcaption></figure><dl><dt>Two<dd>Three</dl>", ["One", "Two", "Three"]),
    ],
)  # fmt: skip
def test_elements_that_begin_a_line_begin_a_block(html, expected):
    """Whatever they are nested in."""
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body><p>One <b>two</b> <a href=/>three</a> <span>four</span>", ["One two three four"]),
        ("<body><p>Quick<b>sil</b>ver", ["Quicksilver"]),
        ("<body><p>  One\n\t two&nbsp;&nbsp;three ", ["One two three"]),
        ("<body><p>Long<wbr>word", ["Longword"]),
    ],
)
def test_inline_elements_part_nothing_and_white_space_is_folded(html, expected):
    """No space is put where the page has none."""
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body><div>One<br>two<br>three</div>", ["One two three"]),
        ("<body><div>One<br><br>Two</div>", ["One", "Two"]),
        ("<body><div>One<br> <span></span><br/>Two<br><br><br>Three</div>", ["One", "Two", "Three"]),
        ("<body><p>One<br></p><p><br>Two", ["One", "Two"]),
        ("<body><div>One<br>two</div><div><br>Three</div>", ["One two", "Three"]),
    ],
)  # fmt: skip
def test_two_breaks_end_a_paragraph_and_one_does_not(html, expected):
    """White space between them does not count, words do."""
    assert texts(html) == expected


@pytest.mark.parametrize(
    "unread",
    [
        "<script>x = 'seen'</script>",
        "<style>.seen {}</style>",
        "<noscript>seen</noscript>",
        "<select><option>seen</select>",
        "<textarea>seen</textarea>",
        "<svg><title>seen</title><text>seen</text></svg>",
        "<iframe>seen</iframe>",
        "<video>seen<div>seen</div></video>",
    ],
)
def test_what_no_reader_reads_is_skipped_and_what_follows_it_is_not(unread):
    """The text around such an element is one paragraph still."""
    assert texts(f"<body><p>One {unread}two</p>{unread}three") == ["One two", "three"]


def test_text_after_an_element_belongs_to_what_is_around_it():
    """The words after a paragraph are the box's, not the paragraph's."""
    html = "<body>One<section>Two<p>Three</p>four</section>five"

    assert texts(html) == ["One", "Two", "Three", "four", "five"]
    assert tags(html) == ["body", "section", "p", "section", "body"]


def test_a_block_counts_its_linked_and_stressed_characters():
    """Nested marks count once; the white space at a piece's ends does not count."""
    (block,) = cut(
        "<body><p>See <a href=/> all <b>about</b></a> it, <strong><em>now</em></strong>."
    )

    assert block.text == "See all about it, now."
    assert block.linked == len("all") + len("about")
    assert block.stressed == len("about") + len("now")


def test_counts_begin_anew_with_each_block():
    """A link around several paragraphs counts in each of them, and ends where it ends."""
    found = cut("<body><a href=/><p>One</p><p>Three</p></a><p>Two")

    assert [(block.text, block.linked) for block in found] == [("One", 3), ("Three", 5), ("Two", 0)]


def test_the_cells_of_a_row_stand_on_one_line():
    """Rows part lines, and so does what is no cell."""
    table = "<table><caption>C<tr><th>A<th>B<tr><td>1<td><td>2</table>"
    found = cut(f"<body><p>Before{table}<table><tr><td>3<td>4</table><p>After")

    assert [[cell.text for cell in line] for line in lines_of(found)] == [
        ["Before"],
        ["C"],
        ["A", "B"],
        ["1", "2"],
        ["3", "4"],
        ["After"],
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<article><p>One</article>", ["One"]),
        ("<noindex><p>One</p></noindex><p>Two", ["One", "Two"]),
        ("One", ["One"]),
        ("<frameset><frame></frameset>", []),
        ("<body></body>", []),
        ("<body> <p> </p>\n<div>&nbsp;</div>", []),
    ],
)
def test_a_page_without_a_body_and_one_without_text_are_read(html, expected):
    """The parser makes a body of most, and puts some into the head."""
    assert texts(html) == expected


def test_a_tree_without_a_body_is_read_from_its_root():
    """As a part of a page that a host's rule has found."""
    root = etree.fromstring("<div>One<p>Two</p>three</div>")

    assert [block.text for block in blocks_of(root)] == ["One", "Two", "three"]


@pytest.mark.parametrize("tag", ["div", "b"])
def test_a_hundred_thousand_nested_elements_are_cut_in_seconds(tag):
    """Neither recursion nor the square of the depth."""
    root = document_fromstring("<html><body></body></html>")
    innermost = root.find("body")
    for _ in range(100_000):
        innermost = etree.SubElement(innermost, tag)
    innermost.text = "deep"
    began = time.process_time()
    found = blocks_of(root)

    assert [block.text for block in found] == ["deep"]
    assert time.process_time() - began < 10
