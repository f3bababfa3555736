"""Measure the reading of pages, beside trafilatura alone, on real pages with known text.

    .venv/bin/python -m benchmarks.reading [text] [repeats] [times] [language] [walls] [cost]

Needs the data folder beside the project (`../shared`). No host rule applies to any of its pages.
The forest that chooses blocks was grown on these pages, so that its figures here are those of known
ground; how it does on hosts that it has not seen is what `benchmarks.grow_forest` prints, where
every page is read by a forest that was grown without its host.

text      word and shingle F1, pages nearly perfect, lines and leads, left prompts, by source
repeats   the same with and without learning what recurs on a host
times     published time of day, where the page itself tells it in a way anyone can read
language  on documents of known language, and on pages that declare it
walls     pages that are no story taken for one, and stories taken for something else
cost      CPU time of a page, side by side in one process
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
import warnings
from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.evaluate import DATA, MONITOR, TOOLS, read_lines
from benchmarks.prompts import prompts_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

sys.path.insert(0, str(TOOLS))
import page_eval

CORE = ("scrapinghub", "fundus-eval", "fundus")
SHOWN = ("F1-1", "F1-4", ">=98", "extra", "lines", "lead", "segF1", "title", "date")
NO_STORY = {"consent_page", "bot_wall", "login", "soft_404", "error_page", "index", "empty"}
_STATED = re.compile(
    r'"datePublished"\s*:\s*"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))"'
)
_DECLARED = re.compile(r"<html[^>]*?\slang\s*=\s*[\"']?([a-zA-Z]{2})\b")

Answers = dict[str, dict[str, Any]]


def pages() -> list[dict[str, Any]]:
    """Return the real pages, in the order of their files."""
    return list(page_eval.pages(str(DATA / "pages")))


def extracted(found: Iterable[dict[str, Any]], *options: str) -> Answers:
    """Let the program read pages as a user would, all in one run."""
    lines = "".join(
        json.dumps({"id": page["id"], "url": page["url"], "html": page["html"]}) + "\n"
        for page in found
    )
    done = subprocess.run(
        [*MONITOR, "extract", "--jsonl", *options],
        input=lines.encode(), stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def alone(found: Iterable[dict[str, Any]]) -> Answers:
    """Read pages with trafilatura alone, in its best mode."""
    from trafilatura import bare_extraction

    answers = {}
    for page in found:
        document = bare_extraction(page["html"], url=page["url"], include_comments=False)
        answers[page["id"]] = {"text": getattr(document, "text", None) or ""}
    return answers


def scored(found: Iterable[dict[str, Any]], answers: Answers) -> dict[str, dict[str, float]]:
    """Score answers by source, and the three sources of the goals together as `core`."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for page in found:
        answer = answers.get(page["id"], {})
        text = answer.get("text") or ""
        judge = page_eval.score_segments if page.get("segments") else page_eval.score_text
        row = judge(page, text)
        page_eval.score_meta(page, answer, row)
        rows.append((page["source"], row))
        if page["source"] in CORE:
            rows.append(("core", row))
    table: dict[str, dict[str, float]] = page_eval.table(rows, "source")
    return {source: row for source, row in table.items() if source != "all"}


def recall(found: Iterable[dict[str, Any]], answers: Answers) -> float:
    """Return how many of the known words are there, in per cent, the mean of the core's pages."""
    shares = []
    for page in found:
        if page["source"] in CORE:
            known = Counter(page_eval.words(page["gold_text"]))
            got = Counter(page_eval.words(answers.get(page["id"], {}).get("text")))
            shares.append(sum((known & got).values()) / max(sum(known.values()), 1))
    return round(100 * statistics.mean(shares), 2)


def pages_with_prompts(found: Iterable[dict[str, Any]], answers: Answers) -> float:
    """Return the share of pages, in per cent, that keep a prompt which the known text has not."""
    whole = [page for page in found if not page.get("segments")]
    left = sum(
        bool(prompts_left(answers.get(page["id"], {}).get("text") or "", page["gold_text"]))
        for page in whole
    )
    return round(100 * left / max(len(whole), 1), 2)


def _print_table(name: str, table: dict[str, dict[str, float]]) -> None:
    print(f"{name:22s}" + "".join(f"{column:>8s}" for column in SHOWN))
    for source, row in table.items():
        print(f"  {source:20s}" + "".join(f"{row.get(column, ''):>8}" for column in SHOWN))


def measure_text() -> None:
    """Print how well the text is, beside trafilatura alone."""
    found = pages()
    for name, answers in (("trafilatura alone", alone(found)), ("here", extracted(found))):
        _print_table(name, scored(found, answers))
        print(f"  recall of core {recall(found, answers)}; prompts left on "
              f"{pages_with_prompts(found, answers)} % of pages")  # fmt: skip


def measure_repeats() -> None:
    """Print what learning from a host's other pages gives."""
    found = [page for page in pages() if page["source"] == "daniel"]
    for name, options in (("without learning", ["--no-learn"]), ("learning", [])):
        _print_table(name, scored(found, extracted(found, *options)))


def stated_time(html: str) -> datetime | None:
    """Return the one time with an offset that all JSON-LD of a page agrees on; None else."""
    stated = {datetime.fromisoformat(text) for text in _STATED.findall(html)}
    return stated.pop() if len(stated) == 1 else None


def times_right(found: Iterable[dict[str, Any]], answers: Answers) -> tuple[int, int]:
    """Return on how many pages the minute is right, and on how many it is stated.

    A midnight says a day only; where the known text has a day, the stated time must be of it.
    """
    right = total = 0
    for page in found:
        stated = stated_time(page["html"])
        if stated is None or (stated.hour, stated.minute) == (0, 0):
            continue
        day = str(page.get("gold_date") or "")[:10]
        if day and stated.date().isoformat() != day:
            continue
        total += 1
        told = answers.get(page["id"], {}).get("published_at")
        right += bool(told) and abs(datetime.fromisoformat(told) - stated).total_seconds() < 60
    return right, total


def measure_times() -> None:
    """Print how often the minute and the day of publication are right."""
    found = pages()
    answers = extracted(found)
    right, total = times_right(found, answers)
    print(f"minute right on {right} of {total} pages ({100 * right / max(total, 1):.1f} %)")
    for source, row in scored(found, answers).items():
        if "date" in row:
            print(f"  day right, {source}: {row['date']} %")


def language_right() -> tuple[int, int]:
    """Return how many of the parallel documents get their language, and how many there are."""
    documents = [one for one in read_lines(DATA / "topics" / "articles.jsonl.gz")
                 if one["set"] == "ntrex"]  # fmt: skip
    body = "".join(
        json.dumps({"id": one["id"], "text": one["text"], "title": one["title"]}) + "\n"
        for one in documents
    )
    done = subprocess.run(
        [*MONITOR, "extract", "--jsonl"], input=body.encode(), stdout=subprocess.PIPE, check=False
    )
    told = {row["id"]: row["language"] for row in map(json.loads, done.stdout.splitlines())}
    return sum(told.get(one["id"]) == one["lang"] for one in documents), len(documents)


def measure_language() -> None:
    """Print how often the language is right."""
    right, total = language_right()
    print(f"documents of known language: {right} of {total} ({100 * right / total:.2f} %)")
    found = pages()
    answers = extracted(found)
    agreed = told = 0
    for page in found:
        declared = _DECLARED.search(page["html"][:5_000])
        # True where the page's declaration and a detector's view of the known text agree.
        if declared and declared[1].lower() == page["lang"]:
            told += 1
            agreed += answers[page["id"]]["language"] == page["lang"]
    print(f"pages of true <html lang>: {agreed} of {told} ({100 * agreed / max(told, 1):.2f} %)")


def wall_kinds() -> dict[str, Counter[str]]:
    """Return what each kind of page without a story was taken for."""
    walls = [wall for wall in read_lines(DATA / "walls" / "walls.jsonl.gz") if wall["html"]]
    answers = extracted(walls)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for wall in walls:
        answer = answers.get(wall["id"], {})
        kinds[wall["kind"]][answer.get("error") or answer.get("quality") or "nothing"] += 1
    return kinds


def measure_walls() -> None:
    """Print what pages without a story are taken for, and stories for something else."""
    for kind, taken in sorted(wall_kinds().items()):
        print(f"  {kind:12s} {sum(taken.values()):4d}  {dict(taken.most_common())}")
    answers = extracted(pages())
    wrong = Counter(
        answer["quality"] for answer in answers.values() if answer["quality"] in NO_STORY
    )
    print(f"story pages taken for none: {sum(wrong.values())} of {len(answers)} {dict(wrong)}")


def _cost(read: Callable[[], object]) -> float:
    began = time.process_time()
    read()
    return time.process_time() - began


def cost_ratios(found: Iterable[dict[str, Any]]) -> tuple[float, float]:
    """Return the median page's CPU time over trafilatura's: with and without its metadata.

    One after the other on each page, so that what else the machine does falls on both.
    """
    from trafilatura import bare_extraction

    from monitor.reading.extract import extract_page

    with_metadata, without = [], []
    for page in found:
        body, url = page["html"].encode("utf-8", "replace"), page["url"]
        ours = _cost(lambda body=body, url=url: extract_page(  # type: ignore[misc]
            body, content_type="text/html; charset=utf-8", url=url))  # fmt: skip
        full, text = (
            _cost(lambda body=body, url=url, full=full: bare_extraction(  # type: ignore[misc]
                body, url=url, include_comments=False, with_metadata=full))
            for full in (True, False)
        )  # fmt: skip
        with_metadata.append(ours / full)
        without.append(ours / text)
    return statistics.median(with_metadata), statistics.median(without)


def measure_cost() -> None:
    """Print the ratio of CPU times."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pages()
        cost_ratios(found[::20])  # whatever is loaded once is loaded now
        full, text = cost_ratios(found[::3])
    print(f"CPU of the median page: {full:.2f} x trafilatura with metadata, {text:.2f} x its text")


MEASURES = {
    "text": measure_text,
    "repeats": measure_repeats,
    "times": measure_times,
    "language": measure_language,
    "walls": measure_walls,
    "cost": measure_cost,
}


def main() -> None:
    """Measure what is asked for, or everything."""
    if not DATA.is_dir():
        raise SystemExit("the folder of real data, ../shared/data, is not here")
    for name in sys.argv[1:] or MEASURES:
        print(f"{name}:")
        MEASURES[name]()


if __name__ == "__main__":
    main()
