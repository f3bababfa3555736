"""Measure watchlists of one seed each on labelled topics, as a user would run them.

    .venv/bin/python -m benchmarks.topics [--encoder use|e5|none] [--keep FOLDER]

Writes each tracker of the data folder beside the project as a watchlist in our own YAML, runs
`news-monitor score` on all its articles, and prints for every set F1 and minimum detection cost,
and F1 at the threshold that watchlists have by default. The forest was grown on these topics: what
is printed here is how well they are remembered. `benchmarks.train_fusion` tells of unseen ones.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TOOLS = SHARED / "tools"
SETS = ("ecb", "itn", "ntrex", "bsnlp", "syria")
DEFAULT_THRESHOLD = 0.5
sys.path.insert(0, str(TOOLS))


def watchlist_of(tracker: dict[str, Any], seed: dict[str, Any]) -> dict[str, Any]:
    """Return a tracker as the keys of a watchlist file."""
    return {
        "id": tracker["tracker"],
        "seeds": [
            {
                "title": seed["title"] or "",
                "text": seed["text"] or "",
                "language": seed["lang"].partition("-")[0],
            }
        ],
    }


def write_watchlists(
    folder: Path, trackers: Iterable[dict[str, Any]], articles: Iterable[dict[str, Any]]
) -> None:
    """Write a file for each tracker, and `articles.jsonl` beside the folder."""
    by_id = {each["id"]: each for each in articles}
    folder.mkdir(parents=True, exist_ok=True)
    for tracker in trackers:
        keys = watchlist_of(tracker, by_id[tracker["seed"]])
        text = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)
        (folder / f"{tracker['tracker']}.yaml").write_text(text, "utf-8")
    lines = (
        json.dumps({key: each.get(key) for key in ("id", "title", "text", "lang")})
        for each in by_id.values()
    )
    (folder.parent / "articles.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def score(folder: Path, encoder: str) -> dict[tuple[str, str], float]:
    """Run the command, and return the score of each watchlist and article."""
    command = [sys.executable, "-m", "monitor", "score", "-w", str(folder), "--jsonl"]
    command += ["--encoder", encoder, str(folder.parent / "articles.jsonl")]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    rows = map(json.loads, run.stdout.splitlines())
    return {(row["watchlist"], row["id"]): row["score"] for row in rows}


def measure(folder: Path, encoder: str) -> dict[str, dict[str, float]]:
    """Return F1, minC and fF1 (at the default threshold) of each set, by its name.

    folder: Where watchlists, articles and scores are left.
    """
    import topic_eval

    articles, trackers = topic_eval.load(str(SHARED / "data" / "topics"))
    write_watchlists(folder / "watchlists", trackers, articles)
    scores = score(folder / "watchlists", encoder)

    def of(tracker: dict[str, Any], _seed: dict[str, Any], indices: Iterable[int]) -> list[float]:
        return [scores[tracker["tracker"], articles[n]["id"]] for n in indices]

    told = topic_eval.evaluate(articles, trackers, of, SETS, DEFAULT_THRESHOLD, quiet=True)
    return {each: told[each, "all"] for each in SETS}


def means(rows: dict[str, dict[str, float]]) -> tuple[float, float, float]:
    """Return the mean over the sets of F1, minimum cost and F1 at the default threshold."""
    f1, cost, fixed = (
        statistics.mean(row[key] for row in rows.values()) for key in ("F1", "minC", "fF1")
    )
    return f1, cost, fixed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--keep", type=Path, help="Where watchlists, articles and scores are left.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        start = time.monotonic()
        rows = measure(asked.keep or Path(temporary), asked.encoder)
        took = time.monotonic() - start
    print(f"{took:.0f} s, {asked.encoder}")
    for each, found in rows.items():
        print(f"{each:6s} {found['F1']:.3f} / {found['minC']:.3f}   fixed {found['fF1']:.3f}")
    f1, cost, fixed = means(rows)
    print(f"mean   {f1:.3f} / {cost:.3f}   fixed {fixed:.3f}")


if __name__ == "__main__":
    main()
