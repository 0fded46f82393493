"""Both stores on disk, as the programs find them, and a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fulfilment.store import engines, migrating

NOW = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Engine:
    """An office store as it is after ``fulfilment init``."""
    engine = engines.office(f"sqlite:///{tmp_path / 'office.db'}")
    migrating.upgrade(engine, "office")
    return engine


@pytest.fixture
def online(tmp_path: Path) -> Engine:
    """An online store as it is after ``fulfilment init``."""
    engine = engines.online(f"sqlite:///{tmp_path / 'online.db'}")
    migrating.upgrade(engine, "online")
    return engine
