"""A fresh public site for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Stores
from tests.webform.public_site import PublicSite, make_site, make_store


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and a key ring, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    make_store(folder)
    return folder


@pytest.fixture
def public_site(tmp_path: Path, empty_store: Path, stores: Stores) -> Iterator[PublicSite]:
    """The shipped content, keys that cost little, an empty store."""
    shutil.copytree(empty_store / "keys", tmp_path / "keys")
    site = make_site(tmp_path, stores=stores)
    yield site
    site.engine.dispose()
