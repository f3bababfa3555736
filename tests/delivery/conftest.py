"""What tests of delivery share: a real database, a table of sinks, and a delivery at work."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
import pytest_asyncio

from monitor import sinks
from monitor.delivery import Delivery, World
from monitor.metrics import Metrics
from monitor.sinks import Options, SinkKind
from monitor.store import SqlStore
from tests.delivery.desks import Desk, Told
from tests.store.records import NOW


@pytest.fixture
def desks(monkeypatch):
    """Add the kind `desk` to the table; give the sinks that were made of it, in order."""
    made = []
    waiting = []

    def make(_options, _folder):
        made.append(waiting.pop(0) if waiting else Desk())
        return made[-1]

    kinds = {**sinks.SINKS, "desk": SinkKind(options=Options, open=make)}
    monkeypatch.setattr(sinks, "SINKS", kinds)
    return SimpleNamespace(made=made, next=waiting.append)


@pytest_asyncio.fixture
async def store(tmp_path):
    """Open a store on a new database."""
    async with SqlStore(tmp_path / "monitor.sqlite3") as store:
        yield store


@pytest.fixture
def told():
    """Keep what is told of health."""
    return Told()


@pytest.fixture
def build(store, told):
    """Give a builder of deliveries."""

    def build(*specs, **settings):
        metrics = Metrics()
        world = World(
            deliveries=store,
            now=lambda: NOW,
            metrics=metrics,
            tell=told.append,
            wait=lambda _failures, *, asked, **_: asked or timedelta(),
            **settings,
        )
        delivery = Delivery(world, specs)
        delivery.metrics = metrics
        return delivery

    return build


@pytest.fixture
async def running():
    """Give what runs a delivery in the background, and ends it after the test."""
    tasks = []

    def run(delivery):
        tasks.append((delivery, asyncio.create_task(delivery.run())))
        return tasks[-1][1]

    yield run
    for delivery, task in tasks:
        delivery.close()
        async with asyncio.timeout(10):
            await asyncio.wait({task})
        if not task.cancelled():
            task.result()
