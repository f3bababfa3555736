"""Bodies that are whole or not returned at all, and servers that break off, bomb or stall."""

from __future__ import annotations

import gzip
import socket
import zlib

import brotli
import pytest
import zstandard

from monitor.adapters.bodies import INLINE_BYTES
from monitor.errors import PermanentError, TransientError
from tests.adapters.fetching import CHUNKED, HEAD, Names, body_of, failure_of, fetch


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
    ],
)
@pytest.mark.parametrize("size", [1_000, 300_000], ids=["small", "large"])
async def test_encoded_bodies_are_decoded(site, name, encode, size):
    """Small ones at once and large ones in a thread, with the same result."""
    body = bytes(size) + socket.gethostname().encode()
    url = site.answer("/feed", headers={"Content-Encoding": name}, body=encode(body))

    assert await body_of(url, cap=400_000) == body


async def test_a_large_encoded_body_is_decoded_beside_the_loop(site):
    """A body that is over the size that is decoded at once comes out whole as well."""
    noise = b"".join(zlib.crc32(number.to_bytes(4)).to_bytes(4) for number in range(40_000))
    packed = gzip.compress(noise)
    url = site.answer("/feed", headers={"Content-Encoding": "gzip"}, body=packed)

    assert len(packed) > INLINE_BYTES
    assert await body_of(url, cap=400_000) == noise


@pytest.mark.parametrize("extra", [0, 1])
async def test_a_body_may_be_as_long_as_its_cap(site, extra):
    """At the cap it passes; one byte above it is refused."""
    url = site.answer("/feed", body=b"x" * (5_000 + extra))
    if extra:
        error = await failure_of(url, cap=5_000)
        assert (type(error), error.reason) == (PermanentError, "too_large")
    else:
        assert len(await body_of(url, cap=5_000)) == 5_000


async def test_a_body_that_promises_too_much_is_not_read(site):
    """Content-Length over the cap ends it before the body came."""
    url = site.raw("/feed", HEAD + b"Content-Length: 100000000\r\n\r\n")
    error = await failure_of(url, cap=5_000)

    assert error.reason == "too_large"


async def test_a_body_without_end_is_cut_off(site):
    """Whoever goes on sending is left as soon as the cap is passed."""
    url = site.drip("/feed", chunk=b"x" * 20_000, every_s=0)
    error = await failure_of(url, cap=100_000)

    assert (type(error), error.reason) == (PermanentError, "too_large")


@pytest.mark.parametrize(
    ("name", "coder", "feed"),
    [
        ("br", brotli.Compressor(quality=5, lgwin=24), "process"),
        ("gzip", zlib.compressobj(wbits=31), "compress"),
    ],
)
async def test_a_bomb_is_refused(site, name, coder, feed):
    """A few kilobytes that unpack to a hundred megabytes are too large, and cost little."""
    packed = b"".join(getattr(coder, feed)(bytes(2**20)) for _ in range(100))
    packed += coder.flush()
    url = site.answer("/feed", headers={"Content-Encoding": name}, body=packed)
    error = await failure_of(url, cap=200_000)

    assert (type(error), error.reason) == (PermanentError, "too_large")


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "reset"),
        (HEAD + b"Conte", "reset"),
        (HEAD + b"Content-Length: 100\r\n\r\nabc", "truncated"),
        (CHUNKED, "truncated"),
        (CHUNKED + b"3\r\nabc\r\n", "truncated"),
        (CHUNKED + b"5\r\nab", "truncated"),
    ],
)
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
async def test_half_an_answer_is_none(site, sent, reason, reset):
    """However the connection ends too early, trying again may help, and no half body comes."""
    error = await failure_of(site.raw("/feed", sent, reset=reset))

    assert (type(error), error.reason) == (TransientError, reason)


async def test_half_a_body_without_a_length_is_noticed_by_the_reset(site):
    """Where only the end of the connection ends the body, a reset is no end."""
    closed = await body_of(site.raw("/feed", HEAD + b"\r\nwhole"))
    error = await failure_of(site.reset("/feed", sent=HEAD + b"\r\nhalf"))

    assert closed == b"whole"
    assert (type(error), error.reason) == (TransientError, "reset")


async def test_half_an_encoded_body_is_none(site):
    """A compressed stream that ends early is as good as none."""
    packed = gzip.compress(b"x" * 5_000)[:-10]
    error = await failure_of(
        site.answer("/feed", headers={"Content-Encoding": "gzip"}, body=packed)
    )

    assert (type(error), error.reason) == (TransientError, "truncated")


@pytest.mark.parametrize(
    "sent",
    [
        b"<html>no head at all</html>\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        HEAD + b"Content-Length: -3\r\n\r\nabc",
        HEAD + b"Content-Length: 99999999999999999999999\r\n\r\nabc",
        HEAD + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n",
        CHUNKED + b"zz\r\nabc\r\n",
        HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n",
    ],
)
async def test_what_is_not_http_is_told(site, sent):
    """Garbage ends as an error of ours."""
    error = await failure_of(site.raw("/feed", sent))

    assert error.reason in {"bad_headers", "truncated"}


async def test_header_bytes_that_are_not_ascii_do_no_harm(site):
    """Latin-1 in a field leaves out that field and nothing else."""
    url = site.answer("/feed", headers={"X-Name": "caf\u00e9", "X-Two": "2"}, body=b"x")
    async with fetch() as running:
        answer = await running.get_feed(url)

    assert answer.body == b"x"
    assert "x-name" not in answer.headers
    assert answer.headers["x-two"] == "2"


async def test_a_server_that_does_not_answer_times_out(site):
    """The whole request has an end."""
    error = await failure_of(site.never("/feed"), timeout_s=0.2)

    assert (type(error), error.reason) == (TransientError, "timeout")


async def test_a_body_that_drips_times_out(site):
    """A server that sends a few bytes now and then does not hold us for the whole time."""
    error = await failure_of(site.drip("/feed"), timeout_s=30, progress_s=0.2)

    assert (type(error), error.reason) == (TransientError, "timeout")
    assert "stalled" in str(error)


async def test_a_body_that_flows_too_long_times_out(site):
    """A body that keeps coming is under the total time all the same."""
    url = site.drip("/feed", chunk=b"x" * 2_000, every_s=0.01)
    error = await failure_of(url, timeout_s=0.3, cap=10**9)

    assert (type(error), error.reason) == (TransientError, "timeout")


async def test_redirects_share_one_time(site):
    """Many slow hops together are as slow as one slow answer."""
    for hop in range(8):
        site.answer(f"/{hop}", status=302, headers={"Location": f"/{hop + 1}"}, delay=0.1)
    error = await failure_of(site.url("/0"), timeout_s=0.3)

    assert error.reason == "timeout"


async def test_where_nobody_listens_is_told_from_where_nobody_is(port):
    """A refused connection and an unknown name have reasons of their own."""
    refused = await failure_of(f"http://127.0.0.1:{port}/")
    unknown = await failure_of("http://nowhere.example/", resolver=Names())
    nothing = await failure_of("http://nothing.example/", resolver=Names(nothing=[]))

    assert [type(error) for error in (refused, unknown, nothing)] == [TransientError] * 3
    assert (refused.reason, unknown.reason, nothing.reason) == ("connect", "dns", "dns")
    assert str(refused) == (
        f"http://127.0.0.1:{port}/: cannot connect to 127.0.0.1:{port}: Connection refused"
    )
    assert "cannot connect to nowhere.example:80: " in str(unknown)
