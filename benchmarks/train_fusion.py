"""Learn how words, names, places, figures and meaning add up; see docs/matching.md.

    .venv/bin/pip install lightgbm
    .venv/bin/python -m benchmarks.train_fusion [--cache FOLDER] [--write] [words] [use] [e5]

Reads the labelled topics in the data folder beside the project. Prints how well each model does on
topics that it did not see (four folds by topic) and on sets that it did not see; with --write grows
it on everything into the program's `fusion.json` and `space-*.json`. The same code describes texts
here and in the program. Numbers alone are kept, no text.

What an encoder's space shrinks is learned too, and never from the topics of a pair that it is tried
on: neither from the seed's nor from the article's.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from monitor.adapters.encoder import encoder
from monitor.matching.likeness import features, fusion, semantic
from monitor.matching.likeness.portrait import portray

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(SHARED / "tools"))
import topic_eval  # noqa: E402 - lies beside the data

SETS = ("ecb", "itn", "ntrex", "bsnlp", "syria")
FOLDS = 4
# Directions that are shrunk, how strongly (relative to the mean variance), and how much an
# article on a broad topic counts: two such articles differ in what they tell as well.
DIRECTIONS, SHRINKAGE = 16, 3.0
BROAD = {"bsnlp": 0.15, "syria": 0.3}
# How many of the articles of a tracker count as wanted, so that a broad topic's do not drown the
# others. All trackers of a set weigh the same; a set weighs as the root of how many topics it has,
# because of four topics little can be learned that holds for a fifth.
PRIOR = 0.05
ROUNDS = 60
SETTINGS = {
    "objective": "binary", "num_leaves": 6, "max_depth": 3, "learning_rate": 0.15,
    "min_data_in_leaf": 400, "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 50.0, "verbosity": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip


@dataclass
class Trials:
    """All pairs of a tracker's seed and an article.

    seed, article: Rows of `articles`. tracker: Number of each pair's tracker; its bounds in
    `rows`. kind: The set of each pair. fold: Of each article's topic.
    """

    articles: list[dict[str, Any]]
    rows: list[slice]
    row_sets: list[str]
    seed: np.ndarray
    article: np.ndarray
    wanted: np.ndarray
    kind: np.ndarray
    fold: np.ndarray


def read_trials(data: Path) -> Trials:
    """Read the labelled topics as pairs."""
    articles, trackers = topic_eval.load(str(data))
    at = {each["id"]: n for n, each in enumerate(articles)}
    rows: list[slice] = []
    row_sets, seed, article, wanted = [], [], [], []
    for tracker, one, indices, labels, _same in topic_eval.trials(articles, trackers):
        start = sum(map(len, article))
        rows.append(slice(start, start + len(indices)))
        row_sets.append(tracker["set"])
        seed.append(np.full(len(indices), at[one["id"]]))
        article.append(indices)
        wanted.append(labels)
    kind = np.concatenate([np.full(len(a), s) for a, s in zip(article, row_sets, strict=True)])
    return Trials(
        articles, rows, row_sets, np.concatenate(seed), np.concatenate(article),
        np.concatenate(wanted), kind, _folds(articles),
    )  # fmt: skip


def _topic(article: dict[str, Any]) -> str:
    # The two look-alike events of an ECB+ topic stay together.
    return f"{article['set']} {article['topic' if article['set'] == 'ecb' else 'event']}"


def _folds(articles: list[dict[str, Any]]) -> np.ndarray:
    random = np.random.default_rng(3)
    fold: dict[str, int] = {"fakes none": -1}
    for each_set in SETS:
        topics = sorted({_topic(each) for each in articles if each["set"] == each_set})
        random.shuffle(topics)
        fold.update({topic: n % FOLDS for n, topic in enumerate(topics)})
    return np.array([fold.get(_topic(each), -1) for each in articles])


def encode(name: str, articles: list[dict[str, Any]], cache: Path | None) -> list[np.ndarray]:
    """Return the vectors of all titles and of all leads; a text without any gets zeros."""
    file = cache / f"vectors-{name}.npz" if cache else None
    if file and file.exists():
        with np.load(file) as kept:
            return [kept["title"].astype(np.float32), kept["lead"].astype(np.float32)]
    told = [semantic.passages(each["title"] or "", each["text"] or "") for each in articles]
    where = [n for n, passages in enumerate(told) if passages]
    where.sort(key=lambda n: len(told[n][1]))
    found = []
    for part in (0, 1):
        rows = encoder(name).encode([told[n][part] for n in where])
        vectors = np.zeros((len(told), rows.shape[1]), np.float32)
        vectors[where] = rows
        found.append(vectors)
    if file:
        np.savez(file, title=found[0].astype(np.float16), lead=found[1].astype(np.float16))
    return found


def learn_space(trials: Trials, vectors: np.ndarray, use: np.ndarray) -> dict[str, Any]:
    """Learn from the articles of `use` in which directions articles on one event differ."""
    events: dict[str, list[int]] = defaultdict(list)
    for n in np.flatnonzero(use):
        events[trials.articles[n]["event"]].append(n)
    scatter = np.zeros((vectors.shape[1],) * 2)
    total = 0.0
    for rows in events.values():
        if len(rows) > 1:
            weight = BROAD.get(trials.articles[rows[0]]["set"], 1.0)
            apart = vectors[rows] - vectors[rows].mean(0)
            scatter += weight * apart.T @ apart
            total += weight * (len(rows) - 1)
    variances, directions = np.linalg.eigh(scatter / total)
    usual = SHRINKAGE * variances.mean()
    kept = ((variances + usual) / usual) ** -0.5
    return {
        "centre": vectors[use].mean(0).round(4).tolist(),
        "directions": directions.T[-DIRECTIONS:].round(4).tolist(),
        "kept": kept[-DIRECTIONS:].round(4).tolist(),
    }


def meanings(
    vectors: list[np.ndarray], known: np.ndarray, space: dict[str, Any]
) -> list[semantic.Meaning]:
    """Place all articles in a space."""
    placed = semantic.read_space(space)
    title, lead = (placed.place(each) for each in vectors)
    return [semantic.Meaning(*each) for each in zip(title, lead, known, strict=True)]


def meaning_rows(
    trials: Trials, vectors: list[np.ndarray], known: np.ndarray, *, by_set: bool
) -> np.ndarray:
    """Compare all pairs, each in a space learned without its topics, or without its set."""
    rows = np.zeros((len(trials.seed), len(semantic.FEATURES)), np.float64)
    sets = np.array([each["set"].replace("fakes", "syria") for each in trials.articles])
    labelled = trials.fold >= 0
    seed_fold, article_fold = trials.fold[trials.seed], trials.fold[trials.article]
    article_fold = np.where(article_fold < 0, seed_fold, article_fold)
    parts = []
    if by_set:
        parts = [(labelled & (sets != each), trials.kind == each) for each in SETS]
    else:
        for one in range(FOLDS):
            for other in range(one, FOLDS):
                pairs = np.minimum(seed_fold, article_fold) == one
                pairs &= np.maximum(seed_fold, article_fold) == other
                parts.append((labelled & ~np.isin(trials.fold, [one, other]), pairs))
    for use, pairs in parts:
        told = meanings(vectors, known, learn_space(trials, vectors[1], use))
        for n in np.flatnonzero(pairs):
            rows[n] = semantic.compare(told[trials.seed[n]], told[trials.article[n]])
    return rows


def weights(trials: Trials) -> np.ndarray:
    """Weigh pairs: by set, trackers of a set alike, of a tracker PRIOR for what is wanted."""
    found = np.zeros(len(trials.wanted))
    topics = {
        each_set: len({_topic(trials.articles[trials.seed[rows][0]]) for rows, of_set
                       in zip(trials.rows, trials.row_sets, strict=True) if of_set == each_set})
        for each_set in SETS
    }  # fmt: skip
    whole = sum(map(math.sqrt, topics.values()))
    for rows, each_set in zip(trials.rows, trials.row_sets, strict=True):
        wanted = trials.wanted[rows]
        share = math.sqrt(topics[each_set]) / whole / trials.row_sets.count(each_set)
        each = np.where(wanted, PRIOR / wanted.sum(), (1 - PRIOR) / max(1, (~wanted).sum()))
        found[rows] = share * each * len(trials.wanted)
    return found


def grow(rows: np.ndarray, trials: Trials, use: np.ndarray, signs: list[int]) -> lightgbm.Booster:
    """Grow a forest on the pairs of `use`."""
    data = lightgbm.Dataset(rows[use], trials.wanted[use].astype(int), weight=weights(trials)[use])
    return lightgbm.train({**SETTINGS, "monotone_constraints": signs}, data, ROUNDS)


def report(trials: Trials, odds: np.ndarray, fixed: float, label: str) -> dict[str, float]:
    """Print and return F1 and minimum cost of each set and their mean, at one threshold too."""
    figures = []
    told = ""
    for each_set in SETS:
        pairs = [
            (trials.wanted[rows], odds[rows])
            for rows, of_set in zip(trials.rows, trials.row_sets, strict=True)
            if of_set == each_set
        ]
        found = topic_eval.metrics(pairs, fixed)
        figures.append((found["F1"], found["minC"], found["fF1"], found["fC"]))
        told += f" | {each_set} {found['F1']:.3f}/{found['minC']:.3f} {found['fF1']:.3f}"
    f1, cost, fixed_f1, fixed_cost = np.mean(figures, axis=0)
    if label:
        print(f"{label:14s} {f1:.3f}/{cost:.3f} fixed {fixed_f1:.3f}/{fixed_cost:.3f}{told}")
        sys.stdout.flush()
    return {"f1": f1, "cost": cost, "fixed": fixed_f1}


def best_threshold(trials: Trials, odds: np.ndarray) -> float:
    """Return the log-odds at which the mean F1 over the sets is best."""
    tried = np.quantile(odds, np.linspace(0.7, 0.995, 60))
    return float(max(tried, key=lambda each: report(trials, odds, each, "")["fixed"]))


def unseen(trials: Trials, rows: np.ndarray, signs: list[int], *, by_set: bool) -> np.ndarray:
    """Return the log-odds of all pairs from forests that saw neither their topic nor their set."""
    group = trials.kind if by_set else trials.fold[trials.seed]
    odds = np.zeros(len(rows))
    for each in np.unique(group):
        forest = grow(rows, trials, group != each, signs)
        odds[group == each] = forest.predict(rows[group == each], raw_score=True)
    return odds


def nodes_of(tree: dict[str, Any], names: list[str]) -> list[list[float | str]]:
    """Write a tree as a list of nodes, the root first."""
    nodes: list[list[float | str]] = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[at] = [round(node["leaf_value"], 4)]
            return at
        left, right = add(node["left_child"]), add(node["right_child"])
        limit = float(f"{node['threshold']:.5g}")
        name = names[node["split_feature"]]
        nodes[at] = [name, limit, left, right, round(node["internal_value"], 4)]
        return at

    add(tree["tree_structure"])
    return nodes


def train(name: str, trials: Trials, base: np.ndarray, cache: Path | None) -> dict[str, Any]:
    """Try and grow the model for an encoder, or the one without (`words`)."""
    told = {**features.FEATURES, **(semantic.FEATURES if name != "words" else {})}
    names, signs = list(told), [sign for _part, sign in told.values()]
    rows = rows_by_set = base
    model: dict[str, Any] = {}
    if name != "words":
        vectors = encode(name, trials.articles, cache)
        languages = encoder(name).languages
        known = np.array(
            [languages is None or each["lang"].split("-")[0] in languages
             for each in trials.articles]
        )  # fmt: skip
        rows = np.c_[base, meaning_rows(trials, vectors, known, by_set=False)]
        rows_by_set = np.c_[base, meaning_rows(trials, vectors, known, by_set=True)]
        model["space"] = learn_space(trials, vectors[1], trials.fold >= 0)
    odds = unseen(trials, rows, signs, by_set=False)
    shift = best_threshold(trials, odds)
    report(trials, odds, shift, f"{name} topics")
    odds_by_set = unseen(trials, rows_by_set, signs, by_set=True)
    report(trials, odds_by_set, shift, f"{name} sets")
    forest = grow(rows, trials, np.ones(len(rows), bool), signs)
    model["shift"] = round(-shift, 3)
    model["trees"] = [nodes_of(tree, names) for tree in forest.dump_model()["tree_info"]]
    gains = forest.feature_importance("gain")
    print("  gain:", *(f"{n} {g:.0f}" for g, n in sorted(zip(gains, names, strict=True))[::-1]))
    return model


def main() -> None:
    """Train the models that are asked for, all without a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    trials = read_trials(SHARED / "data" / "topics")
    portraits = [portray(d["title"] or "", d["text"] or "", d["lang"]) for d in trials.articles]
    base = np.array(
        [features.compare(portraits[s], portraits[a])
         for s, a in zip(trials.seed, trials.article, strict=True)]
    )  # fmt: skip
    for name in asked.models or ["words", "use", "e5"]:
        model = train(name, trials, base, asked.cache)
        if asked.write:
            fusion.model_file(name).write_text(written(model), "utf-8")


def written(model: dict[str, Any]) -> str:
    """Write a model as JSON with a line for each tree and direction."""
    lines = []
    for key, value in model.items():
        if key == "space":
            inner = [f'  "{k}": {_rows(v)}' for k, v in value.items()]
            lines.append('"space": {\n' + ",\n".join(inner) + "\n}")
        else:
            lines.append(f'"{key}": {_rows(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: Any) -> str:
    compact = {"separators": (",", ":")}
    if isinstance(value, list) and isinstance(value[0], list):
        return "[\n" + ",\n".join(json.dumps(each, **compact) for each in value) + "\n]"
    return json.dumps(value, **compact)


if __name__ == "__main__":
    main()
