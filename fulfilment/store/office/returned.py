"""Queries on letters that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.office.returns_models import ReturnedLetter

AT_ONCE = 500  # values in one statement; SQLite takes 32,766 at most


def with_cases(session: Session, piece_ids: Iterable[int]) -> dict[int, tuple[Piece, Case]]:
    """Pieces by number with their cases; a number that no piece has is left out."""
    return {
        piece.id: (piece, case)
        for chunk in _chunks(piece_ids)
        for piece, case in session.execute(
            select(Piece, Case).join(Case, Case.token == Piece.token).where(Piece.id.in_(chunk))
        )
    }


def booked(session: Session, piece_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(piece, attempt) of those that are booked in already."""
    return {
        (piece_id, attempt)
        for chunk in _chunks(piece_ids)
        for piece_id, attempt in session.execute(
            select(ReturnedLetter.piece_id, ReturnedLetter.attempt).where(ReturnedLetter.piece_id.in_(chunk))
        )
    }


def book(session: Session, piece: Piece, attempt: int, reason: str, on: date, at: datetime, by: str) -> None:
    """Books a letter in. A second time for the same attempt is refused by the database."""
    session.add(
        ReturnedLetter(
            piece_id=piece.id, attempt=attempt, token=piece.token, wave=piece.wave, reason=reason, returned_on=on,
            booked_at=at, booked_by=by,
        )
    )  # fmt: skip
    session.flush()


def of_case(session: Session, token: str) -> list[ReturnedLetter]:
    """The letters of a case that came back, the earliest first."""
    query = select(ReturnedLetter).where(ReturnedLetter.token == token).order_by(ReturnedLetter.booked_at)
    return list(session.scalars(query))


def some_arrived(session: Session, token: str) -> bool:
    """Whether a letter to the case left and did not come back."""
    states = [PieceState.DESPATCHED.value, PieceState.HANDED_OVER.value]
    query = select(func.count()).where(Piece.token == token, Piece.kind == "live", Piece.state.in_(states))
    return bool(session.scalar(query))


def _chunks(values: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
