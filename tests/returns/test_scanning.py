"""Undelivered post booked in by its mark: what each reason does, faults, and that twice is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from fulfilment.cases import postal
from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import choosing
from fulfilment.returns import moving, scanning
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import pieces, returned
from fulfilment.store.office.models import Piece
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post


def scan(
    workspace: Workspace, lines: Sequence[str], reason: str | None = "R01", days: float = 10, last: int = 3
) -> scanning.Booked:
    at = season.later(days)
    room = workspace.room(season.ADULT)
    return scanning.scan(room, lines, reason, at.date(), post.read_mark, last, post.by("post room", days))


@pytest.mark.parametrize(
    ("reason", "outcome", "stop", "written_again"),
    [
        ("R01", 2, None, False), ("R02", 2, None, False), ("R03", 6, None, True), ("R04", 2, None, False),
        ("R05", 4, None, False), ("R06", 6, None, True), ("R07", 2, None, False), ("R08", 6, None, True),
        ("R09", 3, "died", False), ("R10", 6, None, True),
    ],
)  # fmt: skip
def test_each_reason_has_its_outcome_and_decides_whether_the_next_letter_goes(
    posted: Workspace, reason: str, outcome: int, stop: str | None, written_again: bool
) -> None:
    case = post.mailed(posted)[0]
    assert scan(posted, [post.mark_of(posted, case)], reason).by_reason == {reason: 1}
    now = post.stands(posted, case)
    assert (now.outcome, now.stop, now.online_stop) == (outcome, stop, stop)
    assert post.piece_of(posted, case).state == "returned"
    assert (post.why_no_next_letter(posted, case) is None) == written_again


def test_a_reason_on_the_line_goes_before_that_of_the_batch(posted: Workspace) -> None:
    first, second = post.mailed(posted)[:2]
    lines = [post.mark_of(posted, first), "", f"{post.mark_of(posted, second)}, r06"]
    assert scan(posted, lines).by_reason == {"R01": 1, "R06": 1}


def test_a_batch_scanned_twice_changes_nothing(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    mark = post.mark_of(posted, case)
    assert scan(posted, [mark, mark]).letters == 1
    again = scan(posted, [mark], "R04", days=11)
    assert (again.letters, again.again) == (0, 1)
    with reading(posted.office) as session:
        assert [row.reason for row in returned.of_case(session, case.token)] == ["R01"]


def test_today_is_londons_today_also_in_the_hour_before_midnight_utc(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    at = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)  # half past midnight on the 15th in London

    def scan_on(day: date) -> scanning.Booked:
        room = posted.room(season.ADULT)
        lines = [post.mark_of(posted, case)]
        return scanning.scan(room, lines, "R01", day, post.read_mark, 3, season.doing(at))

    with pytest.raises(FulfilmentError, match="the day lies ahead"):
        scan_on(date(2027, 7, 16))
    assert scan_on(date(2027, 7, 15)).letters == 1


def test_every_fault_is_named_with_its_line_and_nothing_is_booked(posted: Workspace) -> None:
    case, pulled = post.mailed(posted)[:2]
    with transaction(posted.office) as session:
        session.get_one(Piece, post.piece_of(posted, pulled).id).state = "pulled"
    lines = [
        post.mark_of(posted, case), "12345", post.mark_of(posted, case, piece=999_999), post.mark_of(posted, pulled),
        post.mark_of(posted, case, attempt=2), f"{post.mark_of(posted, case)},R11",
    ]  # fmt: skip
    with pytest.raises(FulfilmentError) as refusal:
        scan(posted, lines)
    assert {(fault.code, fault.line) for fault in refusal.value.faults} == {
        ("return-mark", 2), ("return-unknown", 3), ("return-state", 4), ("return-attempt", 5), ("return-reason", 6),
    }  # fmt: skip
    assert "posted all the same" in str(refusal.value)
    assert post.piece_of(posted, case).state == "despatched"


def test_nothing_that_never_left_can_come_back(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.office) as session:
        session.get_one(Piece, post.piece_of(posted, case).id).state = "released"
    with pytest.raises(FulfilmentError, match="this letter is released: it was not posted"):
        scan(posted, [post.mark_of(posted, case)])


def test_who_answered_stays_a_respondent_when_the_letter_comes_back(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.answer(posted, case)
    scan(posted, [post.mark_of(posted, case)])
    assert post.stands(posted, case)[:2] == (1, "answered")


def test_when_the_last_letter_too_came_back_the_case_is_undelivered_whatever_the_reason(posted: Workspace) -> None:
    case, other = post.mailed(posted)[:2]
    scan(posted, [post.mark_of(posted, case)], "R06", last=1)
    assert post.stands(posted, case).outcome == 2
    with transaction(posted.office) as session:  # an earlier letter to the other one arrived
        piece = pieces.of_case(session, other.token)[0]
        session.add(Piece(mailing_id=piece.mailing_id, token=other.token, wave=piece.wave, contact=2, kind="live",
                          issue=1, attempt=1, state=PieceState.DESPATCHED.value))  # fmt: skip
    scan(posted, [post.mark_of(posted, other)], "R06", last=1)
    assert post.stands(posted, other).outcome == 6


def test_a_new_address_makes_the_case_good_again_and_its_letter_is_sent_again(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    scan(posted, [post.mark_of(posted, case)])
    key = posted.office_keys().people(season.ADULT)
    address = postal.parse(["7 Newly Lane", "Fairmoor"], "LD88 1AB")
    with transaction(posted.office) as session:
        assert moving.move(session, key, season.ADULT, case.token, address, "phone", season.later(12), "ash")
        assert not moving.move(session, key, season.ADULT, case.token, address, "phone", season.later(13), "ash")
    assert post.stands(posted, case)[:2] == (6, None)
    assert post.piece_of(posted, case).replaced_at == season.later(12)
    assert post.why_no_next_letter(posted, case) is None
    season.clear(posted, season.ADULT, at=season.later(20))
    drafted = choosing.draft(posted.room(season.ADULT), posted.content, 1, ["RZA", "RZB"])
    assert [planned.token for planned in drafted.cases] == [case.token]
