"""What the line's tests share: a site, and a daemon set up to watch it."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.daemon import Setup
from tests.site import Site


@pytest_asyncio.fixture
async def site():
    """Serve a news site on loopback."""
    async with Site() as site:
        yield site


@pytest.fixture
def setup(tmp_path, valkey_url, prefix):
    """Give a builder of configurations on the session's Valkey, under this test's own prefix."""

    def build(feeds, **keys):
        keys = {"redis_url": valkey_url, "prefix": prefix, **keys}
        return Setup(folder=tmp_path / "monitor", feeds=feeds, **keys)

    return build
