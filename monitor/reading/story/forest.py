"""The learned part of the judgement: a small forest of decision trees, read from `forest.json`.

Gradient-boosted trees (Friedman 2001) answer with log-odds. They were grown by
`benchmarks/grow_forest.py` on pages with known text, and are evaluated here with NumPy alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from monitor.reading.story.features import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FILE = "forest.json"


_Node = tuple[int, float, int, int, float]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees in one row of nodes; a leaf leads to itself.

    roots: Where each tree begins.
    feature, threshold: A row goes left where its feature is at most the threshold.
    value: Log-odds of a leaf; of an inner node what its rows had on average.
    depth: Steps from a root to the farthest leaf.
    asked, pull: On a node's way from its root, each step's feature, and what that moved the
        log-odds by; 0 after the way's end.
    """

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float32]
    depth: int
    asked: NDArray[np.intp]
    pull: NDArray[np.float64]

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return for each row how likely it is the story, 0..1."""
        odds = self.value.take(self._leaves(rows)).sum(axis=1, dtype=np.float64)
        likely: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return likely

    def _leaves(self, rows: NDArray[np.float32]) -> NDArray[np.intp]:
        """Return where each row ends in each tree."""
        cells = np.ascontiguousarray(rows).ravel()
        starts = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            seen = cells.take(self.feature.take(at) + starts)
            goes_left = seen <= self.threshold.take(at)
            at = np.where(goes_left, self.left.take(at), self.right.take(at))
        return at

    def pulls(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how much each feature moved each row's log-odds (Saabas 2014)."""
        leaves = self._leaves(rows)
        moved_by = self.asked.take(leaves, axis=0)
        moved_by += (np.arange(len(rows)) * rows.shape[1])[:, None, None]
        moved = self.pull.take(leaves, axis=0)
        sums = np.bincount(moved_by.ravel(), moved.ravel(), minlength=rows.size)
        return sums.reshape(rows.shape).astype(np.float64)


@cache
def the_forest() -> Forest:
    """Return the forest that the program comes with; read once in each process."""
    text = resources.files("monitor.reading.story").joinpath(_FILE).read_text("utf-8")
    return parse_forest(json.loads(text))


def parse_forest(told: Sequence[Sequence[Sequence[float | str]]]) -> Forest:
    """Read trees: of each a list of nodes `[feature, threshold, left, right, value]` or `[value]`.

    Raises ValueError for a feature that is none of ours.
    """
    nodes: list[_Node] = []
    roots = []
    depth = 0
    for tree in told:
        root = len(nodes)
        roots.append(root)
        depths = {0: 0}
        for at, node in enumerate(tree):
            depth = max(depth, depths[at])
            if len(node) == 1:
                nodes.append((0, 0.0, root + at, root + at, float(node[0])))
                continue
            name, limit, left, right, value = node
            depths[int(left)] = depths[int(right)] = depths[at] + 1
            feature = NAMES.index(str(name))
            nodes.append((feature, float(limit), root + int(left), root + int(right), float(value)))
    columns = list(zip(*nodes, strict=True))
    asked, pull = _ways(nodes, depth)
    return Forest(
        roots=np.array(roots, dtype=np.intp),
        feature=np.array(columns[0], dtype=np.intp),
        threshold=np.array(columns[1], dtype=np.float32),
        left=np.array(columns[2], dtype=np.intp),
        right=np.array(columns[3], dtype=np.intp),
        value=np.array(columns[4], dtype=np.float32),
        depth=depth,
        asked=asked,
        pull=pull,
    )


def _ways(nodes: Sequence[_Node], depth: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the forest's `asked` and `pull`."""
    asked: list[list[int]] = [[]] * len(nodes)
    pull: list[list[float]] = [[]] * len(nodes)
    for at, (feature, _, left, right, value) in enumerate(nodes):  # parents come first
        if left != at:
            for below in (left, right):
                asked[below] = [*asked[at], feature]
                pull[below] = [*pull[at], nodes[below][4] - value]
    return (
        np.array([[*each, *[0] * (depth - len(each))] for each in asked], dtype=np.intp),
        np.array([[*each, *[0.0] * (depth - len(each))] for each in pull], dtype=np.float64),
    )
