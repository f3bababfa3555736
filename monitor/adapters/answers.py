"""What an HTTP answer says beside its body: header fields, statuses, Retry-After, and URLs to show.

Pure, and apart from the fetching because every rule here stands in an RFC. It must not know the
library that fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from monitor.errors import MonitorError, PermanentError, TransientError
from monitor.rules.printable import escape_line

LONGEST_WAIT: Final = timedelta(days=1)
LONGEST_SHOWN_URL: Final = 200

PERMANENT_REDIRECTS: Final = frozenset({301, 308})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4. Every 5xx passes as well, and what is above it counts
# as 5xx (RFC 9110 15).
TRANSIENT_STATUSES: Final = frozenset({408, 425, 429})
# Statuses by which a reader is shut out or challenged: what comes with them may say by whom. What
# comes with 404 and the like says nothing more, and is never the story.
TELLING: Final = frozenset({401, 402, 403, 429, 451, 503})


def shown_url(url: str) -> str:
    """Return `url` as messages show it: no query, no credentials, nothing unprintable."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    bare = re.sub(r"^((?:[A-Za-z][\w+.-]*:)?//)?[^/]*@", r"\1", bare)
    return escape_line(bare[:LONGEST_SHOWN_URL])


def asked_wait(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """Return how long Retry-After asks to wait (RFC 9110 10.2.3): zero to one day.

    retry_after: Seconds or an HTTP-date; None, or what cannot be read, gives None.
    now: Aware, UTC.
    """
    text = (retry_after or "").strip()
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", text):
        # float() takes any number of digits, and min() infinity.
        wait = timedelta(seconds=max(0.0, min(float(text), LONGEST_WAIT.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return max(timedelta(0), min(wait, LONGEST_WAIT))


def joined_headers(raw_headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return header fields by lower-case name; repeated ones joined, once where they agree.

    RFC 9110 5.3. Values that are not UTF-8 are left out: neither could they be stored, nor sent
    back as they came, and a validator that differs by a byte is worse than none.
    """
    fields: dict[str, dict[str, None]] = {}
    for name, value in raw_headers:
        try:
            fields.setdefault(name.decode("ascii").lower(), {})[value.decode()] = None
        except UnicodeDecodeError:
            continue
    return {name: ", ".join(values) for name, values in fields.items() if values}


def can_be_sent(value: str) -> bool:
    """Say whether a header value is free of what would end it (RFC 9110 5.5)."""
    return not re.search(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]", value)


def is_success(status: int) -> bool:
    """Say whether the body that comes with a status is the whole thing asked for."""
    # We never ask for a range, so 206 would be half a body.
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and status != 206  # noqa: PLR2004 - named in the comment


def status_error(
    status: int, headers: Mapping[str, str], where: str, *, now: datetime
) -> MonitorError:
    """Return the error that a status stands for, with reason `http_<status>`.

    where: What messages call the URL.
    now: Aware, UTC.
    """
    message, reason = f"{where}: HTTP {status}", f"http_{status}"
    if status in TRANSIENT_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = asked_wait(headers.get("retry-after"), now=now)
        return TransientError(message, reason=reason, retry_after=wait)
    return PermanentError(message, reason=reason)
