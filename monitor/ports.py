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
    AlertId,
    Article,
    ChannelName,
    Decision,
    Entry,
    EntryId,
    FeedId,
    FeedState,
    Outcome,
    Quality,
    SinkId,
    WatchlistId,
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
        """Fetch an article's page; waits for its host's turn first. Raises as `get_feed`.

        An error whose status shuts us out carries what came with it (`errors.Refusal`).
        """


class Offload(Protocol):
    """CPU work outside the event loop, in processes that can be killed."""

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `function(...)` from a worker; `function` and its values must pickle.

        Raises MonitorErrors of the function as they are, and WorkerError with reason
        `deadline`, `memory`, `died`, or `crashed` for any other exception.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """Enough of an entry that has not ended for good to put it in its place in the line.

    retry_at: When reading it may be tried again; None for at once.
    """

    id: EntryId
    feed_id: FeedId
    url: str | None
    published_at: datetime | None
    first_seen_at: datetime
    is_baseline: bool
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Everything that is written when an entry ends, in one transaction.

    An entry whose page is to be asked for again ends for the time being: what was scored and told
    so far is written, and all of it is written anew when it was scored again.

    attempts: How often it had ended for the time being, as whoever scored it knew it.
    retry_at: When its page is asked for again; None if it has ended for good.
    feed: How the feed is now; only what it says of its pages is written. None for nothing new.
    reason: What stood in the way of the page, or why the outcome is what it is; None if nothing.
    twin_key: Names copies of one text by one publisher; None if the text is too short to tell.
    twins_since: How far back a twin counts.
    scored_with: Revision of the whole set of watchlists.
    """

    entry_id: EntryId
    outcome: Outcome
    reason: str | None
    article: Article | None
    decisions: Sequence[Decision]
    alerts: Sequence[Alert]
    scored_with: str
    ended_at: datetime
    twin_key: str | None = None
    twins_since: datetime | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    feed: FeedState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What stands after the transaction.

    An alert that the channel was already told (same id: `seen`; same twin key:
    `near_duplicate`) is not written again, and its decisions become `none` with that reason.
    An entry that had ended for good before stays as it ended; it has no decisions and no alerts
    here.
    """

    outcome: Outcome
    decisions: Sequence[Decision]
    alerts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxAlert:
    """An alert with its place: `seq` is contiguous for each channel, `event` the exact bytes."""

    id: AlertId
    channel: ChannelName
    seq: int
    created_at: datetime
    event: bytes


class Outbox(Protocol):
    """The alerts' state of record, as the relay needs it."""

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

    async def last_sent_seqs(self) -> Mapping[ChannelName, int]:
        """Return the highest seq of each channel that was marked sent and is still kept."""

    async def oldest_kept_seqs(self) -> Mapping[ChannelName, int]:
        """Return each channel's lowest seq that is still kept; the next one where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """What is kept of one page of a host, to know its frame and its walls by; no text.

    page, title: Hashes that tell its address and its title from others, 0..2**62-1.
    packed: The keys of its lines (`rules.recurring`), 8 bytes each, lowest byte first; none of a
        page that stood in place of a story.
    characters: Length of its text; 0 if unknown.
    text, asked: Hashes of a short text and of the title of the entry it was asked for; 0 for none.
    """

    page: int
    title: int
    packed: bytes
    kind: Quality = Quality.STORY
    characters: int = 0
    is_dated: bool = False
    text: int = 0
    asked: int = 0


class HostMemory(Protocol):
    """What is kept of the pages of hosts."""

    async def host_pages(self, host: str) -> Sequence[SeenPage]:
        """Return what is kept of a host's pages, oldest first."""

    async def keep_page(
        self, host: str, page: SeenPage, *, without: Sequence[int], at: datetime
    ) -> None:
        """Keep a page, and of the host's others no longer those whose `page` is in `without`."""


class Store(Outbox, HostMemory, Protocol):
    """The state of record."""

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """Return the state of every feed ever polled."""

    async def save_poll(
        self, state: FeedState, entries: Sequence[Entry], *, listed_keys: Sequence[str] | None
    ) -> Sequence[Entry]:
        """Write a feed's state together with its entries; return those that are new.

        The state's `entries` count is raised by the number of new ones.

        listed_keys: Keys of all items of the document; None if no new document was read.
        """

    async def pending_entries(self) -> Sequence[PendingEntry]:
        """Return the entries that have not ended for good, oldest first."""

    async def entry(self, entry_id: EntryId) -> Entry:
        """Return an entry that is known to exist."""

    async def decisions(self, entry_id: EntryId) -> Sequence[Decision]:
        """Return what was decided of an entry so far, as far as it was worth keeping."""

    async def finish(self, finish: Finish) -> Finished:
        """Write how an entry ended, with its article, decisions and alerts."""

    async def snoozes(self) -> Mapping[WatchlistId, datetime]:
        """Return until when each snoozed watchlist is to be held; some may be over."""

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

    async def append(self, alert: OutboxAlert, *, onto: int, publish: bool) -> Tail | None:
        """Append only where the stream's tail is `onto`, then publish the same bytes.

        onto: The seq that must stand last, below the alert's own; `seq - 1` unless there is a
            gap that nothing can fill.

        Returns None if done. Raises BusError when the server is away or refuses.
        """

    async def tail(self, channel: ChannelName) -> int:
        """Return the seq of the last alert ever appended; 0 for none. Raises BusError."""

    async def trim(self, channel: ChannelName, *, before: int) -> None:
        """Drop a channel's alerts with a seq below `before`; its tail stays. Raises BusError."""

    async def tell(self, event: bytes) -> None:
        """Append an event to the health stream and publish it, in one step. Raises BusError."""

    async def ping(self) -> timedelta:
        """Return the round-trip time; raise BusError."""


class Sink(Protocol):
    """A place where alerts go besides Redis."""

    async def deliver(self, alert: OutboxAlert) -> None:
        """Hand one alert over; once this returns, it is the other side's.

        The same alert may come again, with the same id: after a crash, or when an answer was lost.
        May be cancelled. Raises TransientError where another try may succeed, PermanentError
        where this alert will never be taken.
        """

    async def aclose(self) -> None:
        """Let go of files and connections; never raises."""


class Deliveries(Protocol):
    """How far each sink has got, as the delivery needs it."""

    async def settle_sinks(
        self, sinks: Mapping[SinkId, frozenset[ChannelName]], *, at: datetime
    ) -> None:
        """Make these the sinks there are, each with its channels; none means all.

        A new sink is owed what is written from now on, in a channel that was added to it too;
        one that is not among these is forgotten.
        """

    async def undelivered(
        self, sink: SinkId, channels: frozenset[ChannelName], *, limit: int
    ) -> Sequence[OutboxAlert]:
        """Return alerts that a sink is owed, by channel and seq."""

    async def mark_delivered(self, sink: SinkId, alert: OutboxAlert) -> None:
        """Remember that a sink has this alert and all before it on its channel."""

    async def give_up(
        self, sink: SinkId, alert: OutboxAlert, *, reason: str, message: str, at: datetime
    ) -> None:
        """Keep an alert that a sink will never take aside, and go past it."""


class Timetable(Protocol):
    """What is to come back into the line later."""

    def schedule_feed(self, feed_id: FeedId, at: datetime) -> None:
        """Poll a feed at this time, and not at one that was said before."""

    def forget_feed(self, feed_id: FeedId) -> None:
        """Poll a feed no more."""

    def schedule_entry(self, entry: PendingEntry, at: datetime) -> None:
        """Read an entry's page again at this time."""
