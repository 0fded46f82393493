"""The doctor: a workspace in order has no fault, and each thing that goes wrong is named with how to mend it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from fulfilment.closing import doctor, retention
from fulfilment.closing.doctor import Finding
from fulfilment.commands.doctor import patient_of
from fulfilment.commands.main import run
from fulfilment.keys.digests import REAL
from fulfilment.store.office.closing_models import WaveClosing
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.store.conftest import ON_SQLITE

SOON = season.NOW + timedelta(hours=1)


def findings(workspace: Workspace, now: datetime = SOON) -> list[Finding]:
    return doctor.examine(patient_of(Workspace.open(workspace.path)), now)


def codes(workspace: Workspace, now: datetime = SOON) -> set[str]:
    return {finding.fault.code for finding in findings(workspace, now)}


@pytest.fixture
def healthy(workspace: Workspace) -> Workspace:
    """A workspace as it is in earnest, but for the cost of its keys, which the demonstration is allowed."""
    (workspace.path / "demo.txt").touch()
    return workspace


def test_a_workspace_in_order_has_no_fault(healthy: Workspace) -> None:
    assert [finding for finding in findings(healthy) if finding.fault.blocks] == []


def test_keys_that_cost_little_are_for_invented_people_only(workspace: Workspace) -> None:
    assert "keys-cheap" in codes(workspace)
    assert not REAL.is_cheap


def _open_key(workspace: Workspace) -> None:
    (workspace.keys / "office" / "digest.key").chmod(0o644)


def _lost_key(workspace: Workspace) -> None:
    (workspace.keys / "office" / "waves" / season.ADULT / "people.key").unlink()


def _wrong_answers_key(workspace: Workspace) -> None:
    shutil.copy(workspace.keys / "escrow" / "escrow.key", workspace.keys / "answers" / "answers.key")


def _no_keys_of_a_wave(workspace: Workspace) -> None:
    for program in ("office", "staff", "public"):
        shutil.rmtree(workspace.keys / program / "waves" / season.ADULT)


def _no_tables(workspace: Workspace) -> None:
    with databases.owned(workspace.office).execution_options(use="write").begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def _manifest_of_another_chain(workspace: Workspace) -> None:
    path = workspace.path / "mailings" / "1" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"chain_head": "ab" * 32}))


def _trusts(old: str, new: str) -> Callable[[Workspace], None]:
    def change(workspace: Workspace) -> None:
        path = workspace.path / "waves" / season.ADULT / "trusts.yaml"
        written = path.read_text(encoding="utf-8")
        assert old in written
        path.write_text(written.replace(old, new, 1), encoding="utf-8")

    return change


def _dates(workspace: Workspace) -> None:
    path = workspace.path / "waves" / season.ADULT / "wave.yaml"
    path.write_text(path.read_text().replace("2026-06-30", "2026-03-30"))


def _half_written(workspace: Workspace) -> None:
    (workspace.path / "mailings" / "1" / "letters.pdf.part").touch()


def _content(workspace: Workspace) -> None:
    shutil.copytree(workspace.letters, workspace.path / "letters")
    survey = workspace.path / "letters" / "adult" / "survey.yaml"
    survey.write_text(
        survey.read_text(encoding="utf-8").replace("path_letter: A", "path_letter: ABC"), encoding="utf-8"
    )


WRONG: dict[str, Callable[[Workspace], None]] = {
    "key-permissions": _open_key,
    "key-missing": _lost_key,
    "key-wrong-role": _wrong_answers_key,
    "wave-without-keys": _no_keys_of_a_wave,
    "event-anchor": _manifest_of_another_chain,
    "trust-code": _trusts("RZA", "XZA"),
    "trust-twice": _trusts("RZB", "RZA"),
    "trust-signatory": _trusts("role: Chief Executive", "role: ' '"),
    "trust-name": _trusts("name: Northmere Hospitals NHS Trust", "name: Example Trust"),
    "trust-logo": _trusts("signatory:", "logo: logo.png\n  signatory:"),
    "wave-dates": _dates,
    "left-over": _half_written,
    "path-letter": _content,
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_found_with_how_to_mend_it(healthy: Workspace, code: str) -> None:
    assert code not in codes(healthy)
    WRONG[code](healthy)
    found = [finding.fault for finding in findings(healthy) if finding.fault.code == code]
    assert found
    assert all(fault.mend for fault in found)


@ON_SQLITE
def test_stores_of_an_older_version_are_found_and_the_other_checks_go_on(healthy: Workspace) -> None:
    _no_tables(healthy)
    _half_written(healthy)
    assert {"store-not-current", "left-over"} <= codes(healthy)


def test_a_clock_set_back_is_found(healthy: Workspace) -> None:
    assert "clock" in codes(healthy, season.NOW - timedelta(days=2))


def test_a_clearance_that_grew_old_and_a_release_that_waits_are_named(healthy: Workspace) -> None:
    found = codes(healthy, season.NOW + timedelta(days=7))
    assert {"clearance-old", "release-expired"} <= found


def test_a_wave_long_over_and_not_closed_is_named(healthy: Workspace) -> None:
    assert "wave-overdue" in codes(healthy, datetime(2027, 4, 1, tzinfo=UTC))


@pytest.mark.parametrize(("days", "code"), [(70, None), (77, "people-due"), (90, "people-due"), (91, "people-overdue")])
def test_people_must_be_destroyed_within_the_surveys_days(workspace: Workspace, days: int, code: str | None) -> None:
    closed_at = datetime(2027, 3, 1, 12, tzinfo=UTC)
    row = WaveClosing(
        wave=season.ADULT, state="closed", begun_at=closed_at, begun_by="ash", drafts=0, closed_at=closed_at
    )
    waves = {season.ADULT: workspace.wave(season.ADULT)}
    warned = retention.warnings(waves, workspace.content.surveys, {season.ADULT: row}, closed_at + timedelta(days=days))
    assert [fault.code for fault in warned] == ([code] if code else [])


@pytest.mark.parametrize("state", ["closing", "destroying"])
def test_an_end_that_was_begun_and_not_finished_is_named(workspace: Workspace, state: str) -> None:
    row = WaveClosing(
        wave=season.ADULT, state=state, begun_at=SOON, begun_by="ash", drafts=0,
        closed_at=SOON if state == "destroying" else None,
    )  # fmt: skip
    waves = {season.ADULT: workspace.wave(season.ADULT)}
    [fault] = retention.warnings(waves, workspace.content.surveys, {season.ADULT: row}, SOON)
    assert "Run again" in fault.mend


def test_the_command_ends_with_status_1_on_a_fault_and_0_without(
    healthy: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(healthy.path)
    run(["--workspace", path, "doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {each["code"] for each in found if each["blocks"]} <= {"release-expired", "clock", "wave-overdue"}
    _half_written(healthy)
    _lost_key(healthy)
    assert run(["--workspace", path, "doctor"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "people.key is missing" in said


def test_fonts_and_disk_are_looked_at(healthy: Workspace, tmp_path: Path) -> None:
    shutil.copytree(healthy.translations, healthy.path / "translations")
    languages = healthy.path / "translations" / "languages.yaml"
    languages.write_text(
        languages.read_text(encoding="utf-8").replace("NotoNastaliqUrdu", "NotoSansKlingon", 1), encoding="utf-8"
    )
    assert "font-missing" in codes(healthy)
