"""`extract --jsonl` over many pages of a host: what recurs is left out, as by the daemon."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from monitor.cli import extract as command
from tests.reading.build import page

app = typer.Typer(pretty_exceptions_enable=False)
app.callback()(lambda: None)
command.register(app)

FRAME = "This house has told of the lake and of its people since the days of the first steamer."
PLACES = ("harbour", "market", "chapel", "station", "mill", "quarry", "school")


def line(place: str, host: str) -> str:
    """Return a line of input: a story of its own, and the frame of the house."""
    html = page(
        f"The council met at the {place} on Monday and heard what the {place} had cost so far.",
        f"Nobody who spoke about the {place} would say when work on the {place} is to begin.",
        f"A vote on the {place} is planned for the coming week, and the {place} stays shut.",
        FRAME,
        title=f"What the {place} costs",
    )
    url = f"https://{host}/{place}"
    return json.dumps({"id": place, "url": url, "html": html.decode()})


def framed(lines: list[str], *options: str) -> list[bool]:
    """Say of each answer whether the frame stands in its text."""
    result = CliRunner().invoke(app, ["extract", "--jsonl", *options], input="\n".join(lines))
    rows = [json.loads(each) for each in result.stdout.splitlines()]

    assert [row["id"] for row in rows] == [json.loads(each)["id"] for each in lines]
    assert all("council met" in row["text"] for row in rows)
    return [FRAME in row["text"] for row in rows]


def test_later_pages_of_a_host_are_cleaned_by_those_before():
    """Always the same pages, however long each of them takes to read."""
    lines = [line(place, "one.example") for place in PLACES]

    assert framed(lines) == [True] * 5 + [False] * 2


def test_hosts_do_not_learn_from_each_other():
    """Each page is the first of its host."""
    lines = [line(place, f"{place}.example") for place in PLACES]

    assert framed(lines) == [True] * 7


def test_it_can_be_told_not_to_learn():
    """For comparing."""
    lines = [line(place, "one.example") for place in PLACES]

    assert framed(lines, "--no-learn") == [True] * 7


def test_a_page_that_cannot_be_read_holds_up_nobody():
    """Those behind it in its host's queue are read, and learned from."""
    lines = [line(place, "one.example") for place in PLACES]
    broken = json.dumps({"id": "broken", "url": "https://one.example/x", "html": ""})
    given = "\n".join([*lines[:2], broken, *lines[2:]])
    result = CliRunner().invoke(app, ["extract", "--jsonl"], input=given)
    rows = [json.loads(each) for each in result.stdout.splitlines()]

    assert [row["id"] for row in rows] == [*PLACES[:2], "broken", *PLACES[2:]]
    assert rows[2]["error"] == "empty"
    assert FRAME not in rows[-1]["text"]


def test_not_learning_is_for_many_pages():
    """With one page there is nothing to learn from."""
    result = CliRunner().invoke(app, ["extract", "--no-learn", "page.html"])

    assert result.exit_code == 2
    assert "--jsonl" in result.stderr
