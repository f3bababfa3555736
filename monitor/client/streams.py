"""Redis as a subscriber sees it: look at streams, read on in them, find new ones.

The only module of the client that speaks to a server. Every error of redis-py becomes a
TransientError with a line for people here. It must not decide where to read.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from monitor.client.alert import StreamEntry, StreamId
from monitor.client.cursor import Look
from monitor.errors import ConfigError, TransientError
from monitor.rules.addresses import masked_url
from monitor.rules.events import stream_key
from monitor.rules.printable import escape_line

T = TypeVar("T")

_CONNECT_WITHIN: Final = timedelta(seconds=2)
_ANSWER_WITHIN: Final = timedelta(seconds=2)
_SCAN_COUNT: Final = 1_000
_GLOB: Final = re.compile(r"([*?\[\]\\])")
# What redis-py and its parsers raise where something answers that is no Redis.
_ODD_ANSWERS: Final = (ValueError, TypeError, LookupError, AttributeError)


class Streams:
    """The streams of one server, read over one connection.

    url: redis://, rediss:// or unix://. Raises ConfigError if it is none of these.
    key_of: Names the stream of a channel under a prefix; an alert channel's as it is.
    """

    def __init__(
        self, url: str, *, prefix: str, key_of: Callable[[str, str], str] = stream_key
    ) -> None:
        self._shown_url = escape_line(masked_url(url))
        self._prefix = prefix
        self._key_of = key_of
        try:
            pool: Any = ConnectionPool.from_url(url)
            # After the address, whose query would win otherwise.
            pool.connection_kwargs.update(
                protocol=2,
                decode_responses=False,
                legacy_responses=True,
                # `_ask` sees to the time: with a timeout of its own redis-py sends through
                # asyncio.wait_for, which on Python 3.11 may swallow a cancellation.
                socket_timeout=None,
                socket_connect_timeout=_CONNECT_WITHIN.total_seconds(),
                retry=Retry(NoBackoff(), 0),  # the subscription tries again, for ever
            )
            pool.make_connection()  # connects nowhere, but finds options that do not exist
        except (ValueError, TypeError, RedisError) as error:
            raise ConfigError(f"redis.url: {self._shown_url} is no Redis address") from error
        self._redis: Redis = Redis.from_pool(pool)

    @property
    def back(self) -> str:
        """Say for people that the server answers again."""
        return f"Redis at {self._shown_url} is back"

    async def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(RedisError, OSError):
            await self._redis.aclose()

    async def find_channels(self) -> set[str]:
        """Return the channels that have a key; in a database with many other keys this is slow."""
        head = self._key_of(self._prefix, "")
        pattern = _GLOB.sub(r"\\\1", head) + "*"

        found: set[str] = set()
        cursor: int | None = None
        while cursor != 0:
            page = partial(self._redis.scan, cursor or 0, match=pattern, count=_SCAN_COUNT)
            reply: Any = await self._ask(page)
            cursor, keys = reply
            for key in keys:
                with contextlib.suppress(UnicodeDecodeError):  # no channel of ours
                    found.add(key.decode("utf-8").removeprefix(head))
        return found - {""}

    async def look(self, at: Mapping[str, StreamId]) -> dict[str, Look | str]:
        """Look at each channel's stream and at the entry that stands at the id given.

        A line for people takes the place of the look where the channel cannot be read.
        """

        async def look() -> dict[str, Look | str]:
            pipeline = self._redis.pipeline(transaction=False)
            for channel, place in at.items():
                key = self._key_of(self._prefix, channel)
                pipeline.xinfo_stream(key)
                pipeline.xrange(key, min=_written(place), max=_written(place))
            replies = await pipeline.execute(raise_on_error=False)
            pairs = zip(replies[::2], replies[1::2], strict=True)
            return {channel: _look(*pair) for channel, pair in zip(at, pairs, strict=True)}

        return await self._ask(look) if at else {}

    async def entries_from(self, channel: str, first: StreamId, *, most: int) -> list[StreamEntry]:
        """Return the entries that stand at this id and behind it."""
        key = self._key_of(self._prefix, channel)

        async def entries_from() -> list[StreamEntry]:
            reply: Any = await self._redis.xrange(key, min=_written(first), count=most)
            return [_entry(item) for item in reply]

        return await self._ask(entries_from)

    async def read(
        self, after: Mapping[str, StreamId], *, most: int, block: timedelta
    ) -> dict[str, list[StreamEntry]]:
        """Return what stands behind these ids, waiting up to `block` until there is something.

        most: Entries of all channels together, but at least one of each that has any.
        """
        keys = {self._key_of(self._prefix, channel).encode(): channel for channel in after}
        ids = [_written(place) for place in after.values()]

        async def read() -> dict[str, list[StreamEntry]]:
            reply: Any = await self._redis.xread(
                dict(zip(keys, ids, strict=True)),
                count=max(1, most // len(keys)),
                block=max(1, round(block.total_seconds() * 1000)),  # 0 would wait for ever
            )
            return {keys[key]: [_entry(item) for item in items] for key, items in reply}

        return await self._ask(read, within=block + _ANSWER_WITHIN)

    async def _ask(
        self, command: Callable[[], Awaitable[T]], *, within: timedelta = _ANSWER_WITHIN
    ) -> T:
        try:
            async with asyncio.timeout(within.total_seconds()):
                return await command()
        except (RedisError, OSError, *_ODD_ANSWERS) as error:
            if not isinstance(error, ResponseError):
                # An answer may still be on its way, which must not be taken for the next one's.
                with contextlib.suppress(RedisError, OSError):
                    await self._redis.connection_pool.disconnect()
            what, reason = _trouble(error)
            raise TransientError(
                f"Redis at {self._shown_url} {what}: trying again", reason=reason
            ) from error


def _look(info: Any, held: Any) -> Look | str:
    if isinstance(info, ResponseError):
        return Look() if "no such key" in str(info) else _first_line(info)
    if isinstance(held, ResponseError):
        return _first_line(held)
    last = info["last-entry"]
    return Look(
        tail=_read_id(info["last-generated-id"]),
        last=_entry(last) if last else None,
        held=_entry(held[0]) if held else None,
    )


def _entry(item: Any) -> StreamEntry:
    entry_id, fields = item
    return StreamEntry(_read_id(entry_id), fields or {})


def _read_id(text: bytes) -> StreamId:
    milliseconds, _, rest = text.partition(b"-")
    return int(milliseconds), int(rest)


def _written(place: StreamId) -> str:
    return f"{place[0]}-{place[1]}"


def _trouble(error: Exception) -> tuple[str, str]:
    """Say what is wrong with the server, as the end of a sentence and as a reason.

    Two ways to be away, such as a broken and a refused connection, are the same trouble.
    """
    if isinstance(error, BusyLoadingError):
        return "is still loading its data", "redis_loading"
    if isinstance(error, AuthenticationError):
        return f"does not let us in ({_first_line(error)})", "redis_auth"
    if isinstance(error, RedisTimeoutError | TimeoutError):
        return "does not answer", "redis_frozen"
    if isinstance(error, RedisConnectionError | OSError):
        cause = error.__context__
        is_telling = isinstance(cause, socket.gaierror | ssl.SSLError)
        is_told = getattr(error, "status_code", None) is not None
        detail = f" ({_first_line(error)})" if is_telling or is_told else ""
        return f"is away{detail}", "redis_away"
    if isinstance(error, ResponseError):
        return f"refuses ({_first_line(error)})", "redis_refused"
    return "is something else", "not_redis"


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return escape_line(lines[0][:200]) if lines else type(error).__name__
