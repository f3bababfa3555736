"""Names for what came without one: a feed's id from its title or host, a tag from a folder's name.

Ids and tags are lower-case ASCII; a name in a script that has none of it gives no name at all,
rather than a bad transliteration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count

from monitor.rules.articles import host_of

_MOST_ID = 64
_MOST_WORDS = 40  # characters of a title that make an id; the rest is not worth typing
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_NOT_IN_HOSTS = re.compile(r"[^a-z0-9.]+")
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
# What feeds are served from, and says nothing of who publishes them.
_SERVERS = re.compile(r"^(?:www|feeds?|rss|xml|news)\d*\.(?=[^.]+\.)")
# Of a name's letters, this share has to be left for it to be the same name still.
_LEAST_LEFT = 0.6


def slug(text: str) -> str:
    """Return a name's words as `a-z0-9` joined by hyphens; "" where too little is left of it."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED))
    words = _NOT_IN_NAMES.sub("-", "".join(c for c in folded if not unicodedata.combining(c)))
    kept = sum(c.isalnum() for c in words)
    letters = sum(c.isalnum() for c in text)
    return words.strip("-") if letters and kept >= letters * _LEAST_LEFT else ""


def propose_id(title: str | None, url: str, *, taken: Collection[str]) -> str:
    """Return an id for a feed that no other has: from its title, else its host, else numbered."""
    names = list(_names(title, url))
    free = next((name for name in names if name not in taken), None)
    if free is not None:
        return free
    base = names[0][: _MOST_ID - 8]
    return next(name for n in count(2) if (name := f"{base}-{n}") not in taken)


def _names(title: str | None, url: str) -> Iterator[str]:
    words = _cut(slug(title or ""), _MOST_WORDS)
    host = _SERVERS.sub("", host_of(url).lower())
    host = _NOT_IN_HOSTS.sub("-", host).strip(".-")[:_MOST_ID].strip(".-")
    if words:
        yield words
    if host:
        yield host
    if not words and not host:
        yield "feed"


def _cut(words: str, limit: int) -> str:
    """Cut at a hyphen, so that no word is left in half."""
    if len(words) <= limit:
        return words
    whole, _, _ = words[: limit + 1].rpartition("-")
    return whole or words[:limit]


def tag_of(folder: str) -> str | None:
    """Return the tag for a folder or category of this name; None where it gives none.

    A tag of our own, which may hold a colon, dot or underscore, stays as it is.
    """
    text = folder.strip().strip("/")
    if re.fullmatch(r"[a-z0-9][a-z0-9._:-]{0,63}", text):
        return text
    return slug(text)[:_MOST_ID].strip("-") or None
