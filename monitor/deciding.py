"""Who matches an article: workers that know words, and one that knows meanings where that matters.

Encoding costs more than all the rest and its model some 150 MB, so that one process has it and is
asked only where a decision hangs on it. Without it articles are decided by words alone: worse, and
never not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import tasks
from monitor.areas import Area
from monitor.errors import ConfigError, MonitorError
from monitor.logs import area_logger
from monitor.pages import run_twice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.metrics import Metrics
    from monitor.model import Article, Match
    from monitor.ports import Offload
    from monitor.watchlist import Watchlist

log = area_logger(Area.ENTRIES)


def needs_encoder(watchlists: Iterable[Watchlist]) -> bool:
    """Say whether a watchlist that is enabled has anything whose meaning can be compared."""
    return any(each.enabled and (each.seeds or each.examples or each.model) for each in watchlists)


class Deciding:
    """Match articles in worker processes.

    by_words: Workers prepared by `tasks.install`.
    by_meaning: A worker prepared by `tasks.install_encoder`; None where no watchlist needs one.
    """

    def __init__(
        self,
        by_words: Offload,
        by_meaning: Offload | None = None,
        *,
        metrics: Metrics | None = None,
    ) -> None:
        self._by_words = by_words
        self._by_meaning = by_meaning
        self._metrics = metrics
        self._has_told = False

    def exchange(self, by_meaning: Offload | None) -> None:
        """Ask another worker for meanings from now on, also where the one before was given up."""
        self._by_meaning = by_meaning
        self._has_told = False

    async def match(self, article: Article) -> Sequence[Match]:
        """Return what the watchlists make of an article.

        Raises MonitorError where it cannot be matched by words either.
        """
        found = await run_twice(self._by_words, tasks.match, article)
        if found is not None:
            self._count("words")
            return found
        if self._by_meaning is not None:
            try:
                found = await run_twice(self._by_meaning, tasks.match, article)
            except MonitorError as error:
                self._tell(error)
            if found is not None:
                self._count("meaning")
                return found
        self._count("meaning_missing")
        return await run_twice(self._by_words, tasks.match_by_words, article)

    def _tell(self, error: MonitorError) -> None:
        """Tell of what goes wrong once; a model that cannot be had is not asked for again."""
        if not self._has_told:
            log.warning("no_meaning", reason=error.reason, message=str(error))
        self._has_told = True
        if isinstance(error, ConfigError):
            self._by_meaning = None

    def _count(self, decided_by: str) -> None:
        if self._metrics is not None:
            self._metrics.matched.labels(by=decided_by).inc()
