"""The demonstration: the whole way on invented people, from trusts' files to released first mailings."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from fulfilment.errors import FulfilmentError
from fulfilment.files import make_folder
from fulfilment.founding import add_wave, found
from fulfilment.keys import codes, references
from fulfilment.keys.digests import Cost
from fulfilment.london import london_day
from fulfilment.mailings import checking, clearing, composing, planning, proofing, releasing
from fulfilment.room import Doing, Progress, silent
from fulfilment.samples import loading, report
from fulfilment.samples.intake import Intake
from fulfilment.samples.rules import Effect
from fulfilment.samples.synth.invention import invent
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, mailings, staff
from fulfilment.store.office.models import Case
from fulfilment.store.office.staff import Credentials
from fulfilment.waves import Signatory, Trust, Wave
from fulfilment.workspace import DEMONSTRATION_FILE, Workspace

FIRST_LINE = "Everybody in this folder is invented: `fulfilment demo` may delete it and start over."
SEED = 2026
PEOPLE = {"adult": 200, "under16": 60}


def _trust(code: str, name: str, signatory: str, role: str, ptc: str | None = None) -> Trust:
    return Trust(code=code, name=name, ptc=ptc, signatory=Signatory(name=signatory, role=role))


TRUSTS = {
    "adult": (
        _trust("RZA", "Northmere Hospitals NHS Trust", "Dr Helen Ashgrove", "Chief Executive"),
        _trust("RZB", "Alder Vale NHS Foundation Trust", "Samuel Okonjo-Reed", "Chief Nurse"),
        _trust("RZC", "Saint Orrin’s University Hospitals NHS Trust", "Priya Lindqvist", "Chief Executive"),
    ),
    "under16": (
        _trust("RYA", "Merrowdale Children’s NHS Foundation Trust", "Dr Ruth Calloway", "Chief Executive", "P01"),
        _trust("RYB", "Eastholme University Hospitals NHS Trust", "Tomasz Wren", "Chief Nurse", "P02"),
    ),
}


@dataclass(frozen=True)
class Try:
    """Somebody invented to try the sites with: who, the reference, the access code as printed."""

    who: str
    reference: str
    code: str


@dataclass(frozen=True)
class Made:
    """One thing that was made: what, how much of it, where."""

    what: str
    much: str
    where: Path


@dataclass(frozen=True)
class Demo:
    """What was made, three people to try the public site with, and the helpline agent's sign-in."""

    workspace: Workspace
    made: Sequence[Made]
    tries: Sequence[Try]
    agent: Credentials


def run(
    path: Path, now: datetime, people: Mapping[str, int] = PEOPLE, tell: Progress = silent, cost: Cost | None = None
) -> Demo:
    """Make the demonstration in a folder, in the place of an earlier one. Raises FulfilmentError for any other."""
    _clear(path)
    workspace = found(path, cost or Cost())
    for survey in PEOPLE:
        workspace = add_wave(workspace, _wave(survey, london_day(now)))
    doing = Doing("demo", now, tell, workspace.settings.processes or os.cpu_count() or 1)
    made: list[Made] = []
    for wave in workspace.waves.values():
        made += _samples(workspace, wave, people[wave.survey], doing)
    for wave in workspace.waves.values():
        made += _mail(workspace, wave, doing)
    with transaction(workspace.office) as session:
        staff_key = workspace.staff_keys().staff_key
        agent = staff.enrol(session, staff_key, "agent", "supervisor", now, "demo", os.urandom)
    demo = Demo(workspace, made, _tries(workspace), agent)
    (path / DEMONSTRATION_FILE).write_text("\n".join([FIRST_LINE, "", *to_try(demo), ""]), encoding="utf-8")
    return demo


def to_try(demo: Demo) -> list[str]:
    """What to type into the sites, line by line. Kept in the workspace, where everybody is invented."""
    respondents = [f"{each.who}: reference {each.reference}, access code {each.code}" for each in demo.tries]
    agent = demo.agent
    digits = f"six digits from: fulfilment staff code {agent.totp_secret}"
    sign_in = f"name {agent.name}, password {agent.password}, {digits}"
    return ["On the public site:", *(f"  {line}" for line in respondents), "On the staff site:", f"  {sign_in}"]


def _clear(path: Path) -> None:
    """Make the folder, in the place of an earlier demonstration: one that says so itself in its first line."""
    if path.exists() and any(path.iterdir()):
        if not _is_demonstration(path):
            what = f"{path} holds something that is not a demonstration"
            raise FulfilmentError("demo", what, "Name an empty or a new folder with --workspace.")
        shutil.rmtree(path)
    make_folder(path)
    (path / DEMONSTRATION_FILE).write_text(f"{FIRST_LINE}\n", encoding="utf-8")


def _is_demonstration(path: Path) -> bool:
    note = path / DEMONSTRATION_FILE
    return note.is_file() and note.read_text(encoding="utf-8", errors="replace").startswith(FIRST_LINE)


def _wave(survey: str, today: date) -> Wave:
    """A wave whose fieldwork starts today, of people discharged some months ago."""
    starts = today.replace(day=1) - timedelta(days=210)
    return Wave(
        id=f"{survey}-{today.year}", survey=survey, discharged_from=starts.replace(day=1),
        discharged_to=starts.replace(day=1) + timedelta(days=89), fieldwork_starts=today,
        fieldwork_ends=today + timedelta(days=90), address="survey.example.org", trusts=TRUSTS[survey],
    )  # fmt: skip


def _samples(workspace: Workspace, wave: Wave, people: int, doing: Doing) -> list[Made]:
    """Invent, check, load and approve the trusts' files; the faulty one is refused and its report kept."""
    folder = workspace.path / "from-trusts" / wave.id
    folder.mkdir(parents=True)
    survey = workspace.content.survey(wave.survey)
    intake = Intake(
        survey,
        wave,
        tuple(workspace.waves.values()),
        workspace.office,
        workspace.online,
        workspace.office_keys(),
        workspace.path,
    )
    how = loading.Doing(doing.actor, doing.at, os.urandom)
    invented = sorted(invent(wave, survey, people, SEED, faulty_files=1), key=lambda file: not file.expected)
    made: list[Made] = []
    for number, file in enumerate(invented, start=1):
        path = folder / file.name
        path.write_bytes(file.data)
        checked = intake.check([path], london_day(doing.at), file.trust)
        if checked[0].blocked:
            told = path.with_suffix(".report.html")
            for noted, kind in ((path, "sample_file"), (told, "sample_report")):
                intake.register(noted, kind, doing.at)
            report.write(checked, told)
            made.append(Made(f"refused {file.name}", f"{len(checked[0].of(Effect.BLOCKS))} faults", told))
        else:
            loaded = intake.load(checked, how)[0]
            intake.approve(file.trust, how)
            made.append(Made(f"loaded {file.name}", f"{loaded.added} cases of {file.rows} rows", path))
        doing.progress(f"files of {wave.id}", number, len(invented))
    return made


def _mail(workspace: Workspace, wave: Wave, doing: Doing) -> list[Made]:
    """Clearance to release of the first contact. The trace finds that one person has died."""
    room, content = workspace.room(wave.id), workspace.content
    trace = workspace.path / "from-trusts" / wave.id / "trace.csv"
    clearing.export(room, trace, doing)
    _trace(trace)
    clearing.import_(room, trace, doing.at, doing)
    mailing = planning.plan(room, content, 1, [], doing)
    composing.compose(room, content, mailing, doing)
    checking.check(room, mailing, doing)
    proofing.write(room, content, mailing, doing)
    proofing.approve(room, mailing, doing.actor, doing)
    released = releasing.release(room, content, mailing, doing)
    folder = room.mailing_folder(mailing)
    with reading(workspace.office) as session:
        files = mailings.print_files(session, mailing)
    rows = [Made(file.name, f"{file.pieces} letters, {file.sheets} sheets", folder / file.name) for file in files]
    return [*rows, Made(f"mailing {mailing} of {wave.id}", f"{released.live} access codes live", folder)]


def _trace(path: Path) -> None:
    """Answer the export as the trace would: everybody clear but the first, who has died."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        row["status"] = "died" if number == 0 else "clear"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


TO_TRY = {
    ("adult", "adult"): "an adult",
    ("under16", "8-11"): "a child aged 8 to 11",
    ("under16", "0-7"): "the parent of a child aged 0 to 7",
}


def _tries(workspace: Workspace) -> Sequence[Try]:
    """An adult, a child of 8 to 11 and the parent of a child of 0 to 7, each with an English letter."""
    keys = workspace.office_keys()
    found: list[Try] = []
    for (survey, band), who in TO_TRY.items():
        wave = next(wave for wave in workspace.waves.values() if wave.survey == survey)
        with reading(workspace.office) as session:
            case = next(case for case in cases.of_wave(session, wave.id) if _is_good_to_try(case, band))
        code = keys.access_code(wave.id, case.reference, case.issue)
        found.append(Try(who, references.format(case.reference), codes.format(code)))
    return found


def _is_good_to_try(case: Case, band: str) -> bool:
    return case.age_band == band and case.language == "en" and case.stop is None and case.state == "open"
