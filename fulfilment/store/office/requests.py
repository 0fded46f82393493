"""Queries on requests that somebody acted on: each once, by name. The request itself is in the online store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.returns_models import RequestActed


def acted(session: Session, wave: str) -> set[int]:
    """The numbers of the requests of a wave that are settled."""
    return set(session.scalars(select(RequestActed.request_id).where(RequestActed.wave == wave)))


def get(session: Session, request_id: int) -> RequestActed | None:
    """Who settled a request, and how; None where it is open."""
    return session.get(RequestActed, request_id)


def settle(session: Session, request_id: int, wave: str, kind: str, result: str, at: datetime, by: str) -> None:
    """Note that a request is settled: done, refused. The number is unique, so that of two who settle it one fails."""
    session.add(RequestActed(request_id=request_id, wave=wave, kind=kind, result=result, acted_at=at, acted_by=by))
    session.flush()
