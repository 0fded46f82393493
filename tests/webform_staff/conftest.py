"""Fresh sites for each test, on copies of stores that were made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Stores
from tests.webform_staff.staff_site import StaffSite, make_staff_site, make_stores


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both stores and the keys."""
    folder = tmp_path_factory.mktemp("stores")
    make_stores(folder)
    return folder


@pytest.fixture
def staff_site(empty_stores: Path, tmp_path: Path, stores: Stores) -> Iterator[StaffSite]:
    """The shipped content, keys that cost little, empty stores."""
    shutil.copytree(empty_stores / "keys", tmp_path / "keys")
    site = make_staff_site(tmp_path, stores)
    yield site
    site.public.engine.dispose()
    site.office.dispose()
