"""What the demo prints: each alert as lines, and a table of what was expected and what came.

Pure. Everything that came through the network is escaped here, before anybody can print it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.demo.configuration import DEAD_FEED
from monitor.demo.show import Showing
from monitor.demo.stories import Newsrooms, Story
from monitor.model import Quality, TextSource
from monitor.rules.printable import escape_line

_NOTHING: Final = "-"
_ALERT: Final = "alert"
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: a story as one feed lists it.

    expected, came: `alert` or `-`.
    note: What is special about it; "" if nothing is.
    """

    feed: str
    story: str
    expected: str = _NOTHING
    came: str = _NOTHING
    note: str = ""


def alert_summary(data: Mapping[str, Any]) -> dict[str, Any]:
    """Pick what is shown of an alert's data; texts stay as they came."""
    told = data.get("article")
    article = told if isinstance(told, dict) else {}
    names = ("title", "outlet", "language", "url", "text_source", "quality")
    return {
        "seq": data.get("seq"),
        **{name: article.get(name) for name in names},
        "score": data.get("score"),
        "terms": list(dict.fromkeys(_texts(data.get("matched_terms"), "term"))),
        "why": _texts(data.get("parts"), "why"),
    }


def alert_lines(summary: Mapping[str, Any]) -> list[str]:
    """Return what is printed of one alert, safe for a terminal."""
    facts = (summary["outlet"], summary["language"], f"score {summary['score']}")
    lines = [
        f"[{summary['seq']}] {summary['title']}",
        f"    {', '.join(str(fact) for fact in facts if fact)}",
        f"    {summary['url']}",
        f"    found: {', '.join(summary['terms'])}",
        *(f"    why: {why}" for why in summary["why"]),
    ]
    if summary["text_source"] != TextSource.PAGE:
        is_walled = summary["quality"] == Quality.CONSENT_PAGE
        wall = "a consent page hides the story; " if is_walled else ""
        lines.append(f"    {wall}scored on the words of the {summary['text_source']}")
    return [escape_line(line) for line in lines]


def rows(newsrooms: Newsrooms, showing: Showing) -> list[Row]:
    """Return one row for each story of each feed, and one for the dead feed."""
    came = {one.story_id for one in showing.came}
    table: list[Row] = []
    for outlet in newsrooms.outlets:
        table += [_row(outlet.id, story, has_come=story.id in came) for story in outlet.stories]
        note = "listed again, by another address: told once"
        table += [Row(feed=outlet.id, story=one.story_id, note=note) for one in outlet.relisted]
    return [*table, Row(feed=DEAD_FEED, story=_NOTHING, note="nobody listens there")]


def table_lines(table: Sequence[Row]) -> list[str]:
    """Return the table under its headings."""
    lines = [Row(feed="feed", story="story", expected="expected", came="came"), *table]
    feed_width = max(len(row.feed) for row in lines)
    story_width = max(len(row.story) for row in lines)
    return [
        f"{row.feed:{feed_width}}  {row.story:{story_width}}  {row.expected:8}  {row.came:5}  "
        f"{row.note}".rstrip()
        for row in lines
    ]


def end_lines(showing: Showing) -> list[str]:
    """Return the verdict in one line, and the daemon's last words where it is a fail."""
    answers = sum(showing.feed_answers.values())
    unchanged = sum(n for (_, status), n in showing.feed_answers.items() if status == _NOT_MODIFIED)
    work = (
        f"{showing.took.total_seconds():.1f} s; feeds answered {answers} polls, "
        f"{unchanged} of them with 304 Not Modified"
    )
    if showing.is_pass:
        return [f"passed: {len(showing.came)} alerts, exactly the expected ones, each once", work]
    reasons = [showing.trouble] if showing.trouble else []
    reasons += showing.verdict.complaints()
    if showing.unread:
        reasons.append(f"nobody read {', '.join(showing.unread)}")
    return [
        escape_line(f"failed: {'; '.join(reasons)}"),
        work,
        "The daemon's last lines:",
        *(f"  {line}" for line in showing.log_tail),
    ]


def _row(feed: str, story: Story, *, has_come: bool) -> Row:
    notes = (
        (story.has_wall, "a consent page hides it: told by the feed's own words"),
        (story.is_live, "published while the daemon runs"),
        (story.copy_of is not None, f"the same text as {story.copy_of}: told once"),
    )
    return Row(
        feed=feed,
        story=story.id,
        expected=_ALERT if story.expect else _NOTHING,
        came=_ALERT if has_come else _NOTHING,
        note="; ".join(note for applies, note in notes if applies),
    )


def _texts(values: Any, key: str) -> list[str]:
    listed = values if isinstance(values, list) else []
    found = (one.get(key) for one in listed if isinstance(one, dict))
    return [text for text in found if isinstance(text, str)]
