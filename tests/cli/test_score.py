"""`score`: lines of articles in, one line for each article and watchlist out."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.score import MAX_LINE, register
from monitor.errors import ConfigError

app = typer.Typer()
register(app)

# The same as a process of its own, buffered as it is for a user, plain tracebacks.
SCRIPT = """
import typer
from monitor.cli.score import register
app = typer.Typer(pretty_exceptions_enable=False)
register(app)
app()
"""
PROGRAM = (sys.executable, "-c", SCRIPT)
ENVIRONMENT = {
    **os.environ,
    "PYTHONUNBUFFERED": "",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two watchlists, of which `astana` comes first."""
    folder = tmp_path / "watchlists"
    folder.mkdir()
    write(folder, "astana", "{id: astana, terms: [Astana], near_miss_margin: 0.2, threshold: 0.8}")
    write(folder, "talks", "{id: talks, query: talks NOT cycling}")
    return folder


def write(folder: Path, name: str, watchlist: str) -> Path:
    """Write a watchlist file."""
    file = folder / f"{name}.yaml"
    file.write_text(watchlist + "\n", "utf-8")
    return file


def score(watchlists: Path, *articles: dict[str, Any] | bytes | str, options: str = "") -> Result:
    """Run the command on articles; bytes and text are lines as they are."""
    lines = [each if isinstance(each, bytes | str) else json.dumps(each) for each in articles]
    given = b"".join((x.encode() if isinstance(x, str) else x) + b"\n" for x in lines)
    return CliRunner().invoke(app, ["-w", str(watchlists), *options.split()], input=given)


def rows(result: Result) -> list[dict[str, Any]]:
    """Read what was written."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_article_gets_one_line_from_every_watchlist(folder: Path):
    """The articles' order stands, within it the watchlists'; the decision follows the score."""
    result = score(
        folder,
        {"id": "1", "title": "Talks in Astana", "text": "", "lang": "en", "url": None, "date": "x"},
        {"id": "2", "title": "Weather", "text": "They met in Astana."},
        {"id": "3", "title": "Cycling", "text": "The team talks."},
        options="--jsonl",
    )

    assert result.exit_code == 0
    assert rows(result) == [
        {"watchlist": "astana", "id": "1", "score": 0.8, "decision": "alert"},
        {"watchlist": "talks", "id": "1", "score": 0.8, "decision": "alert"},
        {"watchlist": "astana", "id": "2", "score": 0.65, "decision": "near_miss"},
        {"watchlist": "talks", "id": "2", "score": 0.0, "decision": "none"},
        {"watchlist": "astana", "id": "3", "score": 0.0, "decision": "none"},
        {"watchlist": "talks", "id": "3", "score": 0.0, "decision": "none"},
    ]


def test_why_adds_parts_and_spans(folder: Path):
    """Each part has its sentence; spans point into the article by code points."""
    text = "😀 À Astana, les négociations…"
    result = score(folder, {"id": "1", "title": "x", "text": text}, options="--why")
    found, nothing = rows(result)

    assert [(part["name"], part["value"]) for part in found["parts"]] == [("term", 0.65)]
    assert "Astana" in found["parts"][0]["why"]
    assert found["spans"] == [{"field": "text", "start": 4, "end": 10, "term": "Astana"}]
    assert text[4:10] == "Astana"
    assert (nothing["parts"], nothing["spans"]) == ([], [])


@pytest.mark.parametrize(("lowest", "kept"), [("0", 4), ("0.5", 2), ("0.65", 2), ("0.7", 1)])
def test_lower_scores_can_be_left_out(folder: Path, lowest: str, kept: int):
    """`--min-score` keeps what reaches it."""
    result = score(
        folder,
        {"id": "1", "title": "Astana"},
        {"id": "2", "text": "Astana"},
        options=f"--min-score {lowest}",
    )

    assert len(rows(result)) == kept


@pytest.mark.parametrize("given", ["7", 7, -1, 12345678901234567890, "é\u202e\ud800\n", ""])
def test_an_id_comes_back_as_it_was_given(folder: Path, given: str | int):
    """A number stays a number; what a terminal would act on is written as an escape."""
    result = score(folder, {"id": given, "title": "Astana"})

    assert [row["id"] for row in rows(result)] == [given, given]
    assert result.stdout.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON at column 2"),
        (b"\xff", "not UTF-8 at byte 1"),
        (b"[1]", "should be a JSON object"),
        (b"null", "should be a JSON object"),
        (b'{"title": "Astana"}', "id should be a string or a whole number"),
        (b'{"id": true, "title": "x"}', "id should be a string or a whole number"),
        (b'{"id": 1.5, "title": "x"}', "id should be a string or a whole number"),
        (b'{"id": 1}', "neither a title nor a text"),
        (b'{"id": 1, "title": null}', "neither a title nor a text"),
        (b'{"id": 1, "title": 5}', "title should be a string"),
        (b'{"id": 1, "title": "x", "text": []}', "text should be a string"),
        (b'{"id": 1, "title": "x", "lang": 5}', "lang should be a string"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"1" * 10_000 + b"}", "not readable"),
        (b'{"id": 1, "title": "' + b"x" * MAX_LINE + b'"}', "longer than"),
    ],
)
def test_a_broken_line_costs_only_itself(folder: Path, line: bytes, message: str):
    """The lines around it are scored; what is wrong stands in its row and on stderr; exit code 1."""
    result = score(folder, {"id": "a", "title": "x"}, "", line, {"id": "b", "title": "x"})

    assert result.exit_code == 1
    told = rows(result)
    assert [row["id"] for row in told] == ["a", "a", None, "b", "b"]
    assert (list(told[2]), told[2]["line"]) == (["id", "line", "error"], 3)
    assert told[2]["error"].startswith(message)
    assert f"line 3: {message}" in result.stderr


def test_a_message_shows_no_control_character(folder: Path):
    """What a broken line holds cannot act on the terminal."""
    result = score(folder, b'{"id": 1, "title": "x"} \x1b[31m', '{"\u202e": }')

    assert result.exit_code == 1
    assert (result.stderr + result.stdout).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("lang", "value"), [("fr-FR", 0.8), (None, 0.8), ("und", 0.8), ("?", 0.8), ("en", 0)]
)
def test_a_watchlist_of_one_language_leaves_others_out(
    tmp_path: Path, lang: str | None, value: float
):
    """Only the primary tag counts; an article of unknown language passes."""
    file = write(tmp_path, "w", "{id: w, terms: [Astana], languages: [fr]}")
    result = score(file, {"id": "1", "title": "Astana", "lang": lang})

    assert [row["score"] for row in rows(result)] == [value]


def test_watchlists_that_cannot_score_are_named(tmp_path: Path):
    """Disabled ones and those whose seeds have no text still get lines, and a note says why."""
    write(tmp_path, "a", "{id: off, terms: [Astana], enabled: false}")
    for number in range(7):
        write(
            tmp_path, f"b{number}", f"{{id: seeds{number}, seeds: [{{url: 'http://a.example/'}}]}}"
        )
    result = score(tmp_path, {"id": "1", "title": "Astana"})

    assert [(row["score"], row["decision"]) for row in rows(result)] == [(0.0, "none")] * 8
    assert "note: disabled, so every score is 0: off\n" in result.stderr
    assert "seeds3, seeds4 and 2 more\n" in result.stderr
    assert "note: seeds by address count for nothing here" in result.stderr


def test_articles_may_stand_in_a_file(folder: Path, tmp_path: Path):
    """A file is read like standard input, with a byte order mark, blank lines and no last line end."""
    file = tmp_path / "articles.jsonl"
    file.write_text('\ufeff{"id": 1, "title": "Astana"}\r\n \t\n\n{"id": 2, "text": ""}', "utf-8")
    result = CliRunner().invoke(app, ["-w", str(folder), str(file), "--min-score", "0"])

    assert result.exit_code == 0
    assert [row["id"] for row in rows(result)] == [1, 1, 2, 2]


def test_a_watchlist_that_is_named_twice_scores_once(folder: Path):
    """A folder and a file of it may both be given."""
    result = score(folder, {"id": "1", "title": "Astana"}, options=f"-w {folder / 'astana.yaml'}")

    assert [row["watchlist"] for row in rows(result)] == ["astana", "talks"]


def test_wrong_usage_and_wrong_watchlists_are_told_apart_from_wrong_articles(tmp_path: Path):
    """A missing file is wrong usage; watchlists that cannot be read are a ConfigError."""
    missing = CliRunner().invoke(app, ["-w", str(tmp_path), str(tmp_path / "none.jsonl")])
    no_watchlist = CliRunner().invoke(app, ["articles.jsonl"])
    broken = score(write(tmp_path, "w", "{id: w, query: a AND}"), {"id": "1", "title": "x"})

    assert (missing.exit_code, no_watchlist.exit_code) == (2, 2)
    assert isinstance(broken.exception, ConfigError)
    assert broken.stdout == ""


def test_a_folder_without_watchlists_is_wrong_usage(tmp_path: Path):
    """It would score nothing, and say nothing of it."""
    (tmp_path / "notes.txt").write_text("no watchlist")
    result = score(tmp_path, {"id": "1", "title": "Astana"})

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no watchlist in" in result.stderr


def test_each_article_is_scored_as_soon_as_its_line_is_there(folder: Path):
    """Whoever writes lines slowly reads each one's scores before writing the next."""
    with subprocess.Popen(
        [*PROGRAM, "-w", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for number in (1, 2):
            process.stdin.write(b'{"id": %d, "title": "Astana"}\n' % number)
            process.stdin.flush()
            if select.select([process.stdout], [], [], 10)[0]:
                answers += [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()

        assert [answer["id"] for answer in answers] == [1, 1, 2, 2]
        assert process.wait(10) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_expected_failure(folder: Path):
    """What cannot be written becomes an error that the command line tells in one line."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PROGRAM, "-w", str(folder)],
            input=b'{"id": 1, "title": "Astana"}\n',
            stdout=full,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            check=False,
        )

    assert ended.returncode == 1
    assert b"PermanentError: lines cannot be written" in ended.stderr
