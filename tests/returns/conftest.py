"""A posted first mailing for tests of what comes back: prepared once a run and kind of database, copied for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fulfilment.workspace import Workspace
from tests import databases, season
from tests.returns import post

PEOPLE = {season.ADULT: 7}


def _copies(original: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = databases.copied(original, tmp_path / "workspace")
    yield workspace
    databases.closed(workspace)
    databases.dropped(tmp_path)


@pytest.fixture(scope="session")
def _loaded(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.closed(season.loaded(tmp_path_factory.mktemp("loaded") / "workspace", PEOPLE, kind))


@pytest.fixture(scope="session")
def _posted(_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = databases.copied(_loaded, tmp_path_factory.mktemp("posted") / "workspace")
    season.clear(workspace, season.ADULT)
    post.despatch(workspace, season.released(workspace, season.ADULT))
    return databases.closed(workspace)


@pytest.fixture
def loaded(_loaded: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Files loaded and approved, nothing traced, nothing sent."""
    yield from _copies(_loaded, tmp_path)


@pytest.fixture
def posted(_posted: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The first mailing is released and every letter of it despatched."""
    yield from _copies(_posted, tmp_path)
