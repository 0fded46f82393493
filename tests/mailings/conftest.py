"""Workspaces for the mailing tests: prepared once a run and kind of database, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fulfilment.workspace import Workspace
from tests import databases, season
from tests.mailings import printer

Copied = Callable[[], Workspace]
PEOPLE = {season.ADULT: 14}


def _copies(original: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = databases.copied(original, tmp_path / "workspace")
    yield workspace
    databases.closed(workspace)
    databases.dropped(tmp_path)


@pytest.fixture(scope="session")
def _loaded(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.closed(season.loaded(tmp_path_factory.mktemp("loaded") / "workspace", PEOPLE, kind))


@pytest.fixture(scope="session")
def _cleared(_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = databases.copied(_loaded, tmp_path_factory.mktemp("cleared") / "workspace")
    season.clear(workspace, season.ADULT)
    return databases.closed(workspace)


@pytest.fixture(scope="session")
def _checked(_cleared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = databases.copied(_cleared, tmp_path_factory.mktemp("checked") / "workspace")
    season.checked(workspace, season.ADULT)
    return databases.closed(workspace)


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


@pytest.fixture(scope="session")
def _handed_over(_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = databases.copied(_checked, tmp_path_factory.mktemp("handed-over") / "workspace")
    printer.released(workspace)
    printer.hand_over(workspace)
    return databases.closed(workspace)


@pytest.fixture
def handed_over(_handed_over: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Mailing 1 released and handed over to the printer."""
    yield from _copies(_handed_over, tmp_path)
