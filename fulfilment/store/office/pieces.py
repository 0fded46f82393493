"""Queries on pieces: the ledger of every envelope, row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from fulfilment.cases.pieces import PieceState, change
from fulfilment.store.office.models import Case, Mailing, Person, Piece

FOR_POST = ("live", "seed")  # kinds that go into envelopes; a proof goes to who approves it
NEVER_OUT = (PieceState.PLANNED, PieceState.COMPOSED, PieceState.CHECKED, PieceState.WITHHELD)


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
    format: str
    sealed: bytes


def to_print(session: Session, print_file_id: int, states: Iterable[PieceState]) -> Iterator[PieceToPrint]:
    """The pieces of a print file in their order, with the sealed person of each."""
    query = (
        select(
            Piece.id, Piece.attempt, Piece.issue, Piece.state, Piece.first_page, Piece.pages, Piece.sheets,
            Piece.sha256, Piece.fields_hash, Case.token, Case.reference, Case.trust, Case.age_band, Case.language,
            Case.format, Person.sealed,
        )
        .join(Case, Case.token == Piece.token)
        .join(Person, Person.token == Piece.token)
        .where(Piece.print_file_id == print_file_id, Piece.state.in_([state.value for state in states]))
        .order_by(Piece.position)
    )  # fmt: skip
    with session.execute(query.execution_options(yield_per=500)) as rows:
        for row in rows:
            yield PieceToPrint._make(row)


class PieceCase(NamedTuple):
    """A piece's number and state beside what suppression asks of its case. ``case_issue``: the case's newest code."""

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
    kind: str
    case_issue: int
    loaded_at: datetime


def with_cases(
    session: Session, mailing_id: int, states: Iterable[PieceState], files: Collection[int] | None = None
) -> Iterator[PieceCase]:
    """The pieces of a mailing (of some of its print files) in these states, by print file and position; no proofs."""
    query = (
        select(
            Piece.id, Piece.print_file_id, Piece.token, Piece.issue, Piece.state, Case.reference, Case.trust,
            Case.state, Case.outcome, Case.stop, Piece.kind, Case.issue, Case.created_at,
        )
        .join(Case, Case.token == Piece.token)
        .where(*_for_post(mailing_id), Piece.state.in_([state.value for state in states]))
        .order_by(Piece.print_file_id, Piece.position)
    )  # fmt: skip
    if files is not None:
        query = query.where(Piece.print_file_id.in_(files))
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
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


def codes(
    session: Session,
    mailing_id: int,
    states: Iterable[PieceState],
    kinds: Iterable[str] = FOR_POST,
    after: int = 0,
    most: int | None = None,
) -> Iterator[PieceCode]:
    """The pieces of a mailing in these states and of these kinds, with what their codes need, by number.

    Of all, or of the first ``most`` whose number is higher than ``after``.
    """
    query = (
        select(Piece.id, Piece.token, Piece.issue, Piece.kind, Case.reference, Case.trust, Case.age_band, Case.language)
        .join(Case, Case.token == Piece.token)
        .where(
            Piece.mailing_id == mailing_id,
            Piece.id > after,
            Piece.kind.in_(list(kinds)),
            Piece.state.in_([state.value for state in states]),
        )
        .order_by(Piece.id)
        .limit(most)
    )
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield PieceCode._make(row)


def count_codes(session: Session, mailing_id: int, states: Iterable[PieceState], kinds: Iterable[str]) -> int:
    """How many pieces of a mailing are in these states and of these kinds."""
    query = select(func.count()).where(
        Piece.mailing_id == mailing_id,
        Piece.kind.in_(list(kinds)),
        Piece.state.in_([state.value for state in states]),
    )
    return session.scalars(query).one()


def counts(session: Session, mailing_id: int) -> dict[str, int]:
    """How many pieces of a mailing are in each state: envelopes, seeds among them; no proofs."""
    query = select(Piece.state, func.count()).where(*_for_post(mailing_id)).group_by(Piece.state)
    return {row[0]: row[1] for row in session.execute(query)}


def seeds(session: Session, mailing_id: int) -> int:
    """How many of a mailing's envelopes are seeds."""
    query = select(func.count()).where(Piece.mailing_id == mailing_id, Piece.kind == "seed")
    return session.scalars(query).one()


def withheld(session: Session, mailing_id: int) -> dict[str, int]:
    """How many pieces of a mailing were withheld, by reason."""
    query = (
        select(Piece.withheld, func.count())
        .where(*_for_post(mailing_id), Piece.state == PieceState.WITHHELD.value)
        .group_by(Piece.withheld)
    )
    return {reason or "": count for reason, count in session.execute(query)}


def move_files(session: Session, files: Collection[int], old: PieceState, new: PieceState) -> int:
    """Every piece of some print files goes from one state to another; returns how many.

    Refuses a change that the table of cases.pieces does not allow.
    """
    changed = change(old, new)
    query = update(Piece).where(Piece.print_file_id.in_(files), Piece.state == old.value).values(state=changed.value)
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]


def withhold_files(session: Session, files: Collection[int], old: PieceState, reason: str) -> int:
    """Every piece of some print files that is in a state is withheld for a reason; returns how many."""
    change(old, PieceState.WITHHELD)
    query = (
        update(Piece)
        .where(Piece.print_file_id.in_(files), Piece.state == old.value)
        .values(state=PieceState.WITHHELD.value, withheld=reason)
    )
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]


def states_of_file(session: Session, print_file_id: int) -> dict[int, PieceState]:
    """Piece -> state, of a print file."""
    query = select(Piece.id, Piece.state).where(Piece.print_file_id == print_file_id)
    return {row.id: PieceState(row.state) for row in session.execute(query)}


def live_only_through(session: Session, files: Collection[int]) -> list[tuple[str, int]]:
    """(token, issue) of the released pieces of some print files whose code no other letter carries.

    A letter that was ever handed over, or stands released elsewhere, keeps its code live.
    """
    other = aliased(Piece)
    out = [state.value for state in PieceState if state not in NEVER_OUT]
    elsewhere = exists().where(
        other.token == Piece.token, other.issue == Piece.issue, other.id != Piece.id, other.state.in_(out)
    )
    query = select(Piece.token, Piece.issue).where(
        Piece.print_file_id.in_(files), Piece.state == PieceState.RELEASED.value, Piece.attempt == 1, ~elsewhere
    )
    return [(row.token, row.issue) for row in session.execute(query.order_by(Piece.id))]


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


def _for_post(mailing_id: int) -> tuple[ColumnElement[bool], ...]:
    return Piece.mailing_id == mailing_id, Piece.kind.in_(FOR_POST)
