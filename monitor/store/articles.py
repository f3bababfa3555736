"""Queries for looking back: what was read, what was made of it, and for whom.

Each is a function of a connection and changes nothing. "When" is when an entry got its outcome,
which is when its alert was written; entries that have none yet are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from monitor.errors import StoreError
from monitor.model import (
    Article,
    Decision,
    Entry,
    EntryId,
    FeedId,
    Match,
    Outcome,
    Part,
    Quality,
    Removed,
    Span,
    TextSource,
    Verdict,
    WatchlistId,
)
from monitor.store.schema import articles, decisions, entries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

_ENTRY_FIELDS: Final = tuple(field.name for field in fields(Entry))
_ARTICLE_FIELDS: Final = tuple(field.name for field in fields(Article) if field.name != "id")
_AT_ONCE: Final = 200  # articles that are read into memory together
_LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """One line of a list.

    score: The highest that any watchlist gave, or the one that was asked for; None if none did.
    verdict: Of the watchlist that was asked for; None where none was.
    """

    entry_id: EntryId
    feed_id: FeedId
    ended_at: datetime
    published_at: datetime | None
    outcome: Outcome
    reason: str | None
    score: float | None
    verdict: Verdict | None
    title: str
    outlet: str | None
    language: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """Everything that is known of one entry.

    article: None if it was not scored yet, or was forgotten.
    outcome, ended_at: None if it was not scored yet.
    retry_at: When its page is asked for again; until then the rest may change. None if it is not.
    """

    entry: Entry
    article: Article | None
    outcome: Outcome | None
    reason: str | None
    ended_at: datetime | None
    retry_at: datetime | None
    scored_with: str | None
    decisions: tuple[Decision, ...]


def list_articles(
    connection: Connection,
    *,
    limit: int,
    since: datetime | None = None,
    outcome: Outcome | None = None,
    feed: FeedId | None = None,
    watchlist: WatchlistId | None = None,
    verdict: Verdict | None = None,
) -> list[ListedArticle]:
    """Return the articles that all of this holds for, the newest first.

    watchlist: Only what it gave a score or a verdict.
    verdict: Of that watchlist; needs one.
    """
    wanted = _since(since)
    wanted += [entries.c.outcome == outcome] if outcome else []
    wanted += [entries.c.feed_id == feed] if feed else []
    source = entries.join(articles, articles.c.entry_id == entries.c.id)
    score: ColumnElement[Any] = (
        select(func.max(decisions.c.score))
        .where(decisions.c.entry_id == entries.c.id)
        .scalar_subquery()
        .label("score")
    )
    found_verdict: list[ColumnElement[Any]] = []
    if watchlist is not None:
        source = source.join(decisions, decisions.c.entry_id == entries.c.id)
        wanted.append(decisions.c.watchlist_id == watchlist)
        wanted += [decisions.c.verdict == verdict] if verdict else []
        score = decisions.c.score
        found_verdict = [decisions.c.verdict]
    rows = connection.execute(
        select(*_LIST_COLUMNS, score, *found_verdict)
        .select_from(source)
        .where(*wanted)
        .order_by(entries.c.ended_at.desc(), entries.c.id)
        .limit(limit)
    ).mappings()
    return [_listed(row) for row in rows]


_LIST_COLUMNS: Final = (
    entries.c.id,
    entries.c.feed_id,
    entries.c.ended_at,
    entries.c.outcome,
    entries.c.reason,
    entries.c.url,
    articles.c.published_at,
    articles.c.title,
    articles.c.outlet,
    articles.c.language,
)


def _listed(row: RowMapping) -> ListedArticle:
    values = dict(row)
    verdict = values.pop("verdict", None)
    return ListedArticle(
        entry_id=EntryId(values.pop("id")),
        outcome=Outcome(values.pop("outcome")),
        verdict=Verdict(verdict) if verdict else None,
        **values,
    )


def _since(since: datetime | None) -> list[ColumnElement[bool]]:
    return [entries.c.ended_at.is_not(None) if since is None else entries.c.ended_at >= since]


def find_entry_ids(connection: Connection, prefix: str, *, limit: int) -> list[EntryId]:
    """Return the ids of entries that begin with `prefix`, in order, at most `limit`."""
    rows = connection.scalars(
        select(entries.c.id)
        .where(entries.c.id >= prefix, entries.c.id < prefix + _LAST_CHARACTER)
        .order_by(entries.c.id)
        .limit(limit)
    )
    return [EntryId(found) for found in rows]


def read_kept(connection: Connection, entry_id: EntryId) -> KeptArticle:
    """Return everything that is known of an entry that is known to exist."""
    row = (
        connection.execute(select(entries).where(entries.c.id == entry_id)).mappings().one_or_none()
    )
    if row is None:
        raise StoreError(f"entry {entry_id} is not kept any more", reason="forgotten")
    text = connection.execute(select(articles).where(articles.c.entry_id == entry_id)).mappings()
    found = text.one_or_none()
    return KeptArticle(
        entry=Entry(**{name: row[name] for name in _ENTRY_FIELDS}),
        article=None if found is None else _article(found),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        decisions=tuple(decisions_of(connection, entry_id)),
        **{name: row[name] for name in ("reason", "ended_at", "retry_at", "scored_with")},
    )


def decisions_of(connection: Connection, entry_id: EntryId) -> list[Decision]:
    """Return what was decided of an entry for each watchlist, the highest score first."""
    made = connection.execute(
        select(decisions)
        .where(decisions.c.entry_id == entry_id)
        .order_by(decisions.c.score.desc(), decisions.c.watchlist_id)
    ).mappings()
    return list(map(_decision, made))


def _article(row: RowMapping) -> Article:
    values = {name: row[name] for name in _ARTICLE_FIELDS}
    values["quality"] = Quality(values["quality"])
    values["text_source"] = TextSource(values["text_source"])
    values["removed"] = tuple(Removed(**line) for line in values["removed"])
    return Article(id=row["entry_id"], **values)


def _decision(row: RowMapping) -> Decision:
    verdict = Verdict(row["verdict"])
    match = Match(
        watchlist_id=WatchlistId(row["watchlist_id"]),
        score=row["score"],
        verdict=verdict,
        parts=tuple(Part(**part) for part in row["parts"]),
        spans=tuple(Span(**span) for span in row["spans"]),
    )
    return Decision(match=match, verdict=verdict, reason=row["reason"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """An article's words, for looking through many."""

    entry_id: EntryId
    ended_at: datetime
    title: str
    text: str
    language: str | None


def count_texts(connection: Connection, *, since: datetime | None = None) -> int:
    """Return how many articles `texts` will give."""
    source = entries.join(articles, articles.c.entry_id == entries.c.id)
    statement = select(func.count()).select_from(source).where(*_since(since))
    return connection.scalar(statement) or 0


def texts(connection: Connection, *, since: datetime | None = None) -> Iterator[TextRow]:
    """Give the words of all kept articles, the newest first, a few at a time."""
    told = articles.c
    result = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(entries.c.id, entries.c.ended_at, told.title, told.text, told.language)
        .select_from(entries.join(articles, articles.c.entry_id == entries.c.id))
        .where(*_since(since))
        .order_by(entries.c.ended_at.desc(), entries.c.id)
    )
    for entry_id, ended_at, title, text, language in result:
        yield TextRow(
            entry_id=EntryId(entry_id),
            ended_at=ended_at,
            title=title,
            text=text,
            language=language,
        )
