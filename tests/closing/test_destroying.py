"""Destroying: afterwards nobody in the wave is named anywhere, and the answers can still be exported."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from fulfilment.closing import destroying, ending, register
from fulfilment.commands.main import run
from fulfilment.errors import FulfilmentError
from fulfilment.keys import checking, codes, sealing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import closing as closing_rows
from fulfilment.store.office import events, registered
from fulfilment.store.office.models import Event, Person
from fulfilment.store.online import requests
from fulfilment.store.online.models import Code, Draft, Request, Response
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.closing.answering import begun, first_answers
from tests.closing.test_ending import close, mailed
from tests.crash import killed_at
from tests.store.conftest import ON_SQLITE

LATER = datetime(2027, 4, 1, 9, tzinfo=UTC)
NOTE = "The garden gate of Mrs Thistlewick squeaks terribly"


def destroy(workspace: Workspace, wave: str = season.ADULT, at: datetime = LATER) -> destroying.Destroyed:
    return destroying.destroy(workspace.room(wave), workspace.keys, season.doing(at))


def planted(workspace: Workspace, wave: str) -> set[bytes]:
    """What tells of the people of a wave: names, streets, postcodes, phones, NHS numbers, codes, a note."""
    keys, words = workspace.office_keys(), {NOTE}
    for case in season.cases_of(workspace, wave):
        if case.kind != "live":
            continue
        person = season.person_of(workspace, case)
        words |= {person.name, f"{person.family},{person.given}", f"{person.given},{person.family}"}
        words |= {person.address[0], person.postcode, person.phone, person.nhs_number or ""}
        code = keys.access_code(wave, case.reference, case.issue)
        words |= {code, codes.format(code)}
    return {word.encode() for word in words if len(word) > 5}


def holding(folder: Path, words: set[bytes]) -> dict[str, set[bytes]]:
    """File -> the words that stand in it, byte by byte."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if hits := {word for word in words if word in data}:
                found[path.relative_to(folder).as_posix()] = hits
    return found


def answered(workspace: Workspace) -> None:
    """One draft that is sealed at the close, one that is emptied, and a request with a note in it."""
    first, second = mailed(workspace)[:2]
    begun(workspace, first, "adult", first_answers(workspace, first, "adult", 5))
    begun(workspace, second, "adult", {})
    sealed = sealing.seal({"note": NOTE}, workspace.public_keys().requests_pub[season.ADULT])
    with transaction(workspace.online) as session:
        requests.add(
            session, token=first.token, wave=season.ADULT, kind="call_back", source="online", sealed=sealed,
            at=season.NOW,
        )  # fmt: skip


def test_only_a_closed_wave_is_destroyed(workspace: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="is not closed"):
        destroy(workspace)


def test_afterwards_no_file_of_the_workspace_tells_of_anybody_in_the_wave(workspace: Workspace, tmp_path: Path) -> None:
    answered(workspace)
    words = planted(workspace, season.ADULT)
    assert holding(workspace.path, words), "nothing was planted: the search would prove nothing"
    outside = tmp_path / "elsewhere.csv"
    outside.write_bytes(b"\n".join(words))
    with transaction(workspace.office) as session:
        registered.register(session, outside, "sample_report", season.ADULT, season.NOW)
        registered.register(session, tmp_path / "moved.csv", "clearance", season.ADULT, season.NOW)
    close(workspace)
    done = destroy(workspace)
    assert done.missing == (str(tmp_path / "moved.csv"),)
    assert not outside.exists()
    assert holding(workspace.path, words) == {}
    databases.closed(workspace)
    assert holding(workspace.path, words) == {}


def test_rows_and_keys_of_the_wave_are_gone_and_those_of_another_wave_stay(workspace: Workspace) -> None:
    answered(workspace)
    close(workspace)
    destroy(workspace)
    with reading(workspace.online) as session:
        for table in (Code, Draft, Request):
            rows = session.scalar(select(func.count()).select_from(table).where(table.wave == season.ADULT))
            assert rows == 0, table
        assert session.scalar(select(func.count()).select_from(Code).where(Code.wave == season.UNDER16))
        assert session.scalar(select(func.count()).select_from(Response).where(Response.wave == season.ADULT)) == 1
    with reading(workspace.office) as session:
        assert not any(closing_rows.personal_rows(session, season.ADULT).values())
        assert session.scalar(select(func.count()).select_from(Person).where(Person.wave == season.UNDER16))
    for program in ("office", "staff", "public"):
        assert [path.name for path in (workspace.keys / program / "waves").iterdir()] == [season.UNDER16]
    assert not [fault for fault in checking.check(workspace.keys) if fault.blocks]
    stays = next(case for case in season.cases_of(workspace, season.UNDER16) if case.kind == "live")
    assert season.person_of(workspace, stays).family


def test_exports_still_work(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    answered(workspace)
    close(workspace)
    destroy(workspace)
    for command in (["answers"], ["outcomes"], ["outcomes", "--cases"], ["rates"], ["weekly"]):
        noun, *options = command
        assert run(["--workspace", str(workspace.path), "export", noun, season.ADULT, *options]) == 0
    lines = (workspace.path / "exports" / f"{season.ADULT}-answers.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "RZ" in lines[1], "the answer is joined with its case"


def test_the_certificate_says_what_when_who_how_much_and_what_is_left(workspace: Workspace) -> None:
    answered(workspace)
    close(workspace)
    hashes = {path.name for path in (workspace.path / "mailings" / "1").glob("*.pdf")}
    done = destroy(workspace)
    reader = PdfReader(BytesIO(done.certificate.read_bytes()))
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for word in (
        season.ADULT,
        "mailing team",
        "2027-04-01",
        "office/codes.key",
        "staff/people.key",
        "names, addresses",
    ):
        assert word in said
    assert hashes
    squeezed = said.replace(" ", "")
    assert all(name in squeezed for name in hashes)
    with reading(workspace.office) as session:
        row = closing_rows.state(session, season.ADULT)
        assert row is not None
        assert events.verify(session) == []
        last = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert last.detail == {"certificate": row.certificate_sha256}


def test_destroying_again_changes_nothing(workspace: Workspace) -> None:
    close(workspace)
    first = destroy(workspace)
    before = first.certificate.read_bytes()
    again = destroy(workspace, at=LATER.replace(day=2))
    assert (again.again, again.files) == (True, first.files)
    assert first.certificate.read_bytes() == before


def test_what_lies_loose_in_a_mailing_goes_too_and_manifests_and_kept_exports_stay(workspace: Workspace) -> None:
    close(workspace)
    folder = workspace.path / "mailings" / "1"
    (folder / "copy of letters.pdf").write_bytes(b"somebody's copy")
    assert run(["--workspace", str(workspace.path), "export", "outcomes", season.ADULT, "--cases"]) == 0
    destroy(workspace)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["manifest.json"]
    assert (workspace.path / "exports" / f"{season.ADULT}-cases.csv").is_file()


def test_the_register_lists_every_file_until_it_is_destroyed(workspace: Workspace) -> None:
    with reading(workspace.office) as session:
        kinds = {file.kind for file in register.files(session, workspace.path, season.ADULT) if file.is_there}
    assert {"sample_file", "clearance", "print_file", "index"} <= kinds
    close(workspace)
    destroy(workspace)
    with reading(workspace.office) as session:
        left = register.files(session, workspace.path, season.ADULT)
    assert {file.kind for file in left if file.is_there} == {"certificate"}


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.soak)])
def test_killed_at_any_write_and_run_again_everything_is_destroyed_once(
    workspace: Workspace, tmp_path: Path, stride: int
) -> None:
    answered(workspace)
    words = planted(workspace, season.ADULT)
    close(workspace)
    write, killed = 2, True
    while killed:
        copy = databases.copied(workspace, tmp_path / f"killed-{write}")
        killed = killed_at(databases.closed(copy), season.ADULT, "destroy", 1, write)
        done = destroy(Workspace.open(copy.path))
        assert done.again != killed
        assert done.missing == ()
        with reading(copy.office) as session:
            assert events.verify(session) == []
            kinds = list(session.scalars(select(Event.kind).where(Event.wave == season.ADULT)))
        assert (kinds.count("people_destroying"), kinds.count("people_destroyed")) == (1, 1)
        assert holding(copy.path, words) == {}
        assert not list(copy.keys.rglob(".destroying-*"))
        databases.closed(copy)
        write += stride
    assert write > 20


@ON_SQLITE
def test_a_store_in_use_is_said_and_the_work_goes_on_later(workspace: Workspace) -> None:
    close(workspace)
    with reading(workspace.online) as session:
        session.scalar(select(func.count()).select_from(Code))
        with pytest.raises(FulfilmentError, match="in use"):
            destroy(workspace)
    assert not destroy(workspace).again


def test_closing_comes_before_destroying_by_hand_too(workspace: Workspace) -> None:
    ending.close(workspace.room(season.ADULT), workspace.content, season.doing(), early=True)
    assert destroy(workspace).files
