"""The benchmark writes watchlists that the program reads."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.topics import write_watchlists
from monitor.config.load import load_watchlists

ARTICLES = [
    {"id": "x-1", "title": "Truce: “signed”", "text": "- a\n- b: c", "lang": "be-tarask"},
    {"id": "x-2", "title": None, "text": "Only a text.", "lang": "en"},
]


def test_trackers_become_watchlists_with_one_seed(tmp_path: Path):
    """Signs that mean something in YAML stay what they are; a missing title is no mistake."""
    trackers = [{"tracker": "dev-0001", "seed": "x-1"}, {"tracker": "dev-0002", "seed": "x-2"}]
    write_watchlists(tmp_path / "watchlists", trackers, ARTICLES)
    read = load_watchlists([tmp_path / "watchlists"])

    seeds = {each.id: (each.seeds[0].title, each.seeds[0].text) for each in read}
    assert seeds == {
        "dev-0001": ("Truce: “signed”", "- a\n- b: c"),
        "dev-0002": ("", "Only a text."),
    }
    lines = (tmp_path / "articles.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["x-1", "x-2"]
