"""The printer of the mailing tests: takes files over, and says what became of each piece."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.mailings import checking, composing, handing_over, learning, releasing, reporting, spoiling
from fulfilment.paper import marks
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.ledger_models import PieceAttempt
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.office.pieces import PieceCase
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online.models import Draft
from fulfilment.workspace import Workspace
from tests import season

MAILING = 1
RELEASED, HANDED_OVER, REPORTED = 0.1, 0.2, 1.2  # days into the season


def released(workspace: Workspace, days: float = RELEASED) -> releasing.Released:
    """Mailing 1, released."""
    at = season.doing(season.later(days))
    return releasing.release(workspace.room(season.ADULT), workspace.content, MAILING, at)


def hand_over(workspace: Workspace, days: float = HANDED_OVER) -> handing_over.HandedOver:
    """Mailing 1, or its reprint, handed over."""
    at = season.doing(season.later(days))
    return handing_over.hand_over(workspace.room(season.ADULT), workspace.content, MAILING, "Fairmoor Print", at)


def pieces(workspace: Workspace, state: PieceState = PieceState.HANDED_OVER) -> list[PieceCase]:
    """The pieces of mailing 1 in a state, in their files' order."""
    with reading(workspace.office) as session:
        return list(piece_rows.with_cases(session, MAILING, [state]))


def state_of(workspace: Workspace, piece: int) -> tuple[str, int]:
    """State and attempt of a piece."""
    with reading(workspace.office) as session:
        row = session.get_one(Piece, piece)
        return row.state, row.attempt


def mark_of(piece: int, attempt: int = 1, sheets: int = 2) -> str:
    """The mark in the window of a piece: its first sheet's. The letter is one sheet, the language sheet another."""
    return marks.format(marks.Mark(piece, attempt, 1, 1, sheets, 1))


def stop_online(workspace: Workspace, token: str, why: str = "opted_out") -> None:
    """Somebody stops on the website."""
    with transaction(workspace.online) as session:
        online_codes.stop(session, token, why, season.later(0.3))


def stop_in_office(workspace: Workspace, token: str, why: str = "died") -> None:
    """The office has learnt of a stop, and nobody has looked at the pieces since."""
    with transaction(workspace.office) as session:
        session.get_one(Case, token).stop = why


def learn(workspace: Workspace, days: float = 0.4) -> None:
    """The back office collects."""
    room = workspace.room(season.ADULT)
    learning.learn(room, room.survey(workspace.content), season.doing(season.later(days)))


def table(workspace: Workspace, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A CSV as a printer sends it."""
    path = workspace.path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def report(workspace: Workspace, path: Path, days: float = REPORTED) -> reporting.Reported:
    """The printer's report, taken in."""
    return reporting.report(workspace.room(season.ADULT), MAILING, path, season.doing(season.later(days)))


def despatched(workspace: Workspace, name: str = "report.csv", statuses: Mapping[int, str] | None = None) -> Path:
    """A report that says of every piece the printer has that it was despatched, but for those in ``statuses``."""
    with reading(workspace.office) as session:
        waiting = session.execute(
            select(PieceAttempt.piece_id, PieceAttempt.attempt).where(PieceAttempt.result.is_(None))
        ).all()
    rows = [
        (mark_of(piece, attempt), (statuses or {}).get(piece, "despatched"), season.later(1).date().isoformat())
        for piece, attempt in sorted(waiting)
    ]
    return table(workspace, name, ("mark", "status", "date"), rows)


def spoil(workspace: Workspace, marks_: Sequence[str], days: float = 0.5) -> int:
    """The mailing team notes spoiled envelopes."""
    return spoiling.spoil(workspace.room(season.ADULT), MAILING, marks_, season.doing(season.later(days)))


def reprinted(workspace: Workspace, days: float = 0.6) -> releasing.Released:
    """The planned reprint, composed, checked and released."""
    at = season.doing(season.later(days))
    room = workspace.room(season.ADULT)
    composing.compose(room, workspace.content, MAILING, at)
    checking.check(room, MAILING, at)
    return releasing.release(room, workspace.content, MAILING, at)


def attempts_add_up(workspace: Workspace) -> None:
    """Every piece stands where its attempts say, each attempt once; the chain of events is whole."""
    with reading(workspace.office) as session:
        assert events.verify(session) == []
        attempts: dict[int, dict[int, str | None]] = {}
        for row in session.scalars(select(PieceAttempt)):
            attempts.setdefault(row.piece_id, {})[row.attempt] = row.result
        rows = list(session.scalars(select(Piece).where(Piece.kind != "proof")))
    for piece in rows:
        ended = attempts.get(piece.id, {})
        assert set(ended.values()) - {None} <= {"despatched", "spoiled", "pulled"}
        newest = ended.get(piece.attempt, "never")
        expected = {"handed_over": None, "despatched": "despatched", "returned": "despatched", "pulled": "pulled"}
        assert newest == expected.get(piece.state, "never")
        assert all(ended[number] == "spoiled" for number in range(1, piece.attempt))


def begin_draft(workspace: Workspace, token: str) -> None:
    """The helpline began the questionnaire of a case by phone."""
    at = season.later(0.15)
    with transaction(workspace.online) as session:
        session.add(
            Draft(
                token=token, part="adult", wave=season.ADULT, wrapped_key=b"k", body=b"b", version=1, state="open",
                language="en", instrument="adult@0", started_at=at, saved_at=at,
            )
        )  # fmt: skip
