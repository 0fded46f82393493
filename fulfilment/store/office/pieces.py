"""Queries on pieces: the ledger of every envelope, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState, change
from fulfilment.store.office.models import Case, Mailing, Person, Piece


class PieceToPrint(NamedTuple):
    """A piece with its case and the sealed person, in the order of the print file."""

    piece_id: int
    attempt: int
    issue: int
    state: str
    first_page: int | None
    pages: int | None
    sheets: int | None
    sha256: str | None
    fields_hash: str | None
    token: str
    reference: str
    trust: str
    age_band: str
    language: str
    sealed: bytes


def to_print(session: Session, print_file_id: int, states: Iterable[PieceState]) -> Iterator[PieceToPrint]:
    """The pieces of a print file in their order, with the sealed person of each."""
    query = (
        select(
            Piece.id, Piece.attempt, Piece.issue, Piece.state, Piece.first_page, Piece.pages, Piece.sheets,
            Piece.sha256, Piece.fields_hash, Case.token, Case.reference, Case.trust, Case.age_band, Case.language,
            Person.sealed,
        )
        .join(Case, Case.token == Piece.token)
        .join(Person, Person.token == Piece.token)
        .where(Piece.print_file_id == print_file_id, Piece.state.in_([state.value for state in states]))
        .order_by(Piece.position)
    )  # fmt: skip
    for row in session.execute(query.execution_options(yield_per=500)):
        yield PieceToPrint._make(row)


class PieceCase(NamedTuple):
    """A piece's number and state beside what suppression asks of its case."""

    piece_id: int
    print_file_id: int
    token: str
    issue: int
    state: str
    reference: str
    trust: str
    case_state: str
    outcome: int
    stop: str | None


def with_cases(session: Session, mailing_id: int, states: Iterable[PieceState]) -> Iterator[PieceCase]:
    """The pieces of a mailing in these states, in order of print file and position."""
    query = (
        select(
            Piece.id, Piece.print_file_id, Piece.token, Piece.issue, Piece.state, Case.reference, Case.trust,
            Case.state, Case.outcome, Case.stop,
        )
        .join(Case, Case.token == Piece.token)
        .where(Piece.mailing_id == mailing_id, Piece.state.in_([state.value for state in states]))
        .order_by(Piece.print_file_id, Piece.position)
    )  # fmt: skip
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield PieceCase._make(row)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add pieces in bulk, each planned."""
    session.execute(Piece.__table__.insert(), [dict(row) for row in rows])  # type: ignore[attr-defined]


def move(session: Session, changes: Iterable[tuple[int, PieceState, PieceState, Mapping[str, Any]]]) -> int:
    """Change pieces from one state to another and set further columns; returns how many were changed.

    Refuses a change that the table of cases.pieces does not allow.
    """
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for piece_id, old, new, columns in changes:
        row = {"id": piece_id, "state": change(old, new).value, **columns}
        rows.setdefault(tuple(sorted(row)), []).append(row)
    for batch in rows.values():
        session.execute(update(Piece), batch)
    return sum(len(batch) for batch in rows.values())


class PieceCode(NamedTuple):
    """What a piece's access code needs."""

    piece_id: int
    token: str
    issue: int
    kind: str
    reference: str
    trust: str
    age_band: str
    language: str


def codes(session: Session, mailing_id: int, states: Iterable[PieceState]) -> Iterator[PieceCode]:
    """The pieces of a mailing in these states, with what their codes need."""
    query = (
        select(Piece.id, Piece.token, Piece.issue, Piece.kind, Case.reference, Case.trust, Case.age_band, Case.language)
        .join(Case, Case.token == Piece.token)
        .where(Piece.mailing_id == mailing_id, Piece.state.in_([state.value for state in states]))
        .order_by(Piece.id)
    )
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield PieceCode._make(row)


def counts(session: Session, mailing_id: int) -> dict[str, int]:
    """How many pieces of a mailing are in each state."""
    query = select(Piece.state, func.count()).where(Piece.mailing_id == mailing_id).group_by(Piece.state)
    return {row[0]: row[1] for row in session.execute(query)}


def withheld(session: Session, mailing_id: int) -> dict[str, int]:
    """How many pieces of a mailing were withheld, by reason."""
    query = (
        select(Piece.withheld, func.count())
        .where(Piece.mailing_id == mailing_id, Piece.state == PieceState.WITHHELD.value)
        .group_by(Piece.withheld)
    )
    return {reason or "": count for reason, count in session.execute(query)}


def release(session: Session, mailing_id: int) -> int:
    """Every checked piece of a mailing becomes released."""
    change(PieceState.CHECKED, PieceState.RELEASED)
    query = (
        update(Piece)
        .where(Piece.mailing_id == mailing_id, Piece.state == PieceState.CHECKED.value)
        .values(state=PieceState.RELEASED.value)
    )
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]


def of_case(session: Session, token: str) -> list[Piece]:
    """The pieces of a case, newest first."""
    return list(session.scalars(select(Piece).where(Piece.token == token).order_by(Piece.id.desc())))


def with_case(session: Session, piece_id: int) -> tuple[Piece, Case, Mailing] | None:
    """A piece with its case and its mailing."""
    query = (
        select(Piece, Case, Mailing)
        .join(Case, Case.token == Piece.token)
        .join(Mailing, Mailing.id == Piece.mailing_id)
        .where(Piece.id == piece_id)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1], row[2])
