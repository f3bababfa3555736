"""The matcher of a worker process: built once there, then asked for every article.

Module state, because a process pool carries functions and values, not objects that live on.
"""

from __future__ import annotations

import gc

from monitor.matching.compiled import Encoding, Matcher, compile_watchlists
from monitor.matching.meaning import MeaningNeeded
from monitor.model import Article, Match
from monitor.watchlist import Watchlist

_installed: list[Matcher] = []


def install(watchlists: tuple[Watchlist, ...]) -> None:
    """Build this process's matcher, in place of an earlier one."""
    # What is built stays, so that looking through it for garbage is in vain: a third of the time
    # that ten thousand watchlists take.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        _installed[:] = [compile_watchlists(watchlists)]
    finally:
        if was_collecting:
            gc.freeze()  # all that was made meanwhile counts as old: else the next collection
            gc.unfreeze()  # would walk through it and hold up everything for a tenth of a second
            gc.enable()


def match_article(article: Article) -> tuple[Match, ...] | None:
    """Match with what was installed; raise RuntimeError if nothing was.

    None where a decision hangs on an encoder that another process has.
    """
    try:
        return _matcher().match(article)
    except MeaningNeeded:
        return None


def match_by_words(article: Article) -> tuple[Match, ...]:
    """Match without a look at meaning, for want of an encoder."""
    return _matcher().match(article, encoding=Encoding.NEVER)


def _matcher() -> Matcher:
    if not _installed:
        raise RuntimeError("install() was not called in this process")
    return _installed[0]
