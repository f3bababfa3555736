"""How a Redis address is shown: without what is secret in it."""

from __future__ import annotations

from urllib.parse import urlsplit


def masked_url(url: str) -> str:
    """Return `url` with user, password and query values hidden, for messages and logs.

    A query may hold a password too (`?password=...`). What cannot be read as an address is hidden
    whole, and so is one whose password was cut in two by an unescaped `/`, `?` or `#`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    if not parts.scheme or "@" in parts.path + parts.query + parts.fragment:
        return "***"
    host = parts.netloc.rpartition("@")[2]
    user = "***@" if "@" in parts.netloc else ""
    query = "?***" if parts.query else ""
    return f"{parts.scheme}://{user}{host}{parts.path}{query}"
