"""docs/explain.md shows what the program really says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import explain
from monitor.matching.explanation import Standing

PAGE = (Path(__file__).parent.parent.parent / "docs" / "explain.md").read_text("utf-8")


def block(name: str) -> str:
    """Return the text of a named block."""
    found = re.search(rf"^```\w+ {name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Give a caller of the command beside the page's watchlist and article."""
    app = typer.Typer()
    app.callback()(lambda: None)
    explain.register(app)
    monkeypatch.chdir(tmp_path)
    Path("port-strikes.yaml").write_text(block("watchlist"))
    Path("story.en.md").write_text(block("story"))
    return lambda arguments: CliRunner().invoke(app, arguments).stdout


def test_the_page_shows_what_explain_says(run):
    """Its watchlist and article give its output, to the letter."""
    command, _, output = block("explained").partition("\n")

    assert run(command.split()[2:]) == output


def test_the_page_names_every_key(run):
    """Of the object, of a watchlist and of a clause."""
    told = json.loads(run(["explain", "-w", "port-strikes.yaml", "story.en.md", "--json"]))
    [watchlist] = told["watchlists"]
    keys = {*told, *watchlist, *watchlist["clauses"][0], *watchlist["spans"][0]}
    unnamed = {key for key in keys if not re.search(rf"[`{{ ]{key}[`}},]", PAGE)}

    assert unnamed == set()


def test_the_page_names_every_standing():
    """Its table has them all, in their order."""
    assert re.findall(r"^\| ([a-z ]+) \| (?!what)", PAGE, re.MULTILINE)[1:] == list(Standing)
