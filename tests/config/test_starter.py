"""The main file to begin with is the shipped one, with feeds in the languages asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.load import load_config
from monitor.config.starter import FILE, starter

SHIPPED = Path(__file__).parent.parent.parent / "config/monitor.yaml"


def test_the_packages_copy_is_the_shipped_file():
    """After a change of config/monitor.yaml: cp config/monitor.yaml monitor/config/starter.yaml."""
    assert FILE.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("languages", [("fr",), ("en", "ru", "ar"), ("tr", "de", "es", "fa")])
def test_only_feeds_in_the_languages_asked_for_are_taken(tmp_path, languages):
    """A handful of each, all of them the shipped ones, and every other key as it is."""
    found = starter(languages)
    (tmp_path / "watchlists").mkdir()
    file = tmp_path / "monitor.yaml"
    file.write_text(found.text)
    config, shipped = load_config(file), load_config(SHIPPED)

    assert tuple(feed.id for feed in config.feeds) == found.feeds
    assert {feed.language for feed in config.feeds} == set(languages)
    assert set(config.feeds) <= set(shipped.feeds)
    assert len(config.feeds) <= 10 * len(languages)
    assert (config.fetch, config.retention) == (shipped.fetch, shipped.retention)


def test_two_feeds_of_a_kind_are_enough():
    """A handful to begin with, whatever the language has; none is about one country alone."""
    found = starter(["en"])

    assert found.feeds == (
        "rt-en",
        "tass-en",
        "anadolu-en",
        "un-en",
        "aljazeera-en",
        "bbc-world",
        "guardian-middle-east",
    )


def test_sections_without_a_feed_have_no_heading():
    """A file for one language is not full of empty places."""
    text = starter(["fa"]).text

    assert "# Agencies" in text
    assert "# Newspapers" not in text
    assert "\n\n\n" not in text


def test_a_language_without_feeds_is_told_of(tmp_path):
    """The file is sound all the same."""
    found = starter(["ja"])
    (tmp_path / "watchlists").mkdir()
    file = tmp_path / "monitor.yaml"
    file.write_text(found.text)

    assert found.without_feeds == ("ja",)
    assert load_config(file).feeds == ()
