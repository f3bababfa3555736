"""Content encodings (RFC 9110 8.4): gzip, deflate, br and zstd, decoded under a cap.

A few hundred bytes can unpack to gigabytes, so every decoder is fed in small slices and asked for
small pieces, and stops at the cap. Pure: bytes in, bytes out; it must not be given a body that
is still arriving, and never returns half of one.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

from monitor.errors import PermanentError, TransientError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MOST_ENCODINGS = 2
# Each gzip member or zstd frame costs a new decoder: 5 MB hold 250,000 empty ones.
MOST_MEMBERS = 1000
PIECE_BYTES = 64 * 1024
SLICE_BYTES = 16 * 1024
# zstandard has no limit on the output of one call, and 4 bytes can stand for a block of 128 kB:
# 32 bytes give 1 MB at most.
ZSTD_SLICE_BYTES = 32
ZSTD_MAX_WINDOW_BYTES = 8 * 1024 * 1024  # RFC 9659 3

GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952 2.3.1
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878 3.1.1


def decode_body(body: bytes, content_encoding: str | None, *, limit: int, told_as: str) -> bytes:
    """Undo the encodings of a complete body.

    Servers say gzip or zstd of plain bodies; without the magic number they are taken as plain.

    content_encoding: The header as it came; None if there was none.
    limit: Most bytes that any stage may give.
    told_as: What messages call the body: its URL, fit to be shown.

    Raises PermanentError (`too_large`, `bad_encoding`), or TransientError (`truncated`) where
    the encoded stream ends early.
    """
    names = encoding_names(content_encoding)
    if len(names) > MOST_ENCODINGS or any(name not in DECODERS for name in names):
        raise PermanentError(f"{told_as}: encoded as {', '.join(names)!a}", reason="bad_encoding")
    for name in reversed(names):
        if not body:
            return body  # said of nothing, it means nothing
        body = _decode(body, name, limit=limit, told_as=told_as)
    return body


def encoding_names(content_encoding: str | None) -> tuple[str, ...]:
    """Return the encodings that a header names, in the order they were applied."""
    names = (name.strip().lower() for name in (content_encoding or "").split(","))
    return tuple(name for name in names if name not in {"", "identity"})


def _decode(body: bytes, name: str, *, limit: int, told_as: str) -> bytes:
    whole = io.BytesIO()
    try:
        for piece in DECODERS[name](body):
            if whole.tell() + len(piece) > limit:
                raise PermanentError(
                    f"{told_as}: unpacks to more than {limit} bytes", reason="too_large"
                )
            whole.write(piece)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise PermanentError(f"{told_as}: not valid {name}", reason="bad_encoding") from error
    except EOFError as error:
        raise TransientError(f"{told_as}: {name} ends early", reason="truncated") from error
    return whole.getvalue()


def _slices(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _gunzip(body: bytes) -> Iterator[bytes]:
    if not body.startswith(GZIP_MAGIC):
        return _plain(body)
    return _inflate(body, wbits=zlib.MAX_WBITS + 16)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Take `deflate` for zlib (RFC 1950), as it is defined, or for raw, as some servers send it."""
    has_header = body[:1] != b"" and body[0] & 0x0F == zlib.DEFLATED
    is_zlib = has_header and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _inflate(body: bytes, *, wbits: int) -> Iterator[bytes]:
    decoder = zlib.decompressobj(wbits)
    members = 1
    for cut in _slices(body, SLICE_BYTES):
        rest = cut
        while rest:
            yield decoder.decompress(rest, PIECE_BYTES)
            rest = decoder.unconsumed_tail
            if decoder.eof:
                rest = decoder.unused_data
                # What follows the last member, like zeros, is padding.
                if wbits < zlib.MAX_WBITS + 16 or (rest and rest[:1] != GZIP_MAGIC[:1]):
                    return
                if rest:
                    members = _next_member(members)
                    decoder = zlib.decompressobj(wbits)
    while not decoder.eof:
        # The last input may stand for more output than one piece.
        piece = decoder.decompress(b"", PIECE_BYTES)
        if not piece:
            raise EOFError
        yield piece


def _unbrotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for cut in _slices(body, SLICE_BYTES):
        if decoder.is_finished():
            return
        yield decoder.process(cut, output_buffer_limit=PIECE_BYTES)
        while not decoder.can_accept_more_data():
            yield decoder.process(b"", output_buffer_limit=PIECE_BYTES)
    while not decoder.is_finished():
        # All input may be taken in while most of its output still waits.
        piece = decoder.process(b"", output_buffer_limit=PIECE_BYTES)
        if not piece and not decoder.is_finished():
            raise EOFError
        yield piece


def _unzstd(body: bytes) -> Iterator[bytes]:
    if not body.startswith(ZSTD_MAGIC):
        yield body
        return
    context = zstandard.ZstdDecompressor(max_window_size=ZSTD_MAX_WINDOW_BYTES)
    decoder = context.decompressobj()
    frames = 1
    for cut in _slices(body, ZSTD_SLICE_BYTES):
        rest = cut
        while rest:
            if decoder.eof:
                frames = _next_member(frames)
                decoder = context.decompressobj()
            yield decoder.decompress(rest)
            rest = decoder.unused_data if decoder.eof else b""
    if not decoder.eof:
        raise EOFError


def _plain(body: bytes) -> Iterator[bytes]:
    yield body


def _next_member(members: int) -> int:
    if members == MOST_MEMBERS:
        raise zlib.error(f"more than {MOST_MEMBERS} members")
    return members + 1


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
