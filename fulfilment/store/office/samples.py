"""Queries on sample files, and on the cases that the people of a new file may already have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Outcome
from fulfilment.cases.pieces import PieceState
from fulfilment.store.office.models import Case, Person, Piece, SampleFile

AT_ONCE = 500  # values in one statement; SQLite takes 32,766 at most
_NEVER_LEFT = (PieceState.PLANNED, PieceState.COMPOSED, PieceState.CHECKED, PieceState.WITHHELD)


class KnownCase(NamedTuple):
    """An open case with its person's blind indexes. ``settled``: released, answered or stopped, so that it stays."""

    token: str
    wave: str
    trust: str
    discharged_on: date
    settled: bool
    nhs_number_index: str | None
    identity_index: str | None


class SampleCount(NamedTuple):
    """A trust's files of a wave and the cases they have made."""

    trust: str
    files: int
    approved: int
    cases: int


def loaded_file(session: Session, wave: str, trust: str, sha256: str) -> SampleFile | None:
    """The file with these bytes, if the trust's was loaded before."""
    query = select(SampleFile).where(SampleFile.wave == wave, SampleFile.trust == trust, SampleFile.sha256 == sha256)
    return session.scalars(query).one_or_none()


def add_file(session: Session, file: SampleFile) -> int:
    """Adds a file and gives its number."""
    session.add(file)
    session.flush()
    return file.id


def known_cases(
    session: Session, wave: str, nhs_number_indexes: Iterable[str], identity_indexes: Iterable[str]
) -> list[KnownCase]:
    """The open cases of a wave of which the person has one of these blind indexes, each once, ordered by token."""
    by_index = ((Person.nhs_number_index, nhs_number_indexes), (Person.identity_index, identity_indexes))
    tokens = {
        token
        for column, indexes in by_index
        for chunk in _chunks(indexes)
        for token in session.scalars(select(Person.token).where(Person.wave == wave, column.in_(chunk)))
    }
    return sorted(case for chunk in _chunks(tokens) for case in _known(session, chunk))


def _known(session: Session, tokens: Sequence[str]) -> Iterator[KnownCase]:
    left_us = (Piece.kind == "live") & (Piece.state.not_in(_NEVER_LEFT) | (Piece.attempt > 1))
    released = set(session.scalars(select(Piece.token).where(Piece.token.in_(tokens), left_us)))
    query = (
        select(Case, Person.nhs_number_index, Person.identity_index)
        .join(Person, Person.token == Case.token)
        .where(Case.token.in_(tokens), Case.state == "open", Case.kind == "live")
    )
    for case, nhs_number, identity in session.execute(query):
        settled = case.token in released or case.stop is not None or case.outcome != Outcome.OUTSTANDING
        yield KnownCase(case.token, case.wave, case.trust, case.discharged_on, settled, nhs_number, identity)


def supersede(session: Session, token: str) -> None:
    """The same person has a later discharge elsewhere: the case stays, and nothing is sent to it any more."""
    session.execute(update(Case).where(Case.token == token).values(state="superseded"))


def approve(session: Session, wave: str, trust: str, at: datetime, by: str) -> int:
    """Approves every file of a trust that is not approved yet; gives how many."""
    waiting = select(SampleFile).where(SampleFile.wave == wave, SampleFile.trust == trust, SampleFile.state == "loaded")
    files = session.scalars(waiting).all()
    for file in files:
        file.state, file.approved_at, file.approved_by = "approved", at, by
    session.flush()
    return len(files)


def counts(session: Session, wave: str) -> list[SampleCount]:
    """Files and open cases by trust, in order of trust."""
    files = (
        select(SampleFile.trust, func.count(), func.count(SampleFile.approved_at))
        .where(SampleFile.wave == wave)
        .group_by(SampleFile.trust)
    )
    is_open = (Case.wave == wave, Case.state == "open", Case.kind == "live")
    query = select(Case.trust, func.count()).where(*is_open).group_by(Case.trust)
    cases: dict[str, int] = {trust: number for trust, number in session.execute(query)}  # noqa: C416 - rows, not pairs
    rows = session.execute(files.order_by(SampleFile.trust))
    return [SampleCount(trust, number, approved, cases.get(trust, 0)) for trust, number, approved in rows]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
