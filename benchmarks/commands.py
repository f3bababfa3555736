"""How long commands take from the first key to the last line, beside Python's own start.

    .venv/bin/python -m benchmarks.commands [--times 9]

`--help`, `--help` of a group, and `check` with 200 feeds and 100 watchlists, each as a process of
its own. Printed: the median in milliseconds, and how many times Python's bare start it is; the
ratio holds on a loaded machine, too.
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

from benchmarks.reload import watchlist

FEEDS, WATCHLISTS = 200, 100


def write_configuration(folder: Path) -> Path:
    """Write feeds and watchlists of ordinary size; return the main file."""
    feeds = [
        {
            "id": f"feed-{n}",
            "url": f"https://news-{n}.example/feed",
            "language": "fr",
            "tags": ["a"],
        }
        for n in range(FEEDS)
    ]
    (folder / "watchlists").mkdir()
    for number in range(WATCHLISTS):
        text = json.dumps(watchlist(number, edition=0), ensure_ascii=False)
        (folder / "watchlists" / f"w{number}.yaml").write_text(text)
    main_file = folder / "monitor.yaml"
    main_file.write_text(json.dumps({"feeds": feeds, "redis": {"port": 6498}, "status": None}))
    return main_file


def median_ms(command: list[str], times: int) -> float:
    """Return the median time of a process."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure all of them in turn."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        main_file = write_configuration(Path(folder))
        bare = median_ms([sys.executable, "-c", "pass"], times)
        print(f"{'python':24s} {bare:6.0f} ms")
        for words in (["--help"], ["feeds", "--help"], ["check", "-c", str(main_file)]):
            taken = median_ms([sys.executable, "-m", "monitor", *words], times)
            print(f"{' '.join(words[:2]):24s} {taken:6.0f} ms   {taken / bare:4.1f} times")


if __name__ == "__main__":
    main()
