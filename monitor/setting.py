"""What the line goes by: the user's feeds, watchlists and limits, exchanged as one while it runs.

Values only. Whoever began work with one setting ends it with that one, or does it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from monitor.model import Feed, FeedId, WatchlistId
    from monitor.watchlist import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds for all feeds and entries.

    retries: Whether a page that failed for a passing reason is asked for again later.
    revision: Of the whole set of watchlists.
    """

    min_poll: timedelta
    first_run_max_age: timedelta
    catch_up_max_age: timedelta
    retries: bool
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is configured, as far as the line goes by it.

    watchlists: Disabled ones too; they match nothing.
    """

    feeds: Mapping[FeedId, Feed]
    watchlists: Mapping[WatchlistId, Watchlist]
    policy: Policy
