"""Queries on the outbox: alerts in the order in which the bus gets them.

A channel's sequence number is taken in the transaction that writes the alert, so numbers are
contiguous: what was rolled back took none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.errors import BusError
from monitor.model import Alert, AlertId, ChannelName, EntryId
from monitor.ports import OutboxAlert
from monitor.rules.events import encode
from monitor.store.schema import channels, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

_LAST_SEQ: Final = 2**63 - 1  # what SQLite's integers and an event's `sequence` hold


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
        id=alert.id,
        channel=alert.channel,
        seq=row["seq"],
        created_at=alert.created_at,
        event=encode(alert, row["seq"]),
    )


def unsent_alerts(connection: Connection, limit: int) -> list[OutboxAlert]:
    """Return alerts that are not on the bus yet, by channel and seq.

    Where more wait than `limit`, each channel gets its share, so that one which the bus refuses
    holds up no other.
    """
    others = outbox.alias()
    waits = exists().where(outbox.c.channel == channels.c.channel, outbox.c.sent_at.is_(None))
    waiting = connection.scalar(select(func.count()).select_from(channels).where(waits)) or 1
    first = (
        select(others.c.id)
        .where(others.c.channel == channels.c.channel, others.c.sent_at.is_(None))
        .order_by(others.c.seq)
        .limit(max(limit // waiting, 1))
        .correlate(channels)
    )
    rows = connection.execute(
        select(outbox)
        .join(channels, outbox.c.id.in_(first))
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
    if ids:
        connection.execute(
            update(outbox).where(outbox.c.id == bindparam("alert")).values(sent_at=at),
            [{"alert": alert} for alert in ids],
        )


def last_sent_seqs(connection: Connection) -> dict[ChannelName, int]:
    """Return the highest seq of each channel that was marked sent and is still kept."""
    last = (
        select(outbox.c.seq)
        .where(outbox.c.channel == channels.c.channel, outbox.c.sent_at.is_not(None))
        .order_by(outbox.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(channels.c.channel, last))
    return {ChannelName(channel): seq for channel, seq in rows if seq is not None}


def oldest_kept_seqs(connection: Connection) -> dict[ChannelName, int]:
    """Return each channel's lowest seq that is still kept; the next one where none is."""
    first = select(func.min(outbox.c.seq)).where(outbox.c.channel == channels.c.channel)
    rows = connection.execute(
        select(channels.c.channel, func.coalesce(first.scalar_subquery(), channels.c.last_seq + 1))
    )
    return {ChannelName(channel): seq for channel, seq in rows}


def renumber_unsent(connection: Connection, channel: ChannelName, after: int) -> None:
    """Give the channel's unsent alerts new seqs that follow `after`, keeping their order.

    They also follow what was sent and is still kept. Raises BusError if `after` leaves no numbers.
    """
    own = outbox.c.channel == channel
    sent = connection.scalar(
        select(func.max(outbox.c.seq)).where(own, outbox.c.sent_at.is_not(None))
    )
    is_unsent = own & outbox.c.sent_at.is_(None)
    ids = list(connection.scalars(select(outbox.c.id).where(is_unsent).order_by(outbox.c.seq)))
    first = max(after, sent or 0) + 1
    last = first + len(ids) - 1
    if last > _LAST_SEQ:
        raise BusError(f"the stream of channel {channel} is at its end", reason="stream_full")
    # Through negative numbers first: old and new ranges may overlap, and seqs are unique.
    connection.execute(update(outbox).where(is_unsent).values(seq=-outbox.c.seq))
    if ids:
        connection.execute(
            update(outbox).where(outbox.c.id == bindparam("alert")).values(seq=bindparam("place")),
            [{"alert": alert, "place": seq} for seq, alert in enumerate(ids, first)],
        )
    connection.execute(update(channels).where(channels.c.channel == channel).values(last_seq=last))


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
