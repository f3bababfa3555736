"""What each part of the reading gives and costs: alone, and the whole without it.

    .venv/bin/python -m benchmarks.ablation [--unseen]

On the real pages with known text in the data folder beside the project. The chrome rules are run in
every combination on the same drafts; the stages before them by reading the pages again without
each. With --unseen every page is read with a forest that was grown without its host, which takes
some minutes and LightGBM (`benchmarks.grow_forest`).

Columns: word F1 of the core (scrapinghub, fundus-eval, fundus) and of all pages; pages of the core
with a line that is not the story; pages with a prompt left. `took` counts the lines that a rule
takes in the whole chain, `story` those of them that are the story and stand nowhere else in it.
Where known texts begin with the title (most of source daniel), `title_line` is blamed for it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks import grow_forest
from benchmarks.prompts import prompts_left
from benchmarks.reading import CORE, page_eval, pages
from benchmarks.unseen import forests_without_hosts, judge_page, judge_with
from monitor.errors import UnreadableError
from monitor.reading import chrome, extract
from monitor.reading.story.choice import Choice, Expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from monitor.model import Removed
    from monitor.reading.chrome.draft import Draft

_HTML = "text/html; charset=utf-8"
WHOLE, NOTHING = "all of it", "none of the chrome rules"
Rules = tuple[tuple[str, Any], ...]


def combinations() -> dict[str, Rules]:
    """Return the sets of chrome rules to compare, by name: none, all, each alone, all but each."""
    return {
        NOTHING: (),
        WHOLE: chrome.RULES,
        **{f"only {name}": ((name, rule),) for name, rule in chrome.RULES},
        **{
            f"without {name}": tuple(row for row in chrome.RULES if row[0] != name)
            for name, _ in chrome.RULES
        },
    }


def _taken_only(_: Sequence[Any], taken: Sequence[bool], **__: object) -> Choice:
    """Choose what trafilatura took, and nothing else."""
    return Choice(tuple(i for i, each in enumerate(taken) if each), {}, {}, Expected())


# What stands in for a stage that is left out.
_STAGES: dict[str, tuple[str, Callable[..., Any]]] = {
    "without the choice of blocks": ("choose", _taken_only),
    "without leaving other stories out": (
        "without_other_stories",
        lambda _root, blocks, **_: list(blocks),
    ),
    "without consent managers' selectors": ("drop_consent", lambda _root: None),
}


@dataclass
class Scores:
    """How one page does under each name; what each rule took of it, and how much was story."""

    source: str
    rows: dict[str, dict[str, float]] = field(default_factory=dict)
    took: Counter[str] = field(default_factory=Counter)
    story: Counter[str] = field(default_factory=Counter)


def scores_of(page: dict[str, Any]) -> Scores:
    """Read one page in every way."""
    warnings.simplefilter("ignore")
    judge_page(page)
    scores = Scores(page["source"])
    draft = _draft_of(page)
    for name, rules in combinations().items():
        scores.rows[name] = _score(page, draft, rules)
    if draft is not None:
        _count(scores, page, *chrome.clean(draft))
    for name, (attribute, instead) in _STAGES.items():
        kept = getattr(extract, attribute)
        setattr(extract, attribute, instead)
        try:
            scores.rows[name] = _score(page, _draft_of(page), chrome.RULES)
        finally:
            setattr(extract, attribute, kept)
    return scores


def _count(scores: Scores, page: dict[str, Any], left: Draft, removed: Sequence[Removed]) -> None:
    """Count what was taken, and what of it was the story and is gone."""
    known, still = grow_forest.Known(page), {line.text for line in left.lines}
    for line in removed:
        scores.took[line.rule] += 1
        scores.story[line.rule] += line.text not in still and known.share(line.text) >= 0.5


def _draft_of(page: dict[str, Any]) -> Draft | None:
    """Return what the chrome rules are given of a page; None of one that cannot be read."""
    drafts: list[Draft] = []

    def seen(draft: Draft, **settings: Any) -> Any:
        drafts.append(draft)
        return chrome.clean(draft, **settings)

    kept, extract.clean = extract.clean, seen
    try:
        extract.extract_page(
            page["html"].encode("utf-8", "replace"), content_type=_HTML, url=page["url"]
        )
    except UnreadableError:
        pass
    finally:
        extract.clean = kept
    return drafts[0] if drafts else None


def _score(page: dict[str, Any], draft: Draft | None, rules: Rules) -> dict[str, float]:
    lines = chrome.clean(draft, rules=rules)[0].lines if draft is not None else ()
    text = "\n".join(line.text for line in lines)
    row: dict[str, float] = page_eval.score_text(page, text)
    row["prompts"] = float(bool(prompts_left(text, page["gold_text"])))
    return row


def _mean(rows: Iterable[Mapping[str, float]], name: str) -> float:
    return 100 * statistics.mean(row[name] for row in rows)


def report(found: Sequence[Scores]) -> Iterable[str]:
    """Give the table, line by line; a difference is to the whole, or to none of the rules."""
    took, story = Counter[str](), Counter[str]()
    by_name: dict[str, list[tuple[str, dict[str, float]]]] = defaultdict(list)
    for scores in found:
        took += scores.took
        story += scores.story
        for name, row in scores.rows.items():
            by_name[name].append((scores.source, row))
    heads = ("core F1", "all F1", "lines", "prompts", "took", "story")
    yield f"{'':40s}" + "".join(f"{head:>9s}" for head in heads)
    for name, rows in by_name.items():
        core = [row for source, row in rows if source in CORE]
        every = [row for _, row in rows]
        rule = name.removeprefix("only ")
        counts = f"{took[rule]:9d}{story[rule]:9d}" if rule in took else ""
        yield (
            f"{name:40s}{_mean(core, 'F1-1'):9.2f}{_mean(every, 'F1-1'):9.2f}"
            f"{_mean(core, 'lines'):9.1f}{_mean(every, 'prompts'):9.2f}{counts}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", action="store_true", help="forests grown without the host")
    forests = forests_without_hosts() if parser.parse_args().unseen else {}
    found = [page for page in pages() if not page.get("segments")]
    with multiprocessing.get_context("fork").Pool(2, judge_with, (forests,)) as pool:
        scored = pool.map(scores_of, found, chunksize=8)
    print("\n".join(report(scored)))


if __name__ == "__main__":
    main()
