"""A folder for the configuration of each test."""

from __future__ import annotations

import pytest

from tests.config.files import Files


@pytest.fixture
def files(tmp_path) -> Files:
    """Give an empty folder for configuration files."""
    return Files(tmp_path)
