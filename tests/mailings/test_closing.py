"""Closing a mailing: each attempt is accounted for, or it is said what is missing."""

from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.mailings import closing, pulling, reporting
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import reports
from fulfilment.store.office.models import Piece
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer


def _close(workspace: Workspace, days: float = 3) -> closing.Account:
    at = season.doing(season.later(days))
    return closing.close(workspace.room(season.ADULT), workspace.content, 1, at)


def _refused(workspace: Workspace) -> list[str]:
    with pytest.raises(FulfilmentError) as refused:
        _close(workspace)
    return [str(fault) for fault in refused.value.faults]


def test_it_says_in_numbers_and_by_piece_what_is_missing(handed_over: Workspace) -> None:
    pieces = printer.pieces(handed_over)
    said = _refused(handed_over)
    count = len(pieces)
    sentence = f"{count} handed over = 0 despatched + 0 spoiled + 0 pulled + {count} of which nobody knows."
    assert said[0].startswith(sentence)
    assert len(said) == 1 + min(count, closing.SHOWN)
    assert f"piece {pieces[0].piece_id}, attempt 1" in said[1]


def test_a_whole_life_with_spoils_pulls_and_a_query_adds_up_and_closes(handed_over: Workspace) -> None:
    pieces = printer.pieces(handed_over)
    spoiled, stopped = pieces[0].piece_id, pieces[1]
    printer.stop_in_office(handed_over, stopped.token)
    printer.learn(handed_over)
    assert any("pull list 1 is not confirmed" in line for line in _refused(handed_over))
    pulling.confirm(handed_over.room(season.ADULT), 1, None, season.doing(season.later(1)))
    printer.report(handed_over, printer.despatched(handed_over, statuses={spoiled: "spoiled"}))
    assert [line for line in _refused(handed_over) if "1 pieces wait for their reprint" in line]
    printer.reprinted(handed_over, 1.5)
    printer.hand_over(handed_over, 1.6)
    counted = [("adult-2026-1-letter-adult-1-en-standard-r0001.pdf", 2)]
    printer.report(handed_over, printer.table(handed_over, "files.csv", ("file", "pieces"), counted))
    rows = [(printer.mark_of(spoiled, 2), "despatched", season.later(2).date().isoformat())]
    printer.report(handed_over, printer.table(handed_over, "last.csv", ("mark", "status", "date"), rows), 2.5)
    assert _refused(handed_over) == [
        "query 1 is open: file-count, expected 1, reported 2. Answer it with `fulfilment mailing answer-query`."
    ]
    with reading(handed_over.office) as session:
        (query,) = reports.queries(session, 1)
    reporting.answer(handed_over.room(season.ADULT), query.id, "printer-error", season.doing(season.later(2.6)))
    stands = _close(handed_over)
    attempts = len(pieces) + 1
    assert vars(stands) == {"handed_over": attempts, "despatched": len(pieces) - 1, "spoiled": 1, "pulled": 1}
    with reading(handed_over.office) as session:
        mailing = ledger.mailing(session, 1)
    assert mailing is not None
    assert (mailing.state, mailing.closed_by) == ("closed", "mailing team")
    printer.attempts_add_up(handed_over)
    with pytest.raises(FulfilmentError, match="closed already"):
        _close(handed_over)


def test_a_letter_that_came_back_does_not_keep_it_open(handed_over: Workspace) -> None:
    printer.report(handed_over, printer.despatched(handed_over))
    with transaction(handed_over.office) as session:
        piece = session.get_one(Piece, 1)
        piece.state = "returned"
    assert _close(handed_over).unknown == 0


def test_who_stopped_and_was_not_on_a_list_yet_is_found_before_it_closes(handed_over: Workspace) -> None:
    stopped = printer.pieces(handed_over)[0]
    rows = [
        (printer.mark_of(row.piece_id), "despatched", season.later(1).date().isoformat())
        for row in printer.pieces(handed_over)[1:]
    ]
    printer.report(handed_over, printer.table(handed_over, "r.csv", ("mark", "status", "date"), rows))
    printer.stop_online(handed_over, stopped.token, "died")
    assert any("pull list 1 is not confirmed" in line for line in _refused(handed_over))


def test_a_mailing_that_was_not_handed_over_is_not_closed(checked: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="Hand it over first, or cancel it"):
        _close(checked)
