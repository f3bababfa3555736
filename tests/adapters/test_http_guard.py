"""Where a fetch never asks, whatever it is told, and what it never tells."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess

import pytest

from monitor.errors import FetchRefused, PermanentError, TransientError
from tests.adapters.fetching import Names, body_of, failure_of, fetch
from tests.site import Site


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "\u2460\u2461\u2466.0.0.1",
        "127\u30020\u30020\u30021",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "[fe80::1%25lo]",
        "localhost",
        "LOCALHOST",
    ],
)
async def test_our_own_machine_is_not_asked(site, host):
    """However the address is written, no connection is opened unless the user allows it."""
    error = await failure_of(f"http://{host}:{site.port}/feed", allow=())

    assert isinstance(error, FetchRefused)
    assert error.reason in {"forbidden_address", "bad_url"}
    assert site.connections == 0


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "192.168.1.1", "[fd00::1]"])
async def test_our_own_network_is_not_asked(host):
    """Private networks, and where clouds keep their secrets, are refused without a try."""
    error = await failure_of(f"http://{host}/feed", timeout_s=0.5)

    assert (type(error), error.reason) == (FetchRefused, "forbidden_address")
    assert host.strip("[]") in str(error)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_where_we_may_not_ask(site, status):
    """Each hop has to pass the same rules."""
    async with Site(host="127.0.0.2", port=site.port) as inner:
        url = site.redirect("/feed", inner.url("/admin"), status=status)
        error = await failure_of(url, allow=["127.0.0.1/32"])

    assert (type(error), error.reason) == (FetchRefused, "forbidden_address")
    assert inner.connections == 0


async def test_a_name_that_leads_to_a_forbidden_address_is_refused(site):
    """What counts is where a name leads."""
    names = Names(inner=["127.0.0.1"])
    error = await failure_of(
        f"http://inner.example:{site.port}/feed", allow=["127.0.0.2/32"], resolver=names
    )

    assert (type(error), error.reason) == (FetchRefused, "forbidden_address")
    assert site.connections == 0


async def test_a_name_is_asked_at_its_allowed_addresses(site):
    """A name with a forbidden address beside an allowed one is asked at the allowed one."""
    site.answer("/feed", body=b"found")
    names = Names(mixed=["10.0.0.1", "fd00::1", "127.0.0.1"])
    url = f"http://mixed.example:{site.port}/feed"

    assert await body_of(url, allow=["127.0.0.1/32"], resolver=names) == b"found"


async def test_a_network_that_the_user_opened_is_asked(site):
    """A bare loopback network in the configuration is enough, by number and by name."""
    site.answer("/feed", body=b"found")
    bodies = [
        await body_of(f"http://{host}:{site.port}/feed", allow=["127.0.0.0/8"])
        for host in ("127.0.0.1", "localhost")
    ]

    assert bodies == [b"found"] * 2


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
async def test_ipv6_is_spoken():
    """A literal IPv6 address that is allowed is connected to."""
    try:
        async with Site(host="::1") as six:
            body = await body_of(six.answer("/feed", body=b"six"))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")

    assert body == b"six"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed.xml",
        "//example.org/feed",
        "http://",
        "http:///feed",
        "ftp://example.org/feed",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://example.org:99999/",
        "http://[::1/",
        "http://user:secret@127.0.0.1/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 200}example/",
        "http://exa mple.org/",
        "http://\ud800.example/",
    ],
)
async def test_what_is_no_web_address_is_refused(url):
    """Nothing but http and https with a host, and no credentials, which would be sent along."""
    error = await failure_of(url, timeout_s=2)

    assert (type(error), error.reason) in {(FetchRefused, "bad_url"), (TransientError, "dns")}
    assert "secret" not in str(error)


async def test_addresses_are_asked_as_browsers_ask_them(site):
    """Spaces and letters are encoded, a fragment stays here, a foreign name becomes ASCII."""
    names = Names(**{"xn--bcher-kva": ["127.0.0.1"]})
    site.answer("/a%20b/%C3%A9", body=b"found")
    url = f"http://B\u00fccher.example:{site.port}/a b/\u00e9?q=\u00e9 x#top"
    async with fetch(resolver=names) as running:
        answer = await running.get_feed(url)
    [asked] = site.requests

    assert asked.path in {"/a%20b/%C3%A9?q=%C3%A9+x", "/a%20b/%C3%A9?q=%C3%A9%20x"}
    assert asked.headers["host"] == f"xn--bcher-kva.example:{site.port}"
    assert answer.url.endswith(asked.path)


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://user:secret@127.0.0.1/",
    ],
)
async def test_a_redirect_to_no_web_address_is_refused(site, location):
    """A server cannot make us speak anything but HTTP, nor send credentials."""
    error = await failure_of(site.redirect("/feed", location))

    assert (type(error), error.reason) == (FetchRefused, "bad_url")
    assert "secret" not in str(error)


@pytest.mark.parametrize("path", ["/404", "/garbage", "/cut", "/never", "/long", "/gzip"])
async def test_no_message_holds_a_query(site, path):
    """Tokens in a feed's address reach neither log nor database, whatever goes wrong."""
    site.raw("/garbage", b"garbage\r\n\r\n")
    site.truncate("/cut")
    site.never("/never")
    site.answer("/long", body=b"x" * 10_000)
    site.answer("/gzip", headers={"Content-Encoding": "gzip"}, body=b"\x1f\x8bx" * 10)
    error = await failure_of(site.url(f"{path}?token=secret"), timeout_s=0.2, cap=5_000)

    assert str(error).startswith(site.url(path))
    assert "secret" not in str(error)


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate for 127.0.0.1 that nobody but us knows; give it with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and is not here")
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    settings = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    name = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = [openssl, "req", *settings.split(), *name.split()]
    command += ["-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run(command, check=True, capture_output=True)
    return files


async def test_certificates_are_checked(certificate, monkeypatch):
    """A stranger's certificate is refused for good; one that the machine trusts is accepted."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    async with Site(tls=tls) as safe:
        url = safe.answer("/feed", body=b"safe")
        error = await failure_of(url)
        asked = len(safe.requests)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        body = await body_of(url)

    assert (type(error), error.reason) == (PermanentError, "tls")
    assert asked == 0
    assert body == b"safe"


async def test_a_server_that_speaks_no_tls_is_told():
    """HTTP behind an https address may be a passing mistake."""

    async def serve(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await failure_of(f"https://127.0.0.1:{port}/")

    assert (type(error), error.reason) == (TransientError, "tls")
