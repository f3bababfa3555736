"""Which hosts are away: so that a dead one costs a few timeouts and not one for each of its pages.

After three failures in a row to get any answer, a host's pages are put off for a while without
a request. Any answer, even an error, ends the outage. It keeps only hosts in trouble.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.errors import MonitorError, TransientError

FAILURES: Final = 3
LASTS: Final = timedelta(minutes=5)
_MANY: Final = 1_000
_NO_ANSWER: Final = frozenset({"connect", "dns", "reset", "timeout", "tls"})


@dataclass(slots=True)
class _Trouble:
    failures: int
    reason: str
    until: datetime


class Outages:
    """Remember which hosts gave no answer."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Trouble] = {}

    def __len__(self) -> int:
        return len(self._hosts)

    def note(self, host: str, error: MonitorError | None, *, now: datetime) -> None:
        """Note how asking a host ended.

        error: None if it answered.
        now: Aware, UTC.
        """
        if error is None or error.reason not in _NO_ANSWER:
            self._hosts.pop(host, None)
            return
        if len(self._hosts) >= _MANY:  # strangers' links name hosts without end
            self._hosts = {
                name: trouble for name, trouble in self._hosts.items() if trouble.until > now
            }
        known = self._hosts.get(host)
        failures = 1 if known is None else known.failures + 1
        self._hosts[host] = _Trouble(failures, error.reason, now + LASTS)

    def outage(self, host: str, *, now: datetime) -> TransientError | None:
        """Return the error that stands for asking a host that is away; None if it may be asked.

        Once the outage is over, one more failure begins the next.
        """
        known = self._hosts.get(host)
        if known is None or known.failures < FAILURES or now >= known.until:
            return None
        return TransientError(
            f"{host} gave no answer {known.failures} times in a row: not asked now",
            reason=known.reason,
            retry_after=known.until - now,
        )
