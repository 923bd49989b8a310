"""Everybody's own account, over the demonstration."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These screens ask nothing that databases answer differently: one kind is enough."""
    return sqlite_url
