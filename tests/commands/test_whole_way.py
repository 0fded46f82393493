"""The commands as a person types them: what they print, what they refuse, and their exit status."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fulfilment.commands.main import NOUNS, run
from fulfilment.workspace import Workspace
from tests import season


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Files loaded and approved; no clearance yet."""
    return season.loaded(tmp_path_factory.mktemp("typed") / "workspace", {season.ADULT: 8})


def _fulfilment(workspace: Workspace, *words: str) -> int:
    return run(["--workspace", str(workspace.path), "--actor", "mo", *words])


def _state(workspace: Workspace) -> dict[str, bytes]:
    """Every file of a workspace but the stores' journals, which a reader may touch."""
    return {
        str(path): path.read_bytes()
        for path in workspace.path.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_clearance_goes_out_and_comes_back_once(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = tmp_path / "trace.csv"
    assert _fulfilment(workspace, "mailing", "plan", season.ADULT, "1") == 1
    assert "There is no clearance for this wave" in capsys.readouterr().err
    assert _fulfilment(workspace, "clearance", "export", season.ADULT, str(trace)) == 0
    _answer_as_the_trace(trace)
    as_of = f"{max(case.created_at for case in season.cases_of(workspace, season.ADULT)):%Y-%m-%dT%H:%M}"
    typed = ["clearance", "import", season.ADULT, str(trace), "--as-of", as_of]
    assert _fulfilment(workspace, *typed) == 0
    assert _fulfilment(workspace, *typed) == 0
    assert "imported before" in capsys.readouterr().out


def _answer_as_the_trace(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "status": "clear"} for row in rows)


HOSTILE = {
    "no-such-file": lambda folder: folder / "none.csv",
    "a-directory": lambda folder: folder,
    "empty": lambda folder: _file(folder, b""),
    "not-text": lambda folder: _file(folder, bytes(range(256)) * 8),
    "other-columns": lambda folder: _file(folder, b"name,status\r\nA,clear\r\n"),
    "unknown-references": lambda folder: _file(folder, b"reference,status\r\n1234-5678-K,clear\r\n,gone\r\n"),
}


def _file(folder: Path, data: bytes) -> Path:
    (folder / "hostile.csv").write_bytes(data)
    return folder / "hostile.csv"


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_clearance_is_refused_in_words_and_changes_nothing(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    before = _state(workspace)
    status = _fulfilment(
        workspace, "clearance", "import", season.ADULT, str(HOSTILE[kind](tmp_path)), "--as-of", "2026-11-01"
    )
    said = capsys.readouterr().err
    assert status in (1, 2)
    assert said.strip()
    assert "Traceback" not in said
    assert _state(workspace) == before


def test_every_fault_of_a_clearance_is_named_at_once_by_row(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _file(tmp_path, b"reference,status\r\n1234-5678-K,clear\r\n9999-9999-9,gone\r\n")
    assert _fulfilment(workspace, "clearance", "import", season.ADULT, str(path), "--as-of", "2026-11-01") == 1
    said = capsys.readouterr().err
    for place in ("row 2, column reference", "row 3, column reference", "row 3, column status"):
        assert f"hostile.csv, {place}" in said


REFUSED = {
    "an unknown wave": ["mailing", "plan", "adult-1999", "1"],
    "an unknown mailing": ["mailing", "compose", "99"],
    "a mark with a wrong check digit": ["piece", "show", "000000001011010110"],
    "a reference with a wrong check symbol": ["case", "show", "1234-5678-2"],
    "a sample file that is not there": ["sample", "check", season.ADULT, "nowhere.csv"],
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_ends_with_status_1_and_what_to_do(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    assert _fulfilment(workspace, *REFUSED[what]) in (1, 2)
    said = capsys.readouterr().err
    assert len(said.split()) > 4
    assert "Traceback" not in said


def test_a_folder_that_is_no_workspace_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--workspace", str(tmp_path), "mailing", "show"]) == 1
    assert "is not a workspace" in capsys.readouterr().err


def test_answers_cannot_be_exported_without_their_key(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = workspace.keys / "answers" / "answers.key"
    key.rename(tmp_path / "answers.key")
    try:
        assert _fulfilment(workspace, "export", "answers", season.ADULT) == 1
    finally:
        (tmp_path / "answers.key").rename(key)
    assert "answers.key" in capsys.readouterr().err


def test_machines_get_json(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fulfilment(workspace, "mailing", "show", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_codebook_names_every_variable_with_its_codes(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "codebook.csv"
    assert _fulfilment(workspace, "export", "codebook", season.ADULT, "--out", str(out)) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    part = workspace.content.questionnaire("adult", "adult").part("adult")
    described = {row["variable"].split("__")[0] for row in rows}
    assert described == {question.id for question in part.questions}
    told_kindly = [row["code"] for row in rows if row["variable"] == "told_kindly"]
    assert told_kindly[-3:] == ["-7", "-8", "-9"]
    assert "1" in told_kindly


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_says_what_it_is_for(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([noun, "--help"]) == 0
    assert "Usage: fulfilment" in capsys.readouterr().out


AS_AN_ORDINARY_USER = """
import os, sys
from fulfilment.commands.main import run
import fulfilment.commands.mailing
if os.getuid() == 0:
    os.setuid(65534)  # root may read everything: the right is given up first
sys.exit(run(sys.argv[1:]))
"""


def test_a_workspace_without_permission_is_refused_in_words(workspace: Workspace) -> None:
    workspace.path.chmod(0o700)
    typed = ["--workspace", str(workspace.path), "--actor", "mo", "mailing", "show"]
    if os.getuid() != 0:
        workspace.path.chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", AS_AN_ORDINARY_USER, *typed], capture_output=True, text=True, check=False
    )
    workspace.path.chmod(0o700)
    assert done.returncode == 1
    assert "permission denied" in done.stderr
    assert "Traceback" not in done.stderr
