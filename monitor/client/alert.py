"""An alert as it came off its stream, and how an entry of a stream becomes one.

Pure. Anybody may append to a stream, so nothing is believed before it was looked at: what every
alert must have is checked here, and the rest answers None or nothing where it is not as it
should be. It must not decide whether an alert is delivered.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from monitor.errors import UnreadableError

StreamId: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """One entry of a stream: its id, and its fields as bytes."""

    id: StreamId
    fields: Mapping[bytes, bytes]

    @property
    def digest(self) -> int:
        """Tell this entry from another at the same place; good within this process only."""
        return hash((self.fields.get(b"event"), self.fields.get(b"id")))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAlert:
    """One alert; its properties are shortcuts into `data`.

    id: The same whenever the same thing is told; the key to make your own work idempotent.
    seq: Its place in its channel; pass the last one as `since` to go on after it.
    created_at: Aware, UTC, in milliseconds.
    event: The exact bytes of the CloudEvent, as pub/sub carries them.
    data: The CloudEvent's `data`, see docs/alerts.md.
    """

    id: str
    seq: int
    channel: str
    created_at: datetime
    event: bytes = field(repr=False)
    data: dict[str, Any] = field(repr=False, compare=False)

    @property
    def kind(self) -> str | None:
        """Give what is told, e.g. `new_story`."""
        return read_text(self.data, "kind")

    @property
    def score(self) -> float:
        """Give the best watchlist's score, 0..1."""
        value = self.data.get("score")
        return float(value) if isinstance(value, int | float) else 0.0

    @property
    def watchlist(self) -> str | None:
        """Give the id of the watchlist that matched best."""
        return read_text(_object(self.data, "watchlist"), "id")

    @property
    def title(self) -> str:
        """Give the article's title; empty if it has none."""
        return read_text(_object(self.data, "article"), "title") or ""

    @property
    def url(self) -> str | None:
        """Give the article's address: the entry's own, else where its page was found."""
        article = _object(self.data, "article")
        return read_text(article, "url") or read_text(article, "final_url")

    @property
    def outlet(self) -> str | None:
        """Give the publisher's name."""
        return read_text(_object(self.data, "article"), "outlet")

    @property
    def language(self) -> str | None:
        """Give the article's language as a BCP 47 primary tag."""
        return read_text(_object(self.data, "article"), "language")

    @property
    def terms(self) -> tuple[str, ...]:
        """Give the best watchlist's terms that were found, each once."""
        found = (read_text(span, "term") for span in _objects(self.data, "matched_terms"))
        return tuple(dict.fromkeys(term for term in found if term))

    @property
    def why(self) -> str | None:
        """Give the sentence that says why the strongest part of the score is what it is."""
        return next((read_text(part, "why") for part in _objects(self.data, "parts")), None)


def read_alert(channel: str, entry: StreamEntry) -> ReceivedAlert:
    """Return the alert that stands in `entry`; raise UnreadableError where none does."""
    event = entry.fields.get(b"event")
    if event is None:
        raise UnreadableError("it has no field `event`")
    attributes = parse_event(event)
    data, alert_id = attributes.get("data"), attributes.get("id")
    if not isinstance(data, dict) or not isinstance(alert_id, str) or not alert_id:
        raise UnreadableError("its event has no id or no data")
    seq, rest = entry.id
    if rest or data.get("seq", seq) != seq:
        raise UnreadableError("its event belongs at another place")
    return ReceivedAlert(
        id=alert_id,
        seq=seq,
        channel=channel,
        created_at=read_time(read_text(data, "created_at") or read_text(attributes, "time") or ""),
        event=event,
        data=data,
    )


def parse_event(event: bytes) -> dict[str, Any]:
    """Return an event's attributes; raise UnreadableError where it is no JSON object."""
    try:
        parsed = json.loads(event.decode("utf-8"), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        raise UnreadableError("its event is not JSON") from None
    if not isinstance(parsed, dict):
        raise UnreadableError("its event is no JSON object")
    return parsed


def _finite(digits: str) -> float:
    """Refuse NaN and infinity, also where they hide behind a large exponent."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def read_time(text: str) -> datetime:
    """Return an aware time in UTC; raise UnreadableError where the text is none."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UnreadableError("its event does not say when it was created")


def read_text(mapping: Mapping[str, Any], key: str) -> str | None:
    """Return the text at `key`; None where none is there."""
    value = mapping.get(key)
    return value if isinstance(value, str) else None


def _object(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = mapping.get(key)
    return value if isinstance(value, dict) else {}


def _objects(mapping: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = mapping.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
