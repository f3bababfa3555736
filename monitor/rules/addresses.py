"""How addresses are shown: without what is secret in them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_USER_INFO: Final = re.compile(r"//[^/?#]*@")
_QUERY: Final = re.compile(r"\?.*", re.DOTALL)


def masked_text(text: str) -> str:
    """Return a text with user names, passwords and queries of addresses in it hidden.

    For addresses of the web, in whose path an `@` may stand, and for whatever people write where
    an address is expected. A text without `//` is returned as it is.
    """
    if "//" not in text:
        return text
    return _QUERY.sub("?***", _USER_INFO.sub("//***@", text))


def masked_url(url: str) -> str:
    """Return a Redis address with user, password and query values hidden, for messages and logs.

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
