"""Rules that look at more than one key.

They read the plain values, not the models, so that they speak even where another key of the same
file is wrong, and a user sees every mistake at once. What is of the wrong type they leave alone:
the models have said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from monitor.config.document import Document
from monitor.config.models import FetchKeys
from monitor.config.problems import Keys, Problem

_INLINE = ("title", "text")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def check_main(document: Document) -> Iterator[Problem]:
    """Check feeds against each other and against the shortest poll interval."""
    main = document.value if isinstance(document.value, dict) else {}
    shortest = _shortest_poll(main.get("fetch"))
    lines: dict[tuple[str, str], int] = {}
    for index, feed in _mappings(main.get("feeds")):
        for key, same in (("id", str), ("url", _comparable_url)):
            keys: Keys = ("feeds", index, key)
            if not isinstance(feed.get(key), str):
                continue
            first = lines.setdefault((key, same(feed[key])), document.line_of(keys))
            if first != document.line_of(keys):
                yield document.problem(keys, f"is taken by the feed in line {first}")
        every = feed.get("poll_every_s")
        if _is_whole(every) and 1 <= every < shortest:
            text = f"should be at least {shortest} (got {every})"
            yield document.problem(("feeds", index, "poll_every_s"), text)


def check_watchlist(document: Document, value: Any, at: Keys) -> Iterator[Problem]:
    """Check that a watchlist has something to go by, and that each seed is of one kind."""
    if not isinstance(value, dict):
        return
    if not any(value.get(key) for key in ("query", "terms", "seeds")) and not any(
        document.is_doubtful((*at, key)) for key in ("", "query", "terms", "seeds")
    ):
        yield document.problem(at, "should have a query, terms or seeds")
    for index, seed in _mappings(value.get("seeds")):
        keys = (*at, "seeds", index)
        kinds = [kind for kind in ("file", "url") if seed.get(kind) is not None]
        inline = [key for key in _INLINE if seed.get(key) is not None]
        if len(kinds) + bool(inline) > 1:
            yield document.problem(keys, "should have either title and text, or file, or url")
        elif not kinds and not any(str(seed[key]).strip() for key in inline):
            if not document.is_doubtful(keys):
                yield document.problem(keys, "should have a title, a text, a file or a url")


def _shortest_poll(fetch: Any) -> int:
    shortest = fetch.get("min_poll_s") if isinstance(fetch, dict) else None
    if _is_whole(shortest):
        return int(shortest)
    return int(FetchKeys.model_fields["min_poll_s"].default)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _mappings(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, each in enumerate(value if isinstance(value, list) else []):
        if isinstance(each, dict):
            yield index, each


def _comparable_url(url: str) -> str:
    """Fold what RFC 3986 6.2.2.1 and 6.2.3 call equal: case of scheme and host, default port."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ":"))
    return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()
