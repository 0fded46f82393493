"""A workspace with two waves of invented trusts, new for each test, with cheap keys."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import Cost
from fulfilment.samples.intake import Intake
from fulfilment.samples.loading import Doing, Loaded
from fulfilment.workspace import Workspace
from tests.samples.trust_files import TODAY, csv_bytes, wave

LONG_AGO = "under16-2023"


@dataclass(frozen=True)
class Office:
    """A workspace to load files into. ``doing`` has a fixed moment and countable randomness."""

    workspace: Workspace
    folder: Path
    doing: Doing

    def intake(self, wave_id: str = "adult-2026") -> Intake:
        ours = self.workspace
        place = ours.wave(wave_id)
        waves = list(ours.waves.values())
        return Intake(
            ours.content.survey(place.survey), place, waves, ours.office, ours.online, ours.office_keys(), ours.path
        )

    def load(self, records: list[dict[str, str]], wave_id: str = "adult-2026", name: str = "file.csv") -> Loaded:
        path = self.folder / name
        path.write_bytes(csv_bytes(records))
        intake = self.intake(wave_id)
        [loaded] = intake.load(intake.check([path], TODAY), self.doing)
        return loaded


def counted() -> Callable[[int], bytes]:
    """Bytes that differ each time, the same in each run."""
    numbers = itertools.count(1)
    return lambda size: (next(numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835).to_bytes(64, "big")[-size:]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    workspace = found(tmp_path / "workspace", Cost(64, 1))
    workspace = add_wave(workspace, wave())
    workspace = add_wave(workspace, wave("under16-2026", "under16", ("RYA", "RYB")))
    folder = tmp_path / "files"
    folder.mkdir()
    return Office(workspace, folder, Doing("tester", datetime(2026, 10, 1, 9, tzinfo=UTC), counted()))
