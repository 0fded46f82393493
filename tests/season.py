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
from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import CHEAP
from fulfilment.mailings import checking, clearing, composing, planning, releasing
from fulfilment.room import Doing
from fulfilment.samples import checking as sample_checking
from fulfilment.samples import files, loading
from fulfilment.samples.synth.invention import invent
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, people, samples
from fulfilment.store.office.models import Case
from fulfilment.waves import Signatory, Trust, Wave
from fulfilment.workspace import Workspace

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


def wave(wave_id: str) -> Wave:
    """A wave with fieldwork from 2 November 2026."""
    trusts = tuple(
        Trust(code=code, name=name, ptc="P01" if wave_id == UNDER16 else None,
              signatory=Signatory(name="Dr Helen Ashgrove", role="Chief Executive"))
        for code, name in TRUSTS[wave_id].items()
    )  # fmt: skip
    return Wave(
        id=wave_id, survey=wave_id.split("-")[0], discharged_from=date(2026, 4, 1), discharged_to=date(2026, 6, 30),
        fieldwork_starts=date(2026, 11, 2), fieldwork_ends=date(2027, 2, 26), address="survey.example.org",
        trusts=trusts,
    )  # fmt: skip


def loaded(path: Path, size: Mapping[str, int]) -> Workspace:
    """A workspace with the loaded and approved files of so many invented people a wave."""
    workspace = found(path, CHEAP)
    for wave_id in size:
        workspace = add_wave(workspace, wave(wave_id))
    incoming = path / "incoming"
    incoming.mkdir()
    for wave_id, number in size.items():
        survey = workspace.content.survey(wave(wave_id).survey)
        for file in invent(workspace.wave(wave_id), survey, number, seed=1):
            (incoming / file.name).write_bytes(file.data)
            checked = sample_checking.check(
                files.read(incoming / file.name), survey, workspace.wave(wave_id), NOW.date(), file.trust
            )
            with transaction(workspace.office) as session:
                how = loading.Doing("mailing team", NOW, os.urandom)
                loading.load(session, checked, workspace.wave(wave_id), workspace.waves, workspace.office_keys(), how)
                samples.approve(session, wave_id, file.trust, NOW, "mailing team")
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
    """A composed and checked first mailing; its number."""
    mailing = planned(workspace, wave_id)
    composing.compose(workspace.room(wave_id), workspace.content, mailing, doing())
    checking.check(workspace.room(wave_id), mailing, doing())
    return mailing


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
