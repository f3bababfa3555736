"""Selectors of host rules: what CSS is taken, and what is refused before it costs a story."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import document_fromstring

from monitor.reading.css import MOST_CHARACTERS, to_xpath

PAGE = document_fromstring(
    "<html class='js' lang='en'><body><div class='a'><p>One</p><p class='b'>Two</p></div>"
    "<time datetime='2024'>x</time></body></html>"
)


@pytest.mark.parametrize(
    ("css", "texts"),
    [
        (".a .b", ["Two"]),
        ("div > *", ["One", "Two"]),
        ("p:not(.b)", ["One"]),
        ("p:contains('Two')", ["Two"]),
        (":is(.b, .none)", ["Two"]),
        ("time[datetime], .b", ["Two", "x"]),
        ("div:has(> .b)", ["OneTwo"]),
        ("[lang|=en] .b", ["Two"]),
    ],
)
def test_css_is_understood(css, texts):
    """Lists, relations and `:contains()` too."""
    found = etree.XPath(to_xpath(css))(PAGE)

    assert [element.text_content() for element in found] == texts


@pytest.mark.parametrize(
    "css",
    [
        "*", "html", "BODY", "body.story", ":root", "*:has(p)", ":not(.a)", "p, *", ":is(*, .b)",
        "*:first-child", "body > *", "[lang]", "html.js", ":contains('x')",
    ],
)  # fmt: skip
def test_what_would_choose_the_whole_page_is_refused(css):
    """Alone or among others: in `remove` it would cost every story of the host."""
    with pytest.raises(ValueError, match="should not choose the whole page"):
        to_xpath(css)


@pytest.mark.parametrize(
    ("css", "told"),
    [
        ("div..x", "should be a CSS selector; "),
        ("", "should be a CSS selector; "),
        ("p:frist-child", "should be a CSS selector; "),
        ("p::before", "should name an element"),
        ("svg|a", "without namespaces"),
        (".x" * 41, "should be a simpler CSS selector"),
        ("p:has(" * 40 + "p" + ")" * 40, "CSS selector"),
        ("p" * (MOST_CHARACTERS + 1), f"at most {MOST_CHARACTERS} characters"),
    ],
)
def test_what_is_no_selector_is_refused(css, told):
    """With words that tell what should stand there."""
    with pytest.raises(ValueError, match="should") as caught:
        to_xpath(css)

    assert told in str(caught.value)
