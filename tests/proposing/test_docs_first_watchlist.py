"""docs/first-watchlist.md shows what the program really writes."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from typer.testing import CliRunner

from monitor.cli import init
from monitor.proposing.lists import EVENT_LANGUAGES, events

PAGE = (Path(__file__).parent.parent.parent / "docs/first-watchlist.md").read_text("utf-8")


def block(name: str) -> str:
    """Return the text of a named block."""
    found = re.search(rf"^```\w+ {name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_page_shows_what_init_writes(tmp_path, monkeypatch):
    """Its story gives its output and its watchlist, to the letter."""
    app = typer.Typer()
    app.callback()(lambda: None)
    init.register(app)
    monkeypatch.chdir(tmp_path)
    Path("story.fr.md").write_text(block("story"))
    command, _, output = block("init").partition("\n")
    done = CliRunner().invoke(app, command.split()[2:])

    assert done.stdout == output
    assert Path("config/watchlists/peru-earthquake.yaml").read_text() == block("watchlist")


def test_the_page_counts_the_languages_and_events():
    """What it says of its limits is so."""
    named = re.search(r"Events have words in ([^;]*);", PAGE)

    assert named is not None
    assert len(re.split(r",\s|\sand\s", named[1])) == len(EVENT_LANGUAGES)
    assert round(len(events()), -1) == 120
