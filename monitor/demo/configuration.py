"""Write the configuration that the demo's daemon runs with: a main file and one watchlist.

Ordinary files, as a user would write them; `demo --keep` leaves them to be looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from monitor.demo.site import NewsSite
from monitor.demo.stories import Newsrooms, watchlist_text

DEAD_FEED = "dead-feed"
_HEADER = "# Written by `news-monitor demo`.\n"


def write_configuration(
    folder: Path, newsrooms: Newsrooms, site: NewsSite, *, redis_port: int
) -> Path:
    """Write `monitor.yaml` and its watchlist into `folder`; return the main file's path."""
    watchlists = folder / "watchlists"
    watchlists.mkdir()
    (watchlists / "syria-talks.yaml").write_text(watchlist_text(), encoding="utf-8")
    main = folder / "monitor.yaml"
    keys = main_keys(newsrooms, site, redis_port=redis_port)
    text = _HEADER + yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)
    main.write_text(text, encoding="utf-8")
    return main


def main_keys(newsrooms: Newsrooms, site: NewsSite, *, redis_port: int) -> dict[str, Any]:
    """Return the keys of the main file.

    Feeds are polled every second only where a story is published while the demo runs.
    """
    return {
        "state_dir": "./state",
        "redis": {"port": redis_port},
        # Loopback is closed to feeds and pages unless it is opened; pauses between pages are for
        # other people's servers.
        "fetch": {"allow_networks": ["127.0.0.0/8"], "min_poll_s": 1, "page_pause_s": 0},
        "runtime": {"grace_s": 5},
        "status": None,
        "log": {"format": "console"},  # people read its end where the demo fails
        "watchlists": "watchlists",
        "feeds": [
            *(
                {
                    "id": outlet.id,
                    "url": site.feed_url(outlet),
                    "language": outlet.language,
                    "outlet": outlet.name,
                    "poll_every_s": 1 if any(s.is_live for s in outlet.stories) else "auto",
                }
                for outlet in newsrooms.outlets
            ),
            {"id": DEAD_FEED, "url": site.dead_feed_url},
        ],
    }
