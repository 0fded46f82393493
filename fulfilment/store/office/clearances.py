"""Queries on clearances: who goes to the trace, and which check is the latest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Case, Clearance, Person


class CaseToTrace(NamedTuple):
    """A case as it goes to the trace, with the sealed person."""

    token: str
    reference: str
    trust: str
    outcome: int
    stop: str | None
    sealed: bytes


def cases_to_trace(session: Session, wave: str) -> Iterator[CaseToTrace]:
    """Every open case of a wave, in order of reference."""
    query = (
        select(Case.token, Case.reference, Case.trust, Case.outcome, Case.stop, Person.sealed)
        .join(Person, Person.token == Case.token)
        .where(Case.wave == wave, Case.state == "open", Case.kind == "live")
        .order_by(Case.reference)
    )
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield CaseToTrace._make(row)


def latest(session: Session, wave: str) -> Clearance | None:
    """The clearance with the latest ``as_of``."""
    query = select(Clearance).where(Clearance.wave == wave, Clearance.kind == "trace").order_by(Clearance.as_of.desc())
    return session.scalars(query.limit(1)).first()


def covers(clearance: Clearance | None, loaded_at: datetime) -> bool:
    """Whether a case existed when a clearance was made; one loaded later has not been traced."""
    return clearance is not None and loaded_at <= clearance.as_of


def by_sha256(session: Session, wave: str, sha256: str) -> Clearance | None:
    """The clearance that was imported from a file with this hash."""
    return session.scalars(select(Clearance).where(Clearance.wave == wave, Clearance.sha256 == sha256)).first()


def tokens_by_reference(session: Session, wave: str) -> dict[str, str]:
    """Reference -> token, of the open cases of a wave."""
    query = select(Case.reference, Case.token).where(Case.wave == wave, Case.state == "open", Case.kind == "live")
    return {row.reference: row.token for row in session.execute(query)}
