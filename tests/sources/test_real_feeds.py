"""Real feeds, where the data folder lies beside the project, held against plain feedparser."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest

from monitor.errors import UnreadableError
from tests.sources.build import parse

DATA = Path(__file__).parents[3] / "shared" / "data" / "feeds"
EVERY = 11
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="real feeds are not kept with the project: ../shared/data/feeds"
)


def feeds() -> list[Path]:
    """Return each eleventh file, the largest left out: both parsers together read it twice."""
    manifest: list[dict[str, Any]] = json.loads((DATA / "manifest.json").read_text("utf-8"))
    return [DATA / feed["file"] for feed in manifest[::EVERY] if feed["bytes"] < 150_000]


def test_every_entry_that_feedparser_finds_is_found():
    """With its guid, and with a title and a date where feedparser has them."""
    compared = 0
    for path in feeds():
        body = gzip.decompress(path.read_bytes())
        expected = feedparser.parse(io.BytesIO(body)).entries
        try:
            items = parse(body).items
        except UnreadableError:
            items = ()
        found = [(i.guid, bool(i.title), i.published_at is not None) for i in items]
        compared += len(found)

        assert found == [
            (
                entry.get("id") or None,
                bool((entry.get("title") or "").strip()),
                bool(entry.get("published_parsed") or dict.get(entry, "updated_parsed")),
            )
            for entry in expected
        ], path.name
    assert compared > 500
