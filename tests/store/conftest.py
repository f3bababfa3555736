"""A store on a database of each test's own."""

from __future__ import annotations

import pytest
import pytest_asyncio

from monitor.store import SqlStore


@pytest.fixture
def path(tmp_path):
    """Say where this test's database is."""
    return tmp_path / "monitor.sqlite3"


@pytest_asyncio.fixture
async def store(path):
    """Open a store on a new database."""
    async with SqlStore(path) as store:
        yield store
