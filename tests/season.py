"""A small season for tests: a workspace of invented people, brought as far as a test needs it.

Everything is real: keys (cheap to hash), stores, trusts' files, content, print files.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fulfilment.cases.person import Person
from fulfilment.founding import add_wave
from fulfilment.mailings import checking, clearing, composing, planning, proofing, releasing
from fulfilment.room import Doing
from fulfilment.samples import loading
from fulfilment.samples.intake import Intake
from fulfilment.samples.synth.invention import invent
from fulfilment.store.engines import reading
from fulfilment.store.office import cases, people
from fulfilment.store.office.models import Case
from fulfilment.waves import Signatory, Trust, Wave
from fulfilment.workspace import Workspace
from tests import databases

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ADULT, UNDER16 = "adult-2026", "under16-2026"
TRUSTS = {
    ADULT: {"RZA": "Northmere Hospitals NHS Trust", "RZB": "Alder Vale NHS Foundation Trust"},
    UNDER16: {"RYA": "Merrowdale Children’s NHS Foundation Trust"},
}
CONTACT = 1


def doing(at: datetime = NOW, processes: int = 1) -> Doing:
    """The mailing team at work."""
    return Doing("mailing team", at, processes=processes)


def wave(wave_id: str, names: Mapping[str, Mapping[str, str]] = TRUSTS) -> Wave:
    """A wave of these trusts with fieldwork from 2 November 2026."""
    trusts = tuple(
        Trust(code=code, name=name, ptc="P01" if wave_id == UNDER16 else None,
              signatory=Signatory(name="Dr Helen Ashgrove", role="Chief Executive"))
        for code, name in names[wave_id].items()
    )  # fmt: skip
    return Wave(
        id=wave_id, survey=wave_id.split("-")[0], discharged_from=date(2026, 4, 1), discharged_to=date(2026, 6, 30),
        fieldwork_starts=date(2026, 11, 2), fieldwork_ends=date(2027, 2, 26), address="survey.example.org",
        trusts=trusts,
    )  # fmt: skip


def loaded(
    path: Path, size: Mapping[str, int], kind: str = "sqlite", names: Mapping[str, Mapping[str, str]] = TRUSTS
) -> Workspace:
    """A workspace with the loaded and approved files of so many invented people a wave, on databases of a kind."""
    workspace = databases.workspace(kind, path)
    for wave_id in size:
        workspace = add_wave(workspace, wave(wave_id, names))
    incoming = path / "incoming"
    incoming.mkdir()
    how = loading.Doing("mailing team", NOW, os.urandom)
    for wave_id, number in size.items():
        survey = workspace.content.survey(workspace.wave(wave_id).survey)
        waves = tuple(workspace.waves.values())
        intake = Intake(
            survey, workspace.wave(wave_id), waves, workspace.office, workspace.online, workspace.office_keys(), path
        )
        for file in invent(workspace.wave(wave_id), survey, number, seed=1):
            (incoming / file.name).write_bytes(file.data)
            intake.load(intake.check([incoming / file.name], NOW.date(), file.trust), how)
            intake.approve(file.trust, how)
    return workspace


def clear(
    workspace: Workspace, wave_id: str, died: frozenset[str] = frozenset(), at: datetime = NOW
) -> clearing.Imported:
    """A trace that finds everybody clear but those whose reference (as printed) is in ``died``."""
    path = workspace.path / f"trace-{at:%Y%m%d%H%M}.csv"
    clearing.export(workspace.room(wave_id), path, doing(at))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "status": "died" if row["reference"] in died else "clear"} for row in rows)
    return clearing.import_(workspace.room(wave_id), path, at, doing(at))


def planned(workspace: Workspace, wave_id: str) -> int:
    """A planned first mailing; its number."""
    return planning.plan(workspace.room(wave_id), workspace.content, CONTACT, [], doing())


def checked(workspace: Workspace, wave_id: str) -> int:
    """A composed and checked first mailing with approved proofs; its number."""
    mailing = planned(workspace, wave_id)
    composing.compose(workspace.room(wave_id), workspace.content, mailing, doing())
    checking.check(workspace.room(wave_id), mailing, doing())
    approved(workspace, wave_id, mailing)
    return mailing


def approved(workspace: Workspace, wave_id: str, mailing: int) -> None:
    """Proofs of a mailing, written and approved."""
    proofing.write(workspace.room(wave_id), workspace.content, mailing, doing())
    proofing.approve(workspace.room(wave_id), mailing, "Morgan Finch", doing())


def released(workspace: Workspace, wave_id: str) -> int:
    """A released first mailing; its number."""
    mailing = checked(workspace, wave_id)
    releasing.release(workspace.room(wave_id), workspace.content, mailing, doing())
    return mailing


def cases_of(workspace: Workspace, wave_id: str) -> list[Case]:
    """The cases of a wave, by reference."""
    with reading(workspace.office) as session:
        return list(cases.of_wave(session, wave_id))


def person_of(workspace: Workspace, case: Case) -> Person:
    """Who a case is."""
    with reading(workspace.office) as session:
        person = people.get(session, workspace.office_keys().people(case.wave), case.token)
    assert person is not None
    return person


def later(days: float) -> datetime:
    """So many days after the season's beginning."""
    return NOW + timedelta(days=days)
