"""Real pages, where the data folder lies beside the project: stories are stories, walls are walls."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import UnreadableError
from monitor.model import Quality
from tests.reading.build import read

DATA = Path(__file__).parents[3] / "shared" / "data"
WALLS = {Quality.BOT_WALL, Quality.CONSENT_PAGE}
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="real pages are not kept with the project: ../shared/data"
)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the objects of a compressed file of lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def pages(every: int) -> Iterator[dict[str, Any]]:
    """Give each `every`th story of all sources."""
    for path in sorted((DATA / "pages").glob("*.jsonl.gz")):
        yield from islice(lines(path), 0, None, every)


def word_f1(gold: str, got: str) -> float:
    """Compare two texts as bags of words."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (gold, got))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def test_stories_are_read():
    """Each twentieth page: none is a wall, and the texts are close to what people marked as theirs."""
    found = [(page, read(page["html"].encode(), url=page["url"])) for page in pages(every=20)]
    scores = [word_f1(page["gold_text"], it.text) for page, it in found if page["gold_text"]]

    assert [page["id"] for page, it in found if it.quality in WALLS] == []
    assert sum(scores) / len(scores) > 0.85


def test_challenge_pages_are_walls():
    """All but one, which is a captcha gate without a word of its own."""
    walls = [wall for wall in lines(DATA / "walls" / "walls.jsonl.gz") if wall["kind"] == "botwall"]
    found = [read(wall["html"].encode(), url=wall["url"]) for wall in walls if wall["html"]]

    assert sum(page.quality is Quality.BOT_WALL and not page.text for page in found) >= 31
    assert len(found) == 32


def test_other_walls_are_read_or_refused():
    """Each eighth login, error and block page: some quality, or a reason; never an exception."""
    found = set()
    for wall in islice(lines(DATA / "walls" / "walls.jsonl.gz"), 0, None, 8):
        try:
            body = (wall["html"] or wall["fragment"]).encode()
            found.add(read(body, url=wall["url"]).quality.value)
        except UnreadableError as error:
            found.add(error.reason)

    assert {"story", "stub", "bot_wall"} <= found <= {*Quality, "not_html"}
