"""`news-monitor explain`: one article, why it is found, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import explain
from monitor.errors import ConfigError, MonitorError

STORY = "# Talks on Syria open in Geneva\n\nThe first day brought nothing.\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Give a caller of the command in a folder with a configuration and a story."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    explain.register(app)
    monkeypatch.chdir(tmp_path)
    Path("config/watchlists").mkdir(parents=True)
    Path("config/monitor.yaml").write_text("watchlists: watchlists\n")
    write("talks", "{id: talks, query: Syria AND (talks OR negotiations), threshold: 0.7}")
    write("truce", "{id: truce, query: Syria AND (truce OR ceasefire), threshold: 0.7}")
    Path("story.en.md").write_text(STORY)
    return lambda *arguments, **more: CliRunner().invoke(app, ["explain", *arguments], **more)


def write(name: str, text: str) -> None:
    """Write a watchlist's file."""
    Path(f"config/watchlists/{name}.yaml").write_text(text)


def test_all_configured_watchlists_are_told_best_first(run):
    """Score, verdict, parts, what is missing, and each found word in its sentence."""
    found = run("story.en.md")

    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "Talks on Syria open in Geneva",
        "en, text of 30 characters",
        "",
        "talks: alert, score 0.8, threshold 0.7",
        "  query 0.8: the query holds on the title and the first 400 characters",
        "  found:",
        "    ‹Talks› on ‹Syria› open in Geneva",
        "",
        "truce: none, score 0, threshold 0.7",
        "  missing: group 2 of the query wants one of its 2 words, such as “truce”, “ceasefire”",
        "  found:",
        "    Talks on ‹Syria› open in Geneva",
    ]


def test_the_same_is_there_as_json(run):
    """With groups, spans and marks for programs."""
    (first, second) = json.loads(run("story.en.md", "--json").stdout)["watchlists"]

    assert (first["watchlist"], first["decision"], first["score"]) == ("talks", "alert", 0.8)
    assert first["excerpts"] == [
        {"field": "title", "text": "Talks on Syria open in Geneva", "marks": [[0, 5], [9, 14]]}
    ]
    assert [group["holds"] for group in second["groups"]] == [True, False]
    assert second["groups"][0]["found"] == ["Syria"]


@pytest.mark.parametrize("named", ["talks", "config/watchlists/talks.yaml"])
def test_a_watchlist_is_named_by_id_or_file(run, named):
    """Only what was named is told."""
    lines = run("-w", named, "story.en.md").stdout.splitlines()

    assert [line for line in lines if "threshold" in line] == [
        "talks: alert, score 0.8, threshold 0.7"
    ]


def test_a_folder_is_all_its_watchlists(run):
    """No configuration is needed then."""
    Path("config/monitor.yaml").unlink()
    found = run("-w", "config/watchlists", "story.en.md", "--json")

    assert [each["watchlist"] for each in json.loads(found.stdout)["watchlists"]] == [
        "talks",
        "truce",
    ]


def test_standard_input_is_read(run):
    """A text that was just copied."""
    found = run("-w", "truce", "-", input="Ceasefire in Syria\n")

    assert "truce: alert, score 0.8, threshold 0.7" in found.stdout


def test_right_to_left_text_stands_on_lines_of_its_own(run):
    """In the order in which it is written, so that a terminal can lay it out."""
    write("talks", "{id: talks, query: سوريا AND محادثات}")
    Path("story.ar.md").write_text("محادثات بشأن سوريا\n")
    found = run("-w", "talks", "story.ar.md")

    assert "    ‹محادثات› بشأن ‹سوريا›" in found.stdout.splitlines()


def test_what_a_terminal_would_act_on_is_escaped(run):
    """Bidirectional overrides of a text show as what they are."""
    Path("odd.md").write_text("Talks\u202e on Syria\n")
    found = run("-w", "talks", "odd.md")

    assert "\u202e" not in found.stdout
    assert "‹Talks›\\u202e on ‹Syria›" in found.stdout


def test_a_page_says_its_quality(run):
    """A page is read as the daemon reads it."""
    body = "".join(
        f"<p>Talks on Syria went on, part {n} of a long story here.</p>" for n in range(20)
    )
    Path("page.html").write_text(f"<html lang=en><body><article><h1>Syria</h1>{body}</article>")
    found = json.loads(run("-w", "talks", "page.html", "--json").stdout)

    assert (found["quality"], found["language"]) == ("story", "en")
    assert found["watchlists"][0]["decision"] == "alert"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["-w", "talk", "story.en.md"],
            "talk is neither a file nor a configured watchlist; did you",
        ),
        (["nowhere.md"], "nowhere.md: there is no such file, and it is no address"),
    ],
)
def test_a_wrong_argument_is_one_line(run, arguments, said):
    """It is wrong usage."""
    found = run(*arguments)

    assert found.exit_code == 2
    assert said in " ".join(found.stderr.replace("│", " ").split())


def test_a_watchlist_file_that_is_not_there_is_a_mistake_of_configuration(run):
    """As for `score`."""
    found = run("-w", "nowhere.yaml", "story.en.md")

    assert isinstance(found.exception, ConfigError)


def test_a_folder_is_no_article(run):
    """Said in one line."""
    found = run("config")

    assert isinstance(found.exception, MonitorError)
    assert str(found.exception) == "config: Is a directory"
