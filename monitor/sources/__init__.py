"""Feed formats: a body to a `FeedDocument`, each format in its own file, all in one table.

Runs in worker processes. Formats know nothing of each other; a look at the first bytes says
which of them may try.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from monitor.errors import UnreadableError
from monitor.model import FeedDocument
from monitor.sources import rss
from monitor.sources.look import Kind, Look, look_at


class Parse(Protocol):
    """Read a body as one format."""

    def __call__(self, body: bytes, *, content_type: str | None, url: str) -> FeedDocument:
        """Return the document; raise UnreadableError."""


class Format(NamedTuple):
    """One line of the table: which looks a format claims, and how it is read."""

    name: str
    claims: Callable[[Look], bool]
    parse: Parse


# The first that claims a body reads it.
FORMATS = (
    Format("rss", rss.claims, rss.parse),
)  # fmt: skip

_REFUSALS = {
    Kind.EMPTY: ("empty", "the feed's body is empty"),
    Kind.HTML: ("html_instead_of_feed", "an HTML page came instead of a feed"),
    Kind.JSON: ("json_instead_of_feed", "JSON came instead of a feed"),
    Kind.MARKUP: ("not_a_feed", "the document is not a feed"),
    Kind.OTHER: ("not_a_feed", "what came is not a feed"),
}


def parse_feed(body: bytes, *, content_type: str | None, url: str) -> FeedDocument:
    """Read a feed document of any known format.

    content_type: The header as it came; only its charset is heeded, servers lie about the rest.
    url: Where the body came from, after redirects.
    Raises UnreadableError with reason `empty`, `html_instead_of_feed`, `json_instead_of_feed`,
    `not_a_feed` or `broken_xml` (broken, and no items could be saved).
    """
    look = look_at(body)
    for known in FORMATS:
        if known.claims(look):
            return known.parse(body, content_type=content_type, url=url)
    reason, message = _REFUSALS[look.kind]
    raise UnreadableError(message, reason=reason)
