"""Both stores on both databases, as the programs find them, and a moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from tests.databases import KINDS, Stores

NOW = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Whatever the stores promise they promise on both databases, in every test run."""
    if request.param == "postgresql":
        request.getfixturevalue("postgresql")
    return str(request.param)


@pytest.fixture
def office(stores: Stores) -> Engine:
    """An office store as it is after ``fulfilment init``."""
    return stores.office


@pytest.fixture
def online(stores: Stores) -> Engine:
    """An online store as it is after ``fulfilment init``."""
    return stores.online
