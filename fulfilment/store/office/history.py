"""Queries on what happened to a mailing and to one piece: who, when, why. From the chain of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Event

# Events of a mailing that happened to every piece of it.
OF_ALL = (
    "mailing_planned", "mailing_composed", "mailing_released", "release_taken_back", "mailing_handed_over",
    "mailing_cancelled", "mailing_closed",
)  # fmt: skip


class Happened(NamedTuple):
    """One thing that happened: when, by whom, what, and its details."""

    at: datetime
    actor: str
    kind: str
    piece_id: int | None
    detail: Mapping[str, Any]


def of_mailing(session: Session, mailing_id: int) -> list[Happened]:
    """What happened to a mailing as a whole, in order."""
    return _happened(session, Event.mailing_id == mailing_id, Event.piece_id.is_(None))


def of_piece(session: Session, piece_id: int, mailing_id: int) -> list[Happened]:
    """What happened to a piece, by itself and with its mailing, in order."""
    with_all = (Event.mailing_id == mailing_id) & Event.piece_id.is_(None) & Event.kind.in_(OF_ALL)
    return _happened(session, or_(Event.piece_id == piece_id, with_all))


def breaches(session: Session, mailing_id: int) -> list[Happened]:
    """Letters of a mailing that were posted though they should have been pulled, in order."""
    return _happened(session, Event.mailing_id == mailing_id, Event.kind == "breach")


def count_breaches(session: Session, mailing_id: int) -> int:
    """How many letters of a mailing were posted though they should have been pulled."""
    return session.scalars(select(func.count()).where(Event.mailing_id == mailing_id, Event.kind == "breach")).one()


def _happened(session: Session, *which: Any) -> list[Happened]:
    query = select(Event.at, Event.actor, Event.kind, Event.piece_id, Event.detail).where(*which).order_by(Event.id)
    return [Happened._make(row) for row in session.execute(query)]
