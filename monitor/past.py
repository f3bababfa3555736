"""What is told of the past, ready for JSON: articles, and what watchlists made of them.

Values in, plain dictionaries out; times in UTC. It decides nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from monitor.model import Verdict
from monitor.rules.times import rfc3339
from monitor.store.articles import list_articles
from monitor.store.snoozes import snoozes_by_watchlist
from monitor.store.verdicts import last_alerts, verdict_counts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Decision, WatchlistId
    from monitor.store.articles import KeptArticle, ListedArticle
    from monitor.watchlist import Term, Watchlist

_SPANS: Final = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}
_SHOWN: Final = {
    "alerts": Verdict.ALERT,
    "follow_ups": Verdict.FOLLOW_UP,
    "held": Verdict.HELD,
    "near_misses": Verdict.NEAR_MISS,
}

Counts = dict[str, dict[str, int]]


def listed_row(listed: ListedArticle) -> dict[str, Any]:
    """Tell one line of a list of articles; the key `verdict` is there if a watchlist was named."""
    return {
        "id": listed.entry_id,
        "feed": listed.feed_id,
        "ended_at": rfc3339(listed.ended_at),
        "published_at": rfc3339(listed.published_at),
        "outcome": listed.outcome.value,
        "reason": listed.reason,
        "score": listed.score,
        **({} if listed.verdict is None else {"verdict": listed.verdict.value}),
        "title": listed.title,
        "outlet": listed.outlet,
        "language": listed.language,
        "url": listed.url,
    }


def kept_row(kept: KeptArticle) -> dict[str, Any]:
    """Tell everything that is known of an entry."""
    entry, article = kept.entry, kept.article
    told: dict[str, Any] = {
        "id": entry.id,
        "feed": entry.feed_id,
        "key": entry.key,
        "url": entry.url,
        "first_seen_at": rfc3339(entry.first_seen_at),
        "is_baseline": entry.is_baseline,
        "attempts": entry.attempts,
        "retry_at": rfc3339(kept.retry_at),
        "ended_at": rfc3339(kept.ended_at),
        "outcome": kept.outcome.value if kept.outcome else None,
        "reason": kept.reason,
        "scored_with": kept.scored_with,
        "entry": {
            **{name: getattr(entry, name) for name in ("title", "summary", "author")},
            "published_at": rfc3339(entry.published_at),
        },
        "article": None,
        "decisions": [_decision_row(decision) for decision in kept.decisions],
    }
    if article is not None:
        names = ("title", "outlet", "section", "author", "language", "final_url", "image_url")
        told["article"] = {
            **{name: getattr(article, name) for name in (*names, "fingerprint", "text")},
            "published_at": rfc3339(article.published_at),
            "modified_at": rfc3339(article.modified_at),
            "removed": [asdict(line) for line in article.removed],
            "quality": article.quality.value,
            "quality_reason": article.quality_reason,
            "quality_confidence": article.quality_confidence,
            "text_source": article.text_source.value,
        }
    return told


def _decision_row(decision: Decision) -> dict[str, Any]:
    match = decision.match
    return {
        "watchlist": match.watchlist_id,
        "verdict": decision.verdict.value,
        "reason": decision.reason,
        "score": match.score,
        "parts": [asdict(part) for part in match.parts],
        "spans": [asdict(span) for span in match.spans],
    }


def watchlist_rows(
    connection: Connection | None, watchlists: Sequence[Watchlist], *, now: datetime
) -> list[dict[str, Any]]:
    """Tell of each watchlist what an operator asks first, in their order.

    connection: None where there is no state of record yet.
    """
    if connection is None:
        return [_watchlist_row(each, None, {}, None) for each in watchlists]
    counted = {
        name: verdict_counts(connection, since=now - length) for name, length in _SPANS.items()
    }
    until, last = snoozes_by_watchlist(connection), last_alerts(connection)
    return [
        _watchlist_row(
            each,
            _still(until.get(each.id), now),
            {name: counts.get(each.id, {}) for name, counts in counted.items()},
            last.get(each.id),
        )
        for each in watchlists
    ]


def _still(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and until > now else None


def _watchlist_row(
    watchlist: Watchlist,
    snoozed_until: datetime | None,
    counted: Mapping[str, Mapping[Verdict, int]],
    last_alert: datetime | None,
) -> dict[str, Any]:
    counts: Counts = {
        name: {span: counted.get(span, {}).get(verdict, 0) for span in _SPANS}
        for name, verdict in _SHOWN.items()
    }
    return {
        "id": watchlist.id,
        "title": watchlist.title,
        "channel": watchlist.channel,
        "enabled": watchlist.enabled,
        "snoozed_until": rfc3339(snoozed_until),
        "counts": counts,
        "last_alert_at": rfc3339(last_alert),
    }


def watchlist_page(
    connection: Connection | None, watchlist: Watchlist, *, now: datetime, newest: int
) -> dict[str, Any]:
    """Tell everything of one watchlist: as configured, what it decided, and its newest finds.

    newest: How many alerts, held ones and near misses to tell, at most, of each.
    """
    [row] = watchlist_rows(connection, [watchlist], now=now)
    kept = {} if connection is None else verdict_counts(connection).get(watchlist.id, {})
    return {
        **row,
        "origin": watchlist.origin or None,
        "revision": watchlist.revision,
        "languages": sorted(watchlist.languages),
        "threshold": watchlist.threshold,
        "near_miss_margin": watchlist.near_miss_margin,
        "query": watchlist.query,
        "terms": [_term_row(term) for term in watchlist.terms],
        "exclude": [_term_row(term) for term in watchlist.exclude],
        "seeds": [
            {"title": seed.title, "language": seed.language, "origin": seed.origin}
            for seed in watchlist.seeds
        ],
        "people": [_term_row(term) for term in watchlist.people],
        "places": list(watchlist.places),
        "examples": {
            "accepted": sum(each.is_accepted for each in watchlist.examples),
            "rejected": sum(not each.is_accepted for each in watchlist.examples),
        },
        "kept": {verdict.value: kept.get(verdict, 0) for verdict in Verdict},
        "newest": {
            name: _newest(connection, watchlist.id, verdict, newest)
            for name, verdict in _SHOWN.items()
        },
    }


def _term_row(term: Term) -> dict[str, Any]:
    aliases = {language: list(forms) for language, forms in term.aliases}
    return {"term": term.text, "aliases": aliases}


def _newest(
    connection: Connection | None, watchlist: WatchlistId, verdict: Verdict, limit: int
) -> list[dict[str, Any]]:
    if connection is None:
        return []
    found = list_articles(connection, limit=limit, watchlist=watchlist, verdict=verdict)
    return [listed_row(each) for each in found]
