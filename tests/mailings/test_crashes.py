"""Every step after the check, killed at each of its writes and run again: each envelope is accounted for once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import pulling
from fulfilment.mailings.jobs import hash_of
from fulfilment.store.engines import reading
from fulfilment.store.office import events, handing_over, registered
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.crash import killed_at
from tests.mailings import printer, steps

Check = Callable[[Workspace], None]
MAILING = 1


def _survives(workspace: Workspace, tmp_path: Path, step: str, check: Check, writes: int) -> None:
    """Kill the step at each write, run it again, and look; it had at least so many writes."""
    databases.closed(workspace)
    write = 1
    while True:
        copy = databases.copied(workspace.path, tmp_path / f"killed-{write}")
        databases.closed(copy)
        if not killed_at(copy.path, season.ADULT, step, MAILING, write):
            check(copy)
            break
        _run_again(copy, step)
        check(copy)
        with reading(copy.office) as session:
            assert events.verify(session) == []
        databases.closed(copy)
        write += 1
    assert write > writes


def _run_again(workspace: Workspace, step: str) -> None:
    """A plain re-run; where the step had finished before the kill, it says so."""
    try:
        steps.STEPS[step](workspace, season.ADULT, MAILING)
    except FulfilmentError as refused:
        if refused.code not in ("mailing-state", "pull-confirmed"):
            raise


def test_proofs(cleared: Workspace, tmp_path: Path) -> None:
    season.planned(cleared, season.ADULT)

    def finished(workspace: Workspace) -> None:
        with reading(workspace.office) as session:
            files = ledger.proof_files(session, MAILING)
            people = {row.token for row in piece_rows.codes(session, MAILING, PieceState, ["proof"])}
        assert {file.state for file in files} == {"checked"}
        for file in files:
            assert hash_of(workspace.path / "mailings" / "1" / file.name) == file.sha256
        assert len(people) == sum(file.pieces for file in files)
        with reading(workspace.online) as session:
            assert set(session.scalars(select(Code.token).where(Code.state == "live"))) == people

    _survives(cleared, tmp_path, "proof", finished, 6)


def test_hand_over(checked: Workspace, tmp_path: Path) -> None:
    released = printer.released(checked).pieces

    def finished(workspace: Workspace) -> None:
        with reading(workspace.office) as session:
            assert handing_over.results(session, MAILING) == {None: released}
            assert len(handing_over.of_mailing(session, MAILING)) == 1
        printer.attempts_add_up(workspace)

    _survives(checked, tmp_path, "hand-over", finished, 2)


def test_pull(handed_over: Workspace, tmp_path: Path) -> None:
    first, second = printer.pieces(handed_over)[:2]
    printer.stop_online(handed_over, first.token)
    printer.stop_in_office(handed_over, second.token)

    def finished(workspace: Workspace) -> None:
        room = workspace.room(season.ADULT)
        with reading(workspace.office) as session:
            lists = pull_rows.lists(session, MAILING)
            rows = [row for each in lists for row in pull_rows.rows(session, each.id)]
            known = {file.path for file in registered.of_wave(session, season.ADULT)}
        assert sorted(row.piece_id for row in rows) == sorted([first.piece_id, second.piece_id])
        for each in lists:
            assert each.written_at is not None
            assert room.relative(pulling.path_of(room, each)) in known
            assert pulling.path_of(room, each).read_bytes() == pulling.encode(_rows(workspace, each.id))

    _survives(handed_over, tmp_path, "pull", finished, 4)


def _rows(workspace: Workspace, pull_list: int) -> list[pull_rows.ToPull]:
    with reading(workspace.office) as session:
        return pull_rows.rows(session, pull_list)


def test_confirming_a_pull_list(handed_over: Workspace, tmp_path: Path) -> None:
    stopped = printer.pieces(handed_over)[0]
    printer.stop_in_office(handed_over, stopped.token)
    printer.learn(handed_over)

    def finished(workspace: Workspace) -> None:
        assert printer.state_of(workspace, stopped.piece_id) == ("pulled", 1)
        printer.attempts_add_up(workspace)

    _survives(handed_over, tmp_path, "confirm-pull", finished, 1)


def test_report(handed_over: Workspace, tmp_path: Path) -> None:
    pieces = printer.pieces(handed_over)
    printer.despatched(handed_over, steps.REPORT, {pieces[0].piece_id: "spoiled"})

    def finished(workspace: Workspace) -> None:
        with reading(workspace.office) as session:
            assert handing_over.results(session, MAILING) == {"despatched": len(pieces) - 1, "spoiled": 1}
        assert printer.state_of(workspace, pieces[0].piece_id) == ("spoiled", 2)
        printer.attempts_add_up(workspace)

    _survives(handed_over, tmp_path, "report", finished, 1)


def test_spoil(handed_over: Workspace, tmp_path: Path) -> None:
    spoiled = [row.piece_id for row in printer.pieces(handed_over)[:2]]
    text = "\n".join(printer.mark_of(piece) for piece in spoiled)
    (handed_over.path / steps.MARKS).write_text(text, encoding="utf-8")

    def finished(workspace: Workspace) -> None:
        assert {printer.state_of(workspace, piece) for piece in spoiled} == {("spoiled", 2)}
        with reading(workspace.office) as session:
            reprints = [file.pieces for file in ledger.print_files(session, MAILING) if file.purpose == "reprint"]
        assert reprints == [2]
        printer.attempts_add_up(workspace)

    _survives(handed_over, tmp_path, "spoil", finished, 1)


def test_close(handed_over: Workspace, tmp_path: Path) -> None:
    printer.report(handed_over, printer.despatched(handed_over))

    def finished(workspace: Workspace) -> None:
        with reading(workspace.office) as session:
            mailing = ledger.mailing(session, MAILING)
        assert mailing is not None
        assert mailing.state == "closed"

    _survives(handed_over, tmp_path, "close-mailing", finished, 1)


def test_expire(checked: Workspace, tmp_path: Path) -> None:
    released = printer.released(checked).pieces

    def finished(workspace: Workspace) -> None:
        assert len(printer.pieces(workspace, PieceState.CHECKED)) == released
        assert _live(workspace, ("live",)) == set()

    _survives(checked, tmp_path, "expire", finished, 2)


def test_cancel(checked: Workspace, tmp_path: Path) -> None:
    released = printer.released(checked).pieces

    def finished(workspace: Workspace) -> None:
        assert len(printer.pieces(workspace, PieceState.WITHHELD)) == released
        assert _live(workspace) == set()
        assert [path for path in (workspace.path / "mailings" / "1").rglob("*") if path.is_file()] == []
        with reading(workspace.office) as session:
            assert registered.within(session, "mailings/1") == []

    _survives(checked, tmp_path, "cancel", finished, 6)


def _live(workspace: Workspace, kinds: tuple[str, ...] = ("live", "proof")) -> set[str]:
    with reading(workspace.online) as session:
        return set(session.scalars(select(Code.token).where(Code.state == "live", Code.kind.in_(kinds))))
