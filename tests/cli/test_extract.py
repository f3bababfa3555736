"""`extract`: one page from a file or an address, or many as lines."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli import extract as command
from monitor.cli import files
from monitor.cli.extracted import as_lines
from monitor.errors import ConfigError, MonitorError, UnreadableError
from monitor.model import ExtractedPage, Removed
from tests.reading.build import PARAGRAPHS, TITLE, page

app = typer.Typer(pretty_exceptions_enable=False)
app.callback()(lambda: None)
command.register(app)

KEYS = [
    *("id", "title", "text", "language", "author", "published_at", "is_day_only", "modified_at"),
    *("outlet", "section", "image_url", "canonical_url", "quality", "quality_reason"),
    "quality_confidence",
]
LINES = [
    sys.executable,
    "-c",
    "from tests.cli.test_extract import app; app()",
    "extract",
    "--jsonl",
]
ROOT = Path(__file__).parents[2]


def run(*arguments: str, given: bytes | None = None) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["extract", *arguments], input=given)


def line(given_id: str | int, html: bytes | str, **more: Any) -> bytes:
    """Return one line of input."""
    html = html if isinstance(html, str) else html.decode()
    return json.dumps({"id": given_id, "html": html, **more}).encode() + b"\n"


def rows(result: Result) -> list[dict[str, Any]]:
    """Read the lines of output."""
    return [json.loads(each) for each in result.stdout.splitlines()]


def test_a_files_page_is_shown(file):
    """What is known of it, then its text, line by line."""
    found = run(file(page()))

    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        f"title:         {TITLE}",
        "language:      en",
        "author:        -",
        "published at:  -",
        "quality:       story",
        "url:           -",
        "",
        *PARAGRAPHS,
    ]


def test_a_page_is_one_json_object(file):
    """For scripts; relative addresses need to know where the page came from."""
    body = page(head='<link rel="canonical" href="/a">')
    found = json.loads(run(file(body), "--json", "--url", "https://news.example/x").stdout)

    assert found["text"] == "\n".join(PARAGRAPHS)
    assert found["canonical_url"] == "https://news.example/a"


def test_a_page_cannot_write_to_the_terminal():
    """Overrides and controls are shown as what they are, whatever the extractor leaves of them."""
    hostile = ExtractedPage(
        title="a\x1b[31m",
        author="b\nquality: story",
        text="c\u202ed\ne",
        removed=(Removed(rule="r", text="t\x1b", why="w\u202e"),),
    )
    shown = list(as_lines(hostile, with_why=True))

    assert all(each.isprintable() for each in shown)
    assert shown[-5:-2] == [r"c\u202ed", "e", ""]
    assert shown[-2:] == [r"- r: w\u202e", r"    t\x1b"]


def test_standard_input_is_a_file_too():
    """Under its usual name."""
    assert TITLE in run("-", given=page()).stdout


def test_a_configuration_that_is_named_has_to_be_there(tmp_path):
    """Otherwise it would be easy to fetch with other rules than one thinks."""
    found = run("http://127.0.0.1:1/", "-c", str(tmp_path / "none.yaml"))

    assert isinstance(found.exception, ConfigError)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json"],
        ["--jsonl", "--json"],
        ["--jsonl", "--url", "https://news.example/"],
        ["https://news.example/", "--url", "https://news.example/"],
        ["page.html", "--url", "notaurl"],
        ["page.html", "--url", ""],
        ["page.html", "--url", "https:///a"],
        ["page.html", "--url", "https://a b.example/"],
        ["page.html", "--url", "file:///a"],
        ["--jsonl", "--text"],
        ["https://news.example/", "--text"],
        ["page.html", "--text", "--url", "https://news.example/"],
    ],
)
def test_wrong_usage_is_one_clear_line(arguments):
    """And exit code 2."""
    found = run(*arguments)

    assert found.exit_code == 2
    assert found.stderr.startswith("news-monitor extract: ")
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 x", b"{}"])
def test_a_file_that_is_no_page_fails(file, body):
    """One line tells why; the command line turns it into exit code 1."""
    assert isinstance(run(file(body)).exception, UnreadableError)


def test_lines_give_lines_in_order():
    """Walls, stories and what is no page: an outcome for each, and exit code 0."""
    given = b"".join(
        [
            line("story", page(), url="https://news.example/2024/05/01/a"),
            line(2, "<title>Just a moment...</title><p>Verify you are human."),
            line("pdf", "%PDF-1.7"),
            b"\n",
            line("empty", "", url=None),
            line("again", page()),
        ]
    )
    found = run("--jsonl", given=given)
    told = rows(found)

    assert found.exit_code == 0
    assert [row["id"] for row in told] == ["story", 2, "pdf", "empty", "again"]
    assert [row["quality"] for row in told] == ["story", "bot_wall", "empty", "empty", "story"]
    assert [row.get("error") for row in told] == [None, None, "not_html", "empty", None]
    assert [list(row) for row in told[:3]] == [KEYS, KEYS, [*KEYS, "error"]]
    assert told[0] == {
        **dict.fromkeys(KEYS),
        "id": "story",
        "title": TITLE,
        "text": "\n".join(PARAGRAPHS),
        "language": "en",
        "author": None,
        "published_at": "2024-05-01T00:00:00+00:00",
        "is_day_only": told[0]["is_day_only"],
        "quality": "story",
        "quality_reason": "",
        "quality_confidence": 0.5,
    }


def test_a_line_that_is_no_json_costs_itself():
    """Its row has its number and what is wrong; the exit code tells that one was lost."""
    wrong = [
        b"nonsense\n",
        b'{"id": 1}\n',
        b'{"id": null, "html": ""}\n',
        b'{"id": 1, "html": 3}\n',
    ]
    found = run("--jsonl", given=b"".join([line(1, page()), *wrong, line(6, page())]))

    assert found.exit_code == 1
    assert [(row["id"], row.get("line")) for row in rows(found)] == [
        (1, None), (None, 2), (None, 3), (None, 4), (None, 5), (6, None),
    ]  # fmt: skip
    assert rows(found)[2] == {
        **dict.fromkeys(KEYS),
        "title": "",
        "text": "",
        "is_day_only": False,
        "quality": "empty",
        "quality_reason": "",
        "quality_confidence": None,
        "line": 3,
        "error": "html is missing, and so is text",
    }
    told = found.stderr.splitlines()
    assert [each.split(":")[0] for each in told[:-1]] == ["line 2", "line 3", "line 4", "line 5"]
    assert told[-1] == "4 line(s) could not be read"


def test_a_line_that_is_too_long_costs_itself(monkeypatch):
    """The next is read."""
    monkeypatch.setattr(command, "MAX_LINE", 5_000)
    found = run("--jsonl", given=line(1, "x" * 6_000) + line(2, page()))

    assert found.exit_code == 1
    assert [row["id"] for row in rows(found)] == [None, 2]


def test_a_hostile_page_costs_one_line():
    """It is refused; the pages around it are read."""
    hostile = page(more="<i></i>" * 100_001)
    given = line(1, page()) + line(2, hostile) + b"".join(line(n, page()) for n in (3, 4, 5, 6))
    found = run("--jsonl", given=given)
    told = rows(found)

    assert found.exit_code == 0
    assert [row["id"] for row in told] == [1, 2, 3, 4, 5, 6]
    assert [row.get("error") for row in told] == [None, "unparsable", None, None, None, None]


def test_lone_surrogates_do_not_stop_the_lines():
    """JSON can carry them; UTF-8 cannot."""
    found = run("--jsonl", given=line("\ud800", page(f"{PARAGRAPHS[0]} x").decode() + "\ud800"))

    assert rows(found)[0]["id"] == "\ud800"


def test_lines_are_read_from_a_file(tmp_path):
    """The only argument, with --jsonl."""
    path = tmp_path / "pages.jsonl"
    path.write_bytes(line("a", page()))

    assert [row["id"] for row in rows(run("--jsonl", str(path)))] == ["a"]


@pytest.fixture
def process():
    """Give the command as a process of its own that reads lines."""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    started = subprocess.Popen(
        LINES,
        cwd=ROOT,
        env=buffered,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield started
    started.kill()
    started.communicate()


def answer(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Read one line of output, or fail if none comes."""
    assert select.select([process.stdout], [], [], 20)[0], "no answer"
    return json.loads(process.stdout.readline())


def test_each_line_is_answered_before_the_next_is_sent(process):
    """So that a program can ask page by page."""
    answers = []
    for given_id in (1, 2, 3):
        process.stdin.write(line(given_id, page()))
        process.stdin.flush()
        answers.append(answer(process)["id"])

    assert answers == [1, 2, 3]


def test_an_interrupt_ends_it_while_it_waits_for_a_line(process):
    """Nobody has to type on first."""
    process.stdin.write(line(1, page()))
    process.stdin.flush()
    answer(process)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=5) != 0


def test_an_error_of_the_input_is_told(monkeypatch):
    """As an expected error, not as a group of others."""

    class Broken:
        def readline(self, _size: int) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "_stdin", Broken)
    found = run("--jsonl")

    assert isinstance(found.exception, MonitorError)
    assert "Input/output error" in str(found.exception)
