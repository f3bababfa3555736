"""Feeds as entries of the main file: what a new one says, and whether it may stand there.

Between what was found about a feed and what `edit` writes. It reads and writes no file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from monitor.config.checks import comparable_url
from monitor.config.complaints import validate
from monitor.config.document import parse_document
from monitor.config.models import FeedKeys
from monitor.config.problems import dotted
from monitor.model import Feed

Entry = dict[str, Any]


def feed_entry(
    *,
    feed_id: str,
    url: str,
    language: str | None = None,
    outlet: str | None = None,
    tags: Iterable[str] = (),
    poll_every_s: int | None = None,
    pages: str | None = None,
) -> Entry:
    """Return an entry with the keys that say something, in the order in which people write them."""
    keys = {
        "id": feed_id,
        "url": url,
        "language": language,
        "outlet": outlet,
        "tags": list(dict.fromkeys(tags)),
        "poll_every_s": poll_every_s,
        "pages": None if pages == "fetch" else pages,  # the default
    }
    return {key: value for key, value in keys.items() if value}


def entry_problems(entry: Entry) -> list[str]:
    """Say what is wrong with an entry by itself, `key: what`; an empty list is good news."""
    try:
        FeedKeys.model_validate(entry)
    except ValidationError:
        document = parse_document(json.dumps(entry, ensure_ascii=False), shown="")
        problems = [*document.problems, *validate(FeedKeys, document)[1]]
        return [f"{dotted(problem.keys)}: {problem.text}" for problem in problems]
    return []


class KnownFeeds:
    """The feeds that stand in a configuration, to hold new ones against.

    Addresses are compared as the configuration's check does it.
    """

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._ids = {comparable_url(feed.url): str(feed.id) for feed in feeds}
        self.ids = set(self._ids.values())

    def id_of(self, url: str) -> str | None:
        """Return the id under which an address stands there already; None if it does not."""
        return self._ids.get(comparable_url(url))

    def add(self, entry: Mapping[str, Any]) -> None:
        """Count an entry as one of them."""
        self._ids[comparable_url(entry["url"])] = entry["id"]
        self.ids.add(entry["id"])
