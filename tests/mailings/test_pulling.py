"""Pull lists: who stops after the hand-over is on one at once, and what was posted all the same is a breach."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.mailings import pulling
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import history, registered
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office.ledger_models import PullList, PullRow
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer


def _lists(workspace: Workspace) -> list[PullList]:
    with reading(workspace.office) as session:
        return pull_rows.lists(session, 1)


def _file(workspace: Workspace, number: int) -> Path:
    return pulling.path_of(workspace.room(season.ADULT), _lists(workspace)[number - 1])


def _rows(workspace: Workspace, number: int) -> list[dict[str, str]]:
    with _file(workspace, number).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _confirm(workspace: Workspace, number: int, answers: Path | None) -> pulling.Confirmed:
    return pulling.confirm(workspace.room(season.ADULT), number, answers, season.doing(season.later(1)))


def test_who_stops_after_the_hand_over_is_on_the_first_list_as_the_printer_finds_the_envelope(
    handed_over: Workspace,
) -> None:
    piece = printer.pieces(handed_over)[3]
    printer.stop_online(handed_over, piece.token)
    printer.learn(handed_over)
    (row,) = _rows(handed_over, 1)
    assert row["mark"] == printer.mark_of(piece.piece_id)
    assert row["reference"] == references.format(piece.reference)
    assert (row["piece"], row["attempt"], row["reason"]) == (str(piece.piece_id), "1", "opted_out")
    assert (row["position"], row["page"]) == ("4", "13")  # a piece has four pages
    assert (handed_over.path / "mailings" / "1" / row["file"]).is_file()
    with reading(handed_over.office) as session:
        known = {file.path for file in registered.of_wave(session, season.ADULT)}
    assert _file(handed_over, 1).relative_to(handed_over.path).as_posix() in known


def test_a_death_from_the_clearance_is_on_a_list_in_the_same_transaction(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[0]
    season.clear(handed_over, season.ADULT, frozenset({references.format(piece.reference)}), season.later(0.3))
    with reading(handed_over.office) as session:
        row = session.scalars(select(PullRow)).one()
    assert (row.piece_id, row.reason) == (piece.piece_id, "died")


def test_a_later_stop_goes_on_the_next_list_and_no_piece_on_two(handed_over: Workspace) -> None:
    first, second = printer.pieces(handed_over)[:2]
    printer.stop_in_office(handed_over, first.token)
    printer.learn(handed_over)
    printer.stop_in_office(handed_over, second.token, "answered")
    printer.learn(handed_over)
    printer.learn(handed_over)
    assert [each.number for each in _lists(handed_over)] == [1, 2]
    assert [row["piece"] for number in (1, 2) for row in _rows(handed_over, number)] == [
        str(first.piece_id), str(second.piece_id)
    ]  # fmt: skip


def test_a_list_whose_file_was_never_written_takes_more_rows_and_is_written_whole(handed_over: Workspace) -> None:
    first, second = printer.pieces(handed_over)[:2]
    for piece in (first, second):
        with transaction(handed_over.office) as session:
            pull_rows.pull_if_handed_over(session, piece.token, "died", season.later(0.3), "helpline")
    assert len(_lists(handed_over)) == 1
    printer.learn(handed_over)
    assert {row["piece"] for row in _rows(handed_over, 1)} == {str(first.piece_id), str(second.piece_id)}


def test_nothing_is_pulled_of_a_case_whose_letter_was_not_handed_over(checked: Workspace) -> None:
    printer.released(checked)
    with transaction(checked.office) as session:
        token = printer.pieces(checked, PieceState.RELEASED)[0].token
        assert pull_rows.pull_if_handed_over(session, token, "died", season.later(0.3), "helpline") == 0


def test_a_list_confirmed_as_all_pulled_takes_its_pieces_out(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[0]
    printer.stop_in_office(handed_over, piece.token)
    printer.learn(handed_over)
    done = _confirm(handed_over, 1, None)
    assert (done.pulled, done.posted, done.breaches) == (1, 0, 0)
    assert printer.state_of(handed_over, piece.piece_id) == ("pulled", 1)
    printer.attempts_add_up(handed_over)
    with pytest.raises(FulfilmentError, match="confirmed already"):
        _confirm(handed_over, 1, None)


def test_posted_all_the_same_is_a_breach_but_for_a_letter_that_crossed_an_answer(handed_over: Workspace) -> None:
    died, answered, pulled = printer.pieces(handed_over)[:3]
    for piece, why in ((died, "died"), (answered, "answered"), (pulled, "opted_out")):
        printer.stop_in_office(handed_over, piece.token, why)
    printer.learn(handed_over)
    rows = [(died.piece_id, "posted"), (answered.piece_id, "posted"), (pulled.piece_id, "pulled")]
    answers = printer.table(handed_over, "answers.csv", ("piece", "result"), rows)
    done = _confirm(handed_over, 1, answers)
    assert (done.pulled, done.posted, done.breaches) == (1, 2, 1)
    with reading(handed_over.office) as session:
        (breach,) = history.breaches(session, 1)
    assert (breach.piece_id, breach.detail["reason"]) == (died.piece_id, "died")
    assert printer.state_of(handed_over, died.piece_id) == ("despatched", 1)
    printer.attempts_add_up(handed_over)


def test_an_answer_with_faults_is_refused_with_all_of_them(handed_over: Workspace) -> None:
    first, second, other = printer.pieces(handed_over)[:3]
    for piece in (first, second):
        printer.stop_in_office(handed_over, piece.token)
    printer.learn(handed_over)
    rows = [(printer.mark_of(first.piece_id), "lost"), (printer.mark_of(other.piece_id), "pulled"), ("12", "pulled")]
    answers = printer.table(handed_over, "answers.csv", ("mark", "result"), rows)
    with pytest.raises(FulfilmentError) as refused:
        _confirm(handed_over, 1, answers)
    assert [(fault.code, fault.row) for fault in refused.value.faults] == [
        ("pull-result", 2), ("pull-strange", 3), ("mark", 4), ("pull-missing", None)
    ]  # fmt: skip
    assert printer.state_of(handed_over, first.piece_id) == ("handed_over", 1)


def test_a_report_that_says_despatched_of_a_listed_piece_is_a_breach_at_once(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[0]
    printer.stop_in_office(handed_over, piece.token)
    printer.learn(handed_over)
    assert printer.report(handed_over, printer.despatched(handed_over)).breaches == 1
    with pytest.raises(FulfilmentError, match="Not all of the list was pulled"):
        _confirm(handed_over, 1, None)
    answers = printer.table(handed_over, "a.csv", ("piece", "result"), [(piece.piece_id, "posted")])
    assert _confirm(handed_over, 1, answers).breaches == 0  # it is counted already
