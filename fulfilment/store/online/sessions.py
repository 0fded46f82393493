"""Queries on respondents' sittings. The store knows the hash of a sitting's id; the id is in the cookie alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Session as Sitting


def begin(session: Session, *, id_hash: str, token: str, part: str, language: str, at: datetime) -> None:
    """Add a sitting at one part of a case; ``part`` is empty until somebody said who answers."""
    session.add(
        Sitting(id=id_hash, token=token, part=part, language=language, created_at=at, last_seen_at=at, revoked_at=None)
    )
    session.flush()


def current(session: Session, id_hash: str, *, at: datetime, idle: timedelta) -> Sitting | None:
    """The sitting, unless it was revoked or nothing was posted for longer than ``idle``."""
    sitting = session.get(Sitting, id_hash)
    if sitting is None or sitting.revoked_at is not None or at - sitting.last_seen_at > idle:
        return None
    return sitting


def touch(session: Session, id_hash: str, *, language: str, at: datetime) -> None:
    """Note that the respondent did something just now."""
    session.execute(update(Sitting).where(Sitting.id == id_hash).values(last_seen_at=at, language=language))


def revoke(session: Session, id_hash: str, *, at: datetime) -> None:
    """End a sitting: its cookie opens nothing any more."""
    session.execute(update(Sitting).where(Sitting.id == id_hash, Sitting.revoked_at.is_(None)).values(revoked_at=at))


def revoke_all(session: Session, token: str, *, at: datetime) -> int:
    """End every sitting of a case. Gives their number."""
    alive = session.scalars(select(Sitting.id).where(Sitting.token == token, Sitting.revoked_at.is_(None))).all()
    for id_hash in alive:
        revoke(session, id_hash, at=at)
    return len(alive)
