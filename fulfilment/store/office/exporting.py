"""Queries for exports: cases without names."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fulfilment.store.office.closing_models import FinalOutcome
from fulfilment.store.office.models import Case


class CaseToExport(NamedTuple):
    """What an export says of a case."""

    token: str
    reference: str
    trust: str
    ptc: str | None
    age_band: str
    outcome: int


def cases_to_export(session: Session, wave: str) -> dict[str, CaseToExport]:
    """Token -> case, of a wave; no seed and no proof."""
    outcome = func.coalesce(FinalOutcome.outcome, Case.outcome).label("outcome")
    query = select(Case.token, Case.reference, Case.trust, Case.ptc, Case.age_band, outcome)
    query = query.outerjoin(FinalOutcome, FinalOutcome.token == Case.token)
    query = query.where(Case.kind == "live")
    return {row.token: CaseToExport._make(row) for row in session.execute(query.where(Case.wave == wave))}
