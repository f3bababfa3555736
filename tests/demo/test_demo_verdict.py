"""When the demo passes: exactly what was expected, each once, said as expected."""

from __future__ import annotations

import pytest

from monitor.demo.stories import Expectation
from monitor.demo.verdict import Came, Verdict, compare, expectations, is_complete
from monitor.model import Quality, TextSource
from tests.demo.served import ON_PAGE

EXPECTED = {"a": ON_PAGE, "b": ON_PAGE}


def came(
    seq: int, story_id: str | None, *, text_source: str = "page", quality: str = "story"
) -> Came:
    """Build an alert that came."""
    return Came(seq=seq, story_id=story_id, text_source=text_source, quality=quality)


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_exactly_the_expected_alerts_pass_in_any_order(order):
    """The order in which stories are told does not matter."""
    verdict = compare(EXPECTED, [came(seq, story) for seq, story in enumerate(order, 1)])

    assert verdict == Verdict()
    assert verdict.is_pass
    assert verdict.complaints() == []


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        ([], Verdict(missing=("a", "b"))),
        ([came(1, "a")], Verdict(missing=("b",))),
        ([came(1, "a"), came(2, "b"), came(3, "bread")], Verdict(extra=(3,))),
        ([came(1, "a"), came(2, "b"), came(3, None)], Verdict(extra=(3,))),
        ([came(1, "a"), came(2, "b"), came(3, "a")], Verdict(repeated=("a",))),
        ([came(1, "a"), came(2, "a")], Verdict(missing=("b",), repeated=("a",))),
        (
            [came(1, "a"), came(2, "b", text_source="feed")],
            Verdict(otherwise=("alert 2 says text_source feed instead of page",)),
        ),
        (
            [came(1, "a", quality=""), came(2, "b")],
            Verdict(otherwise=("alert 1 says quality nothing instead of story",)),
        ),
    ],
)
def test_anything_else_fails_and_says_why(alerts, expected):
    """Missing, extra, repeated and differently told alerts each fail."""
    verdict = compare(EXPECTED, alerts)

    assert verdict == expected
    assert not verdict.is_pass
    assert verdict.complaints()


def test_a_hidden_page_is_expected_to_be_told_by_the_feed():
    """An alert that claims to have read a page behind a wall is wrong."""
    hidden = Expectation(text_source=TextSource.FEED, quality=Quality.CONSENT_PAGE)
    as_feed = came(1, "a", text_source="feed", quality="consent_page")

    assert compare({"a": hidden}, [as_feed]).is_pass
    assert not compare({"a": hidden}, [came(1, "a")]).is_pass


def test_it_is_complete_once_every_expected_story_was_told():
    """Extra alerts complete nothing, and do not stand in the way."""
    assert not is_complete(EXPECTED, [came(1, "a"), came(2, "c")])
    assert is_complete(EXPECTED, [came(1, "a"), came(2, "c"), came(3, "b")])


def test_expectations_are_those_of_stories_that_have_one(newsrooms):
    """Copies and other topics are expected to be silent."""
    expected = expectations(newsrooms.stories)

    assert set(expected) == {s.id for s in newsrooms.stories if s.expect is not None}
    assert not set(expected) & {s.id for s in newsrooms.stories if s.copy_of is not None}
