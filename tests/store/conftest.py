"""A store on a database of each test's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.store import SqlStore

_NOBODY = 65_534


@pytest.fixture
def path(tmp_path):
    """Say where this test's database is."""
    return tmp_path / "monitor.sqlite3"


@pytest_asyncio.fixture
async def store(path):
    """Open a store on a new database."""
    async with SqlStore(path) as store:
        yield store


@pytest.fixture
def unprivileged():
    """Give a folder, and a context in which its permissions hold even if root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="news-monitor-"))
    folder.chmod(0o755)

    @contextmanager
    def as_nobody():
        if os.geteuid() != 0:
            yield
            return
        try:
            os.seteuid(_NOBODY)
        except OSError:
            pytest.skip("root without the right to become somebody else")
        try:
            yield
        finally:
            os.seteuid(0)

    yield folder, as_nobody
    folder.chmod(0o755)
    shutil.rmtree(folder)
