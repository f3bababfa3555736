"""The body of an answer over HTTP: counted while it comes, whole or not at all, and decoded.

A body that is over its limit, stalls, or ends with a reset is an error, never a shorter body.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from monitor.adapters.answers import shown_url
from monitor.adapters.decoding import decode_body
from monitor.errors import MonitorError, PermanentError, Refusal, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSAL_S = 5
INLINE_BYTES = 64 * 1024  # decoding more than this would hold up the event loop
LEAST_PROGRESS_BYTES = 1024


async def read_body(
    answer: aiohttp.ClientResponse, headers: Mapping[str, str], *, limit: int, window_s: float
) -> bytes:
    """Return an answer's body, decoded.

    headers: The answer's, names in lower case.
    limit: The most bytes, both as sent and as decoded.
    window_s: Time in which at least 1 kB has to come.

    Raises TransientError (`timeout`, `reset`) or PermanentError (`too_large`, `bad_encoding`).
    """
    told_as = shown_url(str(answer.url))
    body = await _received(answer, limit=limit, window_s=window_s, told_as=told_as)
    encoding = headers.get("content-encoding")
    if encoding is None or len(body) <= INLINE_BYTES:
        return decode_body(body, encoding, limit=limit, told_as=told_as)
    return await asyncio.to_thread(decode_body, body, encoding, limit=limit, told_as=told_as)


async def refusal_of(
    answer: aiohttp.ClientResponse, headers: Mapping[str, str], *, limit: int, window_s: float
) -> Refusal | None:
    """Return what a page's host says instead of it; None where that does not come within 5 s."""
    try:
        async with asyncio.timeout(REFUSAL_S):
            body = await read_body(answer, headers, limit=limit, window_s=window_s)
    except (MonitorError, aiohttp.ClientError, TimeoutError):
        return None
    return Refusal(
        status=answer.status,
        url=str(answer.url),
        content_type=headers.get("content-type"),
        body=body,
    )


async def _received(
    answer: aiohttp.ClientResponse, *, limit: int, window_s: float, told_as: str
) -> bytes:
    """Return the whole body as it was sent; stop as soon as it is over the limit."""
    protocol = answer.connection.protocol if answer.connection else None
    body = bytearray()
    is_over = (answer.content_length or 0) > limit  # a promise; what comes is counted as well
    while not is_over and await _read_on(answer.content, body, window_s=window_s, told_as=told_as):
        is_over = len(body) > limit
    if is_over:
        raise PermanentError(f"{told_as}: more than {limit} bytes", reason="too_large")
    # A body that ends with its connection looks whole to aiohttp after a reset, too.
    if protocol is not None and isinstance(protocol.exception(), OSError):
        raise TransientError(f"{told_as}: reset in the middle of the body", reason="reset")
    return bytes(body)


async def _read_on(
    content: aiohttp.StreamReader, body: bytearray, *, window_s: float, told_as: str
) -> bool:
    """Read at least 1 kB more; False at the end. Raise TransientError if it takes too long."""
    enough = len(body) + LEAST_PROGRESS_BYTES
    try:
        async with asyncio.timeout(window_s):
            while len(body) < enough:
                chunk = await content.readany()
                if not chunk:
                    return False
                body += chunk
    except TimeoutError as error:
        raise TransientError(
            f"{told_as}: the body stalled for {window_s:g} s", reason="timeout"
        ) from error
    return True
