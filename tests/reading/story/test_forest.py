"""A forest of decision trees is read, asked, and gives account of its answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from monitor.reading.story.features import NAMES
from monitor.reading.story.forest import parse_forest, the_forest

# What a block's row goes through: taken or not, and if not, by its position; then by its links.
TREES = [
    [
        ["taken", 0.5, 1, 4, 0.25],
        ["position", 0.2, 2, 3, -1.0],
        [-3.0],
        [-0.5],
        [2.0],
    ],
    [["linked", 0.3, 1, 2, 0.5], [1.0], [-1.5]],
]


def rows(*seen):
    """Build rows of blocks of which only some things are seen, all else being 0."""
    built = np.zeros((len(seen), len(NAMES)), dtype=np.float32)
    for row, told in zip(built, seen, strict=True):
        for name, value in told.items():
            row[NAMES.index(name)] = value
    return built


def likely(odds):
    """Return the probability of log-odds."""
    return 1 / (1 + math.exp(-odds))


def test_probabilities_are_the_sum_of_the_leaves():
    """Worked out by hand; a value on a threshold goes left, as in LightGBM."""
    found = parse_forest(TREES).probabilities(
        rows(
            {"taken": 1, "linked": 0},
            {"taken": 1, "linked": 1},
            {"position": 0.2, "linked": np.float32(0.3)},
            {"position": 0.9, "linked": 0.31},
        )
    )

    assert found.tolist() == pytest.approx(
        [likely(2.0 + 1.0), likely(2.0 - 1.5), likely(-3.0 + 1.0), likely(-0.5 - 1.5)]
    )


def test_pulls_name_what_moved_the_odds():
    """From a node's value to that of the one below it, for the feature that was asked of."""
    (pulls,) = parse_forest(TREES).pulls(rows({"position": 0.9}))

    assert {NAMES[at]: pulls[at] for at in np.flatnonzero(pulls)} == pytest.approx(
        {"taken": -1.0 - 0.25, "position": -0.5 - -1.0, "linked": 1.0 - 0.5}
    )


def test_pulls_sum_to_the_odds_minus_the_roots_values():
    """Of the forest that comes along, for blocks of all kinds."""
    forest = the_forest()
    seen = np.random.default_rng(1).uniform(-1, 3, (20, len(NAMES))).astype(np.float32)
    at_roots = float(forest.value[forest.roots].sum())
    likely = forest.probabilities(seen)
    odds = np.log(likely / (1 - likely))

    assert forest.pulls(seen).sum(axis=1) == pytest.approx(odds - at_roots, abs=1e-3)


def test_a_tree_of_one_leaf_says_the_same_of_all():
    """No row is asked for anything."""
    forest = parse_forest([[[0.7]]])

    assert forest.probabilities(rows({}, {"taken": 1})).tolist() == pytest.approx([likely(0.7)] * 2)
    assert not forest.pulls(rows({})).any()
    assert forest.depth == 0


def test_no_rows_have_no_probabilities():
    """As of a page without text."""
    assert parse_forest(TREES).probabilities(rows()).shape == (0,)


def test_a_feature_that_is_none_of_ours_is_refused():
    """A forest and what it was grown on go together."""
    with pytest.raises(ValueError, match=r"x not in tuple|not in"):
        parse_forest([[["unheard_of", 0.5, 1, 2, 0.0], [1.0], [0.0]]])


def test_the_forest_that_comes_along_is_whole():
    """Every name is known, every way goes down and ends in a leaf of its own tree."""
    forest = the_forest()
    at = np.arange(len(forest.value))
    is_leaf = forest.left == at
    ends = [*forest.roots[1:].tolist(), len(forest.value)]
    tree = np.searchsorted(forest.roots, at, side="right") - 1

    assert len(forest.roots) > 100
    assert (forest.right[is_leaf] == at[is_leaf]).all()
    assert (forest.left[~is_leaf] > at[~is_leaf]).all()
    assert (forest.right[~is_leaf] > at[~is_leaf]).all()
    assert (forest.right < np.array(ends)[tree]).all()
    assert np.isfinite(forest.value).all()
    assert forest.feature.max() < len(NAMES)


def test_the_forest_is_read_once():
    """In each process."""
    assert the_forest() is the_forest()
