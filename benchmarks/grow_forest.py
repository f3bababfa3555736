"""Grow the forest that tells which blocks of a page are the story; see docs/reading.md.

    .venv/bin/pip install lightgbm
    .venv/bin/python -m benchmarks.grow_forest [--write]

Reads the real pages with known text in the data folder beside the project. Prints how well the
whole reading does with forests that were grown on four fifths of the hosts and read the pages of
the others, five times over; with --write grows one on all pages into the program's `forest.json`.
The same code describes blocks here and in the program, so that nothing is learned that is not seen
there.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.errors import UnreadableError
from monitor.reading.consent import drop_consent
from monitor.reading.extract import extract_page
from monitor.reading.metadata import page_metadata
from monitor.reading.parse import drop_scripts, parse_page
from monitor.reading.story import choice, reasons
from monitor.reading.story.alignment import taken
from monitor.reading.story.blocks import blocks_of
from monitor.reading.story.choice import near_taken
from monitor.reading.story.features import NAMES, describe
from monitor.reading.story.forest import parse_forest
from monitor.reading.story.opinions import opinions
from monitor.reading.story.others import without_other_stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from monitor.reading.story.blocks import Block
    from monitor.reading.story.forest import Forest

ROOT = Path(__file__).parent.parent
PAGES = ROOT.parent / "shared" / "data" / "pages"
TOOLS = ROOT.parent / "shared" / "tools"
FOREST = ROOT / "monitor" / "reading" / "story" / "forest.json"
sys.path.insert(0, str(TOOLS))
import page_eval  # noqa: E402 - lies beside the data

FOLDS = 5
_SETTINGS = {
    "objective": "binary", "num_leaves": 47, "max_depth": 9, "learning_rate": 0.05,
    "min_data_in_leaf": 60, "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5.0, "verbosity": -1, "num_threads": 2, "seed": 1, "deterministic": True,
}  # fmt: skip
_ROUNDS = 250
# A block weighs as its words do among the words of its page's story: that is what the measure,
# word F1 averaged over pages, makes of a mistake. Very long blocks are rarely in doubt.
_MOST_WORDS, _LEAST_WORDS, _SMALL_STORY = 80, 4, 30
_PIECE = 0.08  # of a page's weight: a page has some three pieces of either kind


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page's blocks, described, and which of them are the story."""

    page: dict[str, Any]
    texts: list[str]
    rows: NDArray[np.float32]
    is_story: list[bool]
    weights: list[float]


def pages() -> Iterator[dict[str, Any]]:
    """Give the pages of which the text, or pieces of it, are known."""
    for path in sorted(PAGES.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def lessons_of(page: dict[str, Any]) -> list[Lesson]:
    """Describe a page's blocks beside each opinion of it, and look up which are the story."""
    root = parse_page(page["html"])
    about = page_metadata(root, url=page["url"])
    drop_scripts(root)
    drop_consent(root)
    whole = blocks_of(root)
    addresses = (page["url"], about.canonical_url)
    own = without_other_stories(root, whole, title=about.title, addresses=addresses)
    lessons = []
    for answer in opinions(root, page["url"], whole):
        took = taken(answer, own)
        first, last = near_taken(own, took)
        blocks, took = own[first:last], took[first:last]
        if blocks:
            told = {"title": about.title, "description": about.description or ""}
            lessons.append(_lesson(page, blocks, describe(blocks, took, **told)))
    return lessons


def _lesson(page: dict[str, Any], blocks: Sequence[Block], rows: NDArray[np.float32]) -> Lesson:
    if page.get("segments"):
        return _lesson_of_pieces(page, blocks, rows)
    known = Known(page)
    is_story = [known.share(block.text) >= 0.5 for block in blocks]
    sizes = [min(len(page_eval.words(block.text)), _MOST_WORDS) for block in blocks]
    whole = sum(size for size, own in zip(sizes, is_story, strict=True) if own) + _SMALL_STORY
    weights = [
        0.0 if known.is_optional(block.text) else (size + _LEAST_WORDS) / whole
        for size, block in zip(sizes, blocks, strict=True)
    ]
    return Lesson(page, [block.text for block in blocks], rows, is_story, weights)


def _lesson_of_pieces(
    page: dict[str, Any], blocks: Sequence[Block], rows: NDArray[np.float32]
) -> Lesson:
    """Learn from a page of which only pieces are known; what holds none of them weighs nothing."""
    wanted, unwanted = (
        [" ".join(page_eval.words(piece)) for piece in page["segments"][key]]
        for key in ("with", "without")
    )
    texts = [" ".join(page_eval.words(block.text)) for block in blocks]
    holds = [any(piece and piece in text for piece in wanted) for text in texts]
    spoils = [any(piece and piece in text for piece in unwanted) for text in texts]
    is_story = [a and not b for a, b in zip(holds, spoils, strict=True)]
    weights = [_PIECE if a != b else 0.0 for a, b in zip(holds, spoils, strict=True)]
    return Lesson(page, [block.text for block in blocks], rows, is_story, weights)


class Known:
    """The known text of a page, to look blocks up in."""

    def __init__(self, page: dict[str, Any]) -> None:
        gold = page["gold_text"] or ""
        self._shingles = set(page_eval.shingles(page_eval.words(gold)))
        self._lines = {" ".join(page_eval.words(line)) for line in gold.split("\n")}
        self._optional: set[tuple[str, ...]] = set()
        if page["source"] == "fundus-eval":  # paragraphs in brackets may be left out
            for line in gold.split("\n"):
                if line.startswith("[") and line.endswith("]"):
                    self._optional |= set(page_eval.shingles(page_eval.words(line), 3))

    def share(self, text: str) -> float:
        """Return how much of a block stands in the text; of a short one whether it is a line."""
        words = page_eval.words(text)
        if len(words) < 4:
            return float(" ".join(words) in self._lines)
        shingles = page_eval.shingles(words)
        return sum(each in self._shingles for each in shingles) / len(shingles)

    def is_optional(self, text: str) -> bool:
        """Say whether a block may be in the answer or not."""
        shingles = page_eval.shingles(page_eval.words(text), 3)
        found = sum(each in self._optional for each in shingles)
        return bool(self._optional) and found >= len(shingles) / 2


def grow(lessons: Sequence[Lesson]) -> Any:
    """Return a booster grown on these pages."""
    import lightgbm

    rows = np.vstack([each.rows for each in lessons])
    is_story = np.concatenate([each.is_story for each in lessons])
    weights = np.concatenate([each.weights for each in lessons])
    data = lightgbm.Dataset(rows, is_story, weight=weights * len(weights) / weights.sum())
    return lightgbm.train(_SETTINGS, data, num_boost_round=_ROUNDS)


def folds(lessons: Sequence[Lesson]) -> dict[str, int]:
    """Deal hosts out, so that no host is judged by what was learned from itself."""
    hosts = sorted({each.page["domain"] for each in lessons})
    dealt = np.random.default_rng(1).integers(0, FOLDS, len(hosts))
    return dict(zip(hosts, map(int, dealt), strict=True))


def cross_validate(lessons: Sequence[Lesson]) -> None:
    """Print how the whole reading does on hosts that its forest was not grown on."""
    dealt = folds(lessons)
    scored: list[tuple[str, dict[str, float]]] = []
    for fold in range(FOLDS):
        booster = grow([each for each in lessons if dealt[each.page["domain"]] != fold])
        forest = parse_forest(written(booster))
        others = [each.page for each in lessons if dealt[each.page["domain"]] == fold]
        unseen = list({page["id"]: page for page in others}.values())
        with multiprocessing.get_context("fork").Pool(2, _read_by, (forest,)) as pool:
            for page, text in zip(unseen, pool.imap(_text_of, unseen, chunksize=8), strict=True):
                judge = page_eval.score_segments if page.get("segments") else page_eval.score_text
                scored.append((page["source"], judge(page, text)))
                if page["source"] in {"scrapinghub", "fundus", "fundus-eval"}:
                    scored.append(("core", scored[-1][1]))
    for source, figures in page_eval.table(scored, "source").items():
        print(f"  {source:20s}", figures)


def _read_by(forest: Forest) -> None:
    """Let this process judge blocks by another forest than the program's."""
    choice.the_forest = reasons.the_forest = lambda: forest  # type: ignore[assignment]


def _text_of(page: dict[str, Any]) -> str:
    try:
        body = page["html"].encode("utf-8", "replace")
        return extract_page(body, content_type="text/html; charset=utf-8", url=page["url"]).text
    except UnreadableError:
        return ""


def written(booster: Any) -> list[list[list[float | str]]]:
    """Return a booster's trees as `story.forest.parse_forest` reads them."""
    trees = []
    for tree in booster.dump_model()["tree_info"]:
        nodes: list[list[float | str]] = []
        _write_node(tree["tree_structure"], nodes)
        trees.append(nodes)
    return trees


def _write_node(node: dict[str, Any], nodes: list[list[float | str]]) -> None:
    at = len(nodes)
    nodes.append([])
    if "leaf_value" in node:
        nodes[at] = [round(node["leaf_value"], 4)]
        return
    left = len(nodes)
    _write_node(node["left_child"], nodes)
    right = len(nodes)
    _write_node(node["right_child"], nodes)
    nodes[at] = [
        NAMES[node["split_feature"]],
        float(np.float32(node["threshold"])),
        left,
        right,
        round(node["internal_value"], 4),
    ]


def main() -> None:
    """Cross-validate; with --write grow the program's forest as well."""
    if not PAGES.is_dir():
        raise SystemExit("the folder of real pages, ../shared/data/pages, is not here")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.imap(lessons_of, pages(), chunksize=8)
        lessons = [each for lessons in found for each in lessons]
    if "--write" in sys.argv[1:]:
        trees = written(grow(lessons))
        lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
        FOREST.write_text(f"[\n{lines}\n]\n", "utf-8")
        print(f"{len(trees)} trees, {FOREST.stat().st_size / 1000:.0f} kB")
    else:
        cross_validate(lessons)


if __name__ == "__main__":
    main()
