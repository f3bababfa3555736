"""The tables. What each column means is told by the value in `monitor.model` that it keeps.

The column types are the border for what comes from outside: whatever a feed or page says can be
written. Migrations in `migrations/` lead here step by step; a test holds the two together.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class UtcTime(TypeDecorator[datetime]):
    """Keeps aware UTC times where the database knows no zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse naive times; write UTC, and the nearest time there is where UTC ends."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} says no zone")
        try:
            return value.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:  # feeds do send the first day of year 1, east of Greenwich
            return datetime.min if value.year == 1 else datetime.max  # noqa: DTZ901 - UTC by contract

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class OutsideText(TypeDecorator[str]):
    """Keeps text of any origin: what SQLite refuses or stops at becomes U+FFFD.

    That is lone surrogates, which UTF-8 cannot carry, and NUL. One character stands for one, so
    that offsets into the text stay true.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write what can be written."""
        if value is None or ("\0" not in value and _is_utf8(value)):
            return value
        return _UNSTORABLE.sub("\ufffd", value)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("id", String, primary_key=True),
    Column("url", OutsideText),
    Column("health", String, nullable=False),
    Column("reason", String),
    Column("since", UtcTime),
    Column("etag", OutsideText),
    Column("last_modified", OutsideText),
    Column("body_hash", String),
    Column("title", OutsideText),
    Column("language", String),
    Column("first_polled_at", UtcTime),
    Column("last_polled_at", UtcTime),
    Column("last_ok_at", UtcTime),
    Column("next_poll_at", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("mean_gap_s", Float),
    Column("polls", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    # Keys of the last document: an entry is not forgotten while its feed still lists it.
    Column("listed_keys", JSON, nullable=False, server_default="[]"),
    # What stood before the last pages; written with entries, not with polls.
    Column("pages_recent", JSON, nullable=False, server_default="[]"),
    Column("pages_blocked", String),
    Column("pages_since", UtcTime),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed_id", String, nullable=False),
    Column("key", String, nullable=False),
    Column("url", OutsideText),
    Column("title", OutsideText, nullable=False),
    Column("summary", OutsideText, nullable=False),
    Column("content", OutsideText, nullable=False),
    Column("author", OutsideText),
    Column("published_at", UtcTime),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("is_baseline", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UtcTime),  # beside an outcome: its page is asked for again
    Column("outcome", String),  # null: pending
    Column("reason", String),
    Column("scored_with", String),
    Column("ended_at", UtcTime),
    UniqueConstraint("feed_id", "key", name="entries_feed_key"),
    Index(
        "entries_pending",
        "first_seen_at",
        sqlite_where=text("outcome IS NULL OR retry_at IS NOT NULL"),
    ),
    Index("entries_ended", "ended_at"),
    Index("entries_outcome", "outcome", "ended_at"),
    Index("entries_feed", "feed_id", "ended_at"),
)

articles = Table(
    "articles",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("title", OutsideText, nullable=False),
    Column("text", OutsideText, nullable=False),
    Column("url", OutsideText),
    Column("final_url", OutsideText),
    Column("outlet", OutsideText),
    Column("language", String),
    Column("author", OutsideText),
    Column("published_at", UtcTime),
    Column("modified_at", UtcTime),
    Column("section", OutsideText),
    Column("image_url", OutsideText),
    Column("quality", String, nullable=False),
    Column("quality_reason", OutsideText),
    Column("quality_confidence", Float),
    Column("text_source", String, nullable=False),
    Column("removed", JSON, nullable=False, server_default="[]"),
    Column("fingerprint", String, nullable=False),
)

# One row for each (entry, watchlist) with a score; a pair without a row was decided `none` with
# score 0, by the set of watchlists that the entry's `scored_with` names.
decisions = Table(
    "decisions",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("watchlist_id", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("reason", String),
    Column("score", Float, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("spans", JSON, nullable=False),
    Index("decisions_verdict", "watchlist_id", "verdict"),
)

channels = Table(
    "channels",
    metadata,
    Column("channel", String, primary_key=True),
    Column("last_seq", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("entry_id", String, nullable=False),
    Column("twin_key", OutsideText),
    Column("created_at", UtcTime, nullable=False),
    Column("body", JSON, nullable=False),
    Column("sent_at", UtcTime),
    UniqueConstraint("channel", "seq", name="outbox_channel_seq"),
    Index("outbox_unsent", "channel", "seq", sqlite_where=text("sent_at IS NULL")),
    Index("outbox_twin", "channel", "twin_key"),
)

# Watchlists that are to alert nobody for a while; a row whose time is over means nothing.
snoozes = Table(
    "snoozes",
    metadata,
    Column("watchlist_id", String, primary_key=True),
    Column("until", UtcTime, nullable=False),
    Column("since", UtcTime, nullable=False),
)

# Which sinks there are, with the channels they had when they were settled last; [] means all.
sinks = Table(
    "sinks",
    metadata,
    Column("id", String, primary_key=True),
    Column("channels", JSON, nullable=False),
    Column("since", UtcTime, nullable=False),
)

# The seq of the last alert that a sink is done with; without a row it has had none of the channel.
sink_cursors = Table(
    "sink_cursors",
    metadata,
    Column("sink_id", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("seq", Integer, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("sink_id", String, primary_key=True),
    Column("alert_id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("message", OutsideText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("dead_letters_at", "at"),
)

# Of each host's last pages, hashes of their lines, and what they were; see `rules.recurring` and
# `rules.host_past`.
host_pages = Table(
    "host_pages",
    metadata,
    Column("host", OutsideText, primary_key=True),
    Column("page", BigInteger, primary_key=True),
    Column("title", BigInteger, nullable=False),
    Column("lines", LargeBinary, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("kind", String, nullable=False, server_default="story"),
    Column("characters", Integer, nullable=False, server_default="0"),
    Column("is_dated", Boolean, nullable=False, server_default="0"),
    Column("text", BigInteger, nullable=False, server_default="0"),
    Column("asked", BigInteger, nullable=False, server_default="0"),
    Index("host_pages_seen", "seen_at"),
)
