"""How an entry ends: article, decisions and alerts in one transaction; and how it is forgotten."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Alert, Article, Outcome, Verdict, WatchlistId
from monitor.ports import Finish, Finished
from monitor.rules.alerting import outcome_of, withdraw
from monitor.store.outbox import add_alert
from monitor.store.schema import articles, decisions, entries, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_ARTICLE_FIELDS = tuple(field.name for field in fields(Article) if field.name != "id")


def finish(connection: Connection, end: Finish) -> Finished:
    """Write how an entry ended; alerts that the channel was told already are withdrawn."""
    told = {alert.id: reason for alert in end.alerts if (reason := _told(connection, alert, end))}
    silent = {
        WatchlistId(name): told[alert.id]
        for alert in end.alerts
        if alert.id in told
        for name in alert.watchlist_ids
    }
    settled = withdraw(end.decisions, told_already=silent)
    outcome = outcome_of(settled) if silent else end.outcome
    for alert in end.alerts:
        if alert.id not in told:
            add_alert(connection, alert, twin_key=end.twin_key)
    _write_article(connection, end)
    scored = [d for d in settled if d.match.score > 0 or d.verdict is not Verdict.NONE]
    if scored:
        connection.execute(
            insert(decisions),
            [
                {
                    "entry_id": end.entry_id,
                    "watchlist_id": d.match.watchlist_id,
                    "verdict": d.verdict,
                    "reason": d.reason,
                    "score": d.match.score,
                    "parts": [asdict(part) for part in d.match.parts],
                    "spans": [asdict(span) for span in d.match.spans],
                }
                for d in scored
            ],
        )
    connection.execute(
        update(entries)
        .where(entries.c.id == end.entry_id)
        .values(
            outcome=outcome,
            reason=end.reason,
            scored_with=end.scored_with,
            ended_at=end.ended_at,
            retry_at=None,
            content="",  # the article has the text now
        )
    )
    return Finished(outcome=outcome, decisions=settled, alerts=len(end.alerts) - len(told))


def _told(connection: Connection, alert: Alert, end: Finish) -> Outcome | None:
    if connection.scalar(select(exists().where(outbox.c.id == alert.id))):
        return Outcome.SEEN
    if end.twin_key is not None and connection.scalar(
        select(
            exists().where(
                outbox.c.channel == alert.channel,
                outbox.c.twin_key == end.twin_key,
                outbox.c.created_at >= end.twins_since,
            )
        )
    ):
        return Outcome.NEAR_DUPLICATE
    return None


def _write_article(connection: Connection, end: Finish) -> None:
    if end.article is None:
        return
    values = {name: getattr(end.article, name) for name in _ARTICLE_FIELDS}
    connection.execute(insert(articles).values(entry_id=end.entry_id, **values))


def forget(connection: Connection, before: datetime) -> int:
    """Delete what ended before this time; return how many entries went.

    An entry that its feed still lists stays known by its key alone: were it gone, it would look
    new at the next poll.
    """
    old = select(entries.c.id).where(entries.c.ended_at < before)
    connection.execute(delete(articles).where(articles.c.entry_id.in_(old)))
    connection.execute(delete(decisions).where(decisions.c.entry_id.in_(old)))
    connection.execute(
        delete(outbox).where(outbox.c.created_at < before, outbox.c.sent_at.is_not(None))
    )
    is_listed = text(
        "EXISTS (SELECT 1 FROM feeds, json_each(feeds.listed_keys)"
        " WHERE feeds.id = entries.feed_id AND json_each.value = entries.key)"
    )
    gone = connection.execute(delete(entries).where(entries.c.ended_at < before, ~is_listed))
    connection.execute(
        update(entries)
        .where(entries.c.ended_at < before)
        .values(title="", summary="", author=None, url=None)
    )
    return gone.rowcount


def article_count(connection: Connection) -> int:
    """Return how many articles are kept."""
    return connection.scalar(select(func.count()).select_from(articles)) or 0
