"""Queries on sent answers. One case may answer in several modes; each part once a mode, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Code, Response


def add(
    session: Session,
    code: Code,
    *,
    part: str,
    mode: str,
    language: str,
    instrument: str,
    answered: int,
    sealed: bytes,
    escrow: bytes,
    at: datetime,
) -> bool:
    """Add a response. False where this part was sent in this mode before: the first one stays.

    The caller holds the write lock of the draft (SQLite: of the store); the unique constraint is the last guard.
    """
    if is_sent(session, code.token, part, mode):
        return False
    session.add(
        Response(
            token=code.token,
            part=part,
            mode=mode,
            wave=code.wave,
            kind=code.kind,
            language=language,
            instrument=instrument,
            answered=answered,
            sealed=sealed,
            escrow=escrow,
            sent_at=at,
        )
    )
    session.flush()
    return True


def is_sent(session: Session, token: str, part: str, mode: str) -> bool:
    """Whether this part was sent in this mode."""
    query = select(Response.id).where(Response.token == token, Response.part == part, Response.mode == mode)
    return session.scalar(query) is not None


def sent(session: Session, token: str) -> list[tuple[str, str, datetime]]:
    """(part, mode, when) of everything that a case sent, in order."""
    query = select(Response.part, Response.mode, Response.sent_at).where(Response.token == token).order_by(Response.id)
    return [(part, mode, sent_at) for part, mode, sent_at in session.execute(query)]


def sent_parts(session: Session, token: str) -> Mapping[str, datetime]:
    """Part -> when it was first sent, in whatever mode."""
    rows = session.scalars(select(Response).where(Response.token == token).order_by(Response.sent_at.desc()))
    return {row.part: row.sent_at for row in rows}


def destroy(session: Session, token: str) -> int:
    """Destroy everything that a case sent. Gives how many responses there were."""
    gone = session.scalar(select(func.count()).where(Response.token == token)) or 0
    session.execute(delete(Response).where(Response.token == token))
    return gone
