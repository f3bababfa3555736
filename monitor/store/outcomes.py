"""How an entry ends: article, decisions and alerts in one transaction; and how it is forgotten."""

from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, column, delete, exists, func, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Article, Outcome, Verdict
from monitor.ports import Finish, Finished
from monitor.rules.alerting import outcome_of, withdraw
from monitor.store.deliveries import forget_dead_letters, is_owed
from monitor.store.feeds import save_pages
from monitor.store.hosts import forget_pages
from monitor.store.outbox import add_alert
from monitor.store.schema import articles, decisions, entries, feeds, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import Alert, Decision, EntryId, Part

_ARTICLE_FIELDS = tuple(field.name for field in fields(Article) if field.name != "id")
_END_COLUMNS = tuple(entries.c[name] for name in ("outcome", "retry_at", "attempts", "ended_at"))


def finish(connection: Connection, end: Finish) -> Finished:
    """Write how an entry ended; alerts that the channel was told already are withdrawn.

    An entry that has ended for good, or was scored by someone else meanwhile, stays as it is,
    whatever is said of it now: `Finished` then gives its outcome, and no decisions.
    """
    was = connection.execute(select(*_END_COLUMNS).where(entries.c.id == end.entry_id)).one()
    if was.outcome is not None and (was.retry_at is None or was.attempts != end.attempts):
        return Finished(outcome=Outcome(was.outcome), decisions=(), alerts=0)
    told = {alert.id: reason for alert in end.alerts if (reason := _told(connection, alert, end))}
    silent = {
        watchlist_id: told[alert.id]
        for alert in end.alerts
        if alert.id in told
        for watchlist_id in alert.watchlist_ids
    }
    settled = withdraw(end.decisions, told_already=silent)
    outcome = outcome_of(settled) if silent else end.outcome
    for alert in end.alerts:
        if alert.id not in told:
            add_alert(connection, alert, twin_key=end.twin_key)
    _write_article(connection, end)
    _write_decisions(connection, end.entry_id, settled)
    if end.feed is not None:
        save_pages(connection, end.feed)
    values: dict[str, Any] = {
        "outcome": outcome,
        "reason": end.reason,
        "scored_with": end.scored_with,
        "ended_at": was.ended_at if outcome == was.outcome else end.ended_at,
        "retry_at": end.retry_at,
    }
    # Until its page is given up, an entry is scored by its own text; then the article has it.
    values |= {"content": ""} if end.retry_at is None else {"attempts": was.attempts + 1}
    connection.execute(update(entries).where(entries.c.id == end.entry_id).values(values))
    return Finished(outcome=outcome, decisions=settled, alerts=len(end.alerts) - len(told))


def _told(connection: Connection, alert: Alert, end: Finish) -> Outcome | None:
    if connection.scalar(select(exists().where(outbox.c.id == alert.id))):
        return Outcome.SEEN
    if end.twin_key is None:
        return None
    is_twin = (outbox.c.channel == alert.channel) & (outbox.c.twin_key == end.twin_key)
    is_twin &= outbox.c.entry_id != end.entry_id  # its own text was told to other watchlists
    if end.twins_since is not None:
        is_twin &= outbox.c.created_at >= end.twins_since
    return Outcome.NEAR_DUPLICATE if connection.scalar(select(exists().where(is_twin))) else None


def _write_article(connection: Connection, end: Finish) -> None:
    if end.article is None:
        return
    values = {name: getattr(end.article, name) for name in _ARTICLE_FIELDS}
    values["removed"] = [asdict(line) for line in end.article.removed]
    connection.execute(
        insert(articles)
        .values(entry_id=end.entry_id, **values)
        .on_conflict_do_update(index_elements=["entry_id"], set_=values)
    )


def _write_decisions(
    connection: Connection, entry_id: EntryId, settled: Sequence[Decision]
) -> None:
    rows = [
        {
            "entry_id": entry_id,
            "watchlist_id": decision.match.watchlist_id,
            "verdict": decision.verdict,
            "reason": decision.reason,
            "score": _finite(decision.match.score),
            "parts": [_part(part) for part in decision.match.parts],
            "spans": [asdict(span) for span in decision.match.spans],
        }
        for decision in settled
        if decision.match.score > 0 or decision.verdict is not Verdict.NONE
    ]
    connection.execute(delete(decisions).where(decisions.c.entry_id == entry_id))
    if rows:
        connection.execute(insert(decisions), rows)


def _part(part: Part) -> dict[str, Any]:
    return {**asdict(part), "value": _finite(part.value)}


def _finite(score: float) -> float:
    # SQLite takes NaN for NULL, and JSON knows neither NaN nor infinity.
    return score if math.isfinite(score) else 0.0


def forget(connection: Connection, before: datetime) -> int:
    """Delete what ended before this time; return how many entries went.

    An entry that its feed still lists stays known by its key alone: were it gone, it would look
    new at the next poll. An alert that is not on the bus yet, or that a sink is owed, stays whole.
    """
    is_old = (entries.c.ended_at < before) & entries.c.retry_at.is_(None)
    old = select(entries.c.id).where(is_old)
    connection.execute(delete(articles).where(articles.c.entry_id.in_(old)))
    connection.execute(delete(decisions).where(decisions.c.entry_id.in_(old)))
    is_told = outbox.c.sent_at.is_not(None) & ~is_owed()
    connection.execute(delete(outbox).where(outbox.c.created_at < before, is_told))
    forget_dead_letters(connection, before)
    forget_pages(connection, before)
    gone = connection.execute(delete(entries).where(is_old, _is_unlisted(is_old)))
    says_more = or_(
        entries.c.title != "",
        entries.c.summary != "",
        entries.c.author.is_not(None),
        entries.c.url.is_not(None),
    )
    connection.execute(
        update(entries).where(is_old, says_more).values(title="", summary="", author=None, url=None)
    )
    return gone.rowcount


def _is_unlisted(among: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say of these entries whether their feeds list them no more."""
    keys = func.json_each(feeds.c.listed_keys).table_valued(column("value", Text))
    with_old = select(entries.c.feed_id).where(among)
    # Joined to one text: SQLite looks a pair up in NOT IN by going through the whole list.
    listed = (
        select(feeds.c.id + "\n" + keys.c.value)
        .select_from(feeds.join(keys, true()))
        .where(feeds.c.id.in_(with_old))
    )
    return (entries.c.feed_id + "\n" + entries.c.key).not_in(listed)


def article_count(connection: Connection) -> int:
    """Return how many articles are kept."""
    return connection.scalar(select(func.count()).select_from(articles)) or 0
