"""What the line needs of the world, as protocols; adapters fulfil them without knowing the line.

Every method raises only `monitor.errors`; any other exception from behind a port is a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from monitor.model import (
    Alert,
    Article,
    ChannelName,
    Decision,
    Entry,
    EntryId,
    FeedId,
    FeedState,
    Outcome,
    OutboxAlert,
)

P = ParamSpec("P")
T = TypeVar("T")

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer that was read to its end: status 200..299, or 304.

    url: Where it came from after redirects.
    body: Decoded from any content encoding; empty at 304.
    headers: Lower-case names.
    moved_to: Where permanent redirects alone (301, 308) led; None if there were none.
    """

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None


class Fetch(Protocol):
    """GET over HTTP, politely and safely."""

    async def get_feed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Response:
        """Fetch a feed document, conditionally where validators are given.

        Raises TransientError (timeout, 5xx, 429, broken transfer), PermanentError (4xx, too
        large, redirect loop) or FetchRefused, each with a `reason`.
        """

    async def get_page(self, url: str) -> Response:
        """Fetch an article's page; waits for its host's turn first. Raises as `get_feed`."""


class Offload(Protocol):
    """CPU work outside the event loop, in processes that can be killed."""

    async def run(
        self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `function(...)` from a worker; `function` and its values must pickle.

        Raises MonitorErrors of the function as they are, and WorkerError with reason
        `deadline`, `memory` or `died`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Everything that is written when an entry ends, in one transaction."""

    entry_id: EntryId
    outcome: Outcome
    reason: str | None
    article: Article | None
    decisions: Sequence[Decision]
    alerts: Sequence[Alert]
    scored_with: str  # revision of the whole set of watchlists


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What the transaction found: the outcome that stands, and how many alerts are new.

    An alert whose id is already in the outbox is not written again; where that leaves an entry
    that would have alerted without any new alert, its outcome is `seen`.
    """

    outcome: Outcome
    new_alerts: Sequence[OutboxAlert]


class Store(Protocol):
    """The state of record."""

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """Return the state of every feed ever polled."""

    async def save_poll(self, state: FeedState, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Write a feed's state together with its entries; return those that are new.

        The state's `entries` count is raised by the number of new ones.
        """

    async def unknown_keys(self, feed_id: FeedId, keys: Sequence[str]) -> set[str]:
        """Return those of `keys` that no entry of the feed has yet."""

    async def pending_entries(self) -> Sequence[Entry]:
        """Return the entries that have not ended, oldest first."""

    async def postpone(self, entry_id: EntryId, *, attempts: int) -> None:
        """Remember that an entry was tried and will be again."""

    async def has_fingerprint(
        self, fingerprint: str, *, host: str, since: datetime, besides: EntryId
    ) -> bool:
        """Say whether the host already had an article with this fingerprint since then."""

    async def finish(self, finish: Finish) -> Finished:
        """Write how an entry ended, with its article, decisions and alerts."""

    async def unsent_alerts(self, *, limit: int) -> Sequence[OutboxAlert]:
        """Return alerts that are not on the bus yet, by channel and seq."""

    async def alerts_between(
        self, channel: ChannelName, *, first: int, last: int, limit: int
    ) -> Sequence[OutboxAlert]:
        """Return a channel's alerts with `first <= seq <= last`, in order."""

    async def mark_sent(self, alerts: Sequence[OutboxAlert], *, at: datetime) -> None:
        """Remember that these are on the bus."""

    async def renumber_unsent(self, channel: ChannelName, *, after: int) -> None:
        """Give the channel's unsent alerts new seqs that follow `after`, keeping their order."""

    async def forget(self, *, before: datetime) -> int:
        """Delete what ended before this time; return how many entries went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Where a channel's stream stands when an append was refused.

    seq: Of the last entry ever appended; 0 for none.
    holds: Id of the alert that stands at the seq we wanted; None if none does.
    """

    seq: int
    holds: str | None


class Bus(Protocol):
    """Redis: a stream and a pub/sub channel of the same name for each alert channel."""

    async def append(self, alert: OutboxAlert, *, publish: bool) -> Tail | None:
        """Append only onto the tail `seq - 1`, then publish the same bytes; None if done.

        Raises BusError when the server is away or refuses.
        """

    async def ping(self) -> timedelta:
        """Return the round-trip time; raise BusError."""
