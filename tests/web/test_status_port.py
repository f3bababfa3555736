"""The status port: what it says, to whom, and when it cannot be had."""

from __future__ import annotations

import asyncio
import json

import pytest

from monitor.errors import PermanentError, StoreError
from monitor.metrics import Metrics
from monitor.web.status import StatusPort


async def send(port, *lines):
    """Send a request of these lines; return status, headers (lower-case names) and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    first, *fields = head.split("\r\n")
    named = dict(field.split(": ", 1) for field in fields)
    return int(first.split()[1]), {name.lower(): text for name, text in named.items()}, body


async def ask(port, path, *, host="localhost", method="GET"):
    """Ask for a path; return the status and the body."""
    status, _, body = await send(port, f"{method} {path} HTTP/1.1", f"Host: {host}")
    return status, body


def status_port(
    *, metrics=None, trouble=None, listen=("127.0.0.1", 0), snapshot=None, refresh=None
):
    """Build a port that tells of two feeds."""

    async def two_feeds():
        return {"feeds": 2}

    return StatusPort(
        listen,
        registry=(metrics or Metrics()).registry,
        snapshot=snapshot or two_feeds,
        trouble=lambda: trouble,
        refresh=refresh,
    )


async def test_it_tells_that_it_lives_and_what_it_knows():
    """Alive, ready, a snapshot as JSON, and the metrics that were counted."""
    metrics = Metrics()
    metrics.alerts.inc(3)
    async with status_port(metrics=metrics) as port:
        live = await ask(port.port, "/livez")
        ready = await ask(port.port, "/readyz")
        status, snapshot = await ask(port.port, "/status.json")
        _, figures = await ask(port.port, "/metrics")

    assert (live, ready) == ((200, "ok\n"), (200, "ok\n"))
    assert (status, json.loads(snapshot)) == (200, {"feeds": 2})
    assert "monitor_alerts_total 3.0" in figures


async def test_trouble_makes_it_live_and_not_ready():
    """A daemon whose bus is away is alive, but not ready, and says why."""
    async with status_port(trouble="redis_away") as port:
        live = await ask(port.port, "/livez")
        ready = await ask(port.port, "/readyz")

    assert (live[0], ready) == (200, (503, "redis_away\n"))


OURS = ["localhost", "localhost:1234", "LOCALHOST", "127.0.0.1", "127.0.0.1:", "[::1]:80", "[::1]"]
NOT_OURS = [
    "evil.example",
    "EVIL.example:8686",
    "evil.example.",
    "localhost.",
    "localhost.evil.example",
    "evil.example:localhost",
    "localhost:evil.example",
    "localhost:80:evil.example",
    "localhost@evil.example",
    "evil.example@localhost",
    "user:word@localhost",
    "localhost/evil.example",
    "localhost evil.example",
    "127.0.0.1.evil.example",
    "127.1",
    "2130706433",
    "0.0.0.0",
    "::1",
    "[::1",
    "[::1].evil.example",
    "[::ffff:127.0.0.1]",
    "[2001:db8::1]",
    ":8686",
    "",
]


@pytest.mark.parametrize("host", OURS)
async def test_it_answers_under_its_own_names(host):
    """Loopback by name or number, in any case, with or without a port."""
    async with status_port() as port:
        status, _ = await ask(port.port, "/status.json", host=host)

    assert status == 200


@pytest.mark.parametrize("host", NOT_OURS)
async def test_other_names_are_refused(host):
    """A web page that points a name of its own at loopback reads nothing, however it is spelt."""
    async with status_port() as port:
        status, body = await ask(port.port, "/status.json", host=host)

    assert status == 421
    assert "feeds" not in body


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/nothing"])
async def test_other_names_get_nothing_at_all(path):
    """Not even which paths there are."""
    async with status_port() as port:
        told = await ask(port.port, path, host="evil.example")

    assert told == (421, "this port does not answer under that name\n")


@pytest.mark.parametrize(
    "lines",
    [
        ["GET /status.json HTTP/1.1"],
        ["GET /status.json HTTP/1.0"],
        ["GET /status.json HTTP/1.1", "Host: localhost", "Host: evil.example"],
        ["GET /status.json HTTP/1.1", "Host: evil.example", "Host: localhost"],
        ["GET /status.json HTTP/1.1", "Host: localhost", "Host: localhost"],
        ["GET /status.json HTTP/1.1", "X-Forwarded-Host: localhost", "Host: evil.example"],
        ["GET http://evil.example/status.json HTTP/1.1", "Host: localhost"],
    ],
)
async def test_no_name_or_two_are_refused(lines):
    """Without a Host, with two of them, or with another one in the target, nothing is told."""
    async with status_port() as port:
        status, _, body = await send(port.port, *lines)

    assert status in {400, 421}
    assert "feeds" not in body


async def test_the_address_it_listens_on_is_one_of_its_names():
    """Bound to one address of the machine, it answers under that too."""
    async with status_port(listen=("127.0.0.2", 0)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.2", port.port)
        writer.write(b"GET /livez HTTP/1.0\r\nHost: 127.0.0.2:80\r\n\r\n")
        answer = await reader.read()
        writer.close()

    assert b" 200 " in answer


async def test_bound_to_every_address_it_answers_under_any_name():
    """In a container, whoever reaches the port asks by a name we cannot know."""
    async with status_port(listen=("0.0.0.0", 0)) as port:
        status, _ = await ask(port.port, "/livez", host="news-monitor.cluster.example")

    assert status == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/status.json", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_it_only_answers_reading(method, path):
    """Nothing can be changed through it."""
    async with status_port() as port:
        status, _ = await ask(port.port, path, method=method)

    assert status == 405


async def test_head_is_reading_too():
    """A probe that asks only whether gets the headers and no body."""
    async with status_port() as port:
        status, headers, body = await send(port.port, "HEAD /livez HTTP/1.1", "Host: localhost")

    assert (status, headers["content-length"], body) == (200, "3", "")


@pytest.mark.parametrize("path", ["/", "/nothing", "/metrics/", "/../etc/passwd", "/livez%00"])
async def test_an_unknown_path_is_told_shortly(path):
    """A short text, no page, and nothing of what was asked for."""
    async with status_port() as port:
        told = await send(port.port, f"GET {path} HTTP/1.1", "Host: localhost")

    assert (told[0], told[2]) == (404, "404: Not Found")
    assert told[1]["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/livez", "/status.json", "/metrics", "/nothing"])
async def test_answers_are_not_kept_and_not_guessed_about(path):
    """No cache keeps what was true once, and no browser takes it for something else."""
    async with status_port() as port:
        _, headers, _ = await send(port.port, f"GET {path} HTTP/1.1", "Host: localhost")

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "lines",
    [
        ["GET /livez HTTP/1.1", "Host: localhost"],
        ["GET /nothing HTTP/1.1", "Host: localhost"],
        ["GET /livez HTTP/1.1", "Host: localhost", "no header at all"],
        ["\x16\x03\x01 this is TLS"],
    ],
)
async def test_nobody_learns_which_versions_run(lines):
    """Not even from the answer to a request that is no HTTP."""
    async with status_port() as port:
        _, headers, body = await send(port.port, *lines)

    assert headers["server"] == "news-monitor"
    assert "python" not in (str(headers) + body).lower()


async def test_knocking_does_not_fill_the_log(logged):
    """Requests that are no HTTP are refused without a line."""
    async with status_port() as port:
        logged()
        for _ in range(3):
            await send(port.port, "GET /livez HTTP/1.1", "Host: localhost", "no header at all")

    assert logged() == []


async def test_slow_clients_hold_up_nobody():
    """Neither the next question nor the stop waits for those that send or read nothing."""
    big = {"text": "x" * 20_000_000}

    async def snapshot():
        return big

    async with status_port(snapshot=snapshot) as port:
        half = await asyncio.open_connection("127.0.0.1", port.port)
        half[1].write(b"GET /livez HTTP/1.1\r\nHost: local")
        deaf = await asyncio.open_connection("127.0.0.1", port.port)
        deaf[1].write(b"GET /status.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle = await asyncio.open_connection("127.0.0.1", port.port)
        await deaf[0].readexactly(1000)
        answered = await asyncio.wait_for(ask(port.port, "/livez"), 5)
        began = asyncio.get_running_loop().time()
    took = asyncio.get_running_loop().time() - began
    for _, writer in (half, deaf, idle):
        writer.close()

    assert answered == (200, "ok\n")
    assert took < 5


async def test_a_store_in_trouble_is_said_in_one_word(logged):
    """What the daemon expects is 503 and a line in the log, the same trouble once."""
    answers = iter([StoreError("disk I/O error"), StoreError("disk I/O error"), {}])

    async def snapshot():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with status_port(snapshot=snapshot) as port:
        told = [await ask(port.port, "/status.json") for _ in range(3)]
    lines = [(line["level"], line["event"]) for line in logged()[1:]]

    assert told == [(503, "store\n"), (503, "store\n"), (200, "{}\n")]
    assert lines == [
        ("warning", "status_failed"),
        ("debug", "status_failed"),
        ("info", "status_works"),
    ]


async def test_a_bug_in_an_answer_ends_nothing(logged):
    """The client learns nothing of it, the log everything, and the daemon goes on."""

    async def snapshot():
        raise ZeroDivisionError("secret")

    async with status_port(snapshot=snapshot) as port:
        told = await ask(port.port, "/status.json")
        after = await ask(port.port, "/livez")
    line = logged()[-1]

    assert told == (500, "failed; the log says how\n")
    assert after[0] == 200
    assert (line["level"], line["event"], line["path"]) == ("error", "status_bug", "/status.json")
    assert "ZeroDivisionError: secret" in line["exception"]


async def test_figures_are_counted_when_they_are_asked_for():
    """`refresh` is called before each scrape and only then."""
    metrics = Metrics()

    async def refresh():
        metrics.unsent.inc()

    async with status_port(metrics=metrics, refresh=refresh) as port:
        await ask(port.port, "/livez")
        await ask(port.port, "/metrics")
        _, figures = await ask(port.port, "/metrics")

    assert "monitor_outbox_unsent_alerts 2.0" in figures


async def test_figures_that_cannot_be_counted_stay_as_they_were(logged):
    """A scrape succeeds even where the store does not answer."""
    metrics = Metrics()
    metrics.unsent.set(7)

    async def refresh():
        raise StoreError("disk I/O error")

    async with status_port(metrics=metrics, refresh=refresh) as port:
        status, figures = await ask(port.port, "/metrics")

    assert status == 200
    assert "monitor_outbox_unsent_alerts 7.0" in figures
    assert logged()[-1]["event"] == "metrics_old"


async def test_the_port_it_took_is_logged(logged):
    """With `status.listen: 127.0.0.1:0` the log says where to ask."""
    async with status_port() as port:
        [line] = logged()

    assert (line["event"], line["host"], line["port"]) == ("status_listens", "127.0.0.1", port.port)


async def test_a_taken_port_is_named():
    """Where another program listens, the error says on which port."""
    async with status_port() as port:
        with pytest.raises(PermanentError, match=f"port {port.port}") as told:
            await status_port(listen=("127.0.0.1", port.port)).__aenter__()

    assert told.value.reason == "status_port"
