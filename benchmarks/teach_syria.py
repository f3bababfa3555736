"""Learn the model of the shipped watchlist: its own examples, and labelled articles beside them.

    .venv/bin/python -m benchmarks.teach_syria

Of the labelled articles in the data folder beside the project, those of the topic count three
times; other talks and the same war weigh more than news at large, of which there is much. The
independent set is left out: it is what the model is measured on.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT.parent / "shared" / "data" / "topics" / "articles.jsonl.gz"
WATCHLIST = ROOT / "config" / "watchlists" / "syria-talks.yaml"
MODEL = ROOT / "config" / "models" / "syria-talks.json"
TOPIC = "syria_talks"
_WEIGHTS = {"syria": 3.0, "fakes": 0.6}
_AT_LARGE = 0.25
_OF_THE_TOPIC = 3.0


def as_example(article: dict[str, Any]) -> dict[str, Any]:
    """Return a labelled article as a line of `watchlists train --also`."""
    is_wanted = article["event"] == TOPIC
    weight = _OF_THE_TOPIC if is_wanted else _WEIGHTS.get(article["set"], _AT_LARGE)
    return {
        "title": article["title"] or "",
        "text": article["text"] or "",
        "language": (article["lang"] or "").partition("-")[0] or None,
        "accepted": is_wanted,
        "weight": weight,
    }


def main() -> None:
    """Write the lines to a temporary file and run the command."""
    with gzip.open(ARTICLES, "rt", encoding="utf-8") as handle:
        lines = [json.dumps(as_example(json.loads(line))) for line in handle]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labelled.jsonl"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-m", "monitor", "watchlists", "train", str(WATCHLIST)]
        subprocess.run([*command, "--also", str(file), "-o", str(MODEL)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
