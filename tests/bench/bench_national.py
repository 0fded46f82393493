"""A national mailing: loading, planning and releasing grow with the cases, memory does not, printing takes longest.

The same wave of 130 trusts with few cases and with ten times as many; each phase in a process of its own. `make bench`
takes 1,200 cases and 12,000. ``python -m tests.bench.bench_national 12000`` takes those and 120,000, in half an hour.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import CHEAP
from fulfilment.mailings import checking, clearing, composing, planning, releasing
from fulfilment.samples import loading
from fulfilment.samples.intake import Intake
from fulfilment.samples.synth.invention import invent
from fulfilment.waves import Signatory, Trust, Wave
from fulfilment.workspace import Workspace
from tests import season
from tests.bench.figure import Figure

FEW, TIMES, TRUSTS = 1_200, 10, 130
WAVE, MAILING = season.ADULT, 1
SIGNATORY = Signatory(name="Dr Helen Ashgrove", role="Chief Executive")
LETTERS = "ABCDEFGHJK"

Measured = Mapping[str, float]
"""``seconds`` of processor time and ``peak`` memory of a phase."""


def figures(cases: int = FEW) -> Iterator[Figure]:
    """How each phase grows, then how planning and releasing stand beside printing and reading back."""
    few, many = _measured(cases), _measured(cases * TIMES)
    for phase, took in many.items():
        print(f"national {phase}: {took['seconds']:.1f} s, {took['peak'] / 1024:.0f} MiB for {cases * TIMES:,} cases")
    for phase in ("load", "plan", "release"):
        sizes = f"{cases * TIMES:,} cases against {cases:,}, {TRUSTS} trusts"
        yield Figure(
            f"national {phase}", many[phase]["seconds"] / few[phase]["seconds"], 12, f"time, {sizes}", at_least=False
        )
        yield Figure(
            f"national {phase} memory", many[phase]["peak"] / few[phase]["peak"], 1.2, f"peak, {sizes}", at_least=False
        )
    beside = sum(many[phase]["seconds"] for phase in ("plan", "release"))
    printing = sum(many[phase]["seconds"] for phase in ("compose", "check"))
    includes = f"planning and releasing {beside:.1f} s, composing and checking {printing:.1f} s, hashing of codes cheap"
    yield Figure("national beside printing", beside / printing, 1, includes, at_least=False)


def _measured(cases: int) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        _prepare(workspace, cases)
        return {phase: _in_a_process(workspace, phase) for phase in PHASES}


def _prepare(path: Path, cases: int) -> None:
    """An empty wave with the trusts' files beside it."""
    workspace = add_wave(found(path, CHEAP), _wave())
    (path / "incoming").mkdir()
    for file in invent(workspace.wave(WAVE), workspace.content.survey("adult"), cases, seed=1):
        (path / "incoming" / file.name).write_bytes(file.data)


def _wave() -> Wave:
    codes = [f"R{first}{second}" for first in "ABCDEFGHJKLMN" for second in LETTERS][:TRUSTS]
    trusts = tuple(Trust(code=code, name=f"{code} Hospitals NHS Trust", signatory=SIGNATORY) for code in codes)
    return season.wave(WAVE).model_copy(update={"trusts": trusts})


def _load(workspace: Workspace) -> None:
    survey, wave = workspace.content.survey("adult"), workspace.wave(WAVE)
    intake = Intake(
        survey, wave, (wave,), workspace.office, workspace.online, workspace.office_keys(), workspace.path
    )  # fmt: skip
    how = loading.Doing("mailing team", season.NOW, os.urandom)
    for path in sorted((workspace.path / "incoming").iterdir()):
        trust = next(code for code in (trust.code for trust in wave.trusts) if code.lower() in path.name.lower())
        intake.load(intake.check([path], season.NOW.date(), trust), how)
        intake.approve(trust, how)


def _clear(workspace: Workspace) -> None:
    room, path = workspace.room(WAVE), workspace.path / "trace.csv"
    clearing.export(room, path, season.doing())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "status": "clear"} for row in rows)
    clearing.import_(room, path, season.NOW, season.doing())


def _plan(workspace: Workspace) -> None:
    assert planning.plan(workspace.room(WAVE), workspace.content, 1, [], season.doing()) == MAILING


def _compose(workspace: Workspace) -> None:
    composing.compose(workspace.room(WAVE), workspace.content, MAILING, season.doing())


def _check(workspace: Workspace) -> None:
    checking.check(workspace.room(WAVE), MAILING, season.doing())


def _approve(workspace: Workspace) -> None:
    season.approved(workspace, WAVE, MAILING)


def _release(workspace: Workspace) -> None:
    at = season.doing(season.NOW + timedelta(hours=1))
    releasing.release(workspace.room(WAVE), workspace.content, MAILING, at)


PHASES: dict[str, Callable[[Workspace], None]] = {
    "load": _load,
    "clear": _clear,
    "plan": _plan,
    "compose": _compose,
    "check": _check,
    "approve": _approve,
    "release": _release,
}


def _in_a_process(workspace: Path, phase: str) -> Measured:
    command = [sys.executable, "-m", "tests.bench.bench_national", str(workspace), phase]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _run(path: Path, phase: str) -> Measured:
    workspace = Workspace.open(path)
    begun = time.process_time()
    PHASES[phase](workspace)
    return {"seconds": time.process_time() - begun, "peak": _peak()}


def _peak() -> float:
    """The most memory that this program had, in KiB. The system's own count begins with that of who started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return float(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        for figure in figures(int(sys.argv[1])):
            print(figure, flush=True)
    else:
        print(json.dumps(_run(Path(sys.argv[1]), sys.argv[2])))
