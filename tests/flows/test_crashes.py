"""Every step of every flow, killed just before each of its writes and run again as it was: the same work, done once.

``make test`` kills at a few writes of each step, on one database; ``make soak`` at every write, on both.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.crash import STEPS, killed_at
from tests.flows import journey
from tests.flows.journey import FINISHED, MAILING, Leg
from tests.flows.picture import differences, picture

EVERY = range(1, 1000)
SOME = range(2, 1000, 4)  # of a step with few writes the second: something is done already, and something is not
KILLS = pytest.mark.parametrize("kills", [pytest.param(EVERY, marks=pytest.mark.soak), SOME], ids=["every", "some"])


@pytest.fixture(scope="session")
def start(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A few people, cleared: where every journey starts."""
    workspace = journey.cleared(tmp_path_factory.mktemp("start") / "workspace", kind)
    databases.closed(workspace)
    return workspace


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where copies are made, with their databases."""
    yield tmp_path
    databases.dropped(tmp_path)


@KILLS
def test_a_wave_from_plan_to_destruction(start: Workspace, folder: Path, kills: range) -> None:
    workspace, done = start, 0
    for number, leg in enumerate(journey.legs()):
        workspace = journey.copied(workspace, folder / f"{number}-{leg.step}")
        leg.before(workspace)
        after = journey.copied(workspace, folder / f"{number}-after")
        done += survives(workspace, after, leg, folder, kills)
        workspace = after
    assert done > 60 // kills.step


@KILLS
@pytest.mark.parametrize("leg", list(journey.aside()), ids=lambda leg: leg.step)
def test_what_comes_back_and_what_is_taken_back(start: Workspace, folder: Path, leg: Leg, kills: range) -> None:
    workspace = journey.copied(start, folder / "before")
    leg.before(workspace)
    after = journey.copied(workspace, folder / "after")
    survives(workspace, after, leg, folder, kills)


def survives(before: Workspace, after: Workspace, leg: Leg, folder: Path, kills: range) -> int:
    """Run the step undisturbed in ``after``, and in copies killed at these writes; returns how many times it was."""
    STEPS[leg.step](after, season.ADULT, MAILING)
    wanted = picture(after)
    for done, write in enumerate(kills):
        copy = journey.copied(before, folder / f"{after.path.name}-{write}")
        was_killed = killed_at(copy.path, season.ADULT, leg.step, MAILING, write)
        if was_killed:
            run_again(copy, leg.step)
        assert differences(picture(copy), wanted) == [], f"{leg.step}, killed before write {write}"
        databases.closed(copy)
        databases.dropped(copy.path)
        shutil.rmtree(copy.path)
        if not was_killed:
            return done
    raise AssertionError(f"{leg.step} never came to its end")


def run_again(workspace: Workspace, step: str) -> None:
    """Plainly, as the mailing team would; a step that was finished before it was killed says so."""
    try:
        STEPS[step](workspace, season.ADULT, MAILING)
    except FulfilmentError as refused:
        if refused.code not in FINISHED:
            raise
