"""One poll: ask a server for a feed, read what it answers, say what came of it.

A value out, nothing stored: the line writes it. A server's 304 and an equal body cost no parsing.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from monitor import tasks
from monitor.errors import MonitorError, TransientError
from monitor.rules import polling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Entry, Feed, FeedState
    from monitor.ports import Fetch, Now, Offload, Response

_HASH_INLINE_BYTES: Final = 1_000_000  # hashing more would hold up the event loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of asking for a feed.

    state: Without the time of the next poll.
    result: `changed`, `not_modified`, `same_body` or `failed`.
    entries: All of the document; which are new is for the store to say.
    listed_keys: None if no new document was read.
    asked: How long the server wants to be left alone; None if it did not say.
    new: How many entries were not known before; known once they are stored.
    """

    state: FeedState
    result: str
    entries: Sequence[Entry] = ()
    listed_keys: Sequence[str] | None = None
    asked: timedelta | None = None
    error: MonitorError | None = None
    new: int = 0


async def poll_feed(
    feed: Feed, state: FeedState, *, fetch: Fetch, offload: Offload, now: Now
) -> Poll:
    """Ask for a feed, conditionally where it was read before; every expected error is a result."""
    try:
        answer = await fetch.get_feed(feed.url, etag=state.etag, last_modified=state.last_modified)
        return await _read(feed, state, answer, offload=offload, now=now)
    except MonitorError as error:
        return Poll(
            state=polling.after_failure(state, error, now=now()),
            result="failed",
            asked=error.retry_after if isinstance(error, TransientError) else None,
            error=error,
        )


async def _read(
    feed: Feed, state: FeedState, answer: Response, *, offload: Offload, now: Now
) -> Poll:
    time = now()
    asked = polling.asked_wait(answer.headers)
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    fresh = polling.after_success(state, etag=etag, last_modified=modified, now=time)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        fresh = replace(
            fresh,
            etag=etag or state.etag,
            last_modified=modified or state.last_modified,
            not_modified=state.not_modified + 1,
        )
        return Poll(state=fresh, result="not_modified", asked=asked)
    body_hash = await _hash(answer.body)
    if body_hash == state.body_hash:
        return Poll(state=fresh, result="same_body", asked=asked)
    document = await offload.run(
        tasks.read_feed,
        answer.body,
        content_type=answer.headers.get("content-type"),
        url=answer.url,
        feed_id=feed.id,
        is_baseline=state.first_polled_at is None,
        now=time,
    )
    fresh = replace(
        fresh,
        body_hash=body_hash,
        title=document.title or state.title,
        language=document.language or state.language,
        mean_gap=document.pace,
    )
    return Poll(
        state=fresh,
        result="changed",
        entries=document.entries,
        listed_keys=[entry.key for entry in document.entries],
        asked=asked,
    )


async def _hash(body: bytes) -> str:
    if len(body) <= _HASH_INLINE_BYTES:
        return hashlib.sha256(body).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, body)).hexdigest()
