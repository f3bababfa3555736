"""Rules that look at more than one key.

They read the plain values, not the models, so that they speak even where another key of the same
file is wrong, and a user sees every mistake at once. What is of the wrong type they leave alone:
the models have said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from monitor.config.document import Document
from monitor.config.models import FetchKeys
from monitor.config.problems import Keys, Problem, printable

_GROUNDS = ("query", "terms", "people", "places", "seeds", "examples")
_INLINE = ("title", "text")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def check_main(document: Document) -> Iterator[Problem]:
    """Check feeds against each other and against the shortest poll interval."""
    main = document.value if isinstance(document.value, dict) else {}
    shortest = _shortest_poll(main.get("fetch"))
    taken: dict[tuple[str, str], int] = {}
    for index, feed in _mappings(main.get("feeds")):
        for key, same in (("id", str), ("url", comparable_url)):
            keys: Keys = ("feeds", index, key)
            if not isinstance(feed.get(key), str) or document.is_doubtful(keys):
                continue
            first = taken.setdefault((key, same(feed[key])), index)
            if first != index:
                line = document.line_of(("feeds", first, key))
                got = document.describe(feed[key], keys=keys)
                text = f"is taken by feeds[{first}] in line {line} (got {got})"
                yield document.problem(keys, text)
        every = feed.get("poll_every_s")
        if _is_whole(every) and every < shortest:
            keys = ("feeds", index, "poll_every_s")
            got = document.describe(every, keys=keys)
            yield document.problem(keys, f"should be at least {shortest} (got {got})")


def check_watchlist(document: Document, value: Any, at: Keys) -> Iterator[Problem]:
    """Check that a watchlist has something to go by, and what its terms and seeds are."""
    if not isinstance(value, dict):
        return
    if (
        not any(value.get(key) for key in _GROUNDS)
        and not any(document.is_doubtful(way) for way in (at, *((*at, key) for key in _GROUNDS)))
        and at not in document.unfinished
    ):
        yield document.problem(at, "should have a query, terms, people, places, seeds or examples")
    for list_name in ("terms", "people", "exclude"):
        for index, term in _mappings(value.get(list_name)):
            yield from _check_aliases(document, term, (*at, list_name, index, "aliases"))
    for index, seed in _mappings(value.get("seeds")):
        yield from _check_text(document, seed, (*at, "seeds", index), sources=("file", "url"))
    for index, example in _mappings(value.get("examples")):
        yield from _check_text(document, example, (*at, "examples", index), sources=("file",))


def _check_aliases(document: Document, term: dict[str, Any], at: Keys) -> Iterator[Problem]:
    """Tell of tags that are one language to us: the forms of all but one would be lost."""
    aliases = term.get("aliases")
    taken: dict[str, str] = {}
    for tag in aliases if isinstance(aliases, dict) else ():
        language = tag.replace("_", "-").partition("-")[0].lower()
        first = taken.setdefault(language, tag)
        if first != tag:
            text = f"is the same language as {printable(first)}; put all its forms there"
            yield document.problem((*at, tag), text)


def _check_text(
    document: Document, value: dict[str, Any], keys: Keys, *, sources: tuple[str, ...]
) -> Iterator[Problem]:
    """Check that a seed or an example has one text: its own, or one from elsewhere."""
    kinds = [kind for kind in sources if value.get(kind) is not None]
    inline = [key for key in _INLINE if value.get(key) is not None]
    told = "".join(f", a {each}" for each in sources[:-1]) + f" or a {sources[-1]}"
    if len(kinds) + bool(inline) > 1:
        got = " and ".join([*inline, *kinds])
        text = f"should have either title and text, or {', or '.join(sources)} (got {got})"
        yield document.problem(keys, text)
    elif (
        not kinds
        and not any(str(value[key]).strip() for key in inline)
        and not any(document.is_doubtful((*keys, key)) for key in (*_INLINE, *sources))
        and keys not in document.unfinished
    ):
        yield document.problem(keys, f"should have a title, a text{told}")


def _shortest_poll(fetch: Any) -> int:
    """Return the configured one; the default where that is no interval itself."""
    shortest = fetch.get("min_poll_s") if isinstance(fetch, dict) else None
    if _is_whole(shortest) and shortest >= 1:
        return shortest
    return int(FetchKeys.model_fields["min_poll_s"].default)


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _mappings(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, each in enumerate(value if isinstance(value, list) else []):
        if isinstance(each, dict):
            yield index, each


def comparable_url(url: str) -> str:
    """Fold what RFC 3986 6.2.2.1 and 6.2.3 call equal: case of scheme and host, default port."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ":"))
    return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()
