"""Queries on desks: the sessions of signed-in agents, each with the one case that it has open, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Staff, StaffSession


def begin(session: Session, id_hash: str, staff: str, at: datetime) -> None:
    """Add the session of an agent who just signed in."""
    session.add(
        StaffSession(
            id=id_hash, staff=staff, created_at=at, last_seen_at=at, revoked_at=None, open_token=None,
            open_reason=None, open_until=None,
        )
    )  # fmt: skip
    session.flush()


def current(session: Session, id_hash: str, at: datetime, idle: timedelta) -> tuple[StaffSession, Staff] | None:
    """The session with its account, unless it was ended, the account is disabled or nothing was posted for so long."""
    query = select(StaffSession, Staff).join(Staff).where(StaffSession.id == id_hash)
    found = session.execute(query).first()
    if found is None:
        return None
    desk, account = found
    if desk.revoked_at is not None or account.state != "active" or at - desk.last_seen_at > idle:
        return None
    return desk, account


def touch(session: Session, id_hash: str, at: datetime, open_for: timedelta) -> None:
    """Note that the agent posted something; a case that is still open stays so for as long again."""
    desk = session.get_one(StaffSession, id_hash)
    desk.last_seen_at = at
    if desk.open_until is not None and desk.open_until > at:
        desk.open_until = at + open_for


def open_case(session: Session, id_hash: str, token: str, reason: str, until: datetime) -> None:
    """Open a case at this desk, in the place of any other."""
    _set_open(session, id_hash, token, reason, until)


def close_case(session: Session, id_hash: str) -> None:
    """Close the case that is open at this desk."""
    _set_open(session, id_hash, None, None, None)


def end(session: Session, id_hash: str, at: datetime) -> None:
    """End a session: its cookie opens nothing any more."""
    close_case(session, id_hash)
    session.execute(update(StaffSession).where(StaffSession.id == id_hash).values(revoked_at=at))


def end_all(session: Session, staff: str, at: datetime) -> None:
    """End every session of an account."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff == staff, StaffSession.revoked_at.is_(None))
        .values(revoked_at=at, open_token=None, open_reason=None, open_until=None)
    )


def _set_open(session: Session, id_hash: str, token: str | None, reason: str | None, until: datetime | None) -> None:
    values = {"open_token": token, "open_reason": reason, "open_until": until}
    session.execute(update(StaffSession).where(StaffSession.id == id_hash).values(**values))
