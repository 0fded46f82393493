"""Cancelled mailings, top-ups, and the dry run before either."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import estimating, planning, releasing, withdrawing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office import registered
from fulfilment.store.office.models import Mailing, Piece, SampleFile
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.reconciling import release_adds_up


def _cancel(workspace: Workspace, mailing: int = 1) -> int:
    return withdrawing.cancel(workspace.room(season.ADULT), mailing, season.doing(season.later(0.3)))


def _codes(workspace: Workspace, kind: str = "live") -> set[str]:
    with reading(workspace.online) as session:
        return set(session.scalars(select(Code.state).where(Code.kind == kind)))


def test_a_released_mailing_is_cancelled_and_the_same_people_can_be_written_to(checked: Workspace) -> None:
    pieces = printer.released(checked).pieces
    assert _cancel(checked) == pieces
    assert _codes(checked) == {"ready"}
    assert _codes(checked, "proof") == {"void"}
    folder = checked.path / "mailings" / "1"
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    with reading(checked.office) as session:
        assert piece_rows.withheld(session, 1) == {"cancelled": pieces}
        assert registered.within(session, "mailings/1") == []
        assert session.get_one(Mailing, 1).state == "cancelled"
    season.checked(checked, season.ADULT)
    room, at = checked.room(season.ADULT), season.doing(season.later(0.4))
    assert releasing.release(room, checked.content, 2, at).live == pieces
    release_adds_up(checked, season.ADULT, 2)


@pytest.mark.parametrize("state", ["planned", "checked"])
def test_a_mailing_can_be_cancelled_before_its_release(cleared: Workspace, state: str) -> None:
    mailing = (season.planned if state == "planned" else season.checked)(cleared, season.ADULT)
    pieces = len(printer.pieces(cleared, PieceState(state)))
    assert _cancel(cleared, mailing) == pieces
    assert season.planned(cleared, season.ADULT) == mailing + 1


def test_cancelled_again_it_only_deletes_what_is_left(checked: Workspace) -> None:
    _cancel(checked)
    stray = checked.path / "mailings" / "1" / "stray.pdf"
    stray.write_bytes(b"%PDF")
    assert _cancel(checked) == 0
    assert not stray.exists()


def test_what_the_printer_has_is_not_cancelled(handed_over: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="The printer has it"):
        _cancel(handed_over)


def test_a_code_that_an_earlier_letter_carries_stays_live(handed_over: Workspace) -> None:
    token = printer.pieces(handed_over)[0].token
    with transaction(handed_over.office) as session:
        piece = session.scalars(select(Piece).where(Piece.token == token)).one()
        piece.replaced_at = season.later(0.3)
    season.clear(handed_over, season.ADULT, at=season.later(0.3))
    room, at = handed_over.room(season.ADULT), season.doing(season.later(0.4))
    mailing = planning.plan(room, handed_over.content, 1, [], at)
    assert len(list(_pieces(handed_over, mailing))) == 1
    _cancel(handed_over, mailing)
    with reading(handed_over.online) as session:
        assert session.scalars(select(Code.state).where(Code.token == token)).one() == "live"


def _pieces(workspace: Workspace, mailing: int) -> list[str]:
    with reading(workspace.office) as session:
        return [row.token for row in piece_rows.with_cases(session, mailing, PieceState)]


def test_a_late_trust_comes_with_a_top_up_of_the_same_contact(cleared: Workspace) -> None:
    with transaction(cleared.office) as session:
        session.scalars(select(SampleFile).where(SampleFile.trust == "RZB")).one().state = "loaded"
    first = season.planned(cleared, season.ADULT)
    with transaction(cleared.office) as session:
        session.scalars(select(SampleFile).where(SampleFile.trust == "RZB")).one().state = "approved"
    second = season.planned(cleared, season.ADULT)
    assert not set(_pieces(cleared, first)) & set(_pieces(cleared, second))
    with reading(cleared.office) as session:
        row = ledger.mailing(session, second)
    assert row is not None
    assert row.excluded["already_planned"] == len(_pieces(cleared, first))


def test_the_database_refuses_two_live_pieces_of_a_case_and_contact(cleared: Workspace) -> None:
    season.planned(cleared, season.ADULT)
    with reading(cleared.office) as session:
        piece = session.scalars(select(Piece).limit(1)).one()
    values = {"mailing_id": 1, "token": piece.token, "wave": piece.wave, "contact": 1, "issue": 1, "attempt": 1}
    second = Piece(**values, kind="live", state="planned")
    with pytest.raises((IntegrityError, FulfilmentError)), transaction(cleared.office) as session:
        session.add(second)


def test_a_dry_run_says_packs_sheets_weight_and_names_everybody_who_is_left_out(cleared: Workspace) -> None:
    stopped = next(case for case in season.cases_of(cleared, season.ADULT) if case.state == "open")
    printer.stop_in_office(cleared, stopped.token, "opted_out")
    dry = estimating.estimate(cleared.room(season.ADULT), cleared.content, 1, [])
    assert sum(pack.pieces for pack in dry.packs) == len(dry.plan.cases)
    assert len(dry.plan.left_out) == sum(dry.plan.excluded.values())
    assert "opted_out" in dict(dry.plan.left_out).values()
    for pack in dry.packs:  # two sheets of A4 of 80 g/m2, letter and languages, in an envelope of 7 g
        assert pack.sheets == 2 * pack.pieces
        assert pack.kilograms == pytest.approx(pack.pieces * 0.017, abs=0.001)
    with reading(cleared.office) as session:
        assert ledger.mailings(session) == []
