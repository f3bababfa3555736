"""Queries on the outbox: alerts in the order in which the bus gets them.

A channel's sequence number is taken in the transaction that writes the alert, so numbers are
contiguous: what was rolled back took none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Alert, AlertId, ChannelName, EntryId, OutboxAlert
from monitor.rules.events import encode
from monitor.store.schema import channels, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


def add_alert(connection: Connection, alert: Alert, *, twin_key: str | None) -> None:
    """Write an alert with its channel's next sequence number."""
    seq = connection.scalar(
        insert(channels)
        .values(channel=alert.channel, last_seq=1)
        .on_conflict_do_update(
            index_elements=["channel"], set_={"last_seq": channels.c.last_seq + 1}
        )
        .returning(channels.c.last_seq)
    )
    connection.execute(
        insert(outbox).values(
            id=alert.id,
            channel=alert.channel,
            seq=seq,
            entry_id=alert.entry_id,
            twin_key=twin_key,
            created_at=alert.created_at,
            body=alert.body,
        )
    )


def _outbox_alert(row: RowMapping) -> OutboxAlert:
    alert = Alert(
        id=AlertId(row["id"]),
        channel=ChannelName(row["channel"]),
        entry_id=EntryId(row["entry_id"]),
        created_at=row["created_at"],
        body=row["body"],
    )
    return OutboxAlert(
        id=alert.id, channel=alert.channel, seq=row["seq"], event=encode(alert, row["seq"])
    )


def unsent_alerts(connection: Connection, limit: int) -> list[OutboxAlert]:
    """Return alerts that are not on the bus yet, by channel and seq."""
    rows = connection.execute(
        select(outbox)
        .where(outbox.c.sent_at.is_(None))
        .order_by(outbox.c.channel, outbox.c.seq)
        .limit(limit)
    ).mappings()
    return [_outbox_alert(row) for row in rows]


def alerts_between(
    connection: Connection, channel: ChannelName, first: int, last: int, limit: int
) -> list[OutboxAlert]:
    """Return a channel's alerts with `first <= seq <= last`, in order."""
    rows = connection.execute(
        select(outbox)
        .where(outbox.c.channel == channel, outbox.c.seq.between(first, last))
        .order_by(outbox.c.seq)
        .limit(limit)
    ).mappings()
    return [_outbox_alert(row) for row in rows]


def mark_sent(connection: Connection, ids: Sequence[AlertId], at: datetime) -> None:
    """Remember that these are on the bus."""
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(sent_at=at))


def renumber_unsent(connection: Connection, channel: ChannelName, after: int) -> None:
    """Give the channel's unsent alerts new seqs that follow `after`, keeping their order."""
    is_unsent = (outbox.c.channel == channel) & outbox.c.sent_at.is_(None)
    ids = list(connection.scalars(select(outbox.c.id).where(is_unsent).order_by(outbox.c.seq)))
    # Through negative numbers first: old and new ranges may overlap, and seqs are unique.
    connection.execute(update(outbox).where(is_unsent).values(seq=-outbox.c.seq))
    for seq, alert_id in enumerate(ids, after + 1):
        connection.execute(update(outbox).where(outbox.c.id == alert_id).values(seq=seq))
    connection.execute(
        update(channels).where(channels.c.channel == channel).values(last_seq=after + len(ids))
    )


def unsent_count(connection: Connection) -> int:
    """Return how many alerts wait for the bus."""
    return (
        connection.scalar(
            select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
        )
        or 0
    )


def channel_counts(connection: Connection) -> dict[str, int]:
    """Return the last sequence number of every channel."""
    rows = connection.execute(select(channels.c.channel, channels.c.last_seq))
    return {str(channel): seq for channel, seq in rows}
