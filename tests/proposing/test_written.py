"""A proposed watchlist is a file that the program reads, whatever the seed is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.load import load_watchlists
from monitor.proposing.example import example_text
from monitor.proposing.proposal import propose
from monitor.proposing.written import watchlist_text
from monitor.watchlist import Seed


def written(title: str, text: str = "", *, asked=("en", "ru")) -> str:
    """Return the file that is proposed for a story."""
    proposal = propose(Seed(title=title, text=text, language="en", origin="test"), asked)
    return watchlist_text(
        proposal, watchlist_id="w", title=title, seed_file="../seeds/w.en.md", threshold=0.7
    )


@pytest.mark.parametrize(
    "title",
    [
        "Earthquake in Peru",
        'Peru: "earthquake" # of {1} [2] \\ %s & *',
        "Earthquake in Peru\u202e \x1b[31m",
        "地震 Peru earthquake",
    ],
)
def test_it_is_read_back_as_it_was_meant(tmp_path: Path, title):
    """Quotes, signs of YAML and controls in a title change nothing."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/w.en.md").write_text("# Earthquake in Peru\n")
    (tmp_path / "watchlists").mkdir()
    file = tmp_path / "watchlists/w.yaml"
    file.write_text(written(title.replace("\x1b", "")))
    (found,) = load_watchlists([file])

    assert found.id == "w"
    assert found.threshold == 0.7
    assert "Peru*" in (found.query or "") or "Peru" in (found.query or "")


def test_each_line_says_where_it_comes_from():
    """A reader sees what was found, how often and in which list, and what was left out."""
    text = written("Earthquake in Peru", "The earthquake was felt in Chile.")

    assert "#   Peru: once in the seed, in its title; CLDR and our list of names\n" in text
    assert "#   earthquake: twice in the seed, in its title too; event words\n" in text
    assert "#   Chile: once in the seed; CLDR and our list of names\n#       Chile*" in text


def test_no_line_is_wider_than_a_page():
    """But for the title, which is the seed's."""
    text = written("Ceasefire in Sudan, Syria, Iran", asked=("en", "fr", "de", "ru", "ar", "tr"))

    assert max(map(len, text.splitlines())) <= 100


def test_the_example_is_a_sound_watchlist(tmp_path: Path):
    """It is what a newcomer without an article begins with."""
    file = tmp_path / "w.yaml"
    file.write_text(example_text(watchlist_id="mine", title=""))
    (found,) = load_watchlists([file])

    assert (found.id, found.title) == ("mine", "Strikes in ports")
