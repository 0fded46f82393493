"""Queries on how far the online store has been collected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from fulfilment.store.office.models import Collected


def cursor(session: Session, wave: str) -> tuple[int, int]:
    """The last request and the last response that were collected; 0 before the first."""
    row = session.get(Collected, wave)
    return (row.last_request_id, row.last_response_id) if row else (0, 0)


def collected_at(session: Session, wave: str) -> datetime | None:
    """When the wave was last collected."""
    row = session.get(Collected, wave)
    return row.at if row else None


def move_cursor(session: Session, wave: str, last_request_id: int, last_response_id: int, at: datetime) -> None:
    """Remember how far the collection came."""
    row = session.get(Collected, wave)
    if row is None:
        session.add(Collected(wave=wave, last_request_id=last_request_id, last_response_id=last_response_id, at=at))
    else:
        row.last_request_id, row.last_response_id, row.at = last_request_id, last_response_id, at
