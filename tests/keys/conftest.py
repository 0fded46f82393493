"""A key ring on disk, cheap to use."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulfilment.keys import ring
from fulfilment.keys.digests import CHEAP


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys of a workspace with two waves."""
    folder = tmp_path / "keys"
    ring.make(folder, ["adult-2026", "under16-2026"], CHEAP)
    return folder
