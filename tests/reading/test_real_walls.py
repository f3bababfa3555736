"""Real saved walls and stories, where they lie beside the project: few walls pass for stories."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import UnreadableError
from monitor.model import Quality
from monitor.reading.parse import parse_page
from monitor.reading.quality import Judgement, judge
from monitor.reading.story.opinions import trafilatura_text

DATA = Path(__file__).parents[3] / "shared" / "data"
on_real_pages = pytest.mark.skipif(
    not DATA.is_dir(), reason="real pages are not kept with the project: ../shared/data"
)
SHUT_OUT = {"botwall", "geoblock", "consent"}
NO_STORY = {
    Quality.BOT_WALL,
    Quality.CONSENT_PAGE,
    Quality.LOGIN,
    Quality.SOFT_404,
    Quality.ERROR_PAGE,
    Quality.INDEX,
}


def saved(path: Path) -> list[dict[str, Any]]:
    """Return the pages of a file of lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [item for item in map(json.loads, file) if item["html"]]


def judged_page(item: dict[str, Any]) -> Judgement:
    """Judge a saved page by all that it shows, which is the most that an extractor could take."""
    source = item["html"]
    try:
        root = parse_page(source)
    except UnreadableError:
        return Judgement(quality=Quality.EMPTY, reason="", confidence=1.0)
    text = trafilatura_text(root, item["url"] or None, is_full=True)
    title = root.findtext(".//title") or ""
    return judge(root, title=title, text=text, source=source, url=item["url"] or None)


@on_real_pages
def test_real_walls_are_hardly_ever_taken_for_stories():
    """At most 3 %, and none of them with confidence."""
    walls = [item for item in saved(DATA / "walls" / "walls.jsonl.gz") if item["kind"] in SHUT_OUT]
    stories = [
        judgement for judgement in map(judged_page, walls) if judgement.quality is Quality.STORY
    ]

    assert len(walls) > 100
    assert len(stories) <= 0.03 * len(walls)
    assert all(judgement.confidence < 0.8 for judgement in stories)


@on_real_pages
def test_real_logins_errors_and_lists_are_seldom_taken_for_stories():
    """These do not all say what they are."""
    kinds = {"login", "soft404", "error", "maintenance", "parked", "index"}
    items = [item for item in saved(DATA / "walls" / "walls.jsonl.gz") if item["kind"] in kinds]
    found = Counter(judged_page(item).quality for item in items)

    assert len(items) > 100
    assert found[Quality.STORY] <= 0.1 * len(items)


@on_real_pages
def test_real_stories_are_not_taken_for_walls():
    """Each fifteenth page of all sources."""
    items = [
        item
        for path in sorted((DATA / "pages").glob("*.jsonl.gz"))
        for item in islice(saved(path), 0, None, 15)
    ]

    taken = [item["id"] for item in items if judged_page(item).quality in NO_STORY]

    assert len(items) > 50
    assert len(taken) <= 1  # a front page that its collectors took for a story
