"""Workspaces for the tests of a wave's end: both surveys with a released first mailing, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fulfilment.workspace import Workspace
from tests import databases, season

PEOPLE = {season.ADULT: 16, season.UNDER16: 24}


@pytest.fixture(scope="session")
def _released(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = season.loaded(tmp_path_factory.mktemp("released") / "workspace", PEOPLE, kind)
    for wave in PEOPLE:
        season.clear(workspace, wave)
        season.released(workspace, wave)
    return databases.closed(workspace)


@pytest.fixture
def workspace(_released: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Both waves, letters released, codes live."""
    workspace = databases.copied(_released, tmp_path / "workspace")
    room = workspace.room(season.ADULT)  # now, while its keys are there
    yield workspace
    for engine in (workspace.office, workspace.online, room.office(), room.online()):
        engine.dispose()
    databases.dropped(tmp_path)
