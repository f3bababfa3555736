"""The configuration as the program uses it: frozen, in the program's units, with nothing to check.

Values only; `load` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final

from monitor.areas import LogSettings
from monitor.model import Feed
from monitor.reading.given import HostRuleSpec
from monitor.sinks import SinkSpec
from monitor.watchlist import Watchlist

# What stands in a state folder.
LOCK: Final = "monitor.lock"
DATABASE: Final = "monitor.sqlite3"
CONTROL_SOCKET: Final = "control.sock"
VALKEY_FOLDER: Final = "valkey"

# Keys of the main file that a running daemon cannot take up: the folder it has locked, the server
# and the port it opened, the loop it runs in.
NEEDS_RESTART: Final = frozenset(
    {"state_dir", "redis.url", "redis.prefix", "redis.port", "status.listen", "runtime.loop"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisSettings:
    """Where alerts go.

    url: None means the embedded server. It may hold a password, so it stays out of the repr.
    port: Of the embedded server, on loopback.
    """

    url: str | None = field(repr=False)
    prefix: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How feeds and pages are asked for.

    page_pause: Between two requests for pages of one host.
    feed_max_bytes, page_max_bytes: Of the decoded body.
    contact: URL or mail address for the User-Agent; None leaves it out.
    """

    allow_networks: tuple[IPv4Network | IPv6Network, ...]
    first_run_max_age: timedelta
    min_poll: timedelta
    page_pause: timedelta
    timeout: timedelta
    feed_max_bytes: int
    page_max_bytes: int
    contact: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeSettings:
    """How the daemon runs.

    loop: `auto`, `asyncio` or `uvloop`.
    workers: Processes for CPU work, at most.
    encoder: Name of what compares meanings; None for words alone.
    grace: How long a stop may drain.
    """

    loop: str
    workers: int
    encoder: str | None
    grace: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the user configured.

    path: The main file.
    state_dir: Absolute.
    status_listen: Host and port; None means off, port 0 any free port.
    timezone: For what people read; stored times are UTC.
    catch_up_max_age: After downtime, older entries are not alerted.
    watchlists: In the order of their files' names; disabled ones are among them.
    host_rules: The user's own, in the order of their files' names.
    """

    path: Path
    state_dir: Path
    redis: RedisSettings
    fetch: FetchSettings
    runtime: RuntimeSettings
    status_listen: tuple[str, int] | None
    timezone: tzinfo
    retention: timedelta
    catch_up_max_age: timedelta
    log: LogSettings
    feeds: tuple[Feed, ...]
    watchlists: tuple[Watchlist, ...]
    sinks: tuple[SinkSpec, ...] = ()
    host_rules: tuple[HostRuleSpec, ...] = ()
