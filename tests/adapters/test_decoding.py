"""Content encodings: what is honest comes out whole, and what is not costs little."""

from __future__ import annotations

import gzip
import itertools
import random
import zlib

import brotli
import pytest
import zstandard

from monitor.adapters.decoding import (
    ACCEPT_ENCODING,
    DECODERS,
    MOST_MEMBERS,
    PIECE_BYTES,
    decode_body,
    encoding_names,
)
from monitor.errors import MonitorError, PermanentError, TransientError

MIB = 2**20
TEXT = b"".join(b"<item><guid>%d</guid></item>" % number for number in range(20_000))


def raw_deflate(body):
    """Compress without zlib's header, as some servers do."""
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": zstandard.compress,
}


def zeros(coder, size, finish):
    """Return a bomb: `size` MiB of zeros, compressed piece by piece."""
    feed = coder.process if hasattr(coder, "process") else coder.compress
    return b"".join(feed(bytes(MIB)) for _ in range(size)) + finish()


def bomb(name):
    """Return a few hundred to some ten thousand bytes that stand for 100 MiB or more."""
    if name == "br":
        coder = brotli.Compressor(quality=5, lgwin=24)
        return zeros(coder, 256, coder.finish)
    if name == "zstd":
        coder = zstandard.ZstdCompressor().compressobj()
    else:
        coder = zlib.compressobj(wbits=31 if name == "gzip" else 15)
    return zeros(coder, 100, coder.flush)


def decoded(body, encoding, *, limit=10 * MIB):
    """Decode under a limit that is wide unless told."""
    return decode_body(body, encoding, limit=limit, told_as="http://example.org/feed")


def failure_of(body, encoding, **settings):
    """Return the error that decoding ends with."""
    with pytest.raises(MonitorError) as told:
        decoded(body, encoding, **settings)
    return told.value


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("body", [b"", b"x", TEXT], ids=["empty", "one byte", "long"])
def test_an_honest_body_comes_out_whole(name, body):
    """Every encoding that we accept is undone."""
    assert decoded(ENCODERS[name](body), name) == body


def test_what_we_ask_for_we_can_decode():
    """No server is invited to send what would be refused."""
    assert set(encoding_names(ACCEPT_ENCODING)) <= set(DECODERS)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (None, ()),
        ("", ()),
        ("identity", ()),
        (" GZip ", ("gzip",)),
        ("gzip, identity, br", ("gzip", "br")),
        ("gzip,,", ("gzip",)),
    ],
)
def test_a_header_is_read_as_a_list(header, names):
    """Case, spaces, empty members and `identity` mean nothing (RFC 9110 5.6.1)."""
    assert encoding_names(header) == names


def test_two_encodings_are_undone_in_turn():
    """The last that was applied is undone first."""
    body = gzip.compress(ENCODERS["br"](TEXT))

    assert decoded(body, "br, gzip") == TEXT


@pytest.mark.parametrize("header", ["compress", "gzip, snappy", "gzip, gzip, gzip"])
def test_an_encoding_we_do_not_know_is_refused(header):
    """An unknown name, or more names than any server needs, is told and never guessed at."""
    error = failure_of(TEXT, header)

    assert (type(error), error.reason) == (PermanentError, "bad_encoding")


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_plain_body_under_a_false_name_is_plain(name):
    """Servers say gzip of bodies that are not; the magic number decides."""
    assert decoded(b"<rss/>", name) == b"<rss/>"


def test_nothing_under_any_name_is_nothing():
    """An empty body is empty, whatever its header says."""
    assert [decoded(b"", name) for name in DECODERS] == [b""] * len(DECODERS)


def test_deflate_without_its_header_is_understood():
    """Some servers send raw deflate where zlib is meant."""
    assert decoded(raw_deflate(TEXT), "deflate") == TEXT


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (gzip.compress(b"first ") + gzip.compress(b"second"), "gzip"),
        (zstandard.compress(b"first ") + zstandard.compress(b"second"), "zstd"),
    ],
)
def test_members_follow_one_another(body, name):
    """Several gzip members or zstd frames are one body (RFC 1952 2.2, RFC 8878 3.1)."""
    assert decoded(body, name) == b"first second"


def test_padding_after_the_last_member_is_no_body():
    """Zeros behind a gzip stream are left alone."""
    assert decoded(gzip.compress(TEXT) + bytes(100), "gzip") == TEXT


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_empty_members_without_end_are_refused(name):
    """A new decoder for every few bytes would cost minutes; a limit ends it."""
    error = failure_of(ENCODERS[name](b"") * (MOST_MEMBERS + 1), name)

    assert error.reason == "bad_encoding"


@pytest.mark.parametrize("name", ENCODERS)
def test_a_body_may_be_as_long_as_the_limit(name):
    """At the limit it passes, one byte above it does not."""
    body = ENCODERS[name](TEXT)
    error = failure_of(body, name, limit=len(TEXT) - 1)

    assert decoded(body, name, limit=len(TEXT)) == TEXT
    assert (type(error), error.reason) == (PermanentError, "too_large")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_given_up_at_the_limit(name):
    """A body that unpacks to far more than it may have is refused."""
    assert failure_of(bomb(name), name, limit=MIB).reason == "too_large"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_unpacks_in_small_pieces(name):
    """No single step takes more memory than 1 MiB, so the limit is heeded in time."""
    pieces = itertools.islice(DECODERS[name](bomb(name)), 100)

    assert max(map(len, pieces)) <= (MIB if name == "zstd" else 2 * PIECE_BYTES)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_cut_body_may_come_whole_another_time(name):
    """Wherever the stream ends early, nothing of it is returned, and trying again may help."""
    whole = ENCODERS[name](TEXT[:5_000])
    errors = [failure_of(whole[:end], name) for end in range(4, len(whole))]

    assert {(type(error), error.reason) for error in errors} == {(TransientError, "truncated")}


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_damaged_body_is_an_error_of_ours(name):
    """Whatever bytes are wrong, no foreign exception comes out."""
    dice = random.Random(7)
    whole = ENCODERS[name](TEXT[:5_000])
    reasons = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            decoded(bytes(damaged), name, limit=MIB)
        except MonitorError as error:
            reasons.add(error.reason)

    assert "bad_encoding" in reasons
    assert reasons <= {"bad_encoding", "truncated", "too_large"}
