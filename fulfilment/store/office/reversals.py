"""Queries on what is taken back: wrong stops, by two people, and answers, by their giver."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.returns_models import Undo, Withdrawal


def ask(session: Session, token: str, wave: str, stop: str, reason: str, at: datetime, by: str) -> int:
    """Note that somebody asks for a stop to be undone; gives its number."""
    undo = Undo(token=token, wave=wave, stop=stop, reason=reason, state="asked", asked_at=at, asked_by=by)
    session.add(undo)
    session.flush()
    return undo.id


def get(session: Session, number: int) -> Undo | None:
    """An undo by its number."""
    return session.get(Undo, number)


def locked(session: Session, number: int) -> Undo | None:
    """An undo by its number, locked for who changes it."""
    return session.scalars(select(Undo).where(Undo.id == number).with_for_update()).one_or_none()


def of_case(session: Session, token: str) -> list[Undo]:
    """The undos of a case, the earliest first."""
    return list(session.scalars(select(Undo).where(Undo.token == token).order_by(Undo.id)))


def in_state(session: Session, wave: str, state: str) -> list[Undo]:
    """The undos of a wave in a state: asked wait for a second person, confirmed for the online store."""
    return list(session.scalars(select(Undo).where(Undo.wave == wave, Undo.state == state).order_by(Undo.id)))


def confirm(undo: Undo, at: datetime, by: str) -> None:
    """A second person confirms. The database refuses the first one again."""
    undo.state, undo.confirmed_at, undo.confirmed_by = "confirmed", at, by


def done(session: Session, number: int) -> None:
    """The online store is right as well."""
    session.get_one(Undo, number).state = "done"
    session.flush()


def begin_withdrawal(session: Session, token: str, wave: str, reason: str, at: datetime, by: str) -> Withdrawal:
    """Note that answers are about to be destroyed, or the note that was made before."""
    found = withdrawal(session, token)
    if found is None:
        found = Withdrawal(token=token, wave=wave, reason=reason, responses=0, state="begun", at=at, by=by)
        session.add(found)
        session.flush()
    return found


def withdrawal(session: Session, token: str) -> Withdrawal | None:
    """The withdrawal of a case's answers."""
    return session.scalars(select(Withdrawal).where(Withdrawal.token == token)).one_or_none()


def withdrawals(session: Session, wave: str, state: str) -> list[Withdrawal]:
    """The withdrawals of a wave in a state: begun, done."""
    query = select(Withdrawal).where(Withdrawal.wave == wave, Withdrawal.state == state).order_by(Withdrawal.id)
    return list(session.scalars(query))
