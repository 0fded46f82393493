"""Queries that count: mailed cases by outcome, envelopes by contact, calls by reason. Seeds and proofs never count.

Once a wave is closed, outcomes are those of the close (final_outcomes), whatever is learnt later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Outcome
from fulfilment.cases.pieces import PieceState
from fulfilment.cases.rates import Cases
from fulfilment.store.office.closing_models import FinalOutcome, WaveClosing
from fulfilment.store.office.models import Case, Event, Piece

POSTED = (PieceState.DESPATCHED, PieceState.RETURNED)
"""States of an envelope that the printer said has left."""


class CaseLine(NamedTuple):
    """One case of the sample as it is exported: codes and dates, no name."""

    reference: str
    trust: str
    ptc: str | None
    age_band: str
    language: str
    contacts: int
    outcome: int
    sub_code: str | None
    outcome_source: str | None
    outcome_at: datetime | None


class ContactCount(NamedTuple):
    """The envelopes of one contact: how many were posted, and how many of these came back."""

    contact: int
    posted: int
    returned: int


def mailed_cases(session: Session, wave: str) -> list[Cases]:
    """The cases of a wave that were mailed or answered, counted by trust, age band, outcome and sub-code."""
    final = _is_final(session, wave)
    outcome, sub_code = (_final_or_now(final, name) for name in ("outcome", "sub_code"))
    posted = select(Piece.token).where(Piece.wave == wave, Piece.kind == "live", _is_posted())
    query = (
        _cases(select(Case.trust, Case.age_band, outcome, sub_code, func.count()), final, wave)
        .where(or_(Case.token.in_(posted), outcome == int(Outcome.USEABLE)))
        .group_by(Case.trust, Case.age_band, outcome, sub_code)
        .order_by(Case.trust, Case.age_band, outcome, sub_code)
    )
    return [Cases(*row) for row in session.execute(query)]


def case_lines(session: Session, wave: str) -> Iterator[CaseLine]:
    """Every open case of a wave, in order of reference."""
    final = _is_final(session, wave)
    posted = (
        select(Piece.token, func.count(func.distinct(Piece.contact)).label("contacts"))
        .where(Piece.wave == wave, Piece.kind == "live", _is_posted())
        .group_by(Piece.token)
        .subquery()
    )
    columns = [_final_or_now(final, name) for name in ("outcome", "sub_code", "outcome_source", "outcome_at")]
    query = _cases(
        select(
            Case.reference, Case.trust, Case.ptc, Case.age_band, Case.language, func.coalesce(posted.c.contacts, 0),
            *columns,
        ),
        final,
        wave,
    ).outerjoin(posted, posted.c.token == Case.token)  # fmt: skip
    with session.execute(query.order_by(Case.reference).execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield CaseLine._make(row)


def contacts(session: Session, wave: str) -> list[ContactCount]:
    """The posted envelopes of a wave by contact."""
    query = (
        select(Piece.contact, Piece.state, func.count())
        .where(Piece.wave == wave, Piece.kind == "live", _is_posted())
        .group_by(Piece.contact, Piece.state)
    )
    posted: Counter[int] = Counter()
    returned: Counter[int] = Counter()
    for contact, state, number in session.execute(query):
        posted[contact] += number
        returned[contact] += number if state == PieceState.RETURNED.value else 0
    return [ContactCount(contact, posted[contact], returned[contact]) for contact in sorted(posted)]


def calls(session: Session, wave: str) -> dict[str, int]:
    """Reason -> how often the helpline opened a case of a wave for it."""
    query = select(Event.detail).where(Event.kind == "case_opened", Event.wave == wave)
    details = session.scalars(query.execution_options(yield_per=1000))
    return dict(sorted(Counter(str(detail.get("reason", "other")) for detail in details).items()))


def _is_final(session: Session, wave: str) -> bool:
    closing = session.get(WaveClosing, wave)
    return closing is not None and closing.closed_at is not None


def _is_posted() -> ColumnElement[bool]:
    return Piece.state.in_([state.value for state in POSTED])


def _cases(query: Select[Any], final: bool, wave: str) -> Select[Any]:
    people = query.select_from(Case).where(Case.wave == wave, Case.kind == "live", Case.state == "open")
    return people.join(FinalOutcome, FinalOutcome.token == Case.token) if final else people


def _final_or_now(final: bool, name: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(FinalOutcome if final else Case, name)
    return column
