"""The status port: what it says, to whom, and when it cannot be had."""

from __future__ import annotations

import asyncio
import json

import pytest

from monitor.errors import PermanentError
from monitor.metrics import Metrics
from monitor.web.status import StatusPort


async def ask(port, path, *, host="localhost", method="GET"):
    """Send one request; return the status and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body


def status_port(*, metrics=None, trouble=None, listen=("127.0.0.1", 0)):
    """Build a port that tells of two feeds."""

    async def snapshot():
        return {"feeds": 2}

    registry = (metrics or Metrics()).registry
    return StatusPort(listen, registry=registry, snapshot=snapshot, trouble=lambda: trouble)


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


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost:1234", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
    ],
)
async def test_other_names_are_refused(host, expected):
    """A web page that points a name of its own at loopback reads nothing."""
    async with status_port() as port:
        status, _ = await ask(port.port, "/status.json", host=host)

    assert status == expected


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_it_only_answers_reading(method):
    """Nothing can be changed through it."""
    async with status_port() as port:
        status, _ = await ask(port.port, "/status.json", method=method)

    assert status == 405


async def test_a_taken_port_is_named():
    """Where another program listens, the error says on which port."""
    async with status_port() as port:
        with pytest.raises(PermanentError, match=f"port {port.port}") as told:
            await status_port(listen=("127.0.0.1", port.port)).__aenter__()

    assert told.value.reason == "status_port"
