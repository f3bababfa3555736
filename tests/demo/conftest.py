"""The demo's newsrooms, and their site on loopback."""

from __future__ import annotations

import pytest
import pytest_asyncio

from monitor.demo.site import NewsSite
from monitor.demo.stories import Newsrooms, load_newsrooms
from tests.demo.served import START


@pytest.fixture(scope="session")
def newsrooms() -> Newsrooms:
    """Give the demo's newsrooms."""
    return load_newsrooms()


@pytest_asyncio.fixture
async def site(newsrooms):
    """Serve them."""
    async with NewsSite(newsrooms, started_at=START) as served:
        yield served
