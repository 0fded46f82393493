"""The printer's report: taken in once, faults all at once, disagreement a question and not a change."""

from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.mailings import reporting
from fulfilment.returns import scanning
from fulfilment.store.engines import reading
from fulfilment.store.office import events, handing_over, reports
from fulfilment.store.office.ledger_models import PrinterQuery
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.returns import post


def _results(workspace: Workspace) -> dict[str | None, int]:
    with reading(workspace.office) as session:
        return handing_over.results(session, 1)


def _queries(workspace: Workspace) -> list[PrinterQuery]:
    with reading(workspace.office) as session:
        return reports.queries(session, 1, only_open=True)


def test_a_report_by_piece_moves_each_piece_and_a_second_import_changes_nothing(handed_over: Workspace) -> None:
    pieces = printer.pieces(handed_over)
    path = printer.despatched(handed_over)
    done = printer.report(handed_over, path)
    assert (done.despatched, done.spoiled, done.queries, done.again) == (len(pieces), 0, 0, False)
    with reading(handed_over.office) as session:
        head = events.head(session)
    again = printer.report(handed_over, path)
    assert again.again
    with reading(handed_over.office) as session:
        assert events.head(session) == head
    assert _results(handed_over) == {"despatched": len(pieces)}
    printer.attempts_add_up(handed_over)


def test_a_letter_that_comes_back_before_the_report_was_posted_whatever_the_report_says(handed_over: Workspace) -> None:
    first, second, *others = printer.pieces(handed_over)
    scanned = [printer.mark_of(first.piece_id), printer.mark_of(second.piece_id)]
    room, at = handed_over.room(season.ADULT), season.doing(season.later(1))
    booked = scanning.scan(room, scanned, "R01", london_day(at.at), post.read_mark, 3, at)
    assert (booked.letters, booked.breaches) == (2, 0)
    assert printer.state_of(handed_over, first.piece_id) == ("returned", 1)
    assert _results(handed_over) == {"despatched": 2, None: len(others)}
    printer.attempts_add_up(handed_over)
    rest = printer.report(handed_over, printer.despatched(handed_over))
    day = season.later(1).date().isoformat()
    rows = [(scanned[0], "despatched", day), (scanned[1], "spoiled", day)]
    told = printer.report(handed_over, printer.table(handed_over, "late.csv", ("mark", "status", "date"), rows))
    assert (rest.despatched, told.despatched, told.spoiled, told.queries) == (len(others), 0, 0, 1)
    assert printer.state_of(handed_over, second.piece_id) == ("returned", 1)
    assert _results(handed_over) == {"despatched": 2 + len(others)}


def test_a_letter_that_comes_back_though_it_stands_on_a_pull_list_is_a_breach(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[0]
    printer.stop_online(handed_over, piece.token)
    printer.learn(handed_over)
    room, at = handed_over.room(season.ADULT), season.doing(season.later(1))
    mark = printer.mark_of(piece.piece_id)
    booked = scanning.scan(room, [mark], "R01", london_day(at.at), post.read_mark, 3, at)
    assert booked.breaches == 1
    with reading(handed_over.office) as session:
        kinds = [event.kind for event in events.of_token(session, piece.token)]
    assert {"piece_to_pull", "breach", "piece_returned"} <= set(kinds)


def test_the_same_rows_in_another_file_change_nothing_either(handed_over: Workspace) -> None:
    path = printer.despatched(handed_over)
    printer.report(handed_over, path)
    path.write_text(path.read_text() + "\n")
    done = printer.report(handed_over, path)
    assert (done.again, done.despatched, done.queries) == (False, 0, 0)


def test_every_fault_of_a_report_is_told_at_once_with_row_and_column(handed_over: Workspace) -> None:
    first, second = printer.pieces(handed_over)[:2]
    mark = printer.mark_of(first.piece_id)
    path = printer.table(
        handed_over, "report.csv", ("mark", "status", "date"),
        [
            (mark, "despatched", "2026-11-03"),
            (mark, "despatched", "2026-11-03"),
            (printer.mark_of(second.piece_id), "eaten", "2026-13-01"),
            (mark[:-1] + ("1" if mark[-1] != "1" else "2"), "spoiled", "2026-11-03"),
            (printer.mark_of(99_999), "spoiled", "2026-11-01"),
            (printer.mark_of(second.piece_id, 2), "spoiled", "2027-11-03"),
        ],
    )  # fmt: skip
    with pytest.raises(FulfilmentError) as refused:
        printer.report(handed_over, path)
    assert [(fault.code, fault.row, fault.column) for fault in refused.value.faults] == [
        ("mark", 5, "mark"),
        ("report-twice", 3, "mark"),
        ("report-status", 4, "status"),
        ("report-date", 4, "date"),
        ("report-piece", 6, "mark"),
        ("report-date", 7, "date"),
        ("report-piece", 7, "mark"),
    ]
    assert _results(handed_over) == {None: len(printer.pieces(handed_over))}


def test_a_date_before_the_hand_over_is_refused(handed_over: Workspace) -> None:
    rows = [(printer.mark_of(printer.pieces(handed_over)[0].piece_id), "despatched", "2026-11-01")]
    path = printer.table(handed_over, "r.csv", ("mark", "status", "date"), rows)
    with pytest.raises(FulfilmentError, match="a date before the hand-over"):
        printer.report(handed_over, path)


def test_a_file_without_the_columns_is_refused_by_name(handed_over: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="no column status or pieces"):
        printer.report(handed_over, printer.table(handed_over, "r.csv", ("mark", "date"), []))


def test_counts_by_file_that_agree_open_nothing_and_others_open_a_query_until_it_is_answered(
    handed_over: Workspace,
) -> None:
    with reading(handed_over.office) as session:
        counts = {name: count for name, (_, count) in handing_over.file_counts(session, 1).items()}
    right = printer.table(handed_over, "right.csv", ("file", "pieces"), list(counts.items()))
    assert printer.report(handed_over, right).queries == 0
    name = max(counts)
    wrong = printer.table(handed_over, "wrong.csv", ("file", "pieces"), [(name, counts[name] - 1)])
    assert printer.report(handed_over, wrong).queries == 1
    (query,) = _queries(handed_over)
    assert (query.code, query.expected, query.reported) == ("file-count", str(counts[name]), str(counts[name] - 1))
    at = season.doing(season.later(2))
    reporting.answer(handed_over.room(season.ADULT), query.id, "recounted", at)
    assert _queries(handed_over) == []
    with pytest.raises(FulfilmentError, match="answered already"):
        reporting.answer(handed_over.room(season.ADULT), query.id, "recounted", at)


def test_a_file_that_is_not_of_this_mailing_is_refused(handed_over: Workspace) -> None:
    path = printer.table(handed_over, "r.csv", ("file", "pieces"), [("other.pdf", "3"), ("other.pdf", "many")])
    with pytest.raises(FulfilmentError) as refused:
        printer.report(handed_over, path)
    assert [fault.code for fault in refused.value.faults] == ["report-file", "report-file", "report-count"]


def test_a_piece_reported_otherwise_than_before_is_a_query_and_stays_as_it_was(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[0].piece_id
    printer.report(handed_over, printer.despatched(handed_over))
    rows = [(piece, 1, "spoiled", season.later(1).date().isoformat())]
    path = printer.table(handed_over, "r2.csv", ("piece", "attempt", "status", "date"), rows)
    assert printer.report(handed_over, path).queries == 1
    (query,) = _queries(handed_over)
    assert (query.piece_id, query.expected, query.reported) == (piece, "despatched", "spoiled")
    assert printer.state_of(handed_over, piece) == ("despatched", 1)


def test_a_report_before_the_hand_over_is_refused(checked: Workspace) -> None:
    printer.released(checked)
    path = printer.table(checked, "r.csv", ("mark", "status", "date"), [])
    with pytest.raises(FulfilmentError, match="comes after the hand-over"):
        printer.report(checked, path)
