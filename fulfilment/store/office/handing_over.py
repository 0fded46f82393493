"""Queries on hand-overs, and on every attempt of a piece that the printer was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, literal, select, update
from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.ledger_models import HandOver, PieceAttempt, PullRow
from fulfilment.store.office.models import Case, Mailing, Piece, PrintFile

AT_ONCE = 400  # rows in one statement


def hand_over(
    session: Session, mailing: Mailing, files: Sequence[PrintFile], at: datetime, by: str, to: str
) -> HandOver:
    """Note that released print files were given to the printer: each piece of theirs is an attempt from now on."""
    ids = [file.id for file in files]
    made = HandOver(
        mailing_id=mailing.id, round=files[0].round if files else 0, at=at, by=by, to=to,
        pieces=sum(file.pieces for file in files), sheets=sum(file.sheets or 0 for file in files),
    )  # fmt: skip
    session.add(made)
    session.flush()
    columns = ["piece_id", "attempt", "mailing_id", "print_file_id", "hand_over_id", "position", "first_page"]
    released = select(
        Piece.id, Piece.attempt, Piece.mailing_id, Piece.print_file_id, literal(made.id), Piece.position,
        Piece.first_page,
    ).where(Piece.print_file_id.in_(ids), Piece.state == PieceState.RELEASED.value)  # fmt: skip
    session.execute(insert(PieceAttempt).from_select(columns, released))
    piece_rows.move_files(session, ids, PieceState.RELEASED, PieceState.HANDED_OVER)
    ledger.set_file_states(session, ids, "handed_over")
    if mailing.state == "released":
        mailing.state = "handed_over"
    session.flush()
    return made


def any_stopped(session: Session, files: Collection[int]) -> bool:
    """Whether a released piece of some print files has a case that the office knows to be stopped."""
    query = (
        select(Piece.id)
        .join(Case, Case.token == Piece.token)
        .where(Piece.print_file_id.in_(files), Piece.state == PieceState.RELEASED.value, Case.stop.is_not(None))
    )
    return session.scalars(query.limit(1)).first() is not None


def of_mailing(session: Session, mailing_id: int) -> list[HandOver]:
    """The hand-overs of a mailing, in order."""
    return list(session.scalars(select(HandOver).where(HandOver.mailing_id == mailing_id).order_by(HandOver.id)))


class AttemptCase(NamedTuple):
    """An attempt that was handed over, with its piece as it stands now. ``listed``: it is on a pull list."""

    piece_id: int
    attempt: int
    result: str | None
    mailing_id: int
    file: str
    handed_over_at: datetime
    state: str
    now_attempt: int
    token: str
    stop: str | None
    listed: bool
    row_id: int


def attempts(session: Session, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], AttemptCase]:
    """(piece, attempt) -> the attempt, of those that were ever handed over."""
    wanted = sorted(set(pairs))
    found: dict[tuple[int, int], AttemptCase] = {}
    for start in range(0, len(wanted), AT_ONCE):
        pieces = {
            piece for piece, _ in wanted[start : start + AT_ONCE]
        }  # by one column: SQLite finds pairs by scanning
        for row in session.execute(_attempts().where(PieceAttempt.piece_id.in_(pieces))):
            found[row[0], row[1]] = AttemptCase._make(row)
    return {pair: found[pair] for pair in wanted if pair in found}


def of_piece(session: Session, piece_id: int) -> list[PieceAttempt]:
    """Every attempt of a piece that was handed over, in order."""
    query = select(PieceAttempt).where(PieceAttempt.piece_id == piece_id).order_by(PieceAttempt.attempt)
    return list(session.scalars(query))


def settle(
    session: Session, rows: Collection[AttemptCase], result: str, on: date | None, at: datetime, by: str
) -> None:
    """What became of attempts that the printer has: despatched, spoiled or pulled; their pieces change with them."""
    new = PieceState(result)
    piece_rows.move(session, [(row.piece_id, PieceState(row.state), new, {}) for row in rows])
    ids = [row.row_id for row in rows]
    for start in range(0, len(ids), AT_ONCE):
        chosen = PieceAttempt.id.in_(ids[start : start + AT_ONCE])
        session.execute(
            update(PieceAttempt).where(chosen).values(result=result, result_on=on, recorded_at=at, recorded_by=by)
        )


def results(session: Session, mailing_id: int) -> dict[str | None, int]:
    """How many attempts of a mailing ended how; None for those that the printer still has."""
    query = (
        select(PieceAttempt.result, func.count())
        .where(PieceAttempt.mailing_id == mailing_id)
        .group_by(PieceAttempt.result)
    )
    return {result: count for result, count in session.execute(query)}  # noqa: C416 - rows, not pairs


def outstanding(session: Session, mailing_id: int, limit: int) -> list[AttemptCase]:
    """The first attempts of a mailing of which nobody knows what became, by file and place in it."""
    query = _attempts().where(PieceAttempt.mailing_id == mailing_id, PieceAttempt.result.is_(None))
    query = query.order_by(PrintFile.name, PieceAttempt.position).limit(limit)
    return [AttemptCase._make(row) for row in session.execute(query)]


def file_counts(session: Session, mailing_id: int) -> dict[str, tuple[int, int]]:
    """Print file -> its number and how many of its pieces were handed over."""
    query = (
        select(PrintFile.name, PrintFile.id, func.count(PieceAttempt.id))
        .join(PieceAttempt, PieceAttempt.print_file_id == PrintFile.id)
        .where(PrintFile.mailing_id == mailing_id)
        .group_by(PrintFile.name, PrintFile.id)
    )
    return {name: (file_id, count) for name, file_id, count in session.execute(query)}


def _attempts() -> Select[*tuple[Any, ...]]:
    listed = (
        select(PullRow.id)
        .where(PullRow.piece_id == PieceAttempt.piece_id, PullRow.attempt == PieceAttempt.attempt)
        .exists()
    )
    return (
        select(
            PieceAttempt.piece_id, PieceAttempt.attempt, PieceAttempt.result, PieceAttempt.mailing_id, PrintFile.name,
            HandOver.at, Piece.state, Piece.attempt, Piece.token, Case.stop, listed, PieceAttempt.id,
        )
        .join(Piece, Piece.id == PieceAttempt.piece_id)
        .join(Case, Case.token == Piece.token)
        .join(PrintFile, PrintFile.id == PieceAttempt.print_file_id)
        .join(HandOver, HandOver.id == PieceAttempt.hand_over_id)
    )  # fmt: skip
