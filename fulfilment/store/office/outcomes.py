"""Queries on outcomes: the one place where a case's outcome and stop are written. Every claim is kept.

A case row is locked while its claims are read and one is added, so that two programs never overlook one another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Claim, Outcome, Standing, standing
from fulfilment.errors import FulfilmentError
from fulfilment.store.office.models import Case
from fulfilment.store.office.returns_models import OutcomeChange

# What these say they say again at each look: the same words are no news. A person may say the same thing anew.
REGISTERS = ("clearance", "trust", "sample")


@dataclass(frozen=True)
class Claimed:
    """What a claim did. ``new``: it had not been made before. ``first``: nothing had stopped the case this way."""

    new: bool
    first: bool
    before: Standing
    after: Standing


def claim(session: Session, token: str, made: Claim, at: datetime, actor: str) -> Claimed | None:
    """Adds a claim and brings the case up to date with all of them. None where there is no such case.

    The same claim made again (but for its moment) changes nothing, and so does one that was taken back by two people.
    """
    case = _locked(session, token)
    if case is None:
        return None
    rows = history(session, token)
    known = [_claim(row) for row in _counted(rows)]
    before = standing(known)
    if any(_is_same(row, made) for row in rows):
        return Claimed(False, False, before, before)
    after = standing([*known, made])
    first = made.stop is not None and made.stop not in {each.stop for each in known}
    session.add(
        OutcomeChange(
            token=token, wave=case.wave, outcome=int(made.outcome), sub_code=made.sub_code, source=made.source,
            said_at=made.at, happened_on=made.on, stop=made.stop, became=int(after.outcome), retracts=None,
            recorded_at=at, recorded_by=actor,
        )
    )  # fmt: skip
    _write(session, case, after)
    return Claimed(True, first, before, after)


def was_undone(session: Session, token: str, made: Claim) -> bool:
    """Whether this claim, in these words, was made before and taken back, and nobody made it again since."""
    rows = history(session, token)
    same = [row for row in rows if _is_same(row, made)]
    return bool(same) and not any(row in same for row in _counted(rows))


def retract(session: Session, token: str, change_ids: Iterable[int], at: datetime, actor: str) -> Standing:
    """Takes claims back: each stays, with a row that says who took it back. Gives what the case comes to now."""
    case = _locked(session, token)
    if case is None:
        raise FulfilmentError("case", "There is no such case")
    taken = {row.id: row for row in _counted(history(session, token)) if row.id in set(change_ids)}
    left = [_claim(row) for row in _counted(history(session, token)) if row.id not in taken]
    after = standing(left)
    for row in taken.values():
        session.add(
            OutcomeChange(
                token=token, wave=case.wave, outcome=row.outcome, sub_code=row.sub_code, source="undo", said_at=at,
                happened_on=row.happened_on, stop=row.stop, became=int(after.outcome), retracts=row.id,
                recorded_at=at, recorded_by=actor,
            )
        )  # fmt: skip
    _write(session, case, after)
    return after


def history(session: Session, token: str) -> list[OutcomeChange]:
    """Everything that was claimed of a case and taken back, in order."""
    query = select(OutcomeChange).where(OutcomeChange.token == token).order_by(OutcomeChange.id)
    return list(session.scalars(query))


def counted(session: Session, token: str, stop: str | None = None) -> list[OutcomeChange]:
    """The claims of a case that nobody took back; those of one stop only, where one is named."""
    return [row for row in _counted(history(session, token)) if stop is None or row.stop == stop]


def _counted(rows: list[OutcomeChange]) -> list[OutcomeChange]:
    retracted = {row.retracts for row in rows}
    return [row for row in rows if row.retracts is None and row.id not in retracted]


def _is_same(row: OutcomeChange, made: Claim) -> bool:
    if row.retracts is not None:
        return False
    if made.outcome is Outcome.OUTSTANDING and made.stop is None:
        return row.said_at == made.at and row.sub_code == made.sub_code  # an address may be mended more than once
    told = (row.outcome, row.sub_code, row.source, row.stop, row.happened_on)
    said_before = told == (int(made.outcome), made.sub_code, made.source, made.stop, made.on)
    return said_before and (row.source in REGISTERS or row.said_at == made.at)


def _claim(row: OutcomeChange) -> Claim:
    return Claim(Outcome(row.outcome), row.source, row.said_at, row.sub_code, row.stop, row.happened_on)


def _locked(session: Session, token: str) -> Case | None:
    query = select(Case).where(Case.token == token).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _write(session: Session, case: Case, now: Standing) -> None:
    case.outcome, case.sub_code, case.outcome_source = int(now.outcome), now.sub_code, now.source
    case.outcome_at, case.stop = now.at, now.stop
    session.flush()
