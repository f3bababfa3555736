"""Find where in a stream the alerts since some time begin, without reading all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.client.alert import StreamId, read_alert
from monitor.client.streams import Streams
from monitor.errors import UnreadableError

# Alerts are created nearly in the order of their seqs; a clock that was set back is within this.
_DISORDER: Final = timedelta(hours=2)
_PROBED: Final = 10  # entries, of which one at least should be an alert


async def seek(streams: Streams, channel: str, *, since: datetime, tail: StreamId) -> StreamId:
    """Return an id with nothing created at or after `since` at it or before it.

    Halves the stream again and again; `since` should be in it somewhere, but need not.

    tail: Id of the channel's last entry. Raises TransientError.
    """
    target = since - min(_DISORDER, since - datetime.min.replace(tzinfo=UTC))
    low, high = 0, tail[0] + 1
    while high - low > 1:
        middle = (low + high) // 2
        found = await _first_alert(streams, channel, middle)
        if found is None or found[1] >= target:
            high = middle
        else:
            low = found[0]
    return low, 0


async def _first_alert(streams: Streams, channel: str, seq: int) -> tuple[int, datetime] | None:
    """Return seq and time of the first alert from `seq` on; None if none is near."""
    for entry in await streams.entries_from(channel, (seq, 0), most=_PROBED):
        try:
            alert = read_alert(channel, entry)
        except UnreadableError:
            continue
        return alert.seq, alert.created_at
    return None
