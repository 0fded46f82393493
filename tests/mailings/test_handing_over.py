"""Hand-over: only what is released, in time, unchanged, and holds nobody who stopped."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import withdrawing
from fulfilment.store.engines import reading
from fulfilment.store.office import handing_over as rows
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office.models import Event
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.reconciling import counts_add_up, release_adds_up


def _live(workspace: Workspace) -> int:
    with reading(workspace.online) as session:
        return len(list(session.scalars(select(Code.id).where(Code.state == "live", Code.kind == "live"))))


def test_a_released_mailing_is_handed_over_once_and_it_is_known_to_whom_and_when(checked: Workspace) -> None:
    pieces = printer.released(checked).pieces
    done = printer.hand_over(checked)
    assert (done.pieces, done.round) == (pieces, 0)
    with reading(checked.office) as session:
        given = rows.of_mailing(session, 1)
        mailing = ledger.mailing(session, 1)
        assert rows.results(session, 1) == {None: pieces}
    assert mailing is not None
    assert mailing.state == "handed_over"
    assert [(each.to, each.at, each.by) for each in given] == [
        ("Fairmoor Print", season.later(printer.HANDED_OVER), "mailing team")
    ]
    printer.attempts_add_up(checked)
    with pytest.raises(FulfilmentError, match="handed over already"):
        printer.hand_over(checked)


def test_nothing_is_handed_over_before_its_release_or_to_nobody(checked: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="Release it first"):
        printer.hand_over(checked)
    printer.released(checked)
    with pytest.raises(FulfilmentError, match="Mailing 1 is released"):
        printer.released(checked)


def test_a_release_that_waited_too_long_goes_back_to_checked_and_its_codes_open_nothing(checked: Workspace) -> None:
    pieces = printer.released(checked).pieces
    assert _live(checked) == pieces
    with pytest.raises(FulfilmentError, match="more than 5 days old"):
        printer.hand_over(checked, 6)
    assert _live(checked) == 0
    assert len(printer.pieces(checked, PieceState.CHECKED)) == pieces
    season.clear(checked, season.ADULT, at=season.later(6))
    assert printer.released(checked, 6).live == pieces
    release_adds_up(checked, season.ADULT, 1)
    assert printer.hand_over(checked, 6.1).pieces == pieces


def test_expiry_takes_back_what_is_late_and_nothing_else(checked: Workspace) -> None:
    room = checked.room(season.ADULT)
    printer.released(checked)
    assert withdrawing.expire(room, checked.content, season.doing(season.later(5))) == []
    assert withdrawing.expire(room, checked.content, season.doing(season.later(5.2))) == [1]
    assert withdrawing.expire(room, checked.content, season.doing(season.later(5.2))) == []
    assert _live(checked) == 0
    counts_add_up(checked, season.ADULT, 1)


def test_who_stopped_between_release_and_hand_over_is_in_no_handed_over_file(checked: Workspace) -> None:
    pieces = printer.released(checked).pieces
    stopped = printer.pieces(checked, PieceState.RELEASED)[0]
    printer.stop_online(checked, stopped.token)
    with pytest.raises(FulfilmentError, match="1 people must get nothing"):
        printer.hand_over(checked)
    assert printer.released(checked, 0.3).cut == {"opted_out": 1}
    release_adds_up(checked, season.ADULT, 1)
    assert printer.hand_over(checked, 0.4).pieces == pieces - 1
    assert printer.state_of(checked, stopped.piece_id) == ("withheld", 1)


def test_a_file_changed_after_the_release_is_not_handed_over(checked: Workspace) -> None:
    printer.released(checked)
    path = next((checked.path / "mailings" / "1").glob("adult*standard-0001.pdf"))
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(FulfilmentError, match="not those that were released"):
        printer.hand_over(checked)


def test_a_code_whose_draft_was_begun_by_phone_stays_live_when_the_release_expires(checked: Workspace) -> None:
    printer.released(checked)
    begun = printer.pieces(checked, PieceState.RELEASED)[0]
    printer.begin_draft(checked, begun.token)
    withdrawing.expire(checked.room(season.ADULT), checked.content, season.doing(season.later(6)))
    with reading(checked.online) as session:
        live = set(session.scalars(select(Code.token).where(Code.state == "live", Code.kind == "live")))
    assert live == {begun.token}


def test_the_events_name_who_handed_over_and_why_a_release_was_taken_back(checked: Workspace) -> None:
    printer.released(checked)
    withdrawing.expire(checked.room(season.ADULT), checked.content, season.doing(season.later(6)))
    with reading(checked.office) as session:
        event = session.scalars(select(Event).where(Event.kind == "release_taken_back")).one()
    assert (event.actor, event.detail["reason"]) == ("mailing team", "expired")
