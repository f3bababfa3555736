"""What the demo prints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.demo.show import Showing
from monitor.demo.telling import alert_lines, alert_summary, end_lines, rows, table_lines
from monitor.demo.verdict import Came, Verdict


def event_data(**article: Any) -> dict[str, Any]:
    """Build an alert's data."""
    told = {
        "title": "Talks resume",
        "outlet": "The Sample Herald",
        "language": "en",
        "url": "http://127.0.0.3:1/a",
        "text_source": "page",
        "quality": "story",
    }
    return {
        "seq": 7,
        "score": 0.8,
        "matched_terms": [{"term": "talks"}, {"term": "Syria*"}, {"term": "talks"}],
        "parts": [{"name": "query", "value": 0.8, "why": "the query holds on the title"}],
        "article": {**told, **article},
    }


def showing(**changes: Any) -> Showing:
    """Build how a demo ended; all well where nothing else is said."""
    came = (Came(seq=1, story_id="fr-astana", text_source="page", quality="story"),)
    well: dict[str, Any] = {
        "verdict": Verdict(),
        "came": came,
        "unread": (),
        "feed_answers": {("courrier-fr", 200): 2, ("courrier-fr", 304): 3},
        "took": timedelta(seconds=4.25),
        "trouble": None,
        "log_tail": ("last words",),
    }
    return Showing(**{**well, **changes})


def test_an_alert_says_what_and_where_and_why():
    """Title, outlet, language, score, address, each term once, and the reasons."""
    lines = alert_lines(alert_summary(event_data()))

    assert lines == [
        "[7] Talks resume",
        "    The Sample Herald, en, score 0.8",
        "    http://127.0.0.3:1/a",
        "    found: talks, Syria*",
        "    why: the query holds on the title",
    ]


def test_an_alert_from_behind_a_wall_says_so():
    """Whoever reads it learns that the page was not seen."""
    data = event_data(text_source="feed", quality="consent_page")

    assert "a consent page hides the story" in alert_lines(alert_summary(data))[-1]


def test_what_came_through_the_network_moves_no_cursor():
    """Escape sequences and line breaks are shown, not sent to the terminal."""
    text = "\n".join(alert_lines(alert_summary(event_data(title="a\x1b[2Jb\nc", outlet="\u202ed"))))

    assert r"[7] a\x1b[2Jb\nc" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_alert_of_another_shape_is_told_as_far_as_it_goes():
    """Anybody may write to a stream; the demo does not fall over it."""
    summary = alert_summary({"article": [], "matched_terms": [1, {"term": 2}], "parts": "x"})

    assert summary["terms"] == summary["why"] == []
    assert alert_lines(summary)


def test_the_table_has_a_row_for_every_listing(newsrooms):
    """Stories, relisted ones, and the dead feed; what came stands beside what was expected."""
    table = rows(newsrooms, showing())
    listings = sum(len(o.stories) + len(o.relisted) for o in newsrooms.outlets)
    by_story = {row.story: row for row in table if row.feed == "courrier-fr"}

    assert len(table) == listings + 1
    assert (by_story["fr-astana"].expected, by_story["fr-astana"].came) == ("alert", "alert")
    assert (by_story["fr-constitution"].expected, by_story["fr-constitution"].came) == (
        "alert",
        "-",
    )
    assert (by_story["fr-boulangerie"].expected, by_story["fr-boulangerie"].came) == ("-", "-")
    assert len(table_lines(table)) == len(table) + 1


def test_a_pass_is_short():
    """The count, the time and the polls; no log."""
    assert end_lines(showing()) == [
        "passed: 1 alerts, exactly the expected ones, each once",
        "4.2 s; feeds answered 5 polls, 3 of them with 304 Not Modified",
    ]


def test_a_fail_says_all_reasons_in_one_line_and_shows_the_log():
    """Trouble, what is missing, what was not read; then the daemon's last words."""
    lines = end_lines(
        showing(verdict=Verdict(missing=("a", "b")), unread=("c",), trouble="it took too long")
    )

    assert lines[0] == "failed: it took too long; no alert came for a, b; nobody read c"
    assert lines[-1] == "  last words"


def test_a_page_that_nobody_read_is_no_pass():
    """That nothing else alerted means nothing where not everything was read."""
    assert showing().is_pass
    assert not showing(unread=("c",)).is_pass
    assert not showing(trouble="it took too long").is_pass
    assert not showing(verdict=Verdict(extra=(3,))).is_pass
