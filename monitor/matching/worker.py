"""The matcher of a worker process: built once there, then asked for every article.

Module state, because a process pool carries functions and values, not objects that live on.
"""

from __future__ import annotations

import gc

from monitor.matching.compiled import Matcher, compile_watchlists
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


def match_article(article: Article) -> tuple[Match, ...]:
    """Match with what was installed; raise RuntimeError if nothing was."""
    if not _installed:
        raise RuntimeError("install() was not called in this process")
    return _installed[0].match(article)
