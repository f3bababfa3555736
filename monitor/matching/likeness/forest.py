"""Gradient-boosted trees (Friedman 2001), read from a file and evaluated here.

Grown by `benchmarks/train_fusion.py`; each answers with log-odds, which are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Feature, threshold, left, right, value; a leaf leads to itself.
_Node = tuple[int, float, int, int, float]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees in one row of nodes; a leaf leads to itself.

    roots: Where each tree begins.
    nodes: `(feature, threshold, left, right, value)`; a row goes left where its feature is at
        most the threshold. The value of an inner node is what its rows had on average.
    feature, threshold, left, right, value: The same by column, for many rows at once.
    depth: Steps from a root to the farthest leaf.
    names: What the features are called.
    """

    roots: NDArray[np.intp]
    nodes: tuple[_Node, ...]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    depth: int
    names: tuple[str, ...]

    def odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of each row."""
        cells = np.ascontiguousarray(rows).ravel()
        starts = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            goes_left = cells.take(self.feature.take(at) + starts) <= self.threshold.take(at)
            at = np.where(goes_left, self.left.take(at), self.right.take(at))
        added: NDArray[np.float64] = self.value.take(at).sum(axis=1)
        return added

    def pulls(self, row: Sequence[float]) -> dict[str, float]:
        """Return how much each feature moved a row's log-odds, by name (Saabas 2014).

        Together with the roots' values they add up to the row's log-odds.
        """
        pulls = [0.0] * len(self.names)
        for root in self.roots.tolist():
            at = root
            feature, threshold, left, right, value = self.nodes[at]
            while left != at:
                at = left if row[feature] <= threshold else right
                moved_by, before = feature, value
                feature, threshold, left, right, value = self.nodes[at]
                pulls[moved_by] += value - before
        return {self.names[n]: pull for n, pull in enumerate(pulls) if pull}


def parse_forest(told: Sequence[Sequence[Sequence[float | str]]], names: Sequence[str]) -> Forest:
    """Read trees: of each a list of nodes `[name, threshold, left, right, value]` or `[value]`.

    Raises ValueError for a feature that is none of `names`.
    """
    nodes: list[_Node] = []
    roots: list[int] = []
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
            where = tuple(names).index(str(name))
            nodes.append((where, float(limit), root + int(left), root + int(right), float(value)))
    feature, threshold, left_row, right_row, values = zip(*nodes, strict=True)
    return Forest(
        roots=np.array(roots, np.intp),
        nodes=tuple(nodes),
        feature=np.array(feature, np.intp),
        threshold=np.array(threshold, np.float64),
        left=np.array(left_row, np.intp),
        right=np.array(right_row, np.intp),
        value=np.array(values, np.float64),
        depth=depth,
        names=tuple(names),
    )
