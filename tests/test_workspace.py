"""Workspaces and demonstrations: what is founded, what is refused, what is never deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulfilment import demo
from fulfilment.commands.main import run
from fulfilment.errors import FulfilmentError
from fulfilment.keys.digests import CHEAP
from fulfilment.workspace import Workspace
from tests import season


def test_a_demonstration_starts_over_in_its_own_folder(tmp_path: Path) -> None:
    people = {"adult": 10, "under16": 10}
    first = demo.run(tmp_path / "demo", season.NOW, people, cost=CHEAP)
    again = demo.run(tmp_path / "demo", season.NOW, people, cost=CHEAP)
    assert [each.who for each in again.tries] == [each.who for each in first.tries]
    assert {each.code for each in again.tries}.isdisjoint(each.code for each in first.tries)


@pytest.mark.parametrize("file", ["demonstration.txt", "demo.txt", "thesis.doc"])
def test_a_folder_with_anything_else_in_it_is_never_deleted(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("my own words", encoding="utf-8")
    with pytest.raises(FulfilmentError, match="not a demonstration"):
        demo.run(tmp_path, season.NOW)
    assert (tmp_path / file).read_text(encoding="utf-8") == "my own words"


def test_a_stopped_demonstration_is_started_over(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "demonstration.txt").write_text(demo.FIRST_LINE, encoding="utf-8")
    (tmp_path / "demo" / "office.db").write_bytes(b"half a store")
    demo.run(tmp_path / "demo", season.NOW, {"adult": 10, "under16": 10}, cost=CHEAP)
    assert Workspace.open(tmp_path / "demo").waves


def test_a_workspace_is_founded_with_its_waves_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["--workspace", str(tmp_path / "new"), "init", "--wave", "adult:adult-2026", "--wave", "under16:u16"]
    assert run(typed) == 0
    assert list(Workspace.open(tmp_path / "new").waves) == ["adult-2026", "u16"]
    assert run(typed) == 1
    assert "is a workspace already" in capsys.readouterr().err


@pytest.mark.parametrize("wave", ["nosuch:w1", "adult:../../evil", "adult:Capital"])
def test_a_wave_that_cannot_be_leaves_no_half_made_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wave: str
) -> None:
    assert run(["--workspace", str(tmp_path / "new"), "init", "--wave", wave]) == 1
    assert not (tmp_path / "new").exists()
    assert capsys.readouterr().err


SPOILED = {
    "settings that are not text": ("workspace.yaml", b"\xff\xfe\x00"),
    "a setting nobody knows": ("workspace.yaml", b"speed: fast\n"),
    "a wave of another name": ("waves/adult-2026/wave.yaml", b"wave: ../evil\nsurvey: adult\n"),
    "a wave of no survey": ("waves/adult-2026/wave.yaml", None),
    "trusts that are no list": ("waves/adult-2026/trusts.yaml", b"trusts: {}\n"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_spoiled_files_of_a_workspace_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    folder = tmp_path / "spoiled"
    assert run(["--workspace", str(folder), "init", "--wave", "adult:adult-2026"]) == 0
    name, data = SPOILED[what]
    path = folder / name
    path.write_bytes(data if data is not None else path.read_bytes().replace(b"survey: adult", b"survey: nosuch"))
    capsys.readouterr()
    assert run(["--workspace", str(folder), "clearance", "export", "adult-2026", str(tmp_path / "out.csv")]) == 1
    said = capsys.readouterr().err
    assert Path(name).stem.split(".")[0] in said or "wave" in said.lower()
    assert not (tmp_path / "out.csv").exists()
