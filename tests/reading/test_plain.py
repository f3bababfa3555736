"""Fragments of markup, and what only looks like markup, to plain text."""

from __future__ import annotations

import time

import pytest

from monitor.reading.plain import fold_space, plain_line, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("  two   words\t", "two words"),
        ("a &amp; b", "a & b"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<b>bo</b>ld", "bold"),
        ("a\nb <i>c</i>", "a b c"),
        ("&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;", "one\ntwo"),
        ("AT&amp;amp;T", "AT&T"),
        ("<p>x &lt; y &amp;&amp; y &gt; z</p>", "x < y && y > z"),
        ("if a<c then c>d", "if a<c then c>d"),
        ("use <vector> here", "use <vector> here"),
        ("<script>evil()</script><p>good</p><style>p{}</style>", "good"),
        ("<!-- hidden -->shown", "shown"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<img src=x>", ""),
        ("", ""),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("می‌خواهد", "می‌خواهد"),
        ("bell\x07 esc\x1b[1m nul\0 lone\ud800", "bell esc[1m nul lone"),
        ("<p>unclosed <b>tags", "unclosed tags"),
    ],
)
def test_markup_becomes_text(markup, text):
    """Blocks on lines of their own; what is no known tag stays as it was written."""
    assert plain_text(markup, limit=1000) == text


def test_a_line_has_no_breaks():
    """For titles and names."""
    assert plain_line("<p>one</p>\n<p>two\u2028three</p>", limit=100) == "one two three"


def test_the_limit_is_of_the_text_and_not_of_the_markup():
    """A long address in a tag costs nothing of it."""
    markup = f"<a href='{'x' * 150}'>one two</a> three four"

    assert plain_text(markup, limit=13) == "one two three"


def test_text_is_not_read_as_markup_again_and_again():
    """Two layers are what feeds do; the third is what the author wrote."""
    assert plain_text("&amp;amp;lt;b&amp;amp;gt;", limit=100) == "&lt;b&gt;"


def test_lines_are_folded_whatever_ends_them():
    """Unicode knows many line ends; empty lines go."""
    assert fold_space("a\r\n\r\nb\x0bc\x85 \n d\u2029e") == "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    "markup", ["<div>" * 200_000, "<b>x" * 100_000, "&amp;" * 400_000, "<" * 10**6]
)
def test_hostile_markup_takes_no_time(markup):
    """It stands in feeds as well."""
    start = time.perf_counter()
    found = plain_text(markup, limit=20_000)

    assert len(found) <= 20_000
    assert time.perf_counter() - start < 2


def test_nothing_turns_the_direction_of_what_follows():
    """Overrides, embeddings and isolates go; marks that only place a comma, and joiners, stay."""
    text = "\u202eab\u202c \u2067شمال\u2069 \u200fسوریه\u200f، می\u200cروم"

    assert fold_space(text) == "ab شمال \u200fسوریه\u200f، می\u200cروم"
