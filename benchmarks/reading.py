"""Measure the reading of pages, beside trafilatura alone, on real pages with known text.

    .venv/bin/python -m benchmarks.reading [--only text,repeats,times,language,walls,cost]
        [--unseen] [--json]

Needs the data folder beside the project (`../shared`). Here is what `news-monitor extract --jsonl`
answers, run in an empty folder with the host rules that are shipped, of which none applies to any
of these pages; alone is trafilatura in its best mode, on the same pages in the same run. The forest
that chooses blocks was grown on these pages, so that its figures here are those of known ground.
With --unseen the texts are read once more, each page by a forest that was grown without its host:
that is what to expect of pages that nobody has seen. It takes some minutes, and LightGBM.

text      word and shingle F1, pages nearly perfect, stray lines, leads, titles, left prompts
repeats   old Russian press, with and without learning what recurs on a host
times     day of publication, and time of day where the page or the known text tells it
language  on documents of known language, and on pages that declare it truly
walls     pages that are no story taken for one, and stories taken for something else
cost      CPU time of a page, side by side in one process, and a worker's memory
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.evaluate import DATA, read_lines
from benchmarks.prompts import prompts_left
from benchmarks.reading_answers import (
    Answers,
    Page,
    alone,
    extracted,
    page_eval,
    pages,
    watched,
)
from benchmarks.reading_cost import measure_cost
from benchmarks.stated import declared_language, is_minute_right, stated_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CORE = ("scrapinghub", "fundus-eval", "fundus")
SHOWN = ("F1-1", "F1-4", ">=98", "extra", "lines", "lead", "segF1", "title", "date")
# What is read as a story, so that it would be scored and stored as one.
STORY_KINDS = {"story", "stub", "live_blog", "video", "paywall"}
NO_STORY = {"consent_page", "bot_wall", "login", "soft_404", "error_page", "index", "empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of the table.

    alone: trafilatura's; None where it has none.
    unseen: With forests grown without the page's host; None where not asked for, or of no matter.
    goal: What it is to reach; None where none was set. is_most: whether less is better.
    """

    name: str
    what: str
    here: float
    alone: float | None = None
    unseen: float | None = None
    goal: float | None = None
    is_most: bool = False

    @property
    def is_reached(self) -> bool | None:
        """Say whether the goal is reached, on pages not seen where known; None where none is."""
        if self.goal is None:
            return None
        reached = self.here if self.unseen is None else self.unseen
        return reached <= self.goal if self.is_most else reached >= self.goal


def scored(found: Iterable[Page], answers: Answers) -> dict[str, dict[str, float]]:
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
    return table


def recall(found: Iterable[Page], answers: Answers) -> float:
    """Return how many of the known words are there, in per cent, the mean of the core's pages."""
    shares = []
    for page in found:
        if page["source"] in CORE:
            text = answers.get(page["id"], {}).get("text") or ""
            known = Counter(page_eval.words(page_eval.gold_of(page, text)))
            got = Counter(page_eval.words(text))
            shares.append(sum((known & got).values()) / max(sum(known.values()), 1))
    return round(100 * statistics.mean(shares), 2)


def pages_with_prompts(found: Iterable[Page], answers: Answers) -> float:
    """Return the share of pages, in per cent, that keep a prompt which the known text has not."""
    whole = [page for page in found if not page.get("segments")]
    left = sum(
        bool(prompts_left(answers.get(page["id"], {}).get("text") or "", page["gold_text"]))
        for page in whole
    )
    return round(100 * left / max(len(whole), 1), 2)


def times_right(found: Iterable[Page], answers: Answers) -> tuple[int, int]:
    """Return on how many pages the minute is right, and on how many the page states it.

    Where the known text has a day, a time that is stated for another is no truth.
    """
    right = total = 0
    for page in found:
        stated = stated_time(page["html"])
        day = str(page.get("gold_date") or "")[:10]
        if stated is None or (day and stated.date().isoformat() != day):
            continue
        total += 1
        right += is_minute_right(answers.get(page["id"], {}).get("published_at"), stated)
    return right, total


def days_right(found: Iterable[Page], answers: Answers) -> tuple[int, int]:
    """Return on how many pages the known day is told, and on how many it stands in the page.

    As YYYY-MM-DD in its source, or so in its address, and the page states no time on another day;
    else the known day is that of another version, or of whoever noted it.
    """
    right = total = 0
    for page in found:
        day = str(page.get("gold_date") or "")[:10]
        if not day or (day not in page["html"] and day.replace("-", "/") not in page["url"]):
            continue
        stated = stated_time(page["html"])
        if stated is None or stated.date().isoformat() == day:
            total += 1
            told = str(answers.get(page["id"], {}).get("published_at") or "")
            right += told[:10] == day
    return right, total


def known_times_right(found: Iterable[Page], answers: Answers) -> tuple[int, int]:
    """Return on how many pages the minute is right, and how many have one in the known text."""
    known = {
        page["id"]: moment
        for page in found
        if len(text := str(page.get("gold_date") or "")) > len("2026-01-01")
        and (moment := datetime.fromisoformat(text)).tzinfo
        and (moment.hour, moment.minute) != (0, 0)
    }
    right = sum(
        is_minute_right(answers.get(name, {}).get("published_at"), moment)
        for name, moment in known.items()
    )
    return right, len(known)


def language_right() -> tuple[int, int]:
    """Return how many of the parallel documents get their language, and how many there are."""
    documents = [one for one in read_lines(DATA / "topics" / "articles.jsonl.gz")
                 if one["set"] == "ntrex"]  # fmt: skip
    told = extracted([{name: one[name] for name in ("id", "text", "title")} for one in documents])
    right = sum(told.get(one["id"], {}).get("language") == one["lang"] for one in documents)
    return right, len(documents)


def declared_right(found: Iterable[Page], answers: Answers) -> tuple[int, int]:
    """Return on how many pages of true `<html lang>` the language is right, and how many there are.

    True where it is what a detector makes of the known text (the data's own `lang`).
    """
    true = [page for page in found if declared_language(page["html"]) == page["lang"]]
    right = sum(answers.get(page["id"], {}).get("language") == page["lang"] for page in true)
    return right, len(true)


def wall_kinds() -> dict[str, Counter[str]]:
    """Return what each kind of page without a story was taken for."""
    walls = [wall for wall in read_lines(DATA / "walls" / "walls.jsonl.gz") if wall["html"]]
    answers = extracted(walls)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for wall in walls:
        answer = answers.get(wall["id"], {})
        kinds[wall["kind"]][answer.get("error") or answer.get("quality") or "nothing"] += 1
    return kinds


class Measures:
    """The measures, on answers that are asked for once."""

    def __init__(self, *, with_unseen: bool = False) -> None:
        self.found = pages()
        self.unseen: Answers | None = None
        if with_unseen:
            from benchmarks.unseen import forests_without_hosts, read_unseen

            self.unseen = read_unseen(self.found, forests_without_hosts())
        self.here, self.worker_mb = watched(self.found)
        self._alone: Answers | None = None

    @property
    def alone(self) -> Answers:
        """What trafilatura answers."""
        if self._alone is None:
            self._alone = alone(self.found)
        return self._alone

    def text(self) -> Iterator[Row]:
        """Measure how well the text is, beside trafilatura alone."""
        ours, its = scored(self.found, self.here), scored(self.found, self.alone)
        new = scored(self.found, self.unseen) if self.unseen else None
        for name, what, source, column, goal in (
            ("shingle_f1", "fundus-eval, 4-shingle F1", "fundus-eval", "F1-4", 96.5),
            ("word_f1", "scrapinghub + fundus-eval + fundus, word F1", "core", "F1-1", 97.0),
            ("nearly_perfect", "  pages at 0.98 or better, %", "core", ">=98", 70.0),
            ("stray_lines", "  pages with a line that is not the story, %", "core", "lines", 25.0),
            ("lead", "first paragraph missing (fundus), %", "fundus", "lead", 8.0),
            ("other_f1", "newspaper4k, word F1", "newspaper4k-dataset", "F1-1", None),
            (
                "pieces_f1",
                "trafilatura's own pages, F1 of pieces",
                "trafilatura-eval",
                "segF1",
                None,
            ),
            ("title", "title right, %", "all", "title", None),
        ):
            yield Row(
                name=name, what=what, here=ours[source][column], alone=its[source][column],
                unseen=new and new[source][column],
                goal=goal, is_most=column in {"lines", "lead"},
            )  # fmt: skip
        most = recall(self.found, self.alone)
        lost = [each and round(most - recall(self.found, each), 2)
                for each in (self.here, self.unseen)]  # fmt: skip
        yield Row(name="recall_lost", what="  recall lost against trafilatura, points",
                  here=lost[0] or 0.0, unseen=lost[1], goal=0.5, is_most=True)  # fmt: skip
        yield Row(
            name="prompts", what="pages with a prompt left, by other words than the program's, %",
            here=pages_with_prompts(self.found, self.here),
            alone=pages_with_prompts(self.found, self.alone),
            unseen=pages_with_prompts(self.found, self.unseen) if self.unseen else None,
            goal=1.0, is_most=True,
        )  # fmt: skip

    def repeats(self) -> Iterator[Row]:
        """Measure what learning from a host's other pages gives."""
        old = [page for page in self.found if page["source"] == "daniel"]
        for name, what, options, goal in (
            ("old_press", "old Russian press (daniel), word F1", (), 90.0),
            ("old_press_unlearned", "  each page as if it were the first", ("--no-learn",), None),
        ):
            ours = scored(old, extracted(old, *options))
            its = scored(old, self.alone)
            yield Row(name=name, what=what, here=ours["daniel"]["F1-1"], goal=goal,
                      alone=its["daniel"]["F1-1"])  # fmt: skip

    def times(self) -> Iterator[Row]:
        """Measure how often the minute and the day of publication are right."""
        ours, its = (days_right(self.found, each) for each in (self.here, self.alone))
        yield Row(name="day", what=f"day right where the page has it, % (of {ours[1]})",
                  here=_share(*ours), alone=_share(*its), goal=99.0)  # fmt: skip
        days = scored(self.found, self.here), scored(self.found, self.alone)
        for source in ("fundus", "newspaper4k-dataset", "readability"):
            here, alone_too = (each[source]["date"] for each in days)
            yield Row(name=f"day_{source}", what=f"  wherever it is known, {source}", here=here,
                      alone=alone_too)  # fmt: skip
        for name, what, (right, total) in (
            ("minute", "time right to the minute where the page says it, %",
             times_right(self.found, self.here)),
            ("known_minute", "  where the known text says it, %",
             known_times_right(self.found, self.here)),
        ):  # fmt: skip
            yield Row(name=name, what=f"{what} (of {total})", here=_share(right, total), goal=95.0)

    def language(self) -> Iterator[Row]:
        """Measure how often the language is right."""
        for name, what, (right, total) in (
            ("language", "language right on documents in ten languages, %", language_right()),
            ("declared_language", "  on pages of true <html lang>, %",
             declared_right(self.found, self.here)),
        ):  # fmt: skip
            yield Row(name=name, what=f"{what} (of {total})", here=_share(right, total), goal=99.5)

    def walls(self) -> Iterator[Row]:
        """Measure what pages without a story are taken for, and stories for something else."""
        kinds = wall_kinds()
        for kind, taken in sorted(kinds.items()):
            wrong, total = sum(taken[each] for each in STORY_KINDS), sum(taken.values())
            told = ", ".join(f"{count} {name}" for name, count in taken.most_common(5))
            yield Row(name=f"walls_{kind}", what=f"  {kind} (of {total}: {told})", here=wrong,
                      goal=None, is_most=True)  # fmt: skip
        walls = [kinds[kind] for kind in ("botwall", "consent") if kind in kinds]
        wrong = sum(taken[each] for taken in walls for each in STORY_KINDS)
        total = sum(sum(taken.values()) for taken in walls)
        yield Row(name="walls", what=f"consent and bot walls taken for a story, % (of {total})",
                  here=_share(wrong, total), goal=3.0, is_most=True)  # fmt: skip
        taken = Counter(answer["quality"] for answer in self.here.values())
        told = "".join(f", {taken[kind]} {kind}" for kind in sorted(NO_STORY) if taken[kind])
        yield Row(name="stories", what=f"stories taken for none (of {len(self.here)}{told})",
                  here=sum(taken[kind] for kind in NO_STORY), goal=2, is_most=True)  # fmt: skip

    def cost(self) -> Iterator[Row]:
        """Measure what a page costs."""
        cost = measure_cost(self.found[::3], self.found[1::3])
        yield Row(name="cpu", what="CPU of the median page, x trafilatura with its metadata",
                  here=round(cost.ratio, 2), alone=1.0, goal=1.6, is_most=True)  # fmt: skip
        yield Row(name="cpu_text", what="  x trafilatura's text alone, which ours is more than",
                  here=round(cost.text_ratio, 2), alone=1.0, is_most=True)  # fmt: skip
        yield Row(name="cpu_ms", what="  ms of the median page", alone=round(1e3 * cost.alone_s, 1),
                  here=round(1e3 * cost.ours_s, 1), is_most=True)  # fmt: skip
        yield Row(name="worker_mb", what="the most memory of a worker, MB",
                  here=round(self.worker_mb), is_most=True)  # fmt: skip


NAMES = ("text", "repeats", "times", "language", "walls", "cost")


def _share(part: float, whole: float) -> float:
    return round(100 * part / max(whole, 1), 2)


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Give the table, line by line."""
    yield f"{'':66s}{'alone':>8s}{'here':>8s}{'unseen':>8s}  to reach"
    for row in rows:
        its, new = ("" if each is None else f"{each:g}" for each in (row.alone, row.unseen))
        goal = "" if row.goal is None else f"{'<=' if row.is_most else '>='} {row.goal:g}"
        verdict = {None: "", True: "", False: "   NOT YET"}[row.is_reached]
        yield f"{row.what:66s}{its:>8s}{row.here:8g}{new:>8s}  {goal}{verdict}"


def by_source(name: str, found: Sequence[Page], answers: Answers) -> Iterator[str]:
    """Give what `page_eval` says of each source, line by line."""
    yield f"{name:22s}" + "".join(f"{column:>8s}" for column in SHOWN)
    for source, row in scored(found, answers).items():
        yield f"  {source:20s}" + "".join(f"{row.get(column, ''):>8}" for column in SHOWN)


def main() -> None:
    """Measure what is asked for, or everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="NAMES", help=f"of {', '.join(NAMES)}, with commas")
    parser.add_argument("--unseen", action="store_true", help="also by forests without the host")
    parser.add_argument("--json", action="store_true", help="write JSON")
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else NAMES
    if wrong := set(names) - set(NAMES):
        parser.error(f"--only knows {', '.join(NAMES)} (got {', '.join(sorted(wrong))})")
    if not DATA.is_dir():
        raise SystemExit("the folder of real data, ../shared/data, is not here")
    measures = Measures(with_unseen=asked.unseen)
    rows = [row for name in names for row in getattr(measures, name)()]
    if asked.json:
        told = [asdict(row) | {"is_reached": row.is_reached} for row in rows]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print("\n".join(table(rows)))
    if "text" in names:
        if measures.unseen:
            print("\n".join(("", *by_source("unseen", measures.found, measures.unseen))))
        print("\n".join(("", *by_source("here", measures.found, measures.here))))
        print("\n".join(("", *by_source("trafilatura alone", measures.found, measures.alone))))


if __name__ == "__main__":
    main()
