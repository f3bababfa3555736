"""Parts of the daemon as a configuration describes them.

Made at the start and again at every reload; commands that do one part of the daemon's work make
theirs here, too. Nothing is begun here.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.errors import PermanentError
from monitor.setting import Policy, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from monitor.adapters.http import HttpFetch
    from monitor.config.settings import Config, FetchSettings, RedisSettings
    from monitor.watchlist import Watchlist


def fetch_of(settings: FetchSettings) -> HttpFetch:
    """Make what asks for feeds and pages."""
    from monitor.adapters.http import HttpFetch

    return HttpFetch(
        allow_networks=settings.allow_networks,
        timeout=settings.timeout,
        feed_max_bytes=settings.feed_max_bytes,
        page_max_bytes=settings.page_max_bytes,
        page_pause=settings.page_pause,
        contact=settings.contact,
        version=__version__,
    )


def redis_url(settings: RedisSettings) -> str:
    """Say where Redis is, whether it is the user's own or the embedded server."""
    return settings.url or f"redis://127.0.0.1:{settings.port}/0"


def setting_of(config: Config, *, retries: bool) -> Setting:
    """Make what the line goes by.

    retries: Whether a page that failed for a passing reason is asked for again later.
    """
    return Setting(
        feeds={feed.id: feed for feed in config.feeds},
        watchlists={watchlist.id: watchlist for watchlist in config.watchlists},
        policy=Policy(
            min_poll=config.fetch.min_poll,
            first_run_max_age=config.fetch.first_run_max_age,
            catch_up_max_age=config.catch_up_max_age,
            retries=retries,
            revision=_revision(config.watchlists),
        ),
    )


def enabled_count(config: Config) -> int:
    """Count the watchlists that are matched."""
    return sum(watchlist.enabled for watchlist in config.watchlists)


def _revision(watchlists: Iterable[Watchlist]) -> str:
    """Hash the revisions of all enabled watchlists."""
    told = ",".join(f"{w.id}={w.revision}" for w in watchlists if w.enabled)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def make_state_folder(path: Path) -> None:
    """Make the folder, for its owner alone; raise PermanentError where that cannot be."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise PermanentError(
            f"state_dir: cannot make {path}: {error.filename} is a file", reason="state_folder"
        ) from error
    except OSError as error:
        raise PermanentError(
            f"state_dir: cannot make {path}: {error.strerror}", reason="state_folder"
        ) from error


def loop_factory(name: str) -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the event loop: uvloop where it is wanted or `auto` finds it."""
    if name != "asyncio":
        try:
            import uvloop
        except ImportError:
            if name == "uvloop":
                raise PermanentError("runtime.loop: uvloop is not installed here") from None
        else:
            return uvloop.new_event_loop
    return asyncio.new_event_loop
