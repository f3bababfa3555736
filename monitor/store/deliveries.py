"""Queries on sinks: how far each has got in each channel, and what it would never take.

A sink is known from the moment it is settled; what was written before that is not for it. From
then on it is owed every alert of its channels, until it leaves the configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, column, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from monitor.model import ChannelName, SinkId
from monitor.store.outbox import alerts_between
from monitor.store.schema import channels, dead_letters, outbox, sink_cursors, sinks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.ports import OutboxAlert


def settle(
    connection: Connection, wanted: Mapping[SinkId, frozenset[ChannelName]], at: datetime
) -> None:
    """Make these the sinks there are.

    A new sink begins behind what stands in its channels, and so does one in a channel that was
    added to it. A channel that comes later is read from its start. What is known of other sinks
    is forgotten, but for their dead letters.

    wanted: The channels of each; empty means all.
    """
    known = {row.id: row.channels for row in connection.execute(select(sinks))}
    for gone in known.keys() - wanted.keys():
        connection.execute(delete(sink_cursors).where(sink_cursors.c.sink_id == gone))
        connection.execute(delete(sinks).where(sinks.c.id == gone))
    for sink, chosen in wanted.items():
        names = sorted(chosen)
        if sink in known and known[sink] == names:
            continue
        had = known.get(sink)
        for channel, last in connection.execute(select(channels.c.channel, channels.c.last_seq)):
            is_wanted = not chosen or channel in chosen
            was_wanted = had is not None and (not had or channel in had)
            if is_wanted and not was_wanted:
                _move(connection, sink, channel, last)
        statement = insert(sinks).values(id=sink, channels=names, since=at)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_={"channels": names})
        )


def undelivered(
    connection: Connection, sink: SinkId, chosen: frozenset[ChannelName], limit: int
) -> list[OutboxAlert]:
    """Return alerts that the sink is owed, by channel and seq; each channel gets its share.

    chosen: Its channels; empty means all.
    """
    own = and_(sink_cursors.c.sink_id == sink, sink_cursors.c.channel == channels.c.channel)
    reached = func.coalesce(sink_cursors.c.seq, 0)
    query = (
        select(channels.c.channel, reached, channels.c.last_seq)
        .select_from(channels.outerjoin(sink_cursors, own))
        .where(channels.c.last_seq > reached)
        .order_by(channels.c.channel)
    )
    if chosen:
        query = query.where(channels.c.channel.in_(sorted(chosen)))
    waiting = connection.execute(query).all()
    share = max(limit // max(len(waiting), 1), 1)
    found: list[OutboxAlert] = []
    for channel, seq, last in waiting:
        found += alerts_between(connection, ChannelName(channel), seq + 1, last, share)
        if len(found) >= limit:
            break
    return found


def is_owed() -> ColumnElement[bool]:
    """Say of an alert of the outbox whether any sink has still to get it."""
    has_it = exists().where(
        sink_cursors.c.sink_id == sinks.c.id,
        sink_cursors.c.channel == outbox.c.channel,
        sink_cursors.c.seq >= outbox.c.seq,
    )
    return exists(select(sinks.c.id).where(_takes(outbox.c.channel), ~has_it).correlate(outbox))


def _takes(channel: ColumnElement[str]) -> ColumnElement[bool]:
    """Say of a row of sinks whether the channel is one of its own."""
    chosen = func.json_each(sinks.c.channels).table_valued(column("value", Text))
    return (func.json_array_length(sinks.c.channels) == 0) | exists(
        select(chosen.c.value).where(chosen.c.value == channel)
    )


def move(connection: Connection, sink: SinkId, alert: OutboxAlert) -> None:
    """Remember that the sink has this alert, and all before it on its channel."""
    _move(connection, sink, alert.channel, alert.seq)


def bury(
    connection: Connection,
    sink: SinkId,
    alert: OutboxAlert,
    *,
    reason: str,
    message: str,
    at: datetime,
) -> None:
    """Give an alert up for a sink, remember why, and go past it."""
    told: dict[str, Any] = {"reason": reason, "message": message, "at": at, "seq": alert.seq}
    statement = insert(dead_letters).values(
        sink_id=sink, alert_id=alert.id, channel=alert.channel, **told
    )
    connection.execute(
        statement.on_conflict_do_update(index_elements=["sink_id", "alert_id"], set_=told)
    )
    _move(connection, sink, alert.channel, alert.seq)


def _move(connection: Connection, sink: str, channel: str, seq: int) -> None:
    statement = insert(sink_cursors).values(sink_id=sink, channel=channel, seq=seq)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["sink_id", "channel"], set_={"seq": seq})
    )


def sink_counts(connection: Connection) -> dict[str, dict[str, int]]:
    """Return of each sink how many alerts wait for it, and how many it would never take.

    `given_up` counts those that are kept, see `forget_dead_letters`.
    """
    given_up = select(func.count()).where(dead_letters.c.sink_id == sinks.c.id).scalar_subquery()
    own = and_(sink_cursors.c.sink_id == sinks.c.id, sink_cursors.c.channel == channels.c.channel)
    waits = and_(
        outbox.c.channel == channels.c.channel, outbox.c.seq > func.coalesce(sink_cursors.c.seq, 0)
    )
    rows = connection.execute(
        select(sinks.c.id, func.count(outbox.c.id), given_up)
        .select_from(
            sinks.outerjoin(channels, _takes(channels.c.channel))
            .outerjoin(sink_cursors, own)
            .outerjoin(outbox, waits)
        )
        .group_by(sinks.c.id)
        .order_by(sinks.c.id)
    )
    return {sink: {"waiting": waiting, "given_up": lost} for sink, waiting, lost in rows}


def forget_dead_letters(connection: Connection, before: datetime) -> None:
    """Delete what was given up before this time."""
    connection.execute(delete(dead_letters).where(dead_letters.c.at < before))
