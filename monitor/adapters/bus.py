"""Redis as the line sees it: append an alert to its channel's stream and publish it, at once.

A Lua script does both in one step and only onto the tail the caller expects, so a retry never
appends twice. Every error of redis-py becomes a BusError here. It must not decide what to do
about a refused append; the relay does.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import resources
from typing import Any, Final, Self, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    InvalidResponse,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from monitor.errors import BusError, ConfigError
from monitor.model import ChannelName
from monitor.ports import OutboxAlert, Tail
from monitor.rules.addresses import masked_url
from monitor.rules.events import stream_key
from monitor.rules.health import health_key

T = TypeVar("T")

# A frozen server is noticed after this long. The answer may still come: a retry does no harm.
_ANSWER_WITHIN: Final = timedelta(seconds=3)
_CONNECT_WITHIN: Final = timedelta(seconds=2)

_SCRIPT: Final = resources.files("monitor.adapters").joinpath("append.lua").read_text("utf-8")
_SCRIPT_SHA: Final = hashlib.sha1(_SCRIPT.encode()).hexdigest()  # noqa: S324 - EVALSHA's name for it
# Append first: out of memory or on a replica this fails, while PUBLISH would not.
_TELL_SCRIPT: Final = """
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('PUBLISH', KEYS[1], ARGV[1])
"""
_HEALTH_KEPT: Final = 1_000  # events, or a few more: whole nodes of the stream are dropped

# The first that fits; subclasses stand before their bases.
_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (AuthenticationError, "redis_auth"),
    (BusyLoadingError, "redis_loading"),
    (RedisConnectionError, "redis_away"),
    (RedisTimeoutError, "redis_frozen"),
    (TimeoutError, "redis_frozen"),
    (OutOfMemoryError, "redis_oom"),
    (ReadOnlyError, "redis_readonly"),
    (NoPermissionError, "redis_noperm"),
    (InvalidResponse, "not_redis"),
    (OSError, "redis_away"),
)
# Error words that redis-py has no class for; before Redis 7 a script's error hides the word.
_WORDS: Final = (
    ("WRONGTYPE", "redis_wrongtype"),
    ("NOAUTH", "redis_auth"),
    ("OOM ", "redis_oom"),
    ("READONLY", "redis_readonly"),
    ("NOPERM", "redis_noperm"),
    ("LOADING", "redis_loading"),
    ("MISCONF", "redis_cannot_save"),
    ("NOREPLICAS", "redis_no_replicas"),
    ("MASTERDOWN", "redis_away"),
    ("CLUSTERDOWN", "redis_away"),
    ("BUSY ", "redis_frozen"),
    ("unknown command", "not_redis"),
)


class RedisBus:
    """Append alerts to the streams of one Redis or Valkey server; fulfils `ports.Bus`.

    url: redis://, rediss:// or unix://. Raises ConfigError if it is none of these.
    prefix: What all our keys begin with.
    answer_within: How long a command may take before the server counts as frozen.
    """

    def __init__(self, url: str, *, prefix: str, answer_within: timedelta = _ANSWER_WITHIN) -> None:
        self._shown_url = masked_url(url)
        self._prefix = prefix
        try:
            self._redis: Redis = Redis.from_url(
                url,
                protocol=2,  # servers before version 6 know no other, and nothing here needs 3
                socket_timeout=answer_within.total_seconds(),
                socket_connect_timeout=_CONNECT_WITHIN.total_seconds(),
                # Once more at once: a pooled connection may have died with the last server.
                retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
            )
            # Only now does redis-py look at the options.
            self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # it has no types here
        except (ValueError, TypeError) as error:
            raise ConfigError(f"redis.url: {self._shown_url} is no Redis address") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def append(self, alert: OutboxAlert, *, onto: int, publish: bool) -> Tail | None:
        """Append only where the stream's tail is `onto`, then publish; None if done.

        A stream that does not exist has the tail 0; one that was trimmed keeps its tail. Raises
        BusError.
        """
        key = stream_key(self._prefix, alert.channel)
        arguments = (str(alert.seq), str(onto), alert.event, alert.id, "1" if publish else "0")

        async def run_script() -> Tail | None:
            try:
                answer: Any = await self._redis.evalsha(_SCRIPT_SHA, 1, key, *arguments)
            except NoScriptError:  # a new server, or SCRIPT FLUSH; EVAL also loads it
                answer = await self._redis.eval(_SCRIPT, 1, key, *arguments)
            return _read_answer(answer)

        return await self._ask(run_script)

    async def tail(self, channel: ChannelName) -> int:
        """Return the seq of the last alert ever appended to the channel; 0 for none."""
        key = stream_key(self._prefix, channel)

        async def read_tail() -> int:
            if not await self._redis.exists(key):
                return 0
            info: Any = await self._redis.xinfo_stream(key)
            return int(bytes(info["last-generated-id"]).partition(b"-")[0])

        return await self._ask(read_tail)

    async def trim(self, channel: ChannelName, *, before: int) -> None:
        """Drop a channel's alerts with a seq below `before`; its tail stays. Raises BusError."""
        key = stream_key(self._prefix, channel)

        async def drop() -> None:
            await self._redis.xtrim(key, minid=f"{before}-0", approximate=False)

        await self._ask(drop)

    async def tell(self, event: bytes) -> None:
        """Append an event to the health stream and publish it, in one step. Raises BusError.

        Where an answer was lost, the event may stand there twice.
        """
        key = health_key(self._prefix)

        async def run_script() -> None:
            await self._redis.eval(_TELL_SCRIPT, 1, key, event, str(_HEALTH_KEPT))

        await self._ask(run_script)

    async def ping(self) -> timedelta:
        """Return the round-trip time; raise BusError."""
        clock = asyncio.get_running_loop().time
        began = clock()
        await self._ask(self._redis.ping)
        return timedelta(seconds=clock() - began)

    async def _ask(self, command: Callable[[], Awaitable[T]]) -> T:
        """Return what `command` returns, with every foreign exception turned into BusError."""
        try:
            return await command()
        except (RedisError, OSError, TimeoutError, ValueError) as error:
            raise BusError(
                f"Redis at {self._shown_url}: {_first_line(error)}", reason=_reason(error)
            ) from error


def _read_answer(answer: Any) -> Tail | None:
    match answer:
        case [b"done"]:
            return None
        case [bytes() as tail, None]:
            return Tail(seq=int(tail), holds=None)
        case [bytes() as tail, bytes() as holds]:
            return Tail(seq=int(tail), holds=holds.decode("utf-8", "replace"))
        case _:
            raise InvalidResponse(f"the script answered {answer!r:.100}")


def _reason(error: Exception) -> str:
    if isinstance(error, ResponseError):
        text = str(error)
        for word, reason in _WORDS:
            if word in text:
                return reason
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return "redis_refused"


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:200] if lines else type(error).__name__
