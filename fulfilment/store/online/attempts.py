"""Queries on wrong access codes: how many one client, and the whole site, tried since a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Attempt

SITE = "*"  # counts for the whole site
NOBODY = "-"  # counts for none


def record(session: Session, client: str, *, at: datetime) -> None:
    """Note one wrong code, for the client and for the site."""
    session.add_all([Attempt(client=client, at=at), Attempt(client=SITE, at=at)])
    session.flush()


def record_for_nobody(session: Session, *, at: datetime) -> None:
    """Write as much as ``record`` does, and count nothing: a code that exists but does not open is no guess."""
    session.add_all([Attempt(client=NOBODY, at=at), Attempt(client=NOBODY, at=at)])
    session.flush()


def moments(session: Session, client: str, *, since: datetime) -> list[datetime]:
    """When a client tried wrong codes, after ``since``, oldest first."""
    query = select(Attempt.at).where(Attempt.client == client, Attempt.at > since).order_by(Attempt.at)
    return list(session.scalars(query))


def count(session: Session, client: str, *, since: datetime) -> int:
    """How many wrong codes a client tried after ``since``."""
    query = select(func.count()).select_from(Attempt).where(Attempt.client == client, Attempt.at > since)
    return session.scalar(query) or 0


def forget(session: Session, *, before: datetime) -> None:
    """Delete what no allowance looks at any more."""
    session.execute(delete(Attempt).where(Attempt.at <= before))
