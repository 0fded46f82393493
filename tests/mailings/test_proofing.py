"""Proofs: invented people with working codes, approved by name before release, and in no count."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import checking, composing, proofing, releasing
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, clearances, exporting, samples
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case, Mailing, Piece
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.reconciling import release_adds_up


def _unproved(workspace: Workspace) -> int:
    """A checked mailing without proofs."""
    mailing = season.planned(workspace, season.ADULT)
    composing.compose(workspace.room(season.ADULT), workspace.content, mailing, season.doing())
    checking.check(workspace.room(season.ADULT), mailing, season.doing())
    return mailing


def test_nothing_is_released_before_its_proofs_are_approved_by_name(cleared: Workspace) -> None:
    room, mailing = cleared.room(season.ADULT), _unproved(cleared)
    with pytest.raises(FulfilmentError, match="Nobody has approved the proofs"):
        printer.released(cleared)
    with pytest.raises(FulfilmentError, match="no finished proof of: adult-1 en"):
        proofing.approve(room, mailing, "Morgan Finch", season.doing())
    proofing.write(room, cleared.content, mailing, season.doing())
    with pytest.raises(FulfilmentError, match="Nobody is named"):
        proofing.approve(room, mailing, " ", season.doing())
    proofing.approve(room, mailing, "Morgan Finch", season.doing())
    printer.released(cleared)
    release_adds_up(cleared, season.ADULT, mailing)
    with reading(cleared.office) as session:
        row = session.get_one(Mailing, mailing)
    assert row.proof_approved_by == "Morgan Finch"


def test_a_proof_shows_the_hard_people_in_each_pack_and_language_and_every_one_fits(checked: Workspace) -> None:
    with reading(checked.office) as session:
        groups = {(file.pack, file.language) for file in ledger.print_files(session, 1)}
        proofs = ledger.proof_files(session, 1)
    assert {(file.pack, file.language) for file in proofs} == groups
    assert {file.pieces for file in proofs} == {len(proofing.PEOPLE)}
    third = 2 * (proofs[0].pages or 0) // proofs[0].pieces + 1  # its first page
    with Reader(checked.path / "mailings" / "1" / proofs[0].name) as reader, reader.page(third) as page:
        text = page.text(page.whole)
    for line in ("Ada Finch", "Room 3", "Larkspur House", "9 Sorrel Yard", "Highmoor", "Eastholme", "ZZ9 9ZZ"):
        assert line in text


def test_the_codes_of_proofs_are_live_at_once_and_of_their_own_kind(cleared: Workspace) -> None:
    mailing = season.planned(cleared, season.ADULT)
    proofing.write(cleared.room(season.ADULT), cleared.content, mailing, season.doing())
    with reading(cleared.office) as session:
        proofs = len(ledger.proof_files(session, mailing)) * len(proofing.PEOPLE)
    with reading(cleared.online) as session:
        codes = {tuple(row) for row in session.execute(select(Code.kind, Code.state))}
        assert codes == {("proof", "live")}
        assert len(list(session.scalars(select(Code.id)))) == proofs


def test_proofs_written_again_are_the_same_people_and_not_approved_any_more(checked: Workspace) -> None:
    room = checked.room(season.ADULT)
    with reading(checked.office) as session:
        before = set(session.scalars(select(Case.token).where(Case.kind == "proof")))
    proofing.write(room, checked.content, 1, season.doing())
    with reading(checked.office) as session:
        assert set(session.scalars(select(Case.token).where(Case.kind == "proof"))) == before
    with pytest.raises(FulfilmentError, match="Nobody has approved the proofs"):
        printer.released(checked)


def test_letters_changed_after_the_approval_are_not_released(checked: Workspace) -> None:
    shutil.copytree(checked.letters, checked.path / "letters")
    changed = Workspace.open(checked.path)
    at = season.doing(season.later(0.1))
    invitation = changed.letters / "adult" / "letters" / "invitation.md"
    invitation.write_text(invitation.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    with pytest.raises(FulfilmentError, match="changed after Morgan Finch approved"):
        releasing.release(changed.room(season.ADULT), changed.content, 1, at)


def test_a_survey_that_asks_for_no_proofs_is_released_without(cleared: Workspace) -> None:
    shutil.copytree(cleared.letters, cleared.path / "letters")
    changed = Workspace.open(cleared.path)
    survey = changed.letters / "adult" / "survey.yaml"
    survey.write_text(survey.read_text(encoding="utf-8").replace("proofs_required: true", "proofs_required: false"))
    _unproved(changed)
    assert printer.released(changed).pieces > 0


def test_proofs_are_in_no_count_trace_export_or_plan(checked: Workspace) -> None:
    with reading(checked.office) as session:
        proofs = set(session.scalars(select(Case.token).where(Case.kind == "proof")))
        assert proofs
        live = set(session.scalars(select(Case.token).where(Case.kind == "live")))
        assert cases.count(session, season.ADULT) == len(live)
        assert {case.token for case in cases.of_wave(session, season.ADULT)} == live
        assert set(exporting.cases_to_export(session, season.ADULT)) == live
        assert not proofs & {case.token for case in clearances.cases_to_trace(session, season.ADULT)}
        assert not proofs & set(clearances.tokens_by_reference(session, season.ADULT).values())
        assert not proofs & {case.token for case in ledger.cases_to_plan(session, season.ADULT, 1, ["RZA", "RZB"])}
        assert sum(row.cases for row in samples.counts(session, season.ADULT)) <= len(live)
        envelopes = list(piece_rows.with_cases(session, 1, PieceState))
        assert sum(piece_rows.counts(session, 1).values()) == len(envelopes)
        assert not proofs & {row.token for row in envelopes}


def test_a_proof_never_becomes_a_released_piece(checked: Workspace) -> None:
    printer.released(checked)
    with transaction(checked.office) as session:
        states = {piece.state for piece in session.query(Piece).filter_by(kind="proof")}
    assert states == {"checked"}
