"""The chain of rules keeps account; what a template repeats goes."""

from __future__ import annotations

from monitor.reading.chrome import clean
from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.repeated import repeated_lines
from tests.reading.story.page import LEAD


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
