"""Workspaces for the mailing tests: prepared once a run, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fulfilment.workspace import Workspace
from tests import season

Copied = Callable[[], Workspace]
PEOPLE = {season.ADULT: 14}


def _copies(original: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(original, tmp_path / "workspace")
    workspace = Workspace.open(tmp_path / "workspace")
    yield workspace
    workspace.office.dispose()
    workspace.online.dispose()


def _closed(workspace: Workspace) -> Path:
    """A workspace whose stores are closed, so that their files are whole and can be copied."""
    for engine in (workspace.office, workspace.online):
        engine.dispose()
    return workspace.path


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _closed(season.loaded(tmp_path_factory.mktemp("loaded") / "workspace", PEOPLE))


@pytest.fixture(scope="session")
def _cleared(_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cleared") / "workspace"
    shutil.copytree(_loaded, path)
    workspace = Workspace.open(path)
    season.clear(workspace, season.ADULT)
    return _closed(workspace)


@pytest.fixture(scope="session")
def _checked(_cleared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checked") / "workspace"
    shutil.copytree(_cleared, path)
    workspace = Workspace.open(path)
    season.checked(workspace, season.ADULT)
    return _closed(workspace)


@pytest.fixture
def loaded(_loaded: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Files loaded and approved, no clearance."""
    yield from _copies(_loaded, tmp_path)


@pytest.fixture
def cleared(_cleared: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Files loaded and approved, cleared at the season's beginning."""
    yield from _copies(_cleared, tmp_path)


@pytest.fixture
def checked(_checked: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Mailing 1 composed and checked."""
    yield from _copies(_checked, tmp_path)
