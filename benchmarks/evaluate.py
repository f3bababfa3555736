"""Hold the program against real data: feeds, pages, and labelled stories.

    .venv/bin/python -m benchmarks.evaluate [feeds] [site] [pages] [topics] ...

Needs the data folder beside the project (`../shared`); says so and fails where it is not. Figures
are printed and held against `thresholds.json`; one that is missed makes the exit code 1.

feeds   200 recorded feeds on 50 loopback addresses, polled twice by `run --once`
site    real pages and labelled stories behind feeds, from feed through page to alert
pages   extracted text against gold text
topics  decisions of the shipped watchlist against labels
independent  the same on items that were chosen without looking at their words
seeds   watchlists of one seed each on labelled topics; the judgement was learned on them, so that
        this guards against harm and does not tell how well unseen topics do
proposal  the same for the watchlist that `init` proposes from the shipped seed
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conftest import free_port
from tests.daemon import Setup

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
DATA, TOOLS = SHARED / "data", SHARED / "tools"
MONITOR = [sys.executable, "-m", "monitor"]
FEEDS, HOSTS = 200, 50
SHIPPED_WATCHLIST = ROOT / "config" / "watchlists" / "syria-talks.yaml"
SHIPPED_SEED = ROOT / "config" / "seeds" / "astana-memorandum.fr.md"

Figures = dict[str, float]


@contextmanager
def server(tool: str, *arguments: str) -> Iterator[None]:
    """Run a server of the tools until the block ends; wait until it says it is ready."""
    process = subprocess.Popen(
        [sys.executable, str(TOOLS / tool), *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready"), f"{tool} did not start"
        yield
    finally:
        process.terminate()
        process.wait(10)


def run_once(main_file: Path) -> float:
    """Run the daemon once through; return the seconds; fail loudly if it does."""
    began = time.perf_counter()
    log = main_file.parent / "run.log"
    with log.open("wb") as out:
        code = subprocess.run(
            [*MONITOR, "run", "--once", "-c", str(main_file)],
            check=False, stdout=out, stderr=subprocess.STDOUT, timeout=900,
        ).returncode  # fmt: skip
    if code != 0:
        raise SystemExit(f"run --once ended with {code}:\n{log.read_text()[-2000:]}")
    return time.perf_counter() - began


def distinct_entries(document: bytes) -> int:
    """Count the distinct entries that feedparser itself finds in a document."""
    import feedparser

    found = feedparser.parse(document)
    return len(
        {
            entry.get("id")
            or entry.get("link")
            or json.dumps([entry.get("title"), entry.get("summary")])
            for entry in found.entries
        }
    )


def get(url: str) -> bytes:
    """Fetch from a loopback server."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def evaluate_feeds(folder: Path) -> Figures:
    """Poll recorded feeds twice; compare what is stored with what feedparser finds."""
    port = free_port()
    load = ["--feeds", str(FEEDS), "--hosts", str(HOSTS), "--port", str(port)]
    subprocess.run(
        [sys.executable, str(TOOLS / "feed_server.py"), *load, "--urls", str(folder / "urls")],
        check=True,
    )
    urls = (folder / "urls").read_text().split()
    feeds = [{"id": f"feed-{n}", "url": url, "pages": "never"} for n, url in enumerate(urls)]
    setup = Setup(folder=folder / "monitor", feeds=feeds, port=free_port())
    main_file = setup.write()
    with server("feed_server.py", *load):
        first_s = run_once(main_file)
        first = setup.feed_rows()
        alerted = setup.summary()["alerts"]["channels"]
        second_s = run_once(main_file)
        second = setup.feed_rows()
        expected = {f"feed-{n}": distinct_entries(get(url)) for n, url in enumerate(urls)}
    ended = setup.summary()["entries"]
    differing = {
        name: (first[name]["entries"], count)
        for name, count in expected.items()
        if first[name]["entries"] != count
    }
    if differing:
        print("  stored and expected:", differing)
    print(
        f"  {sum(expected.values())} entries, first pass {first_s:.1f} s, second {second_s:.1f} s"
    )
    return {
        "feeds.polled": sum(row["state"] == "ok" for row in first.values()),
        "feeds.entries_equal": sum(first[n]["entries"] == count for n, count in expected.items()),
        "feeds.not_modified": sum(row["not_modified"] == 1 for row in second.values()),
        "feeds.nothing_new": float(
            all(second[name]["entries"] == row["entries"] for name, row in first.items())
            and setup.summary()["alerts"]["channels"] == alerted
        ),
        "feeds.all_ended": float(ended["pending"] == 0),
    }


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def evaluate_site(folder: Path) -> Figures:
    """Run real pages and labelled stories from feed through page to alert."""
    port = free_port()
    articles = DATA / "topics" / "articles.jsonl.gz"
    load = ["--port", str(port), "--hosts", "20", "--latency", "1,5", "--stories", str(articles),
            "--sets", "syria", "--feeds", str(folder / "urls")]  # fmt: skip
    watchlist = {
        "id": "talks",
        "query": "(syria OR syrian) AND (talks OR astana OR geneva)",
    }
    with server("site_server.py", *load):
        urls = (folder / "urls").read_text().split()
        feeds = [{"id": f"feed-{n}", "url": url} for n, url in enumerate(urls)]
        setup = Setup(
            folder=folder / "monitor", feeds=feeds, watchlists=[watchlist], port=free_port()
        )
        seconds = run_once(setup.write())
    sources = Counter(row["text_source"] for row in setup.rows("SELECT text_source FROM articles"))
    summary = setup.summary()
    stories = setup.rows("SELECT count(*) AS n FROM entries WHERE outcome = 'alerted'")[0]["n"]
    told = summary["alerts"]["channels"].get("talks", 0)
    count = sum(sources.values())
    print(f"  {count} entries in {seconds:.1f} s; text from {dict(sources)}; {told} alerts")
    return {
        "site.from_page": round(sources["page"] / max(count, 1), 4),
        "site.alerts": told,
        "site.alerts_match_outcomes": float(told == stories and summary["alerts"]["unsent"] == 0),
        "site.all_ended": float(summary["entries"]["pending"] == 0),
    }


def evaluate_pages(_: Path) -> Figures:
    """Read real pages, stories and others, and compare with what is known of them."""
    from benchmarks import reading

    found = reading.pages()
    answers = reading.extracted(found)
    scored = reading.scored(found, answers)
    core = [page for page in found if page["source"] in reading.CORE]
    right, total = reading.times_right(found, answers)
    taken = reading.wall_kinds()
    walls = sum(
        sum(taken[kind].values()) - taken[kind]["story"] for kind in ("botwall", "geoblock")
    )
    for source, row in scored.items():
        print(f"  {source}: " + ", ".join(f"{name} {value}" for name, value in row.items()))
    return {
        "pages.word_f1": scored["core"]["F1-1"],
        "pages.shingle_f1": scored["fundus-eval"]["F1-4"],
        "pages.nearly_perfect": scored["core"][">=98"],
        "pages.without_stray_lines": round(100 - scored["core"]["lines"], 2),
        "pages.with_lead": round(100 - scored["fundus"]["lead"], 2),
        "pages.old_press": scored["daniel"]["F1-1"],
        "pages.without_prompts": 100 - reading.pages_with_prompts(found, answers),
        "pages.minute_right": round(100 * right / max(total, 1), 2),
        "pages.language_right": reading.language_right()[0],
        "pages.walls_known": walls,
        "pages.not_taken_for_walls": sum(
            answers[page["id"]]["quality"] not in reading.NO_STORY for page in core
        ),
    }


def score_topics(watchlist: Path, folder: Path) -> tuple[float, int, int]:
    """Return a watchlist's F1 on labelled stories, and how many of the war alone it took of all."""
    articles = [
        article
        for article in read_lines(DATA / "topics" / "articles.jsonl.gz")
        if article["set"] in {"syria", "fakes"} and article["id"] != "syr-seed"
    ]
    lines = "".join(
        json.dumps({name: article.get(name) for name in ("id", "title", "text", "lang")}) + "\n"
        for article in articles
    )
    (folder / "articles").write_text(lines, "utf-8")
    scored = subprocess.run(
        [*MONITOR, "score", "-w", str(watchlist), "--jsonl", str(folder / "articles")],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    told = {r["id"] for r in map(json.loads, scored.splitlines()) if r["decision"] == "alert"}
    wanted = {a["id"] for a in articles if a["event"] == "syria_talks"}
    war = {a["id"] for a in articles if a["set"] == "fakes"}
    f1 = 2 * len(told & wanted) / max(len(told) + len(wanted), 1)
    print(
        f"  {len(told)} alerts, {len(told & wanted)} right of {len(wanted)}, F1 {f1:.3f}; "
        f"{len(told & war)} of {len(war)} stories of the war alone"
    )
    return round(f1, 4), len(told & war), len(war)


def evaluate_topics(folder: Path) -> Figures:
    """Let the shipped watchlist decide on labelled stories."""
    f1, war_told, war = score_topics(SHIPPED_WATCHLIST, folder)
    return {"topics.f1": f1, "topics.war_not_told": war - war_told}


def evaluate_independent(folder: Path) -> Figures:
    """Let the shipped watchlist decide on whole days and bulletins."""
    items = folder / "items"
    items.write_bytes(gzip.decompress((DATA / "topics" / "independent.jsonl.gz").read_bytes()))
    scores = folder / "scores"
    with scores.open("wb") as out:
        subprocess.run(
            [*MONITOR, "score", "-w", str(SHIPPED_WATCHLIST), "--jsonl", str(items)],
            stdout=out, check=True,
        )  # fmt: skip
    told = subprocess.run(
        [sys.executable, str(TOOLS / "independent_eval.py"), str(items), str(scores)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    print("  " + told.stderr.partition("\n")[0])
    return {"independent.f1": float(told.stdout)}


def evaluate_seeds(folder: Path) -> Figures:
    """Compare articles with one seed for each topic."""
    from benchmarks import topics

    f1, cost, fixed = topics.means(topics.measure(folder, "use"))
    return {
        "seeds.f1": round(f1, 4),
        "seeds.without_cost": round(1 - cost, 4),
        "seeds.fixed_f1": round(fixed, 4),
    }


def evaluate_proposal(folder: Path) -> Figures:
    """Let the watchlist decide that `init` proposes from the shipped seed, as it was proposed."""
    made = folder / "made"
    subprocess.run(
        [*MONITOR, "init", str(made), "--seed", str(SHIPPED_SEED),
         "--language", "fr,en,ru,ar,tr,de,es,fa"],
        capture_output=True, check=True,
    )  # fmt: skip
    f1, _, _ = score_topics(made / "watchlists", folder)
    return {"proposal.f1": f1}


EVALUATIONS = {
    "feeds": evaluate_feeds,
    "site": evaluate_site,
    "pages": evaluate_pages,
    "topics": evaluate_topics,
    "independent": evaluate_independent,
    "seeds": evaluate_seeds,
    "proposal": evaluate_proposal,
}


def main() -> None:
    """Evaluate what is asked for, or everything; exit 1 where a threshold is missed."""
    if not DATA.is_dir():
        raise SystemExit("the folder of real data, ../shared/data, is not here")
    names = sys.argv[1:] or list(EVALUATIONS)
    thresholds = json.loads(Path(__file__).with_name("thresholds.json").read_text())
    missed = 0
    for name in names:
        print(f"{name}:")
        with tempfile.TemporaryDirectory() as folder:
            figures = EVALUATIONS[name](Path(folder))
        for figure, value in figures.items():
            least = thresholds[figure]
            verdict = "ok" if value >= least else "MISSED"
            missed += value < least
            print(f"  {figure:28s} {value:10g}   at least {least:g}   {verdict}")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
