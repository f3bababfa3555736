"""What many tests need: one real Valkey for the session, and keys that no other test uses."""

from __future__ import annotations

import json
import logging
import secrets
import socket
import sys

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from monitor.adapters.valkey import EmbeddedValkey
from monitor.areas import LogSettings
from monitor.logs import configure_logging


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    """Give a free port of 127.0.0.1."""
    return free_port()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_valkey(tmp_path_factory):
    """Run one real server for the whole session; a test that harms it starts its own."""
    folder = tmp_path_factory.mktemp("valkey")
    async with EmbeddedValkey(folder=folder, port=free_port()) as server:
        yield server


@pytest.fixture
def valkey_url(shared_valkey) -> str:
    """Give the address of the session's server."""
    return shared_valkey.url


@pytest_asyncio.fixture
async def own_valkey(tmp_path, port):
    """Run a server of this test's own, which it may kill, wipe and starve."""
    async with EmbeddedValkey(folder=tmp_path / "valkey", port=port) as server:
        yield server


@pytest.fixture
def prefix() -> str:
    """Give a key prefix that is this test's alone."""
    return f"test-{secrets.token_hex(6)}:"


@pytest_asyncio.fixture
async def redis(valkey_url):
    """Give a plain client of the session's server, to look at what really stands there."""
    client = Redis.from_url(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture
def logging_as_it_was():
    """Undo what a test sets of logging."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    logging.captureWarnings(capture=False)
    configure_logging(LogSettings())
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook


@pytest.fixture
def logged(capsys, logging_as_it_was):
    """Log everything as JSON; give what was logged since the last look, all times left out."""
    configure_logging(LogSettings(level="debug", format="json"))

    def since_the_last_look():
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        return [{key: value for key, value in line.items() if key != "time"} for line in lines]

    return since_the_last_look
