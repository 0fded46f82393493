"""Spoiled envelopes: the same piece and code, the next attempt, through the same checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import composing, index
from fulfilment.mailings.jobs import hash_of
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading
from fulfilment.store.office import handing_over
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office.models import PrintFile
from fulfilment.store.online import codes as online_codes
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer

REPRINT = "adult-2026-1-letter-adult-1-en-standard-r0001.pdf"


def _reprints(workspace: Workspace) -> list[PrintFile]:
    with reading(workspace.office) as session:
        return [file for file in ledger.print_files(session, 1) if file.purpose == "reprint"]


def _text(path: Path, number: int) -> str:
    """What a page says."""
    with Reader(path) as reader, reader.page(number) as page:
        return page.text(page.whole)


def _spoiled(workspace: Workspace, count: int = 2) -> list[int]:
    """So many English pieces, noted as spoiled."""
    chosen = [row.piece_id for row in printer.pieces(workspace)[:count]]
    assert printer.spoil(workspace, [printer.mark_of(piece) for piece in chosen]) == count
    return chosen


def test_a_spoiled_piece_is_printed_again_with_the_same_code_and_the_next_attempt(handed_over: Workspace) -> None:
    first, second = _spoiled(handed_over)
    assert printer.state_of(handed_over, first) == ("spoiled", 2)
    assert printer.reprinted(handed_over).pieces == 2
    folder = handed_over.path / "mailings" / "1"
    entries = index.decode(index.path_of(folder / REPRINT).read_bytes())
    assert [(entry.piece, entry.attempt) for entry in entries] == [(first, 2), (second, 2)]
    manifest = json.loads((folder / "manifest-r0001.json").read_text())
    assert [(file["name"], file["sha256"]) for file in manifest["files"]] == [(REPRINT, hash_of(folder / REPRINT))]
    assert (folder / "manifest.json").is_file()
    with reading(handed_over.office) as session:
        original = {file.id: file.name for file in ledger.print_files(session, 1)}
        attempt = handing_over.of_piece(session, first)[0]
    before = _text(folder / original[attempt.print_file_id], attempt.first_page or 0)
    assert _text(folder / REPRINT, 1) == before  # the same letter, with the same code
    assert printer.hand_over(handed_over, 0.7).round == 1
    printer.attempts_add_up(handed_over)


def test_spoiling_the_same_mark_again_changes_nothing(handed_over: Workspace) -> None:
    (piece,) = _spoiled(handed_over, 1)
    assert printer.spoil(handed_over, [printer.mark_of(piece)]) == 0
    assert [file.pieces for file in _reprints(handed_over)] == [1]


def test_a_reprint_takes_more_pieces_until_it_is_composed_and_then_another_begins(handed_over: Workspace) -> None:
    _spoiled(handed_over, 1)
    _spoiled(handed_over, 1)
    assert [(file.name, file.pieces) for file in _reprints(handed_over)] == [(REPRINT, 2)]
    composing.compose(handed_over.room(season.ADULT), handed_over.content, 1, season.doing(season.later(0.6)))
    _spoiled(handed_over, 1)
    assert [(file.round, file.pieces, file.state) for file in _reprints(handed_over)] == [
        (1, 2, "composed"), (2, 1, "planned")
    ]  # fmt: skip


def test_a_despatched_a_pulled_and_a_strange_piece_are_refused_all_at_once(handed_over: Workspace) -> None:
    posted = printer.pieces(handed_over)[0].piece_id
    rows = [(printer.mark_of(posted), "despatched", season.later(1).date().isoformat())]
    printer.report(handed_over, printer.table(handed_over, "r.csv", ("mark", "status", "date"), rows))
    left = printer.pieces(handed_over)[0].piece_id
    typed = [printer.mark_of(left), printer.mark_of(posted), printer.mark_of(99_999), "123"]
    with pytest.raises(FulfilmentError) as refused:
        printer.spoil(handed_over, typed, 1.3)
    assert [fault.code for fault in refused.value.faults] == ["mark", "spoil-gone", "spoil-not-handed-over"]
    assert printer.state_of(handed_over, left) == ("handed_over", 1)


def test_who_stopped_since_is_cut_from_the_reprint(handed_over: Workspace) -> None:
    first, _ = _spoiled(handed_over)
    token = next(row.token for row in printer.pieces(handed_over, PieceState.SPOILED) if row.piece_id == first)
    printer.stop_online(handed_over, token)
    done = printer.reprinted(handed_over)
    assert (done.pieces, done.cut) == (1, {"opted_out": 1})
    assert printer.state_of(handed_over, first) == ("withheld", 2)
    assert printer.hand_over(handed_over, 0.7).pieces == 1
    printer.attempts_add_up(handed_over)


def test_the_code_of_a_spoiled_piece_stays_live(handed_over: Workspace) -> None:
    (piece,) = _spoiled(handed_over, 1)
    token = next(row.token for row in printer.pieces(handed_over, PieceState.SPOILED) if row.piece_id == piece)
    printer.reprinted(handed_over)
    with reading(handed_over.online) as session:
        standing = online_codes.states(session, [token])[token]
    assert (standing.issue, standing.state) == (1, "live")


def test_a_report_that_says_spoiled_plans_the_reprint_too(handed_over: Workspace) -> None:
    piece = printer.pieces(handed_over)[2].piece_id
    done = printer.report(handed_over, printer.despatched(handed_over, statuses={piece: "spoiled"}))
    assert done.spoiled == 1
    assert printer.state_of(handed_over, piece) == ("spoiled", 2)
    assert [file.pieces for file in _reprints(handed_over)] == [1]


def test_a_reprint_can_be_spoiled_again(handed_over: Workspace) -> None:
    (piece,) = _spoiled(handed_over, 1)
    printer.reprinted(handed_over)
    printer.hand_over(handed_over, 0.7)
    assert printer.spoil(handed_over, [printer.mark_of(piece, 2)], 0.8) == 1
    assert printer.state_of(handed_over, piece) == ("spoiled", 3)
    assert [file.round for file in _reprints(handed_over)] == [1, 2]
    printer.reprinted(handed_over, 0.9)
    printer.hand_over(handed_over, 1)
    printer.attempts_add_up(handed_over)
