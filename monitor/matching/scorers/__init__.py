"""Scorers: ways to find a watchlist's story in an article, each in its own file, all in one table.

Scorers know nothing of each other. What all their parts come to is for `matching.score`, what bars
a watchlist for `matching.bars`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from monitor.matching.rule import Rule
from monitor.matching.scorers import names, query, seeds, terms
from monitor.matching.vocabulary import Vocabulary
from monitor.watchlist import Watchlist


class Scorer(NamedTuple):
    """One line of the table.

    compile_rule: Called once for each watchlist in each process; None if the watchlist gives the
        scorer nothing to do. What is costly to load and the same for all watchlists is kept by
        the scorer's module (`functools.cache`).
    most: The values of the parts that a watchlist can get from the best of articles; a threshold
        above what they come to is told as out of reach.
    """

    name: str
    compile_rule: Callable[[Watchlist, Vocabulary], Rule | None]
    most: Callable[[Watchlist], Iterable[float]]


# In the order in which a match tells its parts.
SCORERS = (
    Scorer("query", query.compile_rule, query.most),
    Scorer("terms", terms.compile_rule, terms.most),
    Scorer("names", names.compile_rule, names.most),
    Scorer("seeds", seeds.compile_rule, seeds.most),
)
