"""`fulfilment synth` and `fulfilment sample` on a workspace: exit statuses, counts and places, no person's values."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fulfilment.commands.main import run
from tests.samples.conftest import Office

FIRST = "rza-adult-2026.xlsx"
FAULTY = "rza-adult-2026-faulty.xlsx"


@pytest.fixture
def folder(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    out = tmp_path / "out"
    assert command(office, "synth", "adult-2026", str(out), "--people", "40", "--faulty", "1") == 0
    capsys.readouterr()
    return out


def command(office: Office, *arguments: str) -> int:
    return run(["--workspace", str(office.workspace.path), *arguments])


def test_synth_writes_a_file_a_trust_and_a_faulty_one(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        FAULTY, FIRST, "rzb-adult-2026.csv", "rzc-adult-2026.ods",
    ]  # fmt: skip


def test_a_clean_file_is_checked_loaded_and_approved(
    office: Office, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in sorted(folder.iterdir()) if path.name != FAULTY]
    assert command(office, "sample", "check", "adult-2026", *files) == 0
    assert command(office, "sample", "load", "adult-2026", *files) == 0
    assert command(office, "sample", "approve", "adult-2026", "RZA") == 0
    capsys.readouterr()
    assert command(office, "sample", "load", "adult-2026", *files) == 0
    assert capsys.readouterr().out.count("Nothing changed.") == 3


def test_a_faulty_file_ends_with_status_1_and_a_report_and_nothing_is_loaded(
    office: Office, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert command(office, "sample", "check", "adult-2026", str(folder / FAULTY), "--report", str(report)) == 1
    [plain] = json.loads(report.read_text(encoding="utf-8"))
    assert plain["blocked"]
    said = capsys.readouterr().out
    found = {each["found"] for each in plain["findings"] if len(each["found"]) > 5}
    assert found
    assert not [value for value in found if value in said]
    assert command(office, "sample", "load", "adult-2026", str(folder / FAULTY)) == 1
    assert "Nothing was loaded" in capsys.readouterr().err


def test_the_counts_can_be_had_as_json(office: Office, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(office, "sample", "check", "adult-2026", str(folder / FIRST), "--json") == 0
    [plain] = json.loads(capsys.readouterr().out)
    assert (plain["trust"], plain["blocked"], "findings" in plain) == ("RZA", False, False)


def test_a_report_of_an_unknown_kind_is_refused_before_any_work(office: Office, folder: Path) -> None:
    assert command(office, "sample", "check", "adult-2026", str(folder / FIRST), "--report", "report.pdf") == 1


def test_an_unknown_wave_is_refused(office: Office, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(office, "sample", "check", "adult-1999", str(folder / FIRST)) == 1
    assert "adult-2026" in capsys.readouterr().err


def test_invented_files_go_into_no_folder_that_cannot_be_written(office: Office, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert command(office, "synth", "adult-2026", str(tmp_path / "taken")) == 1
    shutil.rmtree(tmp_path / "files")
