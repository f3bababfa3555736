"""When an alert that a sink could not take is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(minutes=5)
LONGEST_ASKED: Final = timedelta(days=1)
_DOUBLINGS: Final = 9  # from the first wait to more than the longest


def delivery_wait(failures: int, *, asked: timedelta | None, jitter: float) -> timedelta:
    """Say how long to wait before the next try.

    A second, doubled with every failure up to five minutes, of which a random part of up to a
    half is left out, so that many sinks of one host do not come back to it together. What the
    other side asks for counts where it is longer, up to a day.

    failures: In a row, 1 or more.
    asked: From Retry-After (RFC 9110 10.2.3); None if it did not say.
    jitter: 0..1, drawn anew each time.
    """
    wait = min(FIRST_WAIT * (1 << min(failures - 1, _DOUBLINGS)), LONGEST_WAIT)
    wait *= 1 - jitter / 2
    return max(wait, min(asked, LONGEST_ASKED)) if asked is not None else wait
