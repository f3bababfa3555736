"""What several tests of the adapters need."""

from __future__ import annotations

import pytest

from tests.site import Site


@pytest.fixture
async def site():
    """Run a site on loopback."""
    async with Site() as running:
        yield running
