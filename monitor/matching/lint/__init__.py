"""Say what of a watchlist will surprise: valid, and yet probably not meant.

Pure: a watchlist, the languages that are watched and what stored stories hold come in, findings go
out. Where a finding stands in a file is for `config`; thresholds are judged by `config.advice`.
"""

from __future__ import annotations

from monitor.matching.lint.aliases import without_alias
from monitor.matching.lint.findings import Finding, Keys, Severity
from monitor.matching.lint.frequent import common_words, wide_prefixes
from monitor.matching.lint.grounds import unfit_examples, unfit_seeds
from monitor.matching.lint.idle import idle_forms
from monitor.matching.lint.impossible import impossible_parts
from monitor.matching.lint.replay import Replay
from monitor.matching.lint.wanted import wanted_of
from monitor.watchlist import Watchlist

__all__ = ["Finding", "Keys", "Replay", "Severity", "lint", "wanted_of"]


def lint(watchlist: Watchlist, *, watched: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what is odd about a watchlist, whatever stories there are.

    watched: Primary tags of the languages that its articles are in; empty if nobody knows. The
        watchlist's own `languages` go before them.
    """
    wanted = wanted_of(watchlist)
    watched = watchlist.languages or watched
    return [
        *idle_forms(wanted),
        *impossible_parts(watchlist),
        *common_words(wanted, watched),
        *wide_prefixes(wanted, watched),
        *without_alias(watchlist, watched),
        *unfit_seeds(watchlist, watched),
        *unfit_examples(watchlist),
    ]
