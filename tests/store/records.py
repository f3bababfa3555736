"""Builders of what the store keeps; each takes what a test is about and invents the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.model import (
    Alert,
    Article,
    ChannelName,
    Decision,
    Entry,
    EntryId,
    FeedId,
    FeedState,
    Match,
    Outcome,
    Part,
    Span,
    Verdict,
    WatchlistId,
)
from monitor.ports import Finish
from monitor.rules.events import NEW_STORY, build_alert
from monitor.watchlist import Watchlist

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEED = FeedId("wire")
WEEK = timedelta(days=7)


def entry(number: int = 1, *, feed: FeedId = FEED, **values) -> Entry:
    """Build an entry; equal numbers of one feed are the same entry."""
    given = {
        "id": EntryId(f"{feed}-{number}"),
        "feed_id": feed,
        "key": f"key-{number}",
        "url": f"https://example.org/{feed}/{number}",
        "title": f"Title {number}",
        "first_seen_at": NOW + timedelta(seconds=number),
    }
    return Entry(**{**given, **values})


def state(feed: FeedId = FEED, **values) -> FeedState:
    """Build a feed's state."""
    return FeedState(feed_id=feed, url=f"https://example.org/{feed}.xml", **values)


def article(number: int = 1, **values) -> Article:
    """Build an article for the entry of this number."""
    given = {"id": f"{FEED}-{number}", "title": f"Title {number}", "text": "The text."}
    return Article(**{**given, **values})


def decision(
    watchlist: str = "talks", *, verdict: Verdict = Verdict.ALERT, score: float = 0.8
) -> Decision:
    """Build what one watchlist made of an entry."""
    match = Match(
        watchlist_id=WatchlistId(watchlist),
        score=score,
        verdict=verdict,
        parts=(Part(name="term", value=score, why="in the title"),),
        spans=(Span(field="title", start=0, end=5, term="title"),),
    )
    return Decision(match=match, verdict=verdict)


def alert(
    story: str = "story-1",
    *,
    channel: str = "news",
    watchlist: str = "talks",
    entry_id: str = f"{FEED}-1",
    kind: str = NEW_STORY,
    at: datetime = NOW,
) -> Alert:
    """Build an alert; its id follows from story and channel."""
    listed = Watchlist(id=WatchlistId(watchlist), title="Talks", channel=ChannelName(channel))
    return build_alert(
        channel=ChannelName(channel),
        entry_id=EntryId(entry_id),
        story_key=story,
        created_at=at,
        article=article(),
        url="https://example.org/wire/1",
        outlet="The Wire",
        matches=[(listed, decision(watchlist).match)],
        kind=kind,
    )


def end(number: int = 1, *, alerts=(), decisions=(), feed: FeedId = FEED, **values) -> Finish:
    """Build how the entry of this number ended: alerted if there are alerts."""
    given = {
        "entry_id": EntryId(f"{feed}-{number}"),
        "outcome": Outcome.ALERTED if alerts else Outcome.BELOW_THRESHOLD,
        "reason": None,
        "article": article(number),
        "decisions": decisions or ([decision()] if alerts else []),
        "alerts": list(alerts),
        "scored_with": "r1",
        "ended_at": NOW,
    }
    return Finish(**{**given, **values})
