"""news-monitor: watches news feeds and alerts on the stories that belong to a watchlist."""

__version__ = "0.1.0"
