"""Answers to measure: what the program reads out of the real pages, and what trafilatura does.

The program's are those of `news-monitor extract --jsonl`, run as a user would, but in an empty
folder, so that nobody's configuration or host rules come into it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.evaluate import DATA, MONITOR, TOOLS
from benchmarks.reading_cost import peak_mb

if TYPE_CHECKING:
    from collections.abc import Iterable

sys.path.insert(0, str(TOOLS))
import page_eval

_LOOK_EVERY_S = 0.2  # at the workers' memory

Answers = dict[str, dict[str, Any]]
Page = dict[str, Any]


def pages(*sources: str) -> list[Page]:
    """Return the real pages, all or some sources', in the order of their files."""
    return list(page_eval.pages(str(DATA / "pages"), sources or None))


def extracted(found: Iterable[Page], *options: str) -> Answers:
    """Let the program read pages or texts, all in one run."""
    return watched(found, *options)[0]


def watched(found: Iterable[Page], *options: str) -> tuple[Answers, float]:
    """Let the program read; return also the most memory that one of its workers had, in MB."""
    asked = ("id", "url", "html", "text", "title")
    peaks: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "pages").open("w", encoding="utf-8", errors="surrogatepass") as lines:
            lines.writelines(
                json.dumps({key: page[key] for key in asked if key in page}) + "\n"
                for page in found
            )
        command = [*MONITOR, "extract", "--jsonl", *options]
        environment = {**os.environ, "HOME": name, "XDG_CONFIG_HOME": name}
        with (folder / "pages").open("rb") as source, (folder / "texts").open("wb") as texts:
            running = subprocess.Popen(
                command, stdin=source, stdout=texts, stderr=subprocess.DEVNULL,
                cwd=name, env=environment,
            )  # fmt: skip
            while running.poll() is None:
                peak_mb(running.pid, peaks)
                time.sleep(_LOOK_EVERY_S)
        answers = map(json.loads, (folder / "texts").read_text("utf-8").splitlines())
        return {answer["id"]: answer for answer in answers}, max(peaks.values(), default=0.0)


def alone(found: Iterable[Page]) -> Answers:
    """Read pages with trafilatura alone, in its best mode, with what it knows of title and day."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return dict(pool.imap_unordered(_alone, found, chunksize=8))


def _alone(page: Page) -> tuple[str, dict[str, Any]]:
    from trafilatura import bare_extraction

    warnings.simplefilter("ignore")
    document = bare_extraction(
        page["html"], url=page["url"], include_comments=False, with_metadata=True
    )
    names = {"text": "text", "title": "title", "published_at": "date", "language": "language"}
    return page["id"], {ours: getattr(document, its, None) or "" for ours, its in names.items()}
